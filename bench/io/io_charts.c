/*
 * The pictures of the I/O experiment.
 */
#include "io_results.h"

#include <stdio.h>

static const char *name_work(const struct rle127_io_subject *s)
{
    return s->input->is_decompression ? "decompress" : "compress";
}

static const char *name_cache(const struct rle127_io_subject *s)
{
    return s->is_cold ? "cold" : "warm";
}

/* A bar's name. */
static void describe(const struct rle127_io_subject *s, char *text, size_t n_bytes)
{
    const char *by = s->way == RLE127_IO_SERIAL ? "serial" : "processes";
    snprintf(text, n_bytes, "%s, %s, %s%s", name_work(s), name_cache(s),
             s->input->is_single ? "one file" : by, s->is_durable ? ", durable" : "");
}

static void add_bars(struct rle127_series *series, const struct rle127_io_contest *contest,
                     int part)
{
    char name[96], text[16];
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        if (!s->clock)
            continue;
        const double share = rle127_find_io_part(s, part).mean;
        describe(s, name, sizeof name);
        snprintf(text, sizeof text, "%.0f %%", 100 * share);
        rle127_add_point_between(series, 0, share, share, share, name, text);
    }
}

static void add_shares(struct rle127_section *section, const struct rle127_io_results *results)
{
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_SHARES, "io-shares",
                                                        "What workers spend their time on");
    chart->y_name = "share of the workers' time";
    for (int part = 0; part < RLE127_TIME_PARTS; part++) {
        struct rle127_series *const series =
            rle127_add_series(chart, rle127_time_part_name((enum rle127_time_part)part));
        for (int i = 0; i < 4; i++)
            if (results->contests[i / 2][i % 2].is_measured)
                add_bars(series, &results->contests[i / 2][i % 2], part);
    }
}

static bool has_way(const struct rle127_io_results *results, enum rle127_io_way way)
{
    return rle127_find_io_contender(&results->contests[false][false], way, false);
}

/* How many times as fast as the serial one; the interval is of its own time alone. */
static void add_speed(struct rle127_series *series, const struct rle127_contender *contender,
                      const struct rle127_contender *serial)
{
    const struct rle127_io_subject *const s = contender->subject;
    const struct rle127_summary time =
        rle127_summarize_samples(contender->samples, contender->n_samples);
    const double base = rle127_summarize_samples(serial->samples, serial->n_samples).median;
    char label[64], text[32];
    if (time.low <= 0)
        return;
    snprintf(label, sizeof label, "%s, %s", name_work(s), name_cache(s));
    snprintf(text, sizeof text, "%.2f x", base / time.median);
    rle127_add_point_between(series, 0, base / time.median, base / time.high, base / time.low,
                             label, text);
}

static void add_speeds(struct rle127_section *section, const struct rle127_io_results *results)
{
    struct rle127_chart *const chart = rle127_add_chart(
        section, RLE127_CHART_HEAT, "io-ways", "A directory: speed, as a multiple of serial");
    for (int way = 0; way < RLE127_IO_WAYS; way++) {
        if (!has_way(results, (enum rle127_io_way)way))
            continue;
        struct rle127_series *const series =
            rle127_add_series(chart, rle127_io_way_name((enum rle127_io_way)way));
        for (int i = 0; i < 4; i++) {
            const struct rle127_io_contest *const contest = &results->contests[i / 2][i % 2];
            if (contest->is_measured)
                add_speed(series, rle127_find_io_contender(contest, (enum rle127_io_way)way, false),
                          rle127_find_io_contender(contest, RLE127_IO_SERIAL, false));
        }
    }
}

void rle127_add_io_charts(struct rle127_section *section, const struct rle127_io_results *results)
{
    add_shares(section, results);
    add_speeds(section, results);
}
