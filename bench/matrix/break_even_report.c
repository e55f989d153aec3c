/*
 * Break-even points.
 */
#include "break_even_report.h"

#include <stdio.h>
#include <string.h>

#include "../report/cells.h"
#include "../report/comparison.h"
#include "auto_verdict.h"

#define SIZE_BYTES 32
#define TEXT_BYTES 160

static const char *const place_names[RLE127_PLACES] = {"In memory", "Whole files"};
static const char *const direction_names[RLE127_PLACES][RLE127_BOTH_DIRECTIONS] = {
    {"encode", "decode"}, {"compress", "decompress"}};
static const char *const pool_names[RLE127_ROW_POOLS] = {"one worker", "threads", "processes"};

static bool is_faster(const struct rle127_summary *times, enum rle127_row_pool pool)
{
    return rle127_is_faster(&times[pool], &times[RLE127_ROWS_SERIAL]);
}

size_t rle127_find_break_even(const struct rle127_break_even *result,
                              enum rle127_coding_place place,
                              enum rle127_coding_direction direction, enum rle127_row_pool pool)
{
    size_t i = result->n_sizes;
    while (i > 0 && is_faster(result->sizes[i - 1].seconds[place][direction], pool))
        i--;
    return i;
}

static const char *name_size(uint32_t side, char *text)
{
    snprintf(text, SIZE_BYTES, "%u x %u", (unsigned)side, (unsigned)side);
    return text;
}

static bool is_ever_faster(const struct rle127_break_even *result, enum rle127_coding_place place,
                           enum rle127_coding_direction direction, enum rle127_row_pool pool)
{
    for (size_t i = 0; i < result->n_sizes; i++)
        if (is_faster(result->sizes[i].seconds[place][direction], pool))
            return true;
    return false;
}

/* "2 threads pay from 2048 x 2048 pixels on" */
static void describe_break_even(char *text, const struct rle127_break_even *result,
                                enum rle127_coding_place place,
                                enum rle127_coding_direction direction, enum rle127_row_pool pool)
{
    char size[SIZE_BYTES];
    const size_t first = rle127_find_break_even(result, place, direction, pool);
    if (first < result->n_sizes)
        snprintf(text, TEXT_BYTES, "%u %s pay from %s pixels on", result->n_workers,
                 pool_names[pool], name_size(result->sizes[first].side, size));
    else
        snprintf(text, TEXT_BYTES, "%u %s pay at %s", result->n_workers, pool_names[pool],
                 is_ever_faster(result, place, direction, pool)
                     ? "some sizes, but not from any size on"
                     : "no size");
}

static void answer_break_even(struct rle127_section *section,
                              const struct rle127_break_even *result,
                              enum rle127_coding_place place,
                              enum rle127_coding_direction direction)
{
    char threads[TEXT_BYTES], processes[TEXT_BYTES];
    const char *const name = direction_names[place][direction];
    if (!is_ever_faster(result, place, direction, RLE127_ROWS_THREADS) &&
        !is_ever_faster(result, place, direction, RLE127_ROWS_PROCESSES)) {
        rle127_section_answer(section,
                              "%s, %s: neither %u threads nor %u processes pay at any size.",
                              place_names[place], name, result->n_workers, result->n_workers);
        return;
    }
    describe_break_even(threads, result, place, direction, RLE127_ROWS_THREADS);
    describe_break_even(processes, result, place, direction, RLE127_ROWS_PROCESSES);
    rle127_section_answer(section, "%s, %s: %s; %s.", place_names[place], name, threads, processes);
}

static const struct rle127_summary *find_fastest(const struct rle127_summary *times)
{
    const struct rle127_summary *best = &times[0];
    for (int i = 1; i < RLE127_ROW_POOLS; i++)
        if (times[i].median < best->median)
            best = &times[i];
    return best;
}

