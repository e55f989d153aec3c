/*
 * Options' values and mistakes.
 */
#include "option_parsing.h"

#include "../src/cli/messages.h"
#include "../src/cli/option_values.h"

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
