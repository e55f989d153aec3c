/*
 * The figures of the I/O experiment.
 */
#include "io_results.h"

#include "../report/cells.h"

/* Columns 0 to 3 of both tables. */
#define COMMON_HEADINGS "<direction", "<cache", "<input", "<by"

enum column {
    DIRECTION,
    CACHE,
    INPUT,
    BY,
    FIRST_SHARE,
    MEDIAN = FIRST_SHARE,
    INTERVAL,
    SPEEDUP,
    SPEED,
    CPU
};

static struct rle127_row_of_cells *add_row(struct rle127_table *table,
                                           const struct rle127_io_subject *s)
{
    char by[RLE127_IO_BY_BYTES];
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_cell(table, row, DIRECTION, "%s", rle127_direction_name(s->input->direction));
    rle127_set_cell(table, row, CACHE, "%s", rle127_io_cache_name(s));
    rle127_set_cell(table, row, INPUT, "%s", rle127_io_input_name(s));
    rle127_set_cell(table, row, BY, "%s", rle127_describe_io_way(s, by));
    return row;
}

static void add_shares(struct rle127_table *table, const struct rle127_io_subject *s,
                       bool has_decoder)
{
    struct rle127_row_of_cells *const row = add_row(table, s);
    size_t column = FIRST_SHARE;
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        if (part != RLE127_TIME_DECODER || has_decoder)
            rle127_set_cell(table, row, column++, "%.1f", 100 * rle127_find_io_part(s, part).mean);
}

/* The decoder's column is there only where there was one. */
static struct rle127_table *add_shares_table(struct rle127_section *section, bool has_decoder)
{
    static const char *const all[] = {COMMON_HEADINGS, "coding %", "reading %", "writing %",
                                      "files %",       "pool %",   "decoder %", "disk %",
                                      "blocked %",     "idle %"};
    const char *headings[sizeof all / sizeof *all];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (i != FIRST_SHARE + RLE127_TIME_DECODER || has_decoder)
            headings[n++] = all[i];
    return rle127_add_table(section, "What workers spend their time on", headings, n);
}

static struct rle127_row_of_cells *add_times(struct rle127_table *table,
                                             const struct rle127_io_subject *s,
                                             double serial_seconds, double packed_bytes)
{
    const struct rle127_summary *const seconds = &s->measurement->seconds;
    const struct rle127_usage *const usage = &s->measurement->usage;
    struct rle127_row_of_cells *const row = add_row(table, s);
    rle127_set_times(table, row, MEDIAN, seconds);
    rle127_set_figure(table, row, CPU, 1e3 * (usage->user_seconds + usage->system_seconds));
    if (!s->input->is_single && seconds->median > 0) {
        rle127_set_ratio(table, row, SPEEDUP, serial_seconds / seconds->median);
        rle127_set_figure(table, row, SPEED, packed_bytes / 1e9 / seconds->median);
    }
    return row;
}

/* The fastest by the median is emphasized, of those that convert the directory. */
static void add_contest_times(struct rle127_table *table, const struct rle127_io_contest *contest,
                              double packed_bytes)
{
    struct rle127_row_of_cells *best = NULL;
    double best_seconds = 0;
    const double serial_seconds =
        rle127_find_io_subject(contest, RLE127_IO_SERIAL, false)->measurement->seconds.median;
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        if (s->clock)
            continue;
        struct rle127_row_of_cells *const row = add_times(table, s, serial_seconds, packed_bytes);
        const double seconds = s->measurement->seconds.median;
        if (!s->input->is_single && (!best || seconds < best_seconds)) {
            best = row;
            best_seconds = seconds;
        }
    }
    if (best)
        best->is_best = true;
}

void rle127_add_io_tables(struct rle127_section *section, const struct rle127_io_results *results,
                          double packed_bytes)
{
    static const char *const time_headings[] = {COMMON_HEADINGS, RLE127_TIME_HEADINGS, "speed-up",
                                                "GB/s", "CPU ms"};
    struct rle127_table *const shares =
        results->clock ? add_shares_table(section, results->has_decoder) : NULL;
    struct rle127_table *const times =
        rle127_add_table(section, "Times of pools, and of one thread that overlaps", time_headings,
                         sizeof time_headings / sizeof time_headings[0]);
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++) {
        const struct rle127_io_contest *const contest = &results->contests[i];
        if (!contest->is_measured)
            continue;
        for (size_t j = 0; j < contest->n_subjects; j++)
            if (contest->subjects[j].clock)
                add_shares(shares, &contest->subjects[j], results->has_decoder);
        add_contest_times(times, contest, packed_bytes);
    }
}
