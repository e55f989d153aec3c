/*
 * Numbers in few characters, for people.
 */
#ifndef RLE127_CHART_NUMBERS_H
#define RLE127_CHART_NUMBERS_H

#include <stdbool.h>

#define RLE127_NUMBER_BYTES 40

/* What can be drawn: finite, and far from the ends of what a double can hold. */
bool rle127_is_drawable(double number, bool is_log);

/* Three digits that count: "0.0123", "1.5", "42", "7.1 x 10^-9" with the signs of typography. In a
 * buffer of RLE127_NUMBER_BYTES, which is returned. */
const char *rle127_format_figure(double number, char *text);

/* A tick of an axis whose ticks have a distance of `step` and go up to `most`: "0.25", "15k". Those
 * of logarithmic axes (step 0) are told by themselves. */
const char *rle127_format_tick(double tick, double step, double most, char *text);

#endif
