/*
 * What the rows of one width have in common.
 */
#include "kernels.h"

#include <string.h>

void rle127_shape_row(struct rle127_row_shape *shape, uint32_t width,
                      const struct rle127_kernels *kernels)
{
    const uint32_t turn = kernels->counts_from_right ? 0 : 63;
    shape->width = width;
    shape->n_full_words = width / 64;
    shape->n_tail_pixels = width % 64;
    const uint32_t n_blocks = shape->n_full_words / RLE127_BLOCK_WORDS + 1;
    memset(shape->starts, 0, n_blocks * RLE127_BLOCK_WORDS * sizeof shape->starts[0]);
    for (uint32_t pixel = RLE127_CHUNK_PIXELS; pixel < width; pixel += RLE127_CHUNK_PIXELS)
        shape->starts[pixel / 64] |= UINT64_C(1) << (pixel % 64 ^ turn);
}
