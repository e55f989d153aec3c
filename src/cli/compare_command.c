/*
 * compare: the answer is the exit code; words are for differences, failures and -v.
 */
#include "../batch/compare.h"
#include "commands.h"

static void say_difference(const struct rle127_arguments *a, const char *const paths[2],
                           const struct rle127_comparison *comparison,
                           const struct rle127_outcome outcomes[2])
{
    const char *const first = rle127_input_name(paths[0]);
    const char *const second = rle127_input_name(paths[1]);
    if (a->is_quiet)
        return;
    if (comparison->sides_differ)
        rle127_say(first, "%u x %u pixels, but %s has %u x %u", (unsigned)outcomes[0].width,
                   (unsigned)outcomes[0].height, second, (unsigned)outcomes[1].width,
                   (unsigned)outcomes[1].height);
    else if (!comparison->is_same)
        rle127_say(first, "differs from %s at column %u of row %u", second,
                   (unsigned)comparison->x + 1, (unsigned)comparison->y + 1);
    else if (a->is_verbose)
        rle127_say(first, "has the pixels of %s, %u x %u", second, (unsigned)outcomes[0].width,
                   (unsigned)outcomes[0].height);
}

enum rle127_exit rle127_run_compare(const struct rle127_arguments *a)
{
    const char *const paths[2] = {rle127_input_path(a->run.inputs[0]),
                                  rle127_input_path(a->run.inputs[1])};
    struct rle127_comparison comparison;
    struct rle127_outcome outcomes[2];
    if (rle127_refuse_directories(a))
        return RLE127_EXIT_USAGE;
    const bool is_read = rle127_compare_files(paths, &a->run.conversion.codec,
                                              &a->run.conversion.binarize, &comparison, outcomes);
    for (int i = 0; i < 2; i++) {
        rle127_insist(&outcomes[i]);
        if (outcomes[i].verdict != RLE127_CONVERTED || outcomes[i].note[0])
            rle127_say_outcome(paths[i], NULL, &outcomes[i], a);
    }
    if (is_read) {
        say_difference(a, paths, &comparison, outcomes);
        return comparison.is_same ? RLE127_EXIT_OK : RLE127_EXIT_FAILED;
    }
    return RLE127_EXIT_USAGE;
}
