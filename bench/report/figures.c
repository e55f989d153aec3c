/*
 * Formats of numbers.
 */
#include "figures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../src/cli/messages.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53: up to there a double counts without gaps */

bool rle127_is_count(double number)
{
    return fabs(number) <= WHOLE_MAX && floor(number) == number;
}

const char *rle127_format_exactly(double number, char *text)
{
    if (!isfinite(number))
        return strcpy(text, "");
    snprintf(text, RLE127_FIGURE_BYTES, rle127_is_count(number) ? "%.0f" : "%.9g", number);
    return text;
}

int rle127_count_places(double number)
{
    const double size = fabs(number);
    return size < 0.09995 ? 4 : size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
}

const char *rle127_format_seconds(double seconds, char *text)
{
    static const char *const units[] = {"s", "ms", "us", "ns"};
    const size_t last = sizeof units / sizeof units[0] - 1;
    size_t unit = 0;
    if (!isfinite(seconds))
        return strcpy(text, "-");
    if (seconds == 0)
        return strcpy(text, "0 s");
    for (; fabs(seconds) < 0.9995 && unit < last; unit++)
        seconds *= 1000;
    const int places = rle127_count_places(seconds);
    snprintf(text, RLE127_FIGURE_BYTES, "%.*f %s", places < 2 ? places : 2, seconds, units[unit]);
    return text;
}

static bool ends_with(const char *name, const char *end)
{
    const size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

static bool is_of_bytes(const char *name)
{
    return ends_with(name, "_bytes") || strncmp(name, "bytes_", strlen("bytes_")) == 0 ||
           strcmp(name, "bytes") == 0;
}

const char *rle127_format_label(const char *name, char *text)
{
    snprintf(text, RLE127_LABEL_BYTES, "%s", name);
    if (ends_with(text, "_bytes") || ends_with(text, "_seconds"))
        *strrchr(text, '_') = '\0';
    for (char *c = text; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return text;
}

const char *rle127_format_fact(const struct rle127_fact *fact, char *text)
{
    if (fact->text)
        return fact->text;
    if (!isfinite(fact->number))
        return strcpy(text, "-");
    if (ends_with(fact->name, "_seconds"))
        return rle127_format_seconds(fact->number, text);
    if (is_of_bytes(fact->name) && fact->number >= 0)
        return rle127_format_size(fact->number, text);
    snprintf(text, RLE127_FIGURE_BYTES, rle127_is_count(fact->number) ? "%.0f" : "%.4g",
             fact->number);
    return text;
}

void rle127_list_summary(const struct rle127_summary *summary,
                         struct rle127_named_number numbers[RLE127_SUMMARY_NUMBERS])
{
    const struct rle127_named_number all[RLE127_SUMMARY_NUMBERS] = {
        {"median", summary->median},
        {"min", summary->min},
        {"max", summary->max},
        {"mean", summary->mean},
        {"deviation", summary->deviation},
        {"low", summary->low},
        {"high", summary->high},
    };
    memcpy(numbers, all, sizeof all);
}

void rle127_list_usage(const struct rle127_usage *usage,
                       struct rle127_named_number numbers[RLE127_USAGE_NUMBERS])
{
    const struct rle127_named_number all[RLE127_USAGE_NUMBERS] = {
        {"user_seconds", usage->user_seconds},
        {"system_seconds", usage->system_seconds},
        {"voluntary_switches", usage->voluntary_switches},
        {"involuntary_switches", usage->involuntary_switches},
        {"minor_faults", usage->minor_faults},
        {"major_faults", usage->major_faults},
        {"peak_bytes", usage->peak_bytes},
    };
    memcpy(numbers, all, sizeof all);
}
