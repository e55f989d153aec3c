/*
 * Tables. Speeds are of packed bytes, so that codecs with small and large files compare.
 */
#include <stdio.h>

#include "kernels_report.h"

#define CELL_BYTES 32

/* Of a workload's table: the figures up to this one; the others are for files. */
#define N_TABLE_FIGURES (RLE127_CALL_US + 1)

static const enum rle127_figure mean_figures[] = {RLE127_MEDIAN_SPEED, RLE127_TIMES_MEMCPY,
                                                  RLE127_TIMES_LZ4};
#define N_MEAN_FIGURES (sizeof mean_figures / sizeof mean_figures[0])

/* A row whose cells are set one after the other. */
struct line {
    struct rle127_table *table;
    struct rle127_row_of_cells *row;
    size_t n_set;
};

static struct line begin_line(struct rle127_table *table, const struct rle127_row *row)
{
    const struct line line = {.table = table, .row = rle127_add_row(table), .n_set = 1};
    rle127_set_cell(table, line.row, 0, "%s", row->name);
    return line;
}

/* Three digits, four behind the point at the most; "-" where there is no figure. */
static void set_figure(struct line *line, double number)
{
    const int places = number < 0.00995  ? 4
                       : number < 0.9995 ? 3
                       : number < 9.995  ? 2
                       : number < 99.95  ? 1
                                         : 0;
    char cell[CELL_BYTES] = "-";
    if (number > 0)
        snprintf(cell, sizeof cell, "%.*f", places, number);
    rle127_set_cell(line->table, line->row, line->n_set++, "%s", cell);
}

static void add_trial(struct rle127_table *table, const struct rle127_results *results,
                      const struct rle127_trial *trial)
{
    struct line line = begin_line(table, trial->row);
    char size[CELL_BYTES] = "-";
    if (trial->is_timed)
        snprintf(size, sizeof size, "%zu", trial->coded_bytes);
    rle127_set_cell(table, line.row, line.n_set++, "%s", size);
    set_figure(&line, rle127_size_ratio(trial));
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        for (int j = 0; j < N_TABLE_FIGURES; j++)
            set_figure(&line, rle127_figure_of(results, trial, (enum rle127_direction)i,
                                               (enum rle127_figure)j));
}

static const char *make_title(struct rle127_memory *memory, const struct rle127_workload *workload)
{
    const struct rle127_bitmap *const page = &workload->slots->source;
    if (workload->kind == RLE127_ONE_PAGE)
        return rle127_make_text(memory, "%s: %u x %u pixels, %zu bytes packed", workload->name,
                                (unsigned)page->width, (unsigned)page->height,
                                workload->packed_bytes);
    return rle127_make_text(memory, "%s: %zu pages in turn, %zu bytes packed", workload->name,
                            workload->n_slots, workload->packed_bytes);
}

static void add_workload(struct rle127_section *section, const struct rle127_results *results,
                         size_t workload)
{
    static const char *const headings[] = {
        "<row",           "bytes",       "/packed",        "encode best GB/s", "encode median GB/s",
        "encode /memcpy", "encode /LZ4", "encode us/call", "decode best GB/s", "decode median GB/s",
        "decode /memcpy", "decode /LZ4", "decode us/call"};
    struct rle127_table *const table =
        rle127_add_table(section, make_title(section->memory, &results->workloads[workload]),
                         headings, sizeof headings / sizeof headings[0]);
    for (size_t i = 0; i < results->rows->n_rows; i++)
        add_trial(table, results, rle127_find_trial(results, i, workload));
}

static size_t find_set(const struct rle127_results *results)
{
    size_t i = 0;
    while (i < results->n_workloads && results->workloads[i].kind != RLE127_LARGE_SET)
        i++;
    return i;
}

static void add_mean(struct rle127_table *table, const struct rle127_results *results, size_t row,
                     size_t set)
{
    struct line line = begin_line(table, &results->rows->rows[row]);
    set_figure(&line, rle127_mean_size_ratio(results, row));
    for (int i = 0; i < RLE127_DIRECTIONS; i++)
        for (size_t j = 0; j < N_MEAN_FIGURES; j++)
            set_figure(&line,
                       rle127_mean_figure(results, row, (enum rle127_direction)i, mean_figures[j]));
    for (int i = 0; i < RLE127_DIRECTIONS && set < results->n_workloads; i++)
        for (size_t j = 0; j < N_MEAN_FIGURES; j++)
            set_figure(&line, rle127_figure_of(results, rle127_find_trial(results, row, set),
                                               (enum rle127_direction)i, mean_figures[j]));
}

static void add_means(struct rle127_section *section, const struct rle127_results *results)
{
    static const char *const headings[] = {"<row",
                                           "/packed",
                                           "encode GB/s",
                                           "encode /memcpy",
                                           "encode /LZ4",
                                           "decode GB/s",
                                           "decode /memcpy",
                                           "decode /LZ4",
                                           "set, encode GB/s",
                                           "set, encode /memcpy",
                                           "set, encode /LZ4",
                                           "set, decode GB/s",
                                           "set, decode /memcpy",
                                           "set, decode /LZ4"};
    const size_t set = find_set(results);
    const bool has_set = set < results->n_workloads;
    const size_t n_set_columns = RLE127_DIRECTIONS * N_MEAN_FIGURES;
    struct rle127_table *const table = rle127_add_table(
        section,
        has_set ? "Geometric means of the pages, each again and again, and beside them the set"
                : "Geometric means of the pages",
        headings, sizeof headings / sizeof headings[0] - (has_set ? 0 : n_set_columns));
    for (size_t i = 0; i < results->rows->n_rows; i++)
        add_mean(table, results, i, set);
}

void rle127_add_kernels_tables(struct rle127_section *section, const struct rle127_results *results,
                               bool is_detailed)
{
    for (size_t i = 0; i < results->n_workloads && is_detailed; i++)
        add_workload(section, results, i);
    add_means(section, results);
}
