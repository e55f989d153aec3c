/*
 * Results as a section of a document.
 */
#ifndef RLE127_KERNELS_REPORT_H
#define RLE127_KERNELS_REPORT_H

#include "../report/document.h"
#include "kernels_figures.h"

/* "encode" */
const char *rle127_coding_name(enum rle127_direction direction);

/* Adds measurements, charts, answers and notes. */
void rle127_report_kernels(struct rle127_section *section, const struct rle127_results *results);

/* Adds a table for each workload where is_detailed, and one of the means. */
void rle127_add_kernels_tables(struct rle127_section *section, const struct rle127_results *results,
                               bool is_detailed);

#endif
