/*
 * Numbers and facts as texts, for people and for other programs. Must not know: where they go to.
 */
#ifndef RLE127_FIGURES_H
#define RLE127_FIGURES_H

#include <stddef.h>

#include "document.h"

/* Room for the text of any number here. */
#define RLE127_FIGURE_BYTES 64

/* Whether it is a whole number that is exactly what was counted: up to 2^53. */
bool rle127_is_count(double number);

/* For programs: counts with all their digits, other numbers with 9 of them; "" where it is not
 * finite. */
const char *rle127_format_exactly(double number, char *text);

/* For people: how many places behind the point give a number three digits, or more where it is
 * 1000 or above; 4 at the most. */
int rle127_count_places(double number);

/* For people: "1.23 s", "45.6 ms", "789 us", "12.0 ns"; "-" where it is not finite. */
const char *rle127_format_seconds(double seconds, char *text);

/* For people: a fact's name without underscores and without the unit that its value shows. Longer
 * names are cut. */
#define RLE127_LABEL_BYTES 128
const char *rle127_format_label(const char *name, char *text);

/* For people: the fact's own text, or its number in `text` (RLE127_FIGURE_BYTES) in the unit that
 * the name tells: "40.6 MB". */
const char *rle127_format_fact(const struct rle127_fact *fact, char *text);

/* What summaries and usages consist of, under the names that files give to it. */
struct rle127_named_number {
    const char *name;
    double number;
};

#define RLE127_SUMMARY_NUMBERS 7
void rle127_list_summary(const struct rle127_summary *summary,
                         struct rle127_named_number numbers[RLE127_SUMMARY_NUMBERS]);

#define RLE127_USAGE_NUMBERS 7
void rle127_list_usage(const struct rle127_usage *usage,
                       struct rle127_named_number numbers[RLE127_USAGE_NUMBERS]);

#endif
