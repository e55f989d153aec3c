/*
 * Cells of figures.
 */
#include "cells.h"

#include "comparison.h"
#include "figures.h"

void rle127_set_figure(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                       double number)
{
    rle127_set_cell(table, row, column, "%.*f", number == 0 ? 0 : rle127_count_places(number),
                    number);
}

void rle127_set_interval(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                         double low, double high)
{
    rle127_set_cell(table, row, column, "%.*f to %.*f", rle127_count_places(low), low,
                    rle127_count_places(high), high);
}

void rle127_set_times(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                      const struct rle127_summary *seconds)
{
    rle127_set_figure(table, row, column, 1e3 * seconds->median);
    rle127_set_interval(table, row, column + 1, 1e3 * seconds->low, 1e3 * seconds->high);
}

void rle127_set_ratio(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                      double ratio)
{
    char text[RLE127_RATIO_BYTES];
    rle127_set_cell(table, row, column, "%s", rle127_format_ratio(ratio, text));
}

void rle127_set_seconds(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                        double seconds)
{
    char text[RLE127_FIGURE_BYTES];
    rle127_set_cell(table, row, column, "%s", rle127_format_seconds(seconds, text));
}
