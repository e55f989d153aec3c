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

/* Decimal digits with at the most one point in them, `min` to `max`, which are not below 0. This
 * function says nothing. */
bool rle127_parse_decimal(const char *text, double min, double max, double *number);

/* -j, -T: 1 to 10^9, or 0 for "auto". */
bool rle127_parse_workers(const char *option, const char *text, unsigned *n_workers);

/* --retries: 0 to 1000. */
bool rle127_parse_retries(const char *text, unsigned *n_retries);

/* --timeout: more than 0. */
bool rle127_parse_seconds(const char *text, double *seconds);

/* One of these words, behind the last of which stands NULL, for a value. */
struct rle127_word {
    const char *text;
    int value;
};
bool rle127_parse_word(const char *option, const char *text, const struct rle127_word *words,
                       int *value);

/* --binarize: pillow, threshold:N, otsu, none. */
bool rle127_parse_binarize(const char *text, struct rle127_binarize *binarize);

/* --level: one of rle127_levels(). */
bool rle127_parse_level(const char *text, const char **level);

/* --to: the suffix of a format that this build writes. */
bool rle127_parse_format(const char *text, const struct rle127_writer_format **format);

/* Says what getopt_long() did not take, where it returned `result`, '?' or ':'; letters are the
 * short options. Returns false. */
bool rle127_refuse_option(int result, char **argv, const char *letters);

#endif
