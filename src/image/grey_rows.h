/*
 * Rows as bytes of grey, for the writers by stb_image_write, which needs all pixels in memory so.
 */
#ifndef RLE127_GREY_ROWS_H
#define RLE127_GREY_ROWS_H

#include "writer_format.h"

/* stb_image_write counts in int: 2^28 pixels stay far from its end, and from most memories'. */
#define RLE127_GREY_PIXELS_MAX (UINT64_C(1) << 28)

/* Calls one of stb_image_write's functions; returns 0 where it failed. */
typedef int rle127_write_grey(struct rle127_sink *sink, int width, int height, const uint8_t *grey);

/* Writes all rows of the image, a byte for each pixel, 0 or 255, by this function. */
const char *rle127_write_grey_rows(struct rle127_writer *writer, const uint8_t *rows,
                                   rle127_write_grey *write);

/* What stb_image_write calls with the bytes of the file. The sink remembers its first error. */
void rle127_append_piece(void *sink, void *bytes, int n_bytes);

#endif
