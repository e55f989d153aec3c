/*
 * Checking indices; see indices.h.
 */
#include "indices.h"

const char rle127_names_no_colour[] = "a pixel names no colour of the palette";

const char *rle127_check_indices(const uint8_t *indices, size_t n_pixels, uint32_t n_colours)
{
    unsigned largest = 0;

    for (size_t i = 0; i < n_pixels; i++)
        largest = indices[i] > largest ? indices[i] : largest;
    return largest < n_colours ? NULL : rle127_names_no_colour;
}

const char *rle127_check_all_zero(const uint8_t *rows, size_t stride_bytes, uint32_t width,
                                  uint32_t n_rows)
{
    const size_t n_full = width / 8;
    const unsigned n_rest = width % 8;

    for (uint32_t row = 0; row < n_rows; row++) {
        const uint8_t *bits = rows + row * stride_bytes;
        unsigned seen = n_rest ? (unsigned)bits[n_full] >> (8 - n_rest) : 0;
        for (size_t i = 0; i < n_full; i++)
            seen |= bits[i];
        if (seen)
            return rle127_names_no_colour;
    }
    return NULL;
}
