/*
 * What all commands do with their inputs and with what became of them.
 */
#include <string.h>

#include "../batch/input.h"
#include "commands.h"

const char *rle127_input_path(const char *argument)
{
    return strcmp(argument, "-") == 0 ? NULL : argument;
}

bool rle127_refuse_directories(const struct rle127_arguments *arguments)
{
    bool is_any = false;
    for (size_t i = 0; i < arguments->run.n_inputs; i++) {
        const char *const path = rle127_input_path(arguments->run.inputs[i]);
        if (path && rle127_is_directory(path)) {
            rle127_say(path, "is a directory; name the files in it");
            is_any = true;
        }
    }
    return is_any;
}

void rle127_say_outcome(const char *input, const char *output, const struct rle127_outcome *outcome,
                        const struct rle127_arguments *arguments)
{
    const char *const path = rle127_input_name(input);
    if (outcome->verdict == RLE127_CONVERTED) {
        if (outcome->note[0] && !arguments->is_quiet)
            rle127_say(path, "note: %s", outcome->note);
    } else if (outcome->concerns_output) {
        rle127_say(path, "%s: %s", output ? output : "standard output", outcome->reason);
    } else {
        rle127_say(path, "%s%s", outcome->verdict == RLE127_SKIPPED ? "skipped: " : "",
                   outcome->reason);
    }
}

void rle127_insist(struct rle127_outcome *outcome)
{
    if (outcome->verdict == RLE127_SKIPPED)
        outcome->verdict = RLE127_FAILED;
}

enum rle127_exit rle127_add_outcome(enum rle127_exit code, const struct rle127_outcome *outcome)
{
    if (outcome->verdict == RLE127_STOPPED || code == RLE127_EXIT_STOPPED)
        return RLE127_EXIT_STOPPED;
    return outcome->verdict == RLE127_FAILED ? RLE127_EXIT_FAILED : code;
}
