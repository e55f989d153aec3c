/*
 * Pixels that name colours of a palette, and palettes that have fewer colours than pixels can name.
 * Must not know: image formats.
 */
#ifndef RLE127_INDICES_H
#define RLE127_INDICES_H

#include <stddef.h>
#include <stdint.h>

extern const char rle127_names_no_colour[];

/* Whether all of n_pixels indices are below n_colours. Returns NULL, or rle127_names_no_colour. */
const char *rle127_check_indices(const uint8_t *indices, size_t n_pixels, uint32_t n_colours);

/* The same for n_rows rows of 1 bit a pixel and a palette of one colour. */
const char *rle127_check_all_zero(const uint8_t *rows, size_t stride_bytes, uint32_t width,
                                  uint32_t n_rows);

#endif
