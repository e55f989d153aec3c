/*
 * What options' values mean. Each function is false where a value means nothing, which it has said
 * then.
 */
#ifndef RLE127_OPTION_VALUES_H
#define RLE127_OPTION_VALUES_H

#include "../image/image.h"
#include "../image/writer.h"

/* Decimal digits alone, at the most `max`. This function says nothing. */
bool rle127_parse_number(const char *text, unsigned long max, unsigned long *number);

/* -T: 1 to 10^9. */
bool rle127_parse_threads(const char *text, unsigned *threads);

/* --binarize: pillow, threshold:N, otsu, none. */
bool rle127_parse_binarize(const char *text, struct rle127_binarize *binarize);

/* --level: one of rle127_levels(). */
bool rle127_parse_level(const char *text, const char **level);

/* --to: the suffix of a format that this build writes. */
bool rle127_parse_format(const char *text, const struct rle127_writer_format **format);

#endif
