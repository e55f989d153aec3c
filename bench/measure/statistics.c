/*
 * Order statistics and geometric means.
 */
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

#define CONFIDENCE 0.95

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How many of the smallest samples can be left out: as many samples are below the median as heads
 * fall when so many coins are thrown, and fewer heads than that fall in 2.5 % of all throws at the
 * most. By logarithms, as the probabilities of many coins are too small for numbers. */
static size_t find_low_rank(size_t n_samples)
{
    const double n = (double)n_samples;
    double share = 0;
    size_t rank = 0;
    for (;; rank++) {
        const double k = (double)rank;
        share += exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) - n * log(2));
        if (share > (1 - CONFIDENCE) / 2)
            return rank ? rank - 1 : 0;
    }
}

static void find_spread(struct rle127_summary *summary, const double *samples)
{
    const double n = (double)summary->n_samples;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < summary->n_samples; i++)
        sum += samples[i];
    summary->mean = sum / n;
    for (size_t i = 0; i < summary->n_samples; i++)
        squares += (samples[i] - summary->mean) * (samples[i] - summary->mean);
    summary->deviation = n > 1 ? sqrt(squares / (n - 1)) : 0;
}

struct rle127_summary rle127_summarize(double *samples, size_t n_samples)
{
    struct rle127_summary summary = {.n_samples = n_samples};
    if (!n_samples)
        return summary;
    qsort(samples, n_samples, sizeof *samples, compare_numbers);
    summary.min = samples[0];
    summary.max = samples[n_samples - 1];
    summary.median = (samples[(n_samples - 1) / 2] + samples[n_samples / 2]) / 2;
    const size_t rank = find_low_rank(n_samples);
    summary.low = samples[rank];
    summary.high = samples[n_samples - 1 - rank];
    find_spread(&summary, samples);
    return summary;
}

void rle127_add_to_mean(struct rle127_mean *mean, double number)
{
    mean->sum_of_logs += log(number);
    mean->n++;
}

double rle127_mean_value(const struct rle127_mean *mean)
{
    return mean->n ? exp(mean->sum_of_logs / (double)mean->n) : 0;
}
