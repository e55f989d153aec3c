/*
 * verify and compare: answers are exit codes; words are for failures and for -v.
 */
#include "../batch/compare.h"
#include "../batch/inspect.h"
#include "commands.h"

static void inspect_one(const struct rle127_arguments *a, const char *path,
                        struct rle127_outcome *outcome)
{
    struct rle127_findings found;
    rle127_inspect_file(path, &a->conversion.codec, &found, outcome);
    rle127_insist(outcome);
    if (outcome->verdict == RLE127_CONVERTED && a->must_be_canonical && !found.is_canonical)
        rle127_fail(outcome, RLE127_FAILED,
                    "not canonical: not the longest runs at byte %llu, in row %u of %u",
                    (unsigned long long)found.loose_offset, (unsigned)found.loose_row,
                    (unsigned)outcome->height);
    rle127_say_outcome(path, NULL, outcome, a);
    if (a->is_verbose && outcome->verdict == RLE127_CONVERTED)
        rle127_say(rle127_input_name(path), "right, %s, %u x %u pixels, %llu runs",
                   found.is_canonical ? "canonical" : "not canonical", (unsigned)outcome->width,
                   (unsigned)outcome->height, (unsigned long long)found.n_runs);
}

enum rle127_exit rle127_run_verify(const struct rle127_arguments *a)
{
    if (rle127_refuse_directories(a))
        return RLE127_EXIT_USAGE;
    enum rle127_exit code = RLE127_EXIT_OK;
    unsigned n_right = 0, n_failed = 0;
    for (int i = 0; i < a->n_inputs; i++) {
        struct rle127_outcome outcome;
        inspect_one(a, rle127_input_path(a->inputs[i]), &outcome);
        n_right += outcome.verdict == RLE127_CONVERTED;
        n_failed += outcome.verdict == RLE127_FAILED;
        code = rle127_add_outcome(code, &outcome);
    }
    if (!a->is_quiet && (a->n_inputs > 1 || a->is_verbose))
        rle127_say_plain("%u right, %u failed", n_right, n_failed);
    return code;
}

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
    const char *const paths[2] = {rle127_input_path(a->inputs[0]), rle127_input_path(a->inputs[1])};
    struct rle127_comparison comparison;
    struct rle127_outcome outcomes[2];
    if (rle127_refuse_directories(a))
        return RLE127_EXIT_USAGE;
    const bool is_read = rle127_compare_files(paths, &a->conversion.codec, &a->conversion.binarize,
                                              &comparison, outcomes);
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
