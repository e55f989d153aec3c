/*
 * The results of a direction as a grid of pools for files and pools for rows, and over the number
 * of workers.
 */
#ifndef RLE127_MATRIX_CHARTS_H
#define RLE127_MATRIX_CHARTS_H

#include "pool_results.h"

/* A table of 3 x 3: each pair of pools with its best number of workers, of more
 * than one wherever there is more than one. */
void rle127_add_matrix_grid(struct rle127_section *section,
                            const struct rle127_pool_results *results);

/* The same as a heat map, "matrix-compress" or "matrix-decompress". */
void rle127_add_matrix_chart(struct rle127_section *section,
                             const struct rle127_pool_results *results);

/* Speed-up over workers, a line for each pair: "workers-compress" or "workers-decompress". */
void rle127_add_workers_chart(struct rle127_section *section,
                              const struct rle127_pool_results *results);

#endif
