/*
 * The kernels once more, pixel by pixel.
 */
#ifndef RLE127_NAIVE_KERNELS_H
#define RLE127_NAIVE_KERNELS_H

#include "../../src/codec/kernels/kernels.h"

/* They do not look at the shape but for its width. */
extern const struct rle127_kernels rle127_kernels_naive;

#endif
