/*
 * How many times as fast one thing is as another, and whether that could be measured at all. Must
 * not know: what was timed.
 */
#ifndef RLE127_GAIN_H
#define RLE127_GAIN_H

#include <stdbool.h>

#include "statistics.h"

/* A ratio of times. The interval is that of the ends of both intervals that are farthest apart: the
 * ratio lies in it with more than 90 %. */
struct rle127_gain {
    double ratio, low, high;
};

/* How many times as long the first takes as the second; all 0 where the second takes no time. */
struct rle127_gain rle127_find_gain(const struct rle127_summary *base,
                                    const struct rle127_summary *time);

/* Whether both have samples enough for an interval of 95 %. */
bool rle127_have_intervals(const struct rle127_summary *time, const struct rle127_summary *other);

/* Whether all of the first one's interval lies below the other's, and both have one. Where neither
 * is faster than the other one, they cannot be told apart. */
bool rle127_is_faster(const struct rle127_summary *time, const struct rle127_summary *other);
bool rle127_can_tell_apart(const struct rle127_summary *time, const struct rle127_summary *other);

#endif
