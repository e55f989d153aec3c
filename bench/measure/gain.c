/*
 * Ratios of medians.
 */
#include "gain.h"

struct rle127_gain rle127_find_gain(const struct rle127_summary *base,
                                    const struct rle127_summary *time)
{
    if (time->low <= 0 || time->median <= 0)
        return (struct rle127_gain){0};
    return (struct rle127_gain){.ratio = base->median / time->median,
                                .low = base->low / time->high,
                                .high = base->high / time->low};
}

bool rle127_have_intervals(const struct rle127_summary *time, const struct rle127_summary *other)
{
    return time->n_samples >= RLE127_INTERVAL_SAMPLES &&
           other->n_samples >= RLE127_INTERVAL_SAMPLES;
}

bool rle127_is_faster(const struct rle127_summary *time, const struct rle127_summary *other)
{
    return rle127_have_intervals(time, other) && time->high < other->low;
}

bool rle127_can_tell_apart(const struct rle127_summary *time, const struct rle127_summary *other)
{
    return rle127_is_faster(time, other) || rle127_is_faster(other, time);
}
