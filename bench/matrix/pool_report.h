/*
 * What can be said of the results of pools, whichever experiment they are of: a table, the fastest
 * choice, and how close to that auto is.
 */
#ifndef RLE127_POOL_REPORT_H
#define RLE127_POOL_REPORT_H

#include "../experiments/experiment.h"
#include "pool_results.h"

/* A row for each cell, with all that is known of it; the fastest one is emphasized,
 * and what cannot be told apart from it. */
void rle127_add_pool_table(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *title);

/* Says that there are too few runs to tell which `what` ("pools") are the fastest. */
void rle127_answer_too_few(struct rle127_section *section, const char *what);

/* Says which of the cells that fit is the fastest, and which others, each pair of pools with its
 * best number of workers, cannot be told apart from it, or where there are none how far the next
 * one is. `of_what` stands behind the direction: ", all pairs" or "". */
void rle127_answer_fastest(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *of_what,
                           rle127_cell_fits *fits);

/* Says what concurrency gains: the fastest concurrent cell over the serial one. */
void rle127_answer_gain(struct rle127_section *section, const struct rle127_pool_results *results);

/* Says what auto chose, and how far that is from the fastest. */
void rle127_answer_auto(struct rle127_section *section, const struct rle127_pool_results *results);

/* Notes how pools are named in answers and measurements, and what a speed-up is. */
void rle127_note_pools(struct rle127_section *section, const struct rle127_experiment *experiment);

#endif
