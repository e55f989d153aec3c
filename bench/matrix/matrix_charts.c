/*
 * Grid, heat map and lines.
 */
#include "matrix_charts.h"

#include <stdio.h>

#include "../report/comparison.h"
#include "../report/figures.h"

#define N_KINDS 3

static const enum rle127_pool_kind image_pools[N_KINDS] = {RLE127_POOL_PROCESSES,
                                                           RLE127_POOL_THREADS, RLE127_POOL_SERIAL};
static const enum rle127_row_pool row_pools[N_KINDS] = {RLE127_ROWS_PROCESSES, RLE127_ROWS_THREADS,
                                                        RLE127_ROWS_SERIAL};

static const struct rle127_pool_cell *find_cell(const struct rle127_pool_results *results, size_t i,
                                                size_t j)
{
    return rle127_find_fastest_pair(
        results,
        &(struct rle127_pool_choice){.image_pool = image_pools[i], .row_pool = row_pools[j]});
}

/* "12.3 ms, 1.02 x, 2 workers *" */
static void set_grid_cell(struct rle127_table *table, struct rle127_row_of_cells *row,
                          size_t column, const struct rle127_pool_cell *cell, bool is_best)
{
    char time[RLE127_FIGURE_BYTES], speedup[RLE127_RATIO_BYTES];
    const unsigned n = cell->subject.choice.n_workers;
    rle127_set_cell(table, row, column, "%s, %s, %u worker%s%s",
                    rle127_format_seconds(cell->measurement->seconds.median, time),
                    rle127_format_ratio(cell->gain.ratio, speedup), n, n == 1 ? "" : "s",
                    is_best ? " *" : "");
}

void rle127_add_matrix_grid(struct rle127_section *section,
                            const struct rle127_pool_results *results)
{
    static const char *const headings[] = {"<files by", "rows by process", "rows by thread",
                                           "rows serial"};
    char title[128];
    const struct rle127_pool_cell *const best =
        rle127_find_fastest(results, rle127_choose_fit(results));
    snprintf(title, sizeof title,
             "%s: median and speed-up; * the fastest, and what cannot be told apart from it",
             rle127_direction_title(results->direction));
    struct rle127_table *const table = rle127_add_table(section, title, headings, N_KINDS + 1);
    for (size_t i = 0; i < N_KINDS; i++) {
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        rle127_set_cell(table, row, 0, "%s", rle127_image_pool_name(image_pools[i]));
        for (size_t j = 0; j < N_KINDS; j++) {
            const struct rle127_pool_cell *const cell = find_cell(results, i, j);
            set_grid_cell(table, row, j + 1, cell, rle127_is_as_good(cell, best));
        }
    }
}

static struct rle127_chart *add_chart(struct rle127_section *section, enum rle127_chart_kind kind,
                                      const char *id, const char *title,
                                      const struct rle127_pool_results *results)
{
    char full_id[64], full_title[96];
    snprintf(full_id, sizeof full_id, "%s-%s", id, rle127_direction_name(results->direction));
    snprintf(full_title, sizeof full_title, "%s: %s", rle127_direction_title(results->direction),
             title);
    return rle127_add_chart(section, kind, full_id, full_title);
}

static void add_heat_cell(struct rle127_series *series, size_t column,
                          const struct rle127_pool_cell *cell, const struct rle127_pool_cell *best)
{
    char text[RLE127_RATIO_BYTES], workers[32];
    const struct rle127_gain *const gain = &cell->gain;
    const unsigned n = cell->subject.choice.n_workers;
    rle127_add_point(series, (double)column, gain->ratio, gain->low, gain->high,
                     rle127_row_pool_name(row_pools[column]),
                     rle127_format_ratio(gain->ratio, text));
    snprintf(workers, sizeof workers, "%u worker%s", n, n == 1 ? "" : "s");
    rle127_annotate_point(series, workers, rle127_is_as_good(cell, best));
}

void rle127_add_matrix_chart(struct rle127_section *section,
                             const struct rle127_pool_results *results)
{
    const struct rle127_pool_cell *const best =
        rle127_find_fastest(results, rle127_choose_fit(results));
    struct rle127_chart *const chart =
        add_chart(section, RLE127_CHART_HEAT, "matrix", "speed-up over serial/serial", results);
    chart->x_name = "rows by";
    chart->y_name = "files by";
    chart->are_best_annotated = true;
    for (size_t i = 0; i < N_KINDS; i++) {
        struct rle127_series *const series =
            rle127_add_series(chart, rle127_image_pool_name(image_pools[i]));
        for (size_t j = 0; j < N_KINDS; j++)
            add_heat_cell(series, j, find_cell(results, i, j), best);
    }
}

static void add_line(struct rle127_chart *chart, const struct rle127_pool_results *results,
                     size_t first)
{
    const struct rle127_pool_choice *const choice = &results->cells[first].subject.choice;
    char name[RLE127_CHOICE_NAME_BYTES];
    snprintf(name, sizeof name, "%s/%s", rle127_image_pool_name(choice->image_pool),
             rle127_row_pool_name(choice->row_pool));
    struct rle127_series *const series = rle127_add_series(chart, name);
    for (size_t i = first; i < results->n_cells; i++) {
        const struct rle127_pool_cell *const cell = &results->cells[i];
        if (rle127_has_same_pools(&cell->subject.choice, choice))
            rle127_add_point(series, cell->subject.choice.n_workers, cell->gain.ratio,
                             cell->gain.low, cell->gain.high, "", "");
    }
}

/* Cells of one pair stand together; auto has no pools of its own. */
static bool begins_line(const struct rle127_pool_results *results, size_t i)
{
    const struct rle127_pool_cell *const cell = &results->cells[i];
    return rle127_is_named(cell) && !rle127_is_serial_choice(&cell->subject.choice) &&
           (i == 0 || !rle127_has_same_pools(&cell->subject.choice, &cell[-1].subject.choice));
}

void rle127_add_workers_chart(struct rle127_section *section,
                              const struct rle127_pool_results *results)
{
    struct rle127_chart *const chart =
        add_chart(section, RLE127_CHART_LINES, "workers", "speed-up over workers", results);
    chart->x_name = "workers of each pool that is not serial";
    chart->y_name = "speed-up over serial/serial";
    for (size_t i = 0; i < results->n_cells; i++)
        if (begins_line(results, i))
            add_line(chart, results, i);
}
