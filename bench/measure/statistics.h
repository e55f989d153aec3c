/*
 * What some measured times come to. Must not know: what was measured.
 */
#ifndef RLE127_STATISTICS_H
#define RLE127_STATISTICS_H

#include <stddef.h>

/* Fewer samples cannot tell an interval of 95 %. */
#define RLE127_INTERVAL_SAMPLES 6

/* Seconds; the shortest is the one that was disturbed least. All 0 where there are no samples. */
struct rle127_summary {
    double min, median, max;
    double mean, deviation; /* of a sample from the mean, 0 where there is one alone */
    /* The median of all the samples that could be taken lies between these, with a probability of
     * 95 % and whatever their distribution; of fewer samples than above they are min and max. */
    double low, high;
    size_t n_samples;
};

/* Sorts the samples. */
struct rle127_summary rle127_summarize(double *samples, size_t n_samples);

/* A geometric mean: numbers above 0 are added one by one. */
struct rle127_mean {
    double sum_of_logs;
    size_t n;
};

void rle127_add_to_mean(struct rle127_mean *mean, double number);

/* 0 where nothing was added. */
double rle127_mean_value(const struct rle127_mean *mean);

#endif
