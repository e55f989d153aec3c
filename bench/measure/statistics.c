/*
 * Order statistics and geometric means.
 */
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct rle127_summary rle127_summarize(double *samples, size_t n_samples)
{
    struct rle127_summary summary = {.n_samples = n_samples};
    if (!n_samples)
        return summary;
    qsort(samples, n_samples, sizeof *samples, compare_numbers);
    summary.min = samples[0];
    summary.median = (samples[(n_samples - 1) / 2] + samples[n_samples / 2]) / 2;
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
