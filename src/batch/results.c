/*
 * What becomes of jobs: counted, written to the journal, told, or tried again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_state.h"
#include "stale.h"
#include "target.h"

static void count(struct rle127_totals *totals, const struct rle127_outcome *outcome)
{
    switch (outcome->verdict) {
    case RLE127_SKIPPED:
        totals->n_skipped++;
        return;
    case RLE127_CONVERTED:
        break;
    default:
        totals->n_failed++;
        return;
    }
    totals->n_converted++;
    totals->n_dithered += outcome->is_dithered;
    totals->pixels += (uint64_t)outcome->width * outcome->height;
    totals->bytes_in += outcome->bytes_in;
    totals->bytes_out += outcome->bytes_out;
}

void rle127_tell(struct rle127_run *run, const struct rle127_event *event)
{
    const struct rle127_outcome *const outcome = event->outcome;
    const struct rle127_listener *const listener = &run->setup->listener;
    count(run->totals, outcome);
    run->totals->n_done++;
    listener->file(listener->context, event);
    if (outcome->verdict == RLE127_STOPPED)
        rle127_end_run(run, RLE127_RUN_STOPPED);
    else if (outcome->verdict == RLE127_FAILED && run->setup->halts)
        rle127_end_run(run, RLE127_RUN_HALTED);
}

/* Takes the entry of a ticket out of those in hand. */
static struct rle127_entry *release_entry(struct rle127_run *run, rle127_ticket ticket)
{
    size_t i = 0;
    while (run->tickets[i] != ticket)
        i++;
    struct rle127_entry *const entry = run->in_hand[i];
    run->n_in_hand--;
    run->tickets[i] = run->tickets[run->n_in_hand];
    run->in_hand[i] = run->in_hand[run->n_in_hand];
    return entry;
}

static void fail_without_answer(const struct rle127_run *run, const struct rle127_job_end *end,
                                struct rle127_outcome *outcome)
{
    if (end->kind == RLE127_END_TIMED_OUT)
        rle127_fail(outcome, RLE127_FAILED, "took longer than %g s", run->setup->timeout_seconds);
    else if (end->signal)
        rle127_fail(outcome, RLE127_FAILED, "worker died: signal %d (%s)", end->signal,
                    strsignal(end->signal));
    else
        rle127_fail(outcome, RLE127_FAILED, "worker died: it ended by itself");
}

/* Removes what workers that were killed have left beside the output, where that needs a name. */
static void tidy_after_death(struct rle127_run *run, const struct rle127_entry *entry)
{
    struct rle127_file_job job;
    struct rle127_target target;
    const char *name;
    int fd = -1;
    rle127_job_unpack(&job, entry->request);
    if (!job.output)
        return;
    if (job.is_below)
        fd = rle127_beneath_open_parent(&run->outputs, job.output, false, &name);
    if ((job.is_below && fd < 0) || rle127_target_open(&target, job.output, fd) != 0)
        return;
    rle127_remove_stale(target.directory_fd);
    rle127_target_close(&target);
}

static bool is_to_be_journalled(const struct rle127_run *run,
                                const struct rle127_file_result *result)
{
    return run->has_journal && result->has_hash &&
           (result->outcome.verdict == RLE127_CONVERTED ||
            result->outcome.verdict == RLE127_SKIPPED);
}

static void add_to_journal(struct rle127_run *run, const struct rle127_entry *entry,
                           const struct rle127_file_result *result)
{
    const struct rle127_journal_facts facts = {.input_bytes = result->input_bytes,
                                               .modified = result->modified,
                                               .options = run->work.options,
                                               .output_hash = result->outcome.output_hash};
    const int error = rle127_journal_add(&run->journal, entry->shown, entry->shown_output, &facts);
    if (error)
        rle127_stop_run(run, run->setup->journal_path, strerror(error));
}

/* False where there is no memory to remember why. */
static bool put_back(struct rle127_run *run, struct rle127_entry *entry,
                     const struct rle127_outcome *outcome)
{
    if (!entry->failure)
        entry->failure = malloc(sizeof *entry->failure);
    if (!entry->failure)
        return false;
    *entry->failure = *outcome;
    entry->n_tries++;
    rle127_queue_add(&run->queue, entry);
    return true;
}

void rle127_drop_entry(struct rle127_run *run, struct rle127_entry *entry)
{
    const struct rle127_event event = {.path = entry->shown,
                                       .output = entry->shown_output,
                                       .outcome = entry->failure,
                                       .is_of_walk = entry->is_of_walk};
    if (entry->failure)
        rle127_tell(run, &event);
    rle127_entry_free(entry);
}

/* A file that is rolled back because the run ends has no outcome: it was not done. What stops a run
 * is told once, though it mostly meets all files in hand. */
static bool has_outcome(const struct rle127_run *run, const struct rle127_job_end *end,
                        const struct rle127_outcome *outcome)
{
    const bool is_repetition = run->end == RLE127_RUN_STOPPED && outcome->verdict == RLE127_STOPPED;
    return end->kind != RLE127_END_CANCELLED && end->kind != RLE127_END_POOL_BROKEN &&
           outcome->verdict != RLE127_INTERRUPTED && !is_repetition;
}

static void read_end(struct rle127_run *run, const struct rle127_job_end *end,
                     const struct rle127_entry *entry, struct rle127_file_result *result)
{
    switch (end->kind) {
    case RLE127_END_ANSWERED:
        if (!rle127_result_unpack(result, end->reply, end->reply_bytes))
            rle127_fail(&result->outcome, RLE127_FAILED, "the worker answered what makes no sense");
        break;
    case RLE127_END_TIMED_OUT:
    case RLE127_END_WORKER_DIED:
        fail_without_answer(run, end, &result->outcome);
        tidy_after_death(run, entry);
        break;
    case RLE127_END_POOL_BROKEN:
        rle127_stop_run(run, NULL, "workers keep dying");
        break;
    case RLE127_END_CANCELLED:
        break;
    }
}

void rle127_take_end(struct rle127_run *run, const struct rle127_job_end *end)
{
    struct rle127_file_result result = {0};
    struct rle127_entry *const entry = release_entry(run, end->ticket);
    read_end(run, end, entry, &result);
    if (!has_outcome(run, end, &result.outcome)) {
        rle127_drop_entry(run, entry);
        return;
    }
    if (result.outcome.verdict == RLE127_FAILED && entry->n_tries < run->setup->n_retries &&
        !run->is_ending && put_back(run, entry, &result.outcome))
        return;
    if (is_to_be_journalled(run, &result))
        add_to_journal(run, entry, &result);
    const bool is_answered = end->kind == RLE127_END_ANSWERED;
    const struct rle127_event event = {.path = entry->shown,
                                       .output = entry->shown_output,
                                       .outcome = &result.outcome,
                                       .findings = is_answered ? &result.findings : NULL,
                                       .seconds = is_answered ? result.seconds : end->seconds,
                                       .is_of_walk = entry->is_of_walk};
    run->totals->bytes_done += entry->bytes;
    rle127_tell(run, &event);
    rle127_entry_free(entry);
}
