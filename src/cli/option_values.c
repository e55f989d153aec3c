/*
 * The words that options take.
 */
#include "option_values.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"

bool rle127_parse_number(const char *text, unsigned long max, unsigned long *number)
{
    *number = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        *number = *number * 10 + (unsigned long)(*text - '0');
        if (*number > max)
            return false;
    }
    return true;
}

bool rle127_parse_workers(const char *option, const char *text, unsigned *n_workers)
{
    unsigned long number = 0;
    if (strcmp(text, "auto") != 0 && (!rle127_parse_number(text, 1000000000, &number) || !number)) {
        rle127_say(NULL, "%s needs a number of 1 or more, or auto, not '%s'", option, text);
        return false;
    }
    *n_workers = (unsigned)number;
    return true;
}

bool rle127_parse_retries(const char *text, unsigned *n_retries)
{
    unsigned long number;
    if (!rle127_parse_number(text, 1000, &number)) {
        rle127_say(NULL, "--retries needs a number up to 1000, not '%s'", text);
        return false;
    }
    *n_retries = (unsigned)number;
    return true;
}

/* Digits with at the most one point, so that there is neither a sign nor "inf". */
static bool is_decimal(const char *text)
{
    const size_t n_digits = strspn(text, "0123456789");
    const char *const rest = text + n_digits;
    return strlen(text) < 16 &&
           (!*rest ? n_digits > 0
                   : *rest == '.' && rest[1] && strspn(rest + 1, "0123456789") == strlen(rest + 1));
}

bool rle127_parse_decimal(const char *text, double min, double max, double *number)
{
    *number = is_decimal(text) ? strtod(text, NULL) : -1;
    return *number >= 0 && *number >= min && *number <= max;
}

bool rle127_parse_seconds(const char *text, double *seconds)
{
    if (rle127_parse_decimal(text, 0.001, 1e9, seconds))
        return true;
    rle127_say(NULL, "--timeout needs seconds, 0.001 to 10^9, not '%s'", text);
    return false;
}

/* "process, thread or serial" */
static void list_words(const struct rle127_word *words, char *text, size_t n_bytes)
{
    size_t length = 0;
    for (size_t i = 0; words[i].text && length < n_bytes; i++) {
        const char *const before = !i ? "" : words[i + 1].text ? ", " : " or ";
        length += (size_t)snprintf(text + length, n_bytes - length, "%s%s", before, words[i].text);
    }
}

bool rle127_parse_word(const char *option, const char *text, const struct rle127_word *words,
                       int *value)
{
    for (size_t i = 0; words[i].text; i++) {
        if (strcmp(words[i].text, text) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    char list[128];
    list_words(words, list, sizeof list);
    rle127_say(NULL, "%s takes %s, not '%s'", option, list, text);
    return false;
}

bool rle127_parse_binarize(const char *text, struct rle127_binarize *binarize)
{
    static const char threshold[] = "threshold:";
    unsigned long number;
    if (strcmp(text, "pillow") == 0)
        binarize->method = RLE127_BINARIZE_PILLOW;
    else if (strcmp(text, "otsu") == 0)
        binarize->method = RLE127_BINARIZE_OTSU;
    else if (strcmp(text, "none") == 0)
        binarize->method = RLE127_BINARIZE_NONE;
    else if (strncmp(text, threshold, strlen(threshold)) == 0 &&
             rle127_parse_number(text + strlen(threshold), 255, &number))
        *binarize = (struct rle127_binarize){.method = RLE127_BINARIZE_THRESHOLD,
                                             .threshold = (unsigned)number};
    else {
        rle127_say(NULL,
                   "--binarize takes pillow, threshold:0 to threshold:255, otsu or none, not '%s'",
                   text);
        return false;
    }
    return true;
}

bool rle127_parse_level(const char *text, const char **level)
{
    const char *const *const levels = rle127_levels();
    for (size_t i = 0; levels[i]; i++) {
        if (strcmp(levels[i], text) == 0) {
            *level = levels[i];
            return true;
        }
    }
    rle127_say(NULL,
               "this machine has no level '%s' (" RLE127_PROGRAM_NAME
               " --version names those that it has)",
               text);
    return false;
}

bool rle127_parse_format(const char *text, const struct rle127_writer_format **format)
{
    *format = rle127_find_writer(text);
    if (!*format)
        rle127_say(NULL, "this build does not write '%s' (rle127 --version names what it writes)",
                   text);
    return *format;
}

/* A letter in a cluster has no argument of its own, so that argv tells only the long options. */
bool rle127_refuse_option(int result, char **argv, const char *letters)
{
    const char *const last = argv[optind - 1];
    const char letter[] = {'-', (char)optopt, '\0'};
    const bool is_known = optopt >= 256 || (optopt && strchr(letters, optopt));
    const bool is_long = strncmp(last, "--", 2) == 0 && (is_known || !optopt);
    if (result == ':')
        rle127_say(NULL, "option %s needs a value", is_long ? last : letter);
    else if (is_known)
        rle127_say(NULL, "option %s takes no value", last);
    else
        rle127_say(NULL, "unknown option %s", is_long ? last : letter);
    return false;
}
