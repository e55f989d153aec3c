/*
 * Toggles of stretches of short runs, as dithered rows have, with AVX-512. Knows nothing of
 * pixels' colours, nor of where a row ends.
 */
#ifndef RLE127_AVX512_STRETCH_H
#define RLE127_AVX512_STRETCH_H

#include "kernels.h"

#ifdef RLE127_HAVE_X86

struct rle127_stretch {
    size_t n_runs;     /* a multiple of 64 */
    uint32_t n_pixels; /* below most_pixels */
};

/*
 * Reads groups of 64 runs as long as they are dense, whole and without a mistake, and have less
 * than most_pixels pixels together. `before` is the run before the first one. Sets a bit for each
 * change of colour, in words that have the leftmost pixel in the least significant bit; the first
 * run begins at first_bit (0..63) of toggles[0]. The word in which the last run ends is set too.
 */
struct rle127_stretch rle127_read_dense_avx512(const uint8_t *runs, size_t n_bytes, uint8_t before,
                                               uint32_t first_bit, uint32_t most_pixels,
                                               uint64_t *toggles);

#endif
#endif
