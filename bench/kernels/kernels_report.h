/*
 * The results of one run and what is derived from them; the tables and files that show them.
 * Must not know: codecs' insides, clocks.
 */
#ifndef RLE127_KERNELS_REPORT_H
#define RLE127_KERNELS_REPORT_H

#include <stdio.h>

#include "../measure/machine.h"
#include "trials.h"

struct rle127_report {
    struct rle127_machine machine;
    const char *command; /* the command line */
    const struct rle127_rows *rows;
    const struct rle127_workload *workloads;
    size_t n_workloads;
    const struct rle127_trial *trials; /* [row * n_workloads + workload] */
};

const struct rle127_trial *rle127_report_trial(const struct rle127_report *report, size_t row,
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

/* As files call it: "gb_per_second". */
const char *rle127_figure_name(enum rle127_figure figure);

double rle127_figure_of(const struct rle127_report *report, const struct rle127_trial *trial,
                        enum rle127_direction direction, enum rle127_figure figure);

/* Encoded bytes a packed byte; 0 where it was not measured. */
double rle127_size_ratio(const struct rle127_trial *trial);

/* Geometric means of a row's trials on single pages. */
double rle127_mean_figure(const struct rle127_report *report, size_t row,
                          enum rle127_direction direction, enum rle127_figure figure);
double rle127_mean_size_ratio(const struct rle127_report *report, size_t row);

/* What was measured on which machine; this can be shown before there are results. */
void rle127_print_heading(FILE *file, const struct rle127_report *report);

/* A table for each workload where is_detailed, and one of the means. */
void rle127_print_tables(FILE *file, const struct rle127_report *report, bool is_detailed);

/* A line for each trial, with all that the others have in common. */
void rle127_print_csv(FILE *file, const struct rle127_report *report);

/* One object. False where there is no memory. What cannot be written is told by the file. */
bool rle127_print_json(FILE *file, const struct rle127_report *report);

/* Whether this build has that function: it is made with jansson. */
bool rle127_can_print_json(void);

#endif
