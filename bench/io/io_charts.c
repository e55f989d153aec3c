/*
 * The pictures of the I/O experiment.
 */
#include "io_results.h"

#include <stdio.h>

#include "../report/comparison.h"

/* A bar's name. */
static void describe(const struct rle127_io_subject *s, char *text, size_t n_bytes)
{
    const char *const by = s->way == RLE127_IO_SERIAL ? "serial" : "processes";
    snprintf(text, n_bytes, "%s, %s, %s%s", rle127_direction_name(s->input->direction),
             rle127_io_cache_name(s), s->input->is_single ? rle127_io_input_name(s) : by,
             s->is_durable ? ", durable" : "");
}

/* Blocked calls are shown as part of files: a chart has not as many colours. */
static double find_share(const struct rle127_io_subject *s, int part)
{
    const double share = rle127_find_io_part(s, part).mean;
    return part == RLE127_TIME_FILES ? share + rle127_find_io_part(s, RLE127_TIME_BLOCKED).mean
                                     : share;
}

static bool is_shown(const struct rle127_io_results *results, int part)
{
    return part != RLE127_TIME_BLOCKED && (part != RLE127_TIME_DECODER || results->has_decoder);
}

static const char *name_series(int part)
{
    return part == RLE127_TIME_FILES ? "files, with blocked calls"
                                     : rle127_time_part_name((enum rle127_time_part)part);
}

static void add_bars(struct rle127_series *series, const struct rle127_io_contest *contest,
                     int part)
{
    char name[96], text[16];
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        if (!s->clock)
            continue;
        const double share = find_share(s, part);
        describe(s, name, sizeof name);
        snprintf(text, sizeof text, "%.0f %%", 100 * share);
        rle127_add_point(series, 0, share, share, share, name, text);
    }
}

static void add_shares(struct rle127_section *section, const struct rle127_io_results *results)
{
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_SHARES, "io-shares",
                                                        "What workers spend their time on");
    chart->y_name = "share of the workers' time";
    for (int part = 0; part < RLE127_TIME_PARTS; part++) {
        if (!is_shown(results, part))
            continue;
        struct rle127_series *const series = rle127_add_series(chart, name_series(part));
        for (size_t i = 0; i < RLE127_IO_CONTESTS; i++)
            if (results->contests[i].is_measured)
                add_bars(series, &results->contests[i], part);
    }
}

static void add_speed(struct rle127_series *series, const struct rle127_io_subject *s,
                      const struct rle127_io_subject *serial)
{
    const struct rle127_gain gain =
        rle127_find_gain(&serial->measurement->seconds, &s->measurement->seconds);
    char label[64], text[RLE127_RATIO_BYTES];
    snprintf(label, sizeof label, "%s, %s", rle127_direction_name(s->input->direction),
             rle127_io_cache_name(s));
    rle127_add_point(series, 0, gain.ratio, gain.low, gain.high, label,
                     rle127_format_ratio(gain.ratio, text));
}

static void add_speeds(struct rle127_section *section, const struct rle127_io_results *results)
{
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_HEAT, "io-ways",
                                                        "A directory: speed-up over serial");
    chart->are_columns_apart = true;
    for (int way = 0; way < RLE127_IO_WAYS; way++) {
        const enum rle127_io_way of_way = (enum rle127_io_way)way;
        if (!rle127_find_io_subject(&results->contests[0], of_way, false))
            continue;
        struct rle127_series *const series = rle127_add_series(chart, rle127_io_way_name(of_way));
        for (size_t i = 0; i < RLE127_IO_CONTESTS; i++) {
            const struct rle127_io_contest *const contest = &results->contests[i];
            if (contest->is_measured)
                add_speed(series, rle127_find_io_subject(contest, of_way, false),
                          rle127_find_io_subject(contest, RLE127_IO_SERIAL, false));
        }
    }
}

void rle127_add_io_charts(struct rle127_section *section, const struct rle127_io_results *results)
{
    if (results->clock)
        add_shares(section, results);
    add_speeds(section, results);
}
