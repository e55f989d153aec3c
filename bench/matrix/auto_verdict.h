/*
 * Whether what the command chose by itself is good enough, by the intervals. Must not know: what it
 * chose, how that is told.
 */
#ifndef RLE127_AUTO_VERDICT_H
#define RLE127_AUTO_VERDICT_H

#include "../measure/gain.h"

enum rle127_auto_verdict {
    RLE127_AUTO_IS_GOOD,   /* all of the ratio's interval is at most 1.10 */
    RLE127_AUTO_IS_BEHIND, /* all of it is above that */
    RLE127_AUTO_IS_NOT_DECIDED,
    RLE127_AUTO_VERDICTS
};

/* Good is what takes so many times as long as the fastest, at the most. */
#define RLE127_AUTO_RATIO_MAX 1.10

/* ratio: how many times as long as the fastest it takes. Both have intervals. */
enum rle127_auto_verdict rle127_judge_auto(const struct rle127_gain *ratio);

/* "the fastest or within 10 % of it", "more than 10 % behind the fastest", "not decided" */
const char *rle127_auto_verdict_name(enum rle127_auto_verdict verdict);

#define RLE127_AUTO_TEXT_BYTES 128

/* "1.02 x (0.99 to 1.06) the time of the fastest", or where it is not decided "between 0.95 x and
 * 1.24 x the time of the fastest". In RLE127_AUTO_TEXT_BYTES bytes; returns them. */
const char *rle127_describe_auto(const struct rle127_gain *ratio, char *text);

#endif
