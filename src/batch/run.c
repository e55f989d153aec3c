/*
 * The loop of a run: files are found a little ahead, handed to the pool and taken back, until there
 * are no more or something ends it.
 */
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../pool/processors.h"
#include "../pool/row_processes.h"
#include "../pool/usable_threads.h"
#include "clock.h"
#include "interrupt.h"
#include "meant.h"
#include "open_at.h"
#include "run_state.h"
#include "target.h"

/* How often the listener and signals get their turn. */
#define TICK_SECONDS 0.1

/* What workers have to finish what they have in hand when a signal has come. */
#define GRACE_SECONDS 0.5

void rle127_end_run(struct rle127_run *run, enum rle127_run_end end)
{
    if (!run->is_ending || end == RLE127_RUN_STOPPED)
        run->end = end;
    run->is_ending = true;
    if (run->work.is_ending)
        atomic_store(run->work.is_ending, true);
    if (run->pool)
        rle127_pool_cancel_pending(run->pool);
}

bool rle127_stop_run(struct rle127_run *run, const char *path, const char *reason)
{
    if (!run->trouble->reason)
        *run->trouble = (struct rle127_trouble){.path = path, .reason = reason};
    rle127_end_run(run, RLE127_RUN_STOPPED);
    return false;
}

/* One that is missing would be made, and would have nothing in it. */
static bool look_at_outputs(struct rle127_run *run)
{
    const char *const directory = run->setup->naming.output_directory;
    if (directory)
        run->output_fd = rle127_open_at(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY, 0);
    return !directory || run->output_fd >= 0 || errno == ENOENT ||
           rle127_stop_run(run, directory, strerror(errno));
}

/* Before any work: the outputs can be made where they shall be. */
static bool prepare_outputs(struct rle127_run *run)
{
    const struct rle127_naming *const naming = &run->setup->naming;
    if (run->setup->conversion.is_dry)
        return look_at_outputs(run);
    if (naming->output_file) {
        const int error = rle127_target_check_directory_of(naming->output_file);
        return !error || rle127_stop_run(run, naming->output_file, strerror(error));
    }
    if (naming->output_directory) {
        run->output_fd = rle127_target_prepare_directory(naming->output_directory);
        if (run->output_fd < 0)
            return rle127_stop_run(run, naming->output_directory, strerror(errno));
    }
    return true;
}

static bool open_journal(struct rle127_run *run)
{
    const struct rle127_run_setup *const setup = run->setup;
    if (!setup->journal_path)
        return true;
    const char *const reason =
        rle127_journal_open(&run->journal, setup->journal_path, setup->resumes);
    run->has_journal = !reason;
    return !reason || rle127_stop_run(run, setup->journal_path, reason);
}

static bool open_walk(struct rle127_run *run)
{
    const struct rle127_run_setup *const setup = run->setup;
    struct rle127_walk_setup walk = {.inputs = setup->inputs,
                                     .n_inputs = setup->n_inputs,
                                     .list = setup->list,
                                     .list_end = setup->list_end,
                                     .wants_rle_only = setup->task != RLE127_TASK_COMPRESS};
    struct stat found;
    const char *reason;
    if (run->output_fd >= 0 && fstat(run->output_fd, &found) == 0) {
        walk.output_device = found.st_dev;
        walk.output_inode = found.st_ino;
    }
    if (setup->task == RLE127_TASK_COMPRESS)
        walk.is_candidate = rle127_is_image_file;
    run->walk = rle127_walk_open(&walk, &reason);
    return run->walk || rle127_stop_run(run, NULL, reason);
}

static void make_plan(struct rle127_run *run)
{
    const struct rle127_prospect prospect = {.n_files = run->queue.n_entries,
                                             .effort = run->queue.effort,
                                             .is_all = run->is_walked,
                                             .n_processors = rle127_usable_processors(""),
                                             .openmp_ceiling = rle127_openmp_ceiling()};
    run->plan = rle127_make_plan(run->setup, &prospect);
}

