/*
 * Random numbers that depend on the seed alone, on every machine.
 */
#ifndef RLE127_CHECK_RANDOM_H
#define RLE127_CHECK_RANDOM_H

#include <stdint.h>

/* SplitMix64: any state is a good one, so seeds need no preparation. */
static inline uint64_t rle127_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* 0 .. limit - 1. */
static inline uint32_t rle127_random_below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)((rle127_random(state) >> 32) * limit >> 32);
}

#endif
