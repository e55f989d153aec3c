/*
 * Dice that fall the same way on every machine: Marsaglia's 32-bit xorshift with a fixed seed.
 */
#ifndef RLE127_SAMPLES_DICE_H
#define RLE127_SAMPLES_DICE_H

#include <stdint.h>

#define DICE_SEED 127

/* A number of 0..n - 1; *state must not be 0 and never becomes it. */
static inline uint32_t roll_dice(uint32_t *state, uint32_t n)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    /* The upper half of the product: the upper bits decide, which are the better ones. */
    return (uint32_t)((uint64_t)*state * n >> 32);
}

#endif
