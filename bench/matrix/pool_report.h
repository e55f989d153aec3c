/*
 * What can be said of a results, whichever experiment it is of: its table, its fastest choice, and
 * how close to that auto is.
 */
#ifndef RLE127_POOL_REPORT_H
#define RLE127_POOL_REPORT_H

#include "pool_results.h"

/* Three digits and more: "0.0213", "1.72", "1234". */
void rle127_set_figure(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                       double number);

/* A row for each cell, with all that is known of it; the fastest one is emphasized. */
void rle127_add_pool_table(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *title);

/* Says which of the cells that fit is the fastest, and which others, each pair of pools with its
 * best number of workers, can be told apart from it. `of_what` stands behind the direction: ", of
 * the four pairs" or "". */
void rle127_answer_fastest(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *of_what,
                           rle127_cell_fits *fits);

/* Says what concurrency gains: the fastest concurrent cell over the serial one. */
void rle127_answer_gain(struct rle127_section *section, const struct rle127_pool_results *results);

/* Auto is as good as the fastest where it takes so many times as long at the most. */
#define RLE127_AUTO_RATIO_MAX 1.10

/* Says what auto chose, and how far that is from the fastest. */
void rle127_answer_auto(struct rle127_section *section, const struct rle127_pool_results *results);

/* "12.3 ms", into RLE127_TIME_BYTES bytes; returns them. */
#define RLE127_TIME_BYTES 24
const char *rle127_format_time(double seconds, char *text);

#endif
