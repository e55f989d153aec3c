/*
 * The results of one run and what is derived from them. Must not know: codecs' insides, clocks, how
 * they are shown.
 */
#ifndef RLE127_KERNELS_FIGURES_H
#define RLE127_KERNELS_FIGURES_H

#include "trials.h"

struct rle127_results {
    const struct rle127_rows *rows;
    const struct rle127_workload *workloads;
    size_t n_workloads;
    const struct rle127_trial *trials; /* [row * n_workloads + workload] */
};

const struct rle127_trial *rle127_find_trial(const struct rle127_results *results, size_t row,
                                             size_t workload);

/* What a trial comes to in one direction; 0 where it was not measured. */
enum rle127_figure {
    RLE127_BEST_SPEED,   /* packed gigabytes (10^9 bytes) a second, by the shortest time */
    RLE127_MEDIAN_SPEED, /* the same by the median, as all that follows */
    RLE127_TIMES_MEMCPY, /* by how much it is faster than memcpy on the same workload */
    RLE127_TIMES_LZ4,    /* the same for LZ4 */
    RLE127_CALL_US,      /* microseconds that one call takes */
    RLE127_RUN_NS,       /* nanoseconds that a run takes; of rle127 alone */
    RLE127_FIGURES
};

/* Of the fact: "gb_per_second". */
const char *rle127_figure_name(enum rle127_figure figure);

double rle127_figure_of(const struct rle127_results *results, const struct rle127_trial *trial,
                        enum rle127_direction direction, enum rle127_figure figure);

/* Encoded bytes a packed byte; 0 where it was not measured. */
double rle127_size_ratio(const struct rle127_trial *trial);

/* Geometric means of a row's trials on single pages. */
double rle127_mean_figure(const struct rle127_results *results, size_t row,
                          enum rle127_direction direction, enum rle127_figure figure);
double rle127_mean_size_ratio(const struct rle127_results *results, size_t row);

#endif
