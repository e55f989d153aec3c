/*
 * What the rows of one width have in common.
 */
#include "kernels.h"

#include <string.h>

void rle127_shape_row(struct rle127_row_shape *shape, uint32_t width)
{
    shape->width = width;
    shape->n_full_words = width / 64;
    shape->n_tail_pixels = width % 64;
    memset(shape->starts, 0, (shape->n_full_words + 1) * sizeof shape->starts[0]);
    for (uint32_t pixel = RLE127_CHUNK_PIXELS; pixel < width; pixel += RLE127_CHUNK_PIXELS)
        shape->starts[pixel / 64] |= UINT64_C(1) << (63 - pixel % 64);
}