static struct rle127_pool *try_pool(struct rle127_run *run, const char **reason)
{
    const struct rle127_plan *const plan = &run->plan;
    if (plan->pool != RLE127_POOL_PROCESSES &&
        run->setup->conversion.row_pool == RLE127_ROWS_THREADS)
        run->plan.n_row_workers = rle127_usable_threads(plan->n_row_workers);
    run->work.pool = plan->pool;
    run->work.n_workers = plan->n_workers;
    run->work.n_row_workers = plan->n_row_workers;
    const struct rle127_pool_setup setup = {.kind = plan->pool,
                                            .n_workers = plan->n_workers,
                                            .n_ahead = plan->n_ahead,
                                            .job_seconds_max = run->setup->timeout_seconds,
                                            .work = rle127_make_work(&run->work)};
    return rle127_pool_open(&setup, reason);
}

/* Where no workers can be had, this process does the work, unless files have a time limit, which
 * nothing could keep then. */
static bool open_pool(struct rle127_run *run)
{
    const struct rle127_listener *const listener = &run->setup->listener;
    const char *reason;
    make_plan(run);
    run->pool = try_pool(run, &reason);
    if (!run->pool && run->plan.pool != RLE127_POOL_SERIAL && run->setup->timeout_seconds <= 0) {
        listener->note(listener->context, "no workers can be started: one file after the other");
        run->plan.pool = RLE127_POOL_SERIAL;
        run->plan.n_workers = 1;
        run->pool = try_pool(run, &reason);
    }
    if (!run->pool)
        return rle127_stop_run(run, NULL, reason);
    if (rle127_pool_workers(run->pool) < run->plan.n_workers)
        listener->note(listener->context, "fewer workers than asked for can be started");
    run->totals->pool = run->plan.pool;
    run->totals->n_workers = rle127_pool_workers(run->pool);
    run->totals->n_row_workers = run->plan.n_row_workers;
    return true;
}

static bool submit(struct rle127_run *run, struct rle127_entry *entry)
{
    const rle127_ticket ticket =
        rle127_pool_submit(run->pool, entry->request, entry->request_bytes);
    if (!ticket) {
        rle127_entry_free(entry);
        return rle127_stop_run(run, NULL, "out of memory");
    }
    run->in_hand[run->n_in_hand] = entry;
    run->tickets[run->n_in_hand++] = ticket;
    return true;
}

/* Twice as many as the workers are handed, so that the pool has some to choose from; the rest stays
 * in the queue. */
static void submit_files(struct rle127_run *run)
{
    const size_t most = (size_t)rle127_pool_workers(run->pool) * run->plan.n_ahead * 2;
    while (!run->is_ending && run->n_in_hand < most && run->n_in_hand < RLE127_IN_HAND_MAX) {
        struct rle127_entry *const entry = rle127_queue_take(&run->queue);
        if (!entry || !submit(run, entry))
            break;
    }
}

/* A second signal ends the grace. */
static void notice_interrupt(struct rle127_run *run, double *deadline)
{
    if (*deadline <= 0 && rle127_is_interrupted()) {
        rle127_end_run(run, RLE127_RUN_INTERRUPTED);
        *deadline = rle127_read_clock() + GRACE_SECONDS;
    }
    if (*deadline > 0 && rle127_is_interrupted_again())
        *deadline = rle127_read_clock();
}

static void tick(struct rle127_run *run)
{
    const double now = rle127_read_clock();
    const int error = run->has_journal ? rle127_journal_tick(&run->journal) : 0;
    if (error)
        rle127_stop_run(run, run->setup->journal_path, strerror(error));
    run->totals->seconds = now - run->start_seconds;
    if (run->setup->listener.tick)
        run->setup->listener.tick(run->setup->listener.context, run->totals);
}

static void run_files(struct rle127_run *run)
{
    double deadline = 0; /* of an interrupted run */
    struct rle127_job_end end;
    for (;;) {
        notice_interrupt(run, &deadline);
        rle127_intake_fill(run);
        submit_files(run);
        if (!rle127_pool_open_jobs(run->pool) || (deadline > 0 && rle127_read_clock() >= deadline))
            break;
        if (rle127_pool_next(run->pool, TICK_SECONDS, &end))
            rle127_take_end(run, &end);
        tick(run);
    }
    rle127_pool_close(run->pool, deadline > 0 ? RLE127_CLOSE_NOW : RLE127_CLOSE_WAIT);
}

