/*
 * Verdicts on auto.
 */
#include "auto_verdict.h"

#include <stdio.h>

#include "../report/comparison.h"

enum rle127_auto_verdict rle127_judge_auto(const struct rle127_gain *ratio)
{
    if (ratio->low > RLE127_AUTO_RATIO_MAX)
        return RLE127_AUTO_IS_BEHIND;
    return ratio->high <= RLE127_AUTO_RATIO_MAX ? RLE127_AUTO_IS_GOOD : RLE127_AUTO_IS_NOT_DECIDED;
}

const char *rle127_auto_verdict_name(enum rle127_auto_verdict verdict)
{
    static const char *const names[RLE127_AUTO_VERDICTS] = {
        [RLE127_AUTO_IS_GOOD] = "the fastest or within 10 % of it",
        [RLE127_AUTO_IS_BEHIND] = "more than 10 % behind the fastest",
        [RLE127_AUTO_IS_NOT_DECIDED] = "not decided"};
    return names[verdict];
}

const char *rle127_describe_auto(const struct rle127_gain *ratio, char *text)
{
    char gain[RLE127_GAIN_BYTES], low[RLE127_RATIO_BYTES], high[RLE127_RATIO_BYTES];
    if (rle127_judge_auto(ratio) == RLE127_AUTO_IS_NOT_DECIDED)
        snprintf(text, RLE127_AUTO_TEXT_BYTES, "between %s and %s the time of the fastest",
                 rle127_format_ratio(ratio->low, low), rle127_format_ratio(ratio->high, high));
    else
        snprintf(text, RLE127_AUTO_TEXT_BYTES, "%s the time of the fastest",
                 rle127_format_gain(ratio, gain));
    return text;
}
