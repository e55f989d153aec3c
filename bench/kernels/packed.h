/*
 * The size that everything is compared with.
 */
#ifndef RLE127_PACKED_H
#define RLE127_PACKED_H

#include "rle127.h"

/* The bytes of a bitmap without gaps between rows. */
static inline size_t rle127_packed_bytes(const struct rle127_bitmap *bitmap)
{
    return rle127_row_bytes(bitmap->width) * bitmap->height;
}

#endif
