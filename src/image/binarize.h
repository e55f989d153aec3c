/*
 * From samples to one bit: the rules of Pillow's convert('1') and the other methods.
 *
 * Works on one row at a time and keeps what has to pass from row to row. Must not know: formats,
 * files.
 */
#ifndef RLE127_BINARIZE_H
#define RLE127_BINARIZE_H

#include "image.h"

struct rle127_binarizer; /* opaque: the method's tables and, for dithering, the row of errors */

/* For rows of image->width samples of image->kind; sets image->is_dithered. *binarizer is freed by
 * rle127_binarizer_close(). For RLE127_BINARIZE_OTSU the caller passes all rows to
 * rle127_binarizer_measure() before it asks for the first row of bits. */
const char *rle127_binarizer_open(struct rle127_binarizer **binarizer, struct rle127_image *image,
                                  const struct rle127_binarize *binarize);
bool rle127_binarizer_must_measure(const struct rle127_binarizer *binarizer);
void rle127_binarizer_measure(struct rle127_binarizer *binarizer, const uint8_t *samples);
/* Writes ceil(width / 8) bytes, 1 = white, padding zero. Rows in order from the top. */
void rle127_binarizer_row(struct rle127_binarizer *binarizer, const uint8_t *samples,
                          uint8_t *bits);
/* Whether each of the two colours of a BILEVEL image is white, by the same rules. */
void rle127_binarizer_two_colours(struct rle127_binarizer *binarizer, bool is_white[2]);
void rle127_binarizer_close(struct rle127_binarizer *binarizer);

#endif
