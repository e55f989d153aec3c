/*
 * The words that options take.
 */
#include "option_values.h"

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

bool rle127_parse_threads(const char *text, unsigned *threads)
{
    unsigned long number;
    if (!rle127_parse_number(text, 1000000000, &number) || !number) {
        rle127_say(NULL, "-T needs a number of 1 or more, not '%s'", text);
        return false;
    }
    *threads = (unsigned)number;
    return true;
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
