/*
 * Skipping runs by steps of many, whose lengths a level sums up in its own way, and the sum that
 * needs no vectors. Knows nothing of levels.
 */
#ifndef RLE127_SKIP_H
#define RLE127_SKIP_H

#include "kernels.h"

/* The lengths of 8 runs: lanes of 16 bits hold sums of two, the multiplication adds the lanes. */
static inline uint64_t rle127_sum_eight(uint64_t runs)
{
    const uint64_t lanes = UINT64_MAX / 0xFFFF;
    const uint64_t pairs =
        (runs & lanes * RLE127_LENGTH_MASK) + (runs >> 8 & lanes * RLE127_LENGTH_MASK);
    return pairs * lanes >> 48;
}

struct rle127_step {
    size_t n_runs;
    uint64_t (*sum_lengths)(const uint8_t *runs); /* of a whole step */
    rle127_skip_pixels_kernel *skip_rest;         /* from the step on that has too many pixels */
};

/* Always inline, so that it is compiled for the caller's level and calls sum_lengths directly. */
__attribute__((always_inline)) static inline size_t rle127_skip_by_steps(struct rle127_step step,
                                                                         const uint8_t *runs,
                                                                         size_t n_bytes,
                                                                         uint64_t n_pixels)
{
    size_t i = 0;
    for (; n_bytes - i >= step.n_runs; i += step.n_runs) {
        const uint64_t sum = step.sum_lengths(runs + i);
        if (sum >= n_pixels)
            break;
        n_pixels -= sum;
    }
    return i + step.skip_rest(runs + i, n_bytes - i, n_pixels);
}

#endif
