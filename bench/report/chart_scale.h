/*
 * From values to places along an axis. Must not know: what is drawn there.
 */
#ifndef RLE127_CHART_SCALE_H
#define RLE127_CHART_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#define RLE127_TICKS_MAX 16

struct rle127_scale {
    double low, high; /* values; low < high, and above 0 where is_log */
    double from, to;  /* the places of these */
    bool is_log;
    bool is_empty; /* nothing was added yet */
};

struct rle127_ticks {
    double values[RLE127_TICKS_MAX];
    size_t n;
    double step; /* 0: of a logarithmic scale */
};

/* Extends a scale, which was empty or made by this function, to a value. What cannot be drawn is
 * left out. */
void rle127_scale_add(struct rle127_scale *scale, double value);

/* Makes room at both ends, of `share` of the whole; an end that is 0 stays. A scale of one value or
 * of none is given a width. */
void rle127_scale_widen(struct rle127_scale *scale, double share);

double rle127_scale_place(const struct rle127_scale *scale, double value);

/* Round values within the scale, up to `most` of them (at most RLE127_TICKS_MAX). */
struct rle127_ticks rle127_choose_ticks(const struct rle127_scale *scale, size_t most);

#endif
