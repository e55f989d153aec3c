/*
 * Ratios and their intervals as texts.
 */
#include "comparison.h"

#include <stdio.h>

#include "figures.h"

/* Ratios are not shown finer than hundredths. */
static int count_places(double ratio)
{
    const int places = rle127_count_places(ratio);
    return places < 2 ? places : 2;
}

const char *rle127_format_ratio(double ratio, char *text)
{
    snprintf(text, RLE127_RATIO_BYTES, "%.*f x", count_places(ratio), ratio);
    return text;
}

const char *rle127_format_gain(const struct rle127_gain *gain, char *text)
{
    char ratio[RLE127_RATIO_BYTES];
    snprintf(text, RLE127_GAIN_BYTES, "%s (%.*f to %.*f)", rle127_format_ratio(gain->ratio, ratio),
             count_places(gain->low), gain->low, count_places(gain->high), gain->high);
    return text;
}

const char *rle127_compare_times(const struct rle127_summary *time,
                                 const struct rle127_summary *other, const char *name, char *text)
{
    char ratio[RLE127_RATIO_BYTES];
    const struct rle127_gain gain = rle127_find_gain(time, other);
    if (rle127_can_tell_apart(time, other))
        snprintf(text, RLE127_COMPARISON_BYTES, "takes %s the time of %s (%.*f to %.*f)",
                 rle127_format_ratio(gain.ratio, ratio), name, count_places(gain.low), gain.low,
                 count_places(gain.high), gain.high);
    else if (rle127_have_intervals(time, other))
        snprintf(text, RLE127_COMPARISON_BYTES, "cannot be told apart from %s", name);
    else
        snprintf(text, RLE127_COMPARISON_BYTES, "has too few runs to be told apart from %s", name);
    return text;
}
