/*
 * Medians of what samples hold, number by number.
 */
#include "samples.h"

#include <stdlib.h>

typedef double rle127_get_number(const struct rle127_sample *sample);

static struct rle127_summary summarize(const struct rle127_sample *samples, size_t n_samples,
                                       rle127_get_number *get)
{
    double *const numbers = malloc((n_samples + 1) * sizeof *numbers);
    if (!numbers)
        return (struct rle127_summary){0};
    for (size_t i = 0; i < n_samples; i++)
        numbers[i] = get(&samples[i]);
    const struct rle127_summary summary = rle127_summarize(numbers, n_samples);
    free(numbers);
    return summary;
}

static double get_seconds(const struct rle127_sample *sample)
{
    return sample->seconds;
}

struct rle127_summary rle127_summarize_samples(const struct rle127_sample *samples,
                                               size_t n_samples)
{
    return summarize(samples, n_samples, get_seconds);
}

#define DEFINE_GET(name)                                         \
    static double get_##name(const struct rle127_sample *sample) \
    {                                                            \
        return sample->usage.name;                               \
    }

DEFINE_GET(user_seconds)
DEFINE_GET(system_seconds)
DEFINE_GET(voluntary_switches)
DEFINE_GET(involuntary_switches)
DEFINE_GET(minor_faults)
DEFINE_GET(major_faults)
DEFINE_GET(peak_bytes)

struct rle127_usage rle127_summarize_usage(const struct rle127_sample *samples, size_t n_samples)
{
    return (struct rle127_usage){
        .user_seconds = summarize(samples, n_samples, get_user_seconds).median,
        .system_seconds = summarize(samples, n_samples, get_system_seconds).median,
        .voluntary_switches = summarize(samples, n_samples, get_voluntary_switches).median,
        .involuntary_switches = summarize(samples, n_samples, get_involuntary_switches).median,
        .minor_faults = summarize(samples, n_samples, get_minor_faults).median,
        .major_faults = summarize(samples, n_samples, get_major_faults).median,
        .peak_bytes = summarize(samples, n_samples, get_peak_bytes).max,
    };
}