/* How the command's own choice did at all sizes. */
struct auto_record {
    size_t n_sizes[RLE127_AUTO_VERDICTS];
    /* the one with the largest upper end of its interval, of each verdict */
    struct rle127_gain worst[RLE127_AUTO_VERDICTS];
    uint32_t worst_side[RLE127_AUTO_VERDICTS];
};

static struct auto_record judge_auto(const struct rle127_break_even *result,
                                     enum rle127_coding_direction direction)
{
    struct auto_record record = {0};
    for (size_t i = 0; i < result->n_sizes; i++) {
        const struct rle127_size_times *const times = &result->sizes[i];
        const struct rle127_gain ratio =
            rle127_find_gain(&times->auto_seconds[direction],
                             find_fastest(times->seconds[RLE127_IN_FILES][direction]));
        const enum rle127_auto_verdict verdict = rle127_judge_auto(&ratio);
        record.n_sizes[verdict]++;
        if (ratio.high > record.worst[verdict].high) {
            record.worst[verdict] = ratio;
            record.worst_side[verdict] = times->side;
        }
    }
    return record;
}

/* "; not decided at 2: between 0.95 x and 1.24 x the time of the fastest, at 512 x 512 pixels" */
static void add_verdict(char *text, const struct auto_record *record,
                        enum rle127_auto_verdict verdict)
{
    char size[SIZE_BYTES], worst[RLE127_AUTO_TEXT_BYTES];
    const size_t length = strlen(text);
    if (record->n_sizes[verdict])
        snprintf(text + length, 2 * TEXT_BYTES - length, "; %s at %zu: %s, at %s pixels",
                 rle127_auto_verdict_name(verdict), record->n_sizes[verdict],
                 rle127_describe_auto(&record->worst[verdict], worst),
                 name_size(record->worst_side[verdict], size));
}

static void answer_auto(struct rle127_section *section, const struct rle127_break_even *result,
                        enum rle127_coding_direction direction)
{
    const struct auto_record record = judge_auto(result, direction);
    char others[2 * TEXT_BYTES] = "";
    add_verdict(others, &record, RLE127_AUTO_IS_BEHIND);
    add_verdict(others, &record, RLE127_AUTO_IS_NOT_DECIDED);
    rle127_section_answer(section, "Whole files, %s: auto is %s at %zu of %zu sizes%s.",
                          direction_names[RLE127_IN_FILES][direction],
                          rle127_auto_verdict_name(RLE127_AUTO_IS_GOOD),
                          record.n_sizes[RLE127_AUTO_IS_GOOD], result->n_sizes, others);
}

static void set_gain(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                     const struct rle127_summary *base, const struct rle127_summary *time)
{
    char ratio[RLE127_RATIO_BYTES];
    rle127_set_cell(table, row, column, "%s%s",
                    rle127_format_ratio(rle127_find_gain(base, time).ratio, ratio),
                    rle127_is_faster(time, base)   ? " *"
                    : rle127_is_faster(base, time) ? " -"
                                                   : "  ");
}

static void add_size_row(struct rle127_table *table, const struct rle127_size_times *times,
                         enum rle127_coding_place place)
{
    char size[SIZE_BYTES];
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    size_t column = 0;
    rle127_set_cell(table, row, column++, "%s", name_size(times->side, size));
    for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++) {
        const struct rle127_summary *const all = times->seconds[place][direction];
        const struct rle127_summary *const serial = &all[RLE127_ROWS_SERIAL];
        rle127_set_figure(table, row, column++, 1e3 * serial->median);
        set_gain(table, row, column++, serial, &all[RLE127_ROWS_THREADS]);
        set_gain(table, row, column++, serial, &all[RLE127_ROWS_PROCESSES]);
        if (place == RLE127_IN_FILES)
            set_gain(table, row, column++, serial, &times->auto_seconds[direction]);
    }
}

