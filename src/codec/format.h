/*
 * The numbers of the format, for the files of the codec. The format itself stands in rle127.h.
 */
#ifndef RLE127_FORMAT_H
#define RLE127_FORMAT_H

#include "rle127.h"

#define RLE127_CHUNK_PIXELS 127
#define RLE127_LENGTH_MASK  0x7F /* of a run byte: its length in pixels */
#define RLE127_WHITE        0x80 /* of a run byte: its colour */

static inline bool rle127_is_side(uint32_t side)
{
    return side >= 1 && side <= RLE127_SIDE_MAX;
}

static inline uint8_t *rle127_row_at(const struct rle127_bitmap *bitmap, uint32_t row)
{
    return bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes;
}

#endif
