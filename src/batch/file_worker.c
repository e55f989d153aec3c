/*
 * The worker's side of a run. Answers, and names of outputs that shall become durable together,
 * wait until a group of them is complete.
 */
#include "file_worker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "../pool/usable_threads.h"
#include "clock.h"
#include "content_hash.h"
#include "file_job.h"
#include "interrupt.h"

/* Outputs that shall become durable together do not wait for longer than this. */
#define GROUP_SECONDS_MAX 1.0

/* Each of them has two descriptors; some are left for everything else. */
#define OTHER_DESCRIPTORS 32

/* To wake the one who waits for answers costs as much as a small file, so several are given at a
 * time; but not so late that it would have to wait, or anybody could notice. */
#define ANSWERS_MAX        8
#define ANSWER_SECONDS_MAX 0.002

static void answer(struct rle127_worker *worker, struct rle127_held *held)
{
    rle127_worker_answer(worker, held->ticket, &held->result, sizeof held->result);
}

static void commit_waiting(struct rle127_file_worker *w)
{
    struct rle127_held *waiting[RLE127_HELD_MAX];
    size_t n = 0;
    for (size_t i = 0; i < w->n_held; i++)
        if (w->held[i].has_output)
            waiting[n++] = &w->held[i];
    if (n)
        rle127_commit_held(w, waiting, n);
}

static void settle(struct rle127_worker *worker)
{
    struct rle127_file_worker *const w = worker->state;
    commit_waiting(w);
    for (size_t i = 0; i < w->n_held; i++)
        answer(worker, &w->held[i]);
    w->n_held = 0;
}

/* What ends the run is told before more is begun. */
static bool is_urgent(const struct rle127_file_worker *w, const struct rle127_held *held)
{
    const enum rle127_verdict verdict = held->result.outcome.verdict;
    return verdict == RLE127_STOPPED || atomic_load(w->work->is_ending) ||
           (verdict == RLE127_FAILED && w->work->setup->halts);
}

static bool is_to_be_settled(const struct rle127_file_worker *w, double now)
{
    const double seconds = now - w->held_since;
    if (rle127_outputs_wait(w))
        return w->n_held >= w->group_max || seconds > GROUP_SECONDS_MAX;
    return w->n_held == ANSWERS_MAX || seconds > ANSWER_SECONDS_MAX;
}

static void run_job(struct rle127_worker *worker, rle127_ticket ticket, const void *request,
                    size_t request_bytes)
{
    struct rle127_file_worker *const w = worker->state;
    struct rle127_held *const held = &w->held[w->n_held];
    struct rle127_file_job job;
    const double start = rle127_read_clock();
    (void)request_bytes; /* it comes from this program */
    rle127_job_unpack(&job, request);
    memset(&held->result, 0, sizeof held->result);
    held->has_output = false;
    held->is_repeated = worker->is_repeated;
    held->ticket = ticket;
    if (!w->n_held)
        w->held_since = start;
    if (atomic_load(w->work->is_ending))
        rle127_fail(&held->result.outcome, RLE127_INTERRUPTED, "not begun");
    else
        rle127_do_file_job(w, &job, held);
    w->n_held++;
    const double now = rle127_read_clock();
    held->result.seconds = now - start;
    if (is_urgent(w, held) || is_to_be_settled(w, now))
        settle(worker);
}

/* In a process of its own nothing has started a thread yet. */
static void choose_threads(struct rle127_file_worker *w)
{
    const struct rle127_file_work *const work = w->work;
    unsigned n = work->n_row_workers;
    if (work->pool == RLE127_POOL_PROCESSES && w->conversion.row_pool == RLE127_ROWS_THREADS)
        n = rle127_usable_threads(n);
    w->conversion.codec.threads = n;
}

/* As many outputs as this process may have open, and the other workers in it. */
static size_t choose_group(const struct rle127_file_work *work)
{
    const size_t n_sharing = work->pool == RLE127_POOL_THREADS ? work->n_workers : 1;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return RLE127_HELD_MAX;
    const size_t n_all =
        limit.rlim_cur > OTHER_DESCRIPTORS ? limit.rlim_cur - OTHER_DESCRIPTORS : 0;
    const size_t n = n_all / 2 / n_sharing;
    return n < 1 ? 1 : n < RLE127_HELD_MAX ? n : RLE127_HELD_MAX;
}

static const char *open_worker(struct rle127_worker *worker)
{
    const struct rle127_file_work *const work = worker->context;
    struct rle127_file_worker *const w = calloc(1, sizeof *w);
    if (work->pool == RLE127_POOL_PROCESSES)
        rle127_ignore_interrupts_but_term();
    if (!w)
        return "out of memory";
    w->held = malloc(RLE127_HELD_MAX * sizeof *w->held);
    if (!w->held) {
        free(w);
        return "out of memory";
    }
    w->work = work;
    w->conversion = work->setup->conversion;
    w->root_fd = -1;
    w->group_max = choose_group(work);
    choose_threads(w);
    rle127_beneath_init(&w->inputs, -1);
    rle127_beneath_init(&w->outputs, work->output_fd);
    rle127_decoding_open(&w->decoding, NULL);
    if (work->is_journalled)
        w->conversion.hasher = rle127_hasher_open();
    rle127_row_coder_open(&w->row_coder, w->conversion.row_pool, &w->conversion.codec);
    w->conversion.decoder = &w->decoding.decoder;
    w->conversion.row_coder = &w->row_coder;
    worker->state = w;
    return NULL;
}

static void close_worker(struct rle127_worker *worker)
{
    struct rle127_file_worker *const w = worker->state;
    rle127_row_coder_close(&w->row_coder);
    rle127_hasher_close(w->conversion.hasher);
    rle127_decoding_close(&w->decoding);
    rle127_beneath_close(&w->outputs);
    rle127_close_root(w);
    free(w->held);
    free(w);
}

struct rle127_work rle127_make_work(struct rle127_file_work *work)
{
    return (struct rle127_work){.context = work,
                                .open = open_worker,
                                .run = run_job,
                                .settle = settle,
                                .close = close_worker};
}