static void add_size_table(struct rle127_section *section, const struct rle127_break_even *result,
                           enum rle127_coding_place place)
{
    static const char *const memory[] = {"<pixels",   "encode ms", "threads",  "processes",
                                         "decode ms", "threads",   "processes"};
    static const char *const files[] = {"<pixels",   "compress ms", "threads",
                                        "processes", "auto",        "decompress ms",
                                        "threads",   "processes",   "auto"};
    char title[128];
    snprintf(title, sizeof title,
             "%s: one worker, and the speed-up by %u; * measurably faster, - slower",
             place_names[place], result->n_workers);
    struct rle127_table *const table =
        place == RLE127_IN_MEMORY
            ? rle127_add_table(section, title, memory, sizeof memory / sizeof memory[0])
            : rle127_add_table(section, title, files, sizeof files / sizeof files[0]);
    for (size_t i = 0; i < result->n_sizes; i++)
        add_size_row(table, &result->sizes[i], place);
}

static void add_size_series(struct rle127_chart *chart, const struct rle127_break_even *result,
                            enum rle127_coding_place place, enum rle127_coding_direction direction,
                            enum rle127_row_pool pool)
{
    char name[64];
    snprintf(name, sizeof name, "%s, %s", direction_names[place][direction], pool_names[pool]);
    struct rle127_series *const series = rle127_add_series(chart, name);
    for (size_t i = 0; i < result->n_sizes; i++) {
        const struct rle127_size_times *const times = &result->sizes[i];
        const struct rle127_summary *const seconds = &times->seconds[place][direction][pool];
        const double side = times->side;
        const double gigabytes = (double)rle127_row_bytes(times->side) * side / 1e9;
        rle127_add_point(series, side * side, gigabytes / seconds->median,
                         gigabytes / seconds->high, gigabytes / seconds->low, "", "");
    }
}

static void add_size_chart(struct rle127_section *section, const struct rle127_break_even *result,
                           enum rle127_coding_place place, const char *id)
{
    char title[96];
    snprintf(title, sizeof title, "%s: speed over size, by one worker and by %u",
             place_names[place], result->n_workers);
    struct rle127_chart *const chart = rle127_add_chart(section, RLE127_CHART_LINES, id, title);
    chart->x_name = "pixels";
    chart->y_name = "GB/s of packed pixels";
    chart->is_log_x = true;
    for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
        for (int pool = 0; pool < RLE127_ROW_POOLS; pool++)
            add_size_series(chart, result, place, (enum rle127_coding_direction)direction,
                            (enum rle127_row_pool)pool);
}

static bool can_decide(const struct rle127_break_even *result)
{
    for (size_t i = 0; i < result->n_sizes; i++) {
        const struct rle127_size_times *const times = &result->sizes[i];
        for (int place = 0; place < RLE127_PLACES; place++)
            for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
                for (int pool = 0; pool < RLE127_ROW_POOLS; pool++)
                    if (!rle127_have_intervals(&times->seconds[place][direction][pool],
                                               &times->auto_seconds[direction]))
                        return false;
    }
    return true;
}

static void add_answers(struct rle127_section *section, const struct rle127_break_even *result)
{
    for (int place = 0; place < RLE127_PLACES; place++)
        for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
            answer_break_even(section, result, (enum rle127_coding_place)place,
                              (enum rle127_coding_direction)direction);
    for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
        answer_auto(section, result, (enum rle127_coding_direction)direction);
}

void rle127_report_break_even(struct rle127_section *section,
                              const struct rle127_break_even *result)
{
    if (!result->n_sizes)
        return;
    if (can_decide(result))
        add_answers(section, result);
    else
        rle127_section_answer(section,
                              "Too few runs to tell from which size on workers pay: that takes at "
                              "least %d of each.",
                              RLE127_INTERVAL_SAMPLES);
    for (int place = 0; place < RLE127_PLACES; place++)
        add_size_table(section, result, (enum rle127_coding_place)place);
    add_size_chart(section, result, RLE127_IN_MEMORY, "single-memory");
    add_size_chart(section, result, RLE127_IN_FILES, "single-file");
}
