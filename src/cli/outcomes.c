/*
 * What all commands do with their inputs and with what became of them.
 */
#include <string.h>
#include <sys/stat.h>

#include "commands.h"

const char *rle127_input_path(const char *argument)
{
    return strcmp(argument, "-") == 0 ? NULL : argument;
}

bool rle127_refuse_directories(const struct rle127_arguments *arguments)
{
    bool is_any = false;
    for (int i = 0; i < arguments->n_inputs; i++) {
        const char *const path = rle127_input_path(arguments->inputs[i]);
        struct stat found;
        if (path && stat(path, &found) == 0 && S_ISDIR(found.st_mode)) {
            rle127_say(path, "is a directory; name the files in it");
            is_any = true;
        }
    }
    return is_any;
}

void rle127_say_outcome(const char *path, const struct rle127_outcome *outcome,
                        const struct rle127_arguments *arguments)
{
    const bool is_error = outcome->verdict == RLE127_FAILED || outcome->verdict == RLE127_STOPPED;
    if (is_error || (outcome->verdict == RLE127_SKIPPED && !arguments->is_quiet))
        rle127_say(rle127_input_name(path), "%s", outcome->reason);
    if (outcome->note && !arguments->is_quiet)
        rle127_say(rle127_input_name(path), "note: %s", outcome->note);
}

enum rle127_exit rle127_add_outcome(enum rle127_exit code, const struct rle127_outcome *outcome)
{
    if (outcome->verdict == RLE127_STOPPED)
        return RLE127_EXIT_STOPPED;
    return outcome->verdict == RLE127_FAILED ? RLE127_EXIT_FAILED : code;
}
