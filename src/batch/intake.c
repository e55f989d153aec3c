/*
 * What the walk finds becomes jobs, as far as it can be done.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "input.h"
#include "interrupt.h"
#include "names.h"
#include "output.h"
#include "run_state.h"
#include "stale.h"

static const char out_of_memory[] = "out of memory";

/* Where this process has no more to give, what is wrong is not the directory, whose files nobody
 * would miss. */
static enum rle127_verdict judge_walk_error(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM ? RLE127_STOPPED : RLE127_FAILED;
}

/* Whether what was found is to be converted; else the outcome says what it is. */
static bool is_wanted(const struct rle127_found *found, struct rle127_outcome *outcome)
{
    if (found->error == EINVAL && found->is_listed)
        return rle127_fail(outcome, RLE127_FAILED, "goes on behind a NUL (see --files0-from)");
    if (found->error &&
        (found->root || found->error == ENAMETOOLONG)) /* else the worker says why */
        return rle127_fail(outcome, judge_walk_error(found->error), "%s", strerror(found->error));
    if (found->passed_over)
        return rle127_fail(outcome, RLE127_SKIPPED, "%s", found->passed_over);
    if (found->meets)
        return rle127_fail(outcome, RLE127_FAILED, "has the same output as %s", found->meets_with);
    return true;
}

static enum rle127_output_mode choose_mode(const struct rle127_run *run, bool has_proof)
{
    const struct rle127_run_setup *const setup = run->setup;
    if (setup->conversion.overwrites || setup->updates || has_proof)
        return RLE127_OUTPUT_REPLACE;
    return setup->resumes ? RLE127_OUTPUT_COMPARE : RLE127_OUTPUT_NEW;
}

/* Removes what dead runs have left in the directory of an output, when the walk comes to it. */
static void tidy_directory_of(struct rle127_run *run, const char *output)
{
    const char *name = rle127_last_component(output);
    const size_t length = (size_t)(name - output);
    if (run->tidied && strlen(run->tidied) == length && memcmp(run->tidied, output, length) == 0)
        return;
    free(run->tidied);
    run->tidied = strndup(output, length);
    const int fd = rle127_beneath_open_parent(&run->outputs, output, false, &name);
    if (fd >= 0)
        rle127_remove_stale(fd);
}

/* What was found, on its way into the queue; the strings go with the entry. */
struct arrival {
    const struct rle127_found *found;
    struct rle127_name name;
    char *shown, *shown_output; /* paths for people */
};

static bool show_paths(const struct rle127_run *run, struct arrival *arrival)
{
    const struct rle127_found *const found = arrival->found;
    const struct rle127_name *const name = &arrival->name;
    if (found->path)
        arrival->shown = rle127_join_path(found->root, found->path);
    if (name->output)
        arrival->shown_output = rle127_join_path(
            name->is_below ? run->setup->naming.output_directory : NULL, name->output);
    return (arrival->shown || !found->path) && (arrival->shown_output || !name->output);
}

static bool enqueue(struct rle127_run *run, const struct arrival *arrival,
                    struct rle127_outcome *outcome)
{
    struct rle127_file_job job = {.root = arrival->found->root,
                                  .input = arrival->found->path,
                                  .output = arrival->name.output,
                                  .is_below = arrival->name.is_below};
    if (run->setup->resumes && arrival->shown && arrival->shown_output)
        job.has_proof =
            rle127_journal_find(&run->journal, arrival->shown, arrival->shown_output, &job.proof);
    job.mode = choose_mode(run, job.has_proof);
    if (rle127_job_pack(&job, NULL) > RLE127_REQUEST_BYTES_MAX)
        return rle127_fail(outcome, RLE127_FAILED, "%s", strerror(ENAMETOOLONG));
    struct rle127_entry *const entry =
        rle127_entry_make(&job, arrival->found->bytes, arrival->shown, arrival->shown_output);
    if (!entry)
        return rle127_fail(outcome, RLE127_FAILED, "%s", out_of_memory);
    if (job.is_below && run->output_fd >= 0)
        tidy_directory_of(run, job.output);
    run->totals->n_found++;
    run->totals->bytes_found += entry->bytes;
    rle127_queue_add(&run->queue, entry);
    return true;
}

/* False where the outcome says why it is not in the queue. */
static bool take_in(struct rle127_run *run, struct arrival *arrival, struct rle127_outcome *outcome)
{
    const bool is_ok = is_wanted(arrival->found, outcome);
    if (is_ok)
        arrival->name = rle127_name_found(&run->setup->naming, arrival->found);
    if (!show_paths(run, arrival))
        return rle127_fail(outcome, RLE127_FAILED, "%s", out_of_memory);
    if (arrival->name.reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", arrival->name.reason);
    return is_ok && rle127_claim(run, arrival->found, &arrival->name, arrival->shown, outcome) &&
           enqueue(run, arrival, outcome);
}

/* Tells of what is not to be done. */
static void turn_away(struct rle127_run *run, const struct arrival *arrival,
                      const struct rle127_outcome *outcome)
{
    const struct rle127_event event = {.path = arrival->shown,
                                       .output = arrival->shown_output,
                                       .outcome = outcome,
                                       .is_of_walk = arrival->found->root};
    run->totals->n_found++;
    rle127_tell(run, &event);
    free(arrival->shown);
    free(arrival->shown_output);
}

static void take_found(struct rle127_run *run, const struct rle127_found *found)
{
    struct arrival arrival = {.found = found};
    struct rle127_outcome outcome = {.bytes_in = found->bytes};
    if (!take_in(run, &arrival, &outcome))
        turn_away(run, &arrival, &outcome);
    free(arrival.name.output);
}

static void end_walk(struct rle127_run *run)
{
    const int error = rle127_walk_list_error(run->walk);
    run->is_walked = true;
    if (error && !rle127_is_interrupted())
        rle127_stop_run(run, run->setup->list_name, strerror(error));
}

void rle127_intake_fill(struct rle127_run *run)
{
    struct rle127_found found;
    while (!run->is_walked && !run->is_ending && run->queue.n_entries < RLE127_LOOK_AHEAD) {
        if (rle127_walk_next(run->walk, &found))
            take_found(run, &found);
        else
            end_walk(run);
    }
    run->totals->is_all_found = run->is_walked;
}
