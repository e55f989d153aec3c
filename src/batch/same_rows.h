/*
 * Whether two bitmaps show the same pixels, whichever of their bits is black.
 */
#ifndef RLE127_SAME_ROWS_H
#define RLE127_SAME_ROWS_H

#include "rle127.h"

/* For bitmaps of the same sides. Where they differ, *x and *y are the first pixel that does, row by
 * row from the top. */
bool rle127_rows_are_same(const struct rle127_bitmap *a, const struct rle127_bitmap *b, uint32_t *x,
                          uint32_t *y);

#endif
