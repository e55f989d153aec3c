/*
 * From which size on pools for rows pay, as answers, tables and charts.
 */
#ifndef RLE127_BREAK_EVEN_REPORT_H
#define RLE127_BREAK_EVEN_REPORT_H

#include "break_even.h"

/* The index of the first size from which on, up to the last one, the pool was faster than one
 * worker by the intervals; n_sizes: there is none. */
size_t rle127_find_break_even(const struct rle127_break_even *result,
                              enum rle127_coding_place place,
                              enum rle127_coding_direction direction, enum rle127_row_pool pool);

/* Answers, two tables, and the charts "single-memory" and "single-file". */
void rle127_report_break_even(struct rle127_section *section,
                              const struct rle127_break_even *result);

#endif
