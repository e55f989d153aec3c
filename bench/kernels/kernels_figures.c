/*
 * Figures that follow from seconds and bytes.
 */
#include "kernels_figures.h"

const struct rle127_trial *rle127_find_trial(const struct rle127_results *results, size_t row,
                                             size_t workload)
{
    return &results->trials[row * results->n_workloads + workload];
}

const char *rle127_figure_name(enum rle127_figure figure)
{
    static const char *const names[RLE127_FIGURES] = {
        [RLE127_BEST_SPEED] = "gb_per_second",  [RLE127_MEDIAN_SPEED] = "median_gb_per_second",
        [RLE127_TIMES_MEMCPY] = "times_memcpy", [RLE127_TIMES_LZ4] = "times_lz4",
        [RLE127_CALL_US] = "us_per_call",       [RLE127_RUN_NS] = "ns_a_run",
    };
    return names[figure];
}

static double speed(const struct rle127_trial *trial, double seconds)
{
    return seconds > 0 ? 1e-9 * (double)trial->workload->packed_bytes / seconds : 0;
}

/* The first row of the reference; NULL as codec is one that this build does not have. */
static double times_codec(const struct rle127_results *results, const struct rle127_trial *trial,
                          enum rle127_direction direction, const struct rle127_codec *codec)
{
    const size_t n_trials = results->rows->n_rows * results->n_workloads;
    const double seconds = trial->seconds[direction].median;
    for (size_t i = 0; i < n_trials; i++) {
        const struct rle127_trial *const other = &results->trials[i];
        if (other->row->codec == codec && other->workload == trial->workload)
            return seconds > 0 ? other->seconds[direction].median / seconds : 0;
    }
    return 0;
}

/* A run takes a byte. */
static double time_run(const struct rle127_trial *trial, enum rle127_direction direction)
{
    const size_t headers_bytes = RLE127_HEADER_BYTES * trial->workload->n_slots;
    if (trial->row->codec != &rle127_own_codec || trial->coded_bytes <= headers_bytes)
        return 0;
    return 1e9 * trial->seconds[direction].median / (double)(trial->coded_bytes - headers_bytes);
}

double rle127_figure_of(const struct rle127_results *results, const struct rle127_trial *trial,
                        enum rle127_direction direction, enum rle127_figure figure)
{
    switch (figure) {
    case RLE127_BEST_SPEED:
        return speed(trial, trial->seconds[direction].min);
    case RLE127_MEDIAN_SPEED:
        return speed(trial, trial->seconds[direction].median);
    case RLE127_TIMES_MEMCPY:
        return times_codec(results, trial, direction, &rle127_memcpy_codec);
    case RLE127_TIMES_LZ4:
        return times_codec(results, trial, direction, rle127_lz4_reference);
    case RLE127_CALL_US:
        return 1e6 * trial->seconds[direction].median / (double)trial->workload->n_slots;
    default: /* RLE127_RUN_NS */
        return time_run(trial, direction);
    }
}

double rle127_size_ratio(const struct rle127_trial *trial)
{
    return trial->is_timed ? (double)trial->coded_bytes / (double)trial->workload->packed_bytes : 0;
}

double rle127_mean_figure(const struct rle127_results *results, size_t row,
                          enum rle127_direction direction, enum rle127_figure figure)
{
    struct rle127_mean mean = {0};
    for (size_t i = 0; i < results->n_workloads; i++) {
        const struct rle127_trial *const trial = rle127_find_trial(results, row, i);
        const double number = rle127_figure_of(results, trial, direction, figure);
        if (trial->workload->kind == RLE127_ONE_PAGE && number > 0)
            rle127_add_to_mean(&mean, number);
    }
    return rle127_mean_value(&mean);
}

double rle127_mean_size_ratio(const struct rle127_results *results, size_t row)
{
    struct rle127_mean mean = {0};
    for (size_t i = 0; i < results->n_workloads; i++) {
        const struct rle127_trial *const trial = rle127_find_trial(results, row, i);
        if (trial->workload->kind == RLE127_ONE_PAGE)
            rle127_add_to_mean(&mean, rle127_size_ratio(trial));
    }
    return rle127_mean_value(&mean);
}
