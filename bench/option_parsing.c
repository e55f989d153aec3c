/*
 * Options' values and mistakes.
 */
#include "option_parsing.h"

#include <getopt.h>
#include <string.h>

#include "../src/cli/messages.h"
#include "../src/cli/option_values.h"

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

bool rle127_take_number(const char *name, const char *text, unsigned long max,
                        unsigned long *number)
{
    if (rle127_parse_number(text, max, number) && *number)
        return true;
    rle127_say(NULL, "--%s needs a whole number of 1 to %lu, not '%s'", name, max, text);
    return false;
}

bool rle127_take_path(const char *name, const char *path, const char **result)
{
    if (!*path)
        rle127_say(NULL, "the name after --%s is empty", name);
    *result = path;
    return *path;
}
