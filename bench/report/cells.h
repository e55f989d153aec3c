/*
 * Figures in the cells of tables, with as many digits everywhere.
 */
#ifndef RLE127_CELLS_H
#define RLE127_CELLS_H

#include "document.h"

/* Three digits and more: "0.0213", "1.72", "1234". */
void rle127_set_figure(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                       double number);

/* The headings of two columns, and what stands in them: "1.72" and "1.65 to 1.80". `column` is the
 * first one. */
#define RLE127_TIME_HEADINGS "median ms", "95 % interval"
void rle127_set_times(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                      const struct rle127_summary *seconds);

/* "1.65 to 1.80" */
void rle127_set_interval(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                         double low, double high);

/* "1.02 x" */
void rle127_set_ratio(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                      double ratio);

/* "12.3 ms" */
void rle127_set_seconds(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                        double seconds);

#endif
