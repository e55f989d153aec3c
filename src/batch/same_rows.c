/*
 * Comparing rows byte by byte; what stands in the padding bits does not count.
 */
#include "same_rows.h"

static const uint8_t *row_at(const struct rle127_bitmap *bitmap, uint32_t row)
{
    return bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes;
}

/* The first pixel that differs; width or more where none does. */
static uint32_t compare_rows(const uint8_t *a, const uint8_t *b, unsigned flip, uint32_t width)
{
    for (uint32_t i = 0; i < rle127_row_bytes(width); i++) {
        const unsigned difference = a[i] ^ b[i] ^ flip;
        if (!difference)
            continue;
        uint32_t x = 8 * i;
        for (unsigned bit = 0x80; !(difference & bit); bit >>= 1)
            x++;
        return x;
    }
    return width;
}

bool rle127_rows_are_same(const struct rle127_bitmap *a, const struct rle127_bitmap *b, uint32_t *x,
                          uint32_t *y)
{
    const unsigned flip = a->one_is_black != b->one_is_black ? 0xFF : 0;
    for (uint32_t row = 0; row < a->height; row++) {
        const uint32_t pixel = compare_rows(row_at(a, row), row_at(b, row), flip, a->width);
        if (pixel < a->width) {
            *x = pixel;
            *y = row;
            return false;
        }
    }
    return true;
}
