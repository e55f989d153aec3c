/*
 * Results as a table.
 */
#include "pool_report.h"

#include "../report/cells.h"

enum column {
    FILES,
    ROWS,
    WORKERS,
    MEDIAN,
    INTERVAL,
    SPEEDUP,
    SPEED,
    CPU,
    WAITS,
    PREEMPTIONS,
    FAULTS,
    PEAK,
    N_COLUMNS
};

static const char *const headings[N_COLUMNS] = {[FILES] = "<files by",
                                                [ROWS] = "<rows by",
                                                [WORKERS] = "workers",
                                                [MEDIAN] = RLE127_TIME_HEADINGS,
                                                [SPEEDUP] = "speed-up",
                                                [SPEED] = "GB/s",
                                                [CPU] = "CPU ms",
                                                [WAITS] = "waits",
                                                [PREEMPTIONS] = "preemptions",
                                                [FAULTS] = "page faults",
                                                [PEAK] = "peak MB"};

static void set_choice(struct rle127_table *table, struct rle127_row_of_cells *row,
                       const struct rle127_pool_cell *cell)
{
    const struct rle127_pool_choice choice = rle127_find_out_choice(cell);
    rle127_set_cell(table, row, FILES, "%s%s", cell->subject.choice.is_auto ? "auto: " : "",
                    rle127_image_pool_name(choice.image_pool));
    rle127_set_cell(table, row, ROWS, "%s", rle127_row_pool_name(choice.row_pool));
    rle127_set_cell(table, row, WORKERS, "%u", choice.n_workers);
}

static void set_times(struct rle127_table *table, struct rle127_row_of_cells *row,
                      const struct rle127_pool_cell *cell)
{
    const struct rle127_summary *const seconds = &cell->measurement->seconds;
    rle127_set_times(table, row, MEDIAN, seconds);
    rle127_set_ratio(table, row, SPEEDUP, cell->gain.ratio);
    rle127_set_figure(table, row, SPEED,
                      cell->subject.findings.packed_bytes / seconds->median / 1e9);
}

static void set_usage(struct rle127_table *table, struct rle127_row_of_cells *row,
                      const struct rle127_usage *usage)
{
    rle127_set_figure(table, row, CPU, 1e3 * (usage->user_seconds + usage->system_seconds));
    rle127_set_cell(table, row, WAITS, "%.0f", usage->voluntary_switches);
    rle127_set_cell(table, row, PREEMPTIONS, "%.0f", usage->involuntary_switches);
    rle127_set_cell(table, row, FAULTS, "%.0f", usage->minor_faults + usage->major_faults);
    rle127_set_figure(table, row, PEAK, usage->peak_bytes / 1e6);
}

void rle127_add_pool_table(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *title)
{
    rle127_cell_fits *const fits = rle127_choose_fit(results);
    const struct rle127_pool_cell *const best = rle127_find_fastest(results, fits);
    struct rle127_table *const table = rle127_add_table(section, title, headings, N_COLUMNS);
    for (size_t i = 0; i < results->n_cells; i++) {
        const struct rle127_pool_cell *const cell = &results->cells[i];
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        row->is_best = fits(cell) && rle127_is_as_good(cell, best);
        set_choice(table, row, cell);
        set_times(table, row, cell);
        set_usage(table, row, &cell->measurement->usage);
    }
}
