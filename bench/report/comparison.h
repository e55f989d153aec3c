/*
 * Two times beside each other, in words and figures that are the same in all sections. Must not
 * know: what was timed.
 */
#ifndef RLE127_COMPARISON_H
#define RLE127_COMPARISON_H

#include "../measure/gain.h"

#define RLE127_RATIO_BYTES 32

/* "1.02 x", "12.3 x", "206 x", in RLE127_RATIO_BYTES bytes; returns them. */
const char *rle127_format_ratio(double ratio, char *text);

#define RLE127_GAIN_BYTES 96

/* "1.20 x (1.12 to 1.25)", in RLE127_GAIN_BYTES bytes; returns them. */
const char *rle127_format_gain(const struct rle127_gain *gain, char *text);

#define RLE127_COMPARISON_BYTES 256

/* What stands behind the name of the first one: "takes 1.20 x the time of NAME (1.12 to 1.25)",
 * "cannot be told apart from NAME" or "has too few runs to be told apart from NAME". In
 * RLE127_COMPARISON_BYTES bytes, which longer names are cut to; returns them. */
const char *rle127_compare_times(const struct rle127_summary *time,
                                 const struct rle127_summary *other, const char *name, char *text);

#endif
