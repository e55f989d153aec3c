/*
 * Measurements with their facts, charts of size against speed, and sentences.
 */
#include "kernels_report.h"

#include <stdio.h>

/* On an idle machine next to no median is so many times the shortest time. */
#define SWING          1.5
#define DOUBTFUL_SHARE 20 /* one of so many */

const char *rle127_coding_name(enum rle127_direction direction)
{
    return direction == RLE127_ENCODE ? "encode" : "decode";
}

static void add_workload_facts(struct rle127_facts *facts, const struct rle127_workload *workload)
{
    const struct rle127_bitmap *const page = &workload->slots->source;
    rle127_add_text_fact(facts, "workload", workload->name);
    rle127_add_text_fact(facts, "kind", rle127_workload_kind_name(workload->kind));
    rle127_add_fact(facts, "pages", (double)workload->n_slots);
    if (workload->kind != RLE127_LARGE_SET) {
        rle127_add_fact(facts, "width", page->width);
        rle127_add_fact(facts, "height", page->height);
    }
    rle127_add_fact(facts, "packed_bytes", (double)workload->packed_bytes);
}

static void add_row_facts(struct rle127_facts *facts, const struct rle127_row *row)
{
    rle127_add_text_fact(facts, "row", row->name);
    if (row->codec->version)
        rle127_add_text_fact(facts, "library", row->codec->version());
    if (row->options.level)
        rle127_add_text_fact(facts, "level", row->options.level);
    rle127_add_fact(facts, "threads", row->options.threads);
}

static void add_measurement(struct rle127_section *section, const struct rle127_results *results,
                            const struct rle127_trial *trial, enum rle127_direction direction)
{
    const char *const name = rle127_make_text(section->memory, "%s, %s, %s", trial->workload->name,
                                              trial->row->name, rle127_coding_name(direction));
    struct rle127_facts *const facts =
        &rle127_add_measurement(section, name, trial->samples[direction], trial->n_samples, false)
             ->facts;
    add_workload_facts(facts, trial->workload);
    add_row_facts(facts, trial->row);
    rle127_add_text_fact(facts, "direction", rle127_coding_name(direction));
    rle127_add_fact(facts, "repeats_a_sample", trial->n_repeats[direction]);
    rle127_add_fact(facts, "coded_bytes", (double)trial->coded_bytes);
    rle127_add_fact(facts, "ratio", rle127_size_ratio(trial));
    for (int i = 0; i < RLE127_FIGURES; i++) {
        const enum rle127_figure figure = (enum rle127_figure)i;
        const double number = rle127_figure_of(results, trial, direction, figure);
        if (number > 0)
            rle127_add_fact(facts, rle127_figure_name(figure), number);
    }
}

static void add_measurements(struct rle127_section *section, const struct rle127_results *results)
{
    for (size_t i = 0; i < results->n_workloads; i++) {
        for (size_t j = 0; j < results->rows->n_rows; j++) {
            const struct rle127_trial *const trial = rle127_find_trial(results, j, i);
            for (int k = 0; k < RLE127_DIRECTIONS && trial->is_timed; k++)
                add_measurement(section, results, trial, (enum rle127_direction)k);
        }
    }
}

static void add_points(struct rle127_chart *chart, const struct rle127_results *results,
                       enum rle127_direction direction, bool is_own)
{
    struct rle127_series *series = NULL;
    for (size_t i = 0; i < results->rows->n_rows; i++) {
        const struct rle127_row *const row = &results->rows->rows[i];
        const double speed = rle127_mean_figure(results, i, direction, RLE127_MEDIAN_SPEED);
        const double size = rle127_mean_size_ratio(results, i);
        char text[64];
        if ((row->codec == &rle127_own_codec) != is_own)
            continue;
        if (!series)
            series = rle127_add_series(chart, is_own ? "rle127" : "memcpy and other codecs");
        snprintf(text, sizeof text, "%.3g GB/s, %.3f x packed", speed, size);
        rle127_add_point(series, speed, size, size, size, row->name, text);
    }
}

static void add_chart(struct rle127_section *section, const struct rle127_results *results,
                      enum rle127_direction direction, const char *id, const char *title)
{
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_POINTS, id, title);
    chart->x_name = "packed GB/s by the median, geometric mean of the pages";
    chart->y_name = "coded bytes, x packed";
    chart->is_log_x = chart->is_log_y = true;
    add_points(chart, results, direction, true);
    add_points(chart, results, direction, false);
}

/* The best level comes first. Any row where there is none of rle127. */
static size_t find_own(const struct rle127_results *results)
{
    size_t i = 0;
    while (i + 1 < results->rows->n_rows && results->rows->rows[i].codec != &rle127_own_codec)
        i++;
    return i;
}

static void answer(struct rle127_section *section, const struct rle127_results *results, size_t own,
                   enum rle127_direction direction)
{
    const double lz4 = rle127_mean_figure(results, own, direction, RLE127_TIMES_LZ4);
    const char *const beside_lz4 =
        lz4 > 0 ? rle127_make_text(section->memory, " and %.3g times as fast as LZ4", lz4) : "";
    rle127_section_answer(
        section,
        "%s: %s with one thread codes %.3g GB/s, the geometric mean of the pages; "
        "that is %.3g times as fast as memcpy%s.",
        direction == RLE127_ENCODE ? "Encode" : "Decode", results->rows->rows[own].name,
        rle127_mean_figure(results, own, direction, RLE127_MEDIAN_SPEED),
        rle127_mean_figure(results, own, direction, RLE127_TIMES_MEMCPY), beside_lz4);
}

static void note_legend(struct rle127_section *section)
{
    rle127_section_note(section,
                        "GB/s: 10^9 packed bytes a second; best: by the shortest time, all else by "
                        "the median. /packed: coded bytes beside packed ones. /memcpy, /LZ4: how "
                        "many times as fast. Means are geometric ones. -: not in this build, not "
                        "chosen, or too slow for the set.");
}

/* Says so where many medians are far from the shortest times: something else was running. */
static void note_doubt(struct rle127_section *section)
{
    size_t n_swinging = 0;
    for (size_t i = 0; i < section->n_measurements; i++) {
        const struct rle127_summary *const seconds = &section->measurements[i]->seconds;
        n_swinging += seconds->median > SWING * seconds->min;
    }
    if (n_swinging * DOUBTFUL_SHARE > section->n_measurements)
        rle127_section_note(section,
                            "Of %zu medians %zu are more than %g times the shortest time: this "
                            "machine was busy with something else. Rows with several threads "
                            "suffer most.",
                            section->n_measurements, n_swinging, SWING);
}

void rle127_report_kernels(struct rle127_section *section, const struct rle127_results *results)
{
    const size_t own = find_own(results);
    add_measurements(section, results);
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        if (results->rows->rows[own].codec == &rle127_own_codec)
            answer(section, results, own, (enum rle127_direction)i);
    add_chart(section, results, RLE127_ENCODE, "kernels-encode", "Encode: size against speed");
    add_chart(section, results, RLE127_DECODE, "kernels-decode", "Decode: size against speed");
    note_legend(section);
    note_doubt(section);
}
