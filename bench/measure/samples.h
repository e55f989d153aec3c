/*
 * Samples of something that was run as a process, and what they come to.
 */
#ifndef RLE127_SAMPLES_H
#define RLE127_SAMPLES_H

#include <stdint.h>

#include "statistics.h"

/* What a process used, and its descendants that it waited for. */
struct rle127_usage {
    double user_seconds, system_seconds; /* of processor time */
    double voluntary_switches, involuntary_switches;
    double minor_faults, major_faults; /* of pages; major ones waited for a disk */
    double peak_bytes;                 /* of memory: of the largest one of these processes */
};

struct rle127_sample {
    double seconds; /* by the clock on the wall */
    struct rle127_usage usage;
};

/* Medians, one by one, and the largest peak. All 0 where there are no samples or no memory. */
struct rle127_usage rle127_summarize_usage(const struct rle127_sample *samples, size_t n_samples);

/* All 0 where there are no samples or no memory. */
struct rle127_summary rle127_summarize_samples(const struct rle127_sample *samples,
                                               size_t n_samples);

#endif