/* What decides an output's bytes beside its input. */
static uint64_t hash_options(const struct rle127_run_setup *setup)
{
    const struct rle127_conversion *const conversion = &setup->conversion;
    const struct rle127_writer_format *const format = conversion->format;
    char text[64];
    if (setup->task == RLE127_TASK_COMPRESS)
        snprintf(text, sizeof text, "compress %d %u", (int)conversion->binarize.method,
                 (unsigned)conversion->binarize.threshold);
    else
        snprintf(text, sizeof text, "decompress %s", format ? rle127_writer_suffix(format) : "");
    return rle127_journal_options(text);
}

static bool open_run(struct rle127_run *run)
{
    const struct rle127_run_setup *const setup = run->setup;
    run->in_hand = calloc(RLE127_IN_HAND_MAX, sizeof *run->in_hand);
    run->tickets = calloc(RLE127_IN_HAND_MAX, sizeof *run->tickets);
    run->work.is_ending = rle127_shared_map(sizeof *run->work.is_ending);
    if (!run->in_hand || !run->tickets || !run->work.is_ending)
        return rle127_stop_run(run, NULL, "out of memory");
    if (!prepare_outputs(run) || !open_journal(run) || !open_walk(run))
        return false;
    rle127_beneath_init(&run->outputs, run->output_fd);
    run->work.output_fd = run->output_fd;
    run->work.is_journalled = run->has_journal;
    run->work.options = hash_options(setup);
    run->must_claim = setup->n_inputs > 1 || setup->list;
    return true;
}

/* A single file that this process converts is rolled back at once; else there is more to be left in
 * order. */
static void choose_interrupts(const struct rle127_run *run)
{
    const bool is_single = run->is_walked && run->queue.n_entries <= 1;
    if (!is_single || run->plan.pool == RLE127_POOL_PROCESSES)
        rle127_defer_interrupts(run->plan.pool == RLE127_POOL_PROCESSES);
}

static void close_run(struct rle127_run *run)
{
    struct rle127_entry *entry;
    const int error = run->has_journal ? rle127_journal_close(&run->journal) : 0;
    if (error)
        rle127_stop_run(run, run->setup->journal_path, strerror(error));
    while ((entry = rle127_queue_take(&run->queue)) != NULL)
        rle127_drop_entry(run, entry);
    while (run->n_in_hand)
        rle127_drop_entry(run, run->in_hand[--run->n_in_hand]);
    if (run->walk)
        rle127_walk_close(run->walk);
    rle127_beneath_close(&run->outputs);
    rle127_key_set_close(&run->taken);
    if (run->output_fd >= 0)
        close(run->output_fd);
    rle127_shared_unmap(run->work.is_ending, sizeof *run->work.is_ending);
    free(run->tidied);
    free(run->in_hand);
    free(run->tickets);
}

enum rle127_run_end rle127_run(const struct rle127_run_setup *setup, struct rle127_totals *totals,
                               struct rle127_trouble *trouble)
{
    struct rle127_run *const run = calloc(1, sizeof *run);
    *totals = (struct rle127_totals){0};
    *trouble = (struct rle127_trouble){0};
    if (!run) {
        trouble->reason = "out of memory";
        return RLE127_RUN_STOPPED;
    }
    run->setup = setup;
    run->totals = totals;
    run->trouble = trouble;
    run->output_fd = -1;
    rle127_beneath_init(&run->outputs, -1);
    run->start_seconds = rle127_read_clock();
    run->work.setup = setup;
    if (open_run(run)) {
        rle127_intake_fill(run);
        if (open_pool(run)) {
            choose_interrupts(run);
            run_files(run);
        }
    }
    close_run(run);
    totals->seconds = rle127_read_clock() - run->start_seconds;
    const enum rle127_run_end end = run->end;
    free(run);
    return end;
}
