/*
 * What is common to all kinds of pools: jobs from their submission until their end is taken. Must
 * not know: how they are run.
 */
#include "pool_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct rle127_pool_way *find_way(enum rle127_pool_kind kind)
{
    switch (kind) {
    case RLE127_POOL_THREADS:
        return &rle127_pool_threads;
    case RLE127_POOL_PROCESSES:
        return &rle127_pool_processes;
    case RLE127_POOL_SERIAL:
        break;
    }
    return &rle127_pool_serial;
}

static void lock(const struct rle127_pool *pool)
{
    if (pool->mutex)
        pthread_mutex_lock(pool->mutex);
}

static void unlock(const struct rle127_pool *pool)
{
    if (pool->mutex)
        pthread_mutex_unlock(pool->mutex);
}

struct rle127_pool *rle127_pool_open(const struct rle127_pool_setup *setup, const char **reason)
{
    assert(setup->n_workers > 0 && setup->n_ahead > 0 && setup->work.run);
    struct rle127_pool *const pool = calloc(1, sizeof *pool);
    *reason = "out of memory";
    if (!pool)
        return NULL;
    pool->setup = *setup;
    pool->way = find_way(setup->kind);
    *reason = pool->way->open(pool);
    if (!*reason)
        return pool;
    free(pool);
    return NULL;
}

unsigned rle127_pool_workers(const struct rle127_pool *pool)
{
    return pool->way->count_workers(pool);
}

void rle127_worker_answer(struct rle127_worker *worker, rle127_ticket ticket, const void *reply,
                          size_t reply_bytes)
{
    assert(reply_bytes <= RLE127_REPLY_BYTES_MAX);
    worker->answer(worker, ticket, reply, reply_bytes);
}

void rle127_pool_end_job(struct rle127_pool *pool, struct rle127_job *job,
                         enum rle127_job_end_kind kind)
{
    job->state = kind == RLE127_END_CANCELLED ? RLE127_JOB_CANCELLED : RLE127_JOB_DONE;
    job->end_kind = kind;
    job->ended_ns = rle127_read_clock_ns();
    rle127_job_push_back(&pool->ended, job);
}

void rle127_pool_answer_job(struct rle127_pool *pool, struct rle127_job *job, const void *reply,
                            size_t reply_bytes)
{
    if (reply_bytes)
        memcpy(job->reply, reply, reply_bytes);
    job->reply_bytes = reply_bytes;
    rle127_pool_end_job(pool, job, RLE127_END_ANSWERED);
}

static struct rle127_job_end describe_end(const struct rle127_job *job)
{
    const bool is_answered = job->end_kind == RLE127_END_ANSWERED;
    const int64_t ns = job->handed_ns ? job->ended_ns - job->handed_ns : 0;
    return (struct rle127_job_end){
        .ticket = job->ticket,
        .kind = job->end_kind,
        .signal = job->end_kind == RLE127_END_WORKER_DIED ? job->signal : 0,
        .seconds = (double)ns / RLE127_NS_PER_SECOND,
        .reply = is_answered ? job->reply : NULL,
        .reply_bytes = is_answered ? job->reply_bytes : 0,
    };
}

/* Moves what has ended to `done`, where next() finds it. */
static void collect_ends(struct rle127_pool *pool)
{
    struct rle127_job *job;
    lock(pool);
    struct rle127_job_list ended = pool->ended;
    pool->ended = (struct rle127_job_list){0};
    unlock(pool);
    while ((job = rle127_job_pop(&ended)) != NULL) {
        rle127_job_push_back(&pool->done, job);
        if (pool->setup.is_done) {
            const struct rle127_job_end end = describe_end(job);
            pool->setup.is_done(pool->setup.is_done_context, &end);
        }
    }
}

static void release_taken(struct rle127_pool *pool)
{
    free(pool->taken);
    pool->taken = NULL;
}

static void take_job(struct rle127_pool *pool, struct rle127_job *job, struct rle127_job_end *end)
{
    release_taken(pool);
    rle127_job_remove(&pool->done, job);
    rle127_job_table_remove(&pool->jobs, job);
    *end = describe_end(job);
    pool->taken = job;
}

rle127_ticket rle127_pool_submit(struct rle127_pool *pool, const void *request,
                                 size_t request_bytes)
{
    release_taken(pool);
    if (request_bytes > RLE127_REQUEST_BYTES_MAX)
        return 0;
    struct rle127_job *const job = rle127_job_new(request, request_bytes);
    if (!job)
        return 0;
    const rle127_ticket ticket = pool->last_ticket + 1;
    job->ticket = ticket;
    if (!rle127_job_table_add(&pool->jobs, job)) {
        free(job);
        return 0;
    }
    pool->last_ticket = ticket;
    lock(pool);
    if (pool->is_broken)
        rle127_pool_end_job(pool, job, RLE127_END_POOL_BROKEN);
    else
        rle127_job_push_back(&pool->pending, job);
    unlock(pool);
    pool->way->offer(pool);
    collect_ends(pool);
    return ticket;
}

enum rle127_job_state rle127_pool_state(const struct rle127_pool *pool, rle127_ticket ticket)
{
    const struct rle127_job *const job = rle127_job_table_find(&pool->jobs, ticket);
    if (!job)
        return RLE127_JOB_UNKNOWN;
    lock(pool);
    const enum rle127_job_state state = job->state;
    unlock(pool);
    return state;
}

size_t rle127_pool_open_jobs(const struct rle127_pool *pool)
{
    return pool->jobs.n_jobs;
}

/* What is waited for; the cursor spares looking at an end twice. */
struct awaited {
    enum rle127_wait wait;
    bool (*has_failed)(const struct rle127_job_end *end);
    const struct rle127_job *last_seen;
};

static bool is_failure(const struct awaited *awaited, const struct rle127_job *job)
{
    const struct rle127_job_end end = describe_end(job);
    return end.kind != RLE127_END_ANSWERED || (awaited->has_failed && awaited->has_failed(&end));
}

static bool find_failure(const struct rle127_pool *pool, struct awaited *awaited)
{
    const struct rle127_job *job = awaited->last_seen ? awaited->last_seen->next : pool->done.first;
    for (; job; job = job->next) {
        awaited->last_seen = job;
        if (is_failure(awaited, job))
            return true;
    }
    return false;
}

static bool has_come(const struct rle127_pool *pool, struct awaited *awaited)
{
    if (pool->done.n_jobs == 0)
        return false;
    if (awaited->wait == RLE127_WAIT_FIRST || pool->done.n_jobs == pool->jobs.n_jobs)
        return true;
    return awaited->wait == RLE127_WAIT_FIRST_FAILURE && find_failure(pool, awaited);
}

static bool wait_until(struct rle127_pool *pool, struct awaited *awaited, int64_t deadline_ns)
{
    for (bool is_late = false;;) {
        collect_ends(pool);
        if (has_come(pool, awaited))
            return true;
        if (is_late || pool->jobs.n_jobs == 0)
            return false;
        is_late = !pool->way->step(pool, deadline_ns) || rle127_read_clock_ns() >= deadline_ns;
    }
}

bool rle127_pool_wait(struct rle127_pool *pool, enum rle127_wait wait, double seconds,
                      bool (*has_failed)(const struct rle127_job_end *end))
{
    struct awaited awaited = {.wait = wait, .has_failed = has_failed};
    release_taken(pool);
    return wait_until(pool, &awaited, rle127_find_deadline_ns(rle127_count_ns(seconds)));
}

bool rle127_pool_next(struct rle127_pool *pool, double seconds, struct rle127_job_end *end)
{
    if (!rle127_pool_wait(pool, RLE127_WAIT_FIRST, seconds, NULL))
        return false;
    take_job(pool, pool->done.first, end);
    return true;
}

/* Signals interrupt a single step only. */
static void finish_all(struct rle127_pool *pool)
{
    struct awaited all = {.wait = RLE127_WAIT_ALL};
    while (pool->jobs.n_jobs && !wait_until(pool, &all, RLE127_FOREVER_NS))
        ;
}

static bool submit_all(struct rle127_pool *pool, const void *const *requests,
                       const size_t *request_bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!rle127_pool_submit(pool, requests[i], request_bytes[i]))
            return false;
    return true;
}

bool rle127_pool_map(struct rle127_pool *pool, const void *const *requests,
                     const size_t *request_bytes, size_t n,
                     void (*take)(void *context, size_t index, const struct rle127_job_end *end),
                     void *context)
{
    assert(pool->jobs.n_jobs == 0);
    const rle127_ticket first = pool->last_ticket + 1;
    const bool is_submitted = submit_all(pool, requests, request_bytes, n);
    struct rle127_job_end end;
    if (!is_submitted)
        rle127_pool_cancel_pending(pool);
    finish_all(pool);
    for (rle127_ticket ticket = first; ticket <= pool->last_ticket; ticket++) {
        take_job(pool, rle127_job_table_find(&pool->jobs, ticket), &end);
        if (is_submitted)
            take(context, (size_t)(ticket - first), &end);
    }
    return is_submitted;
}

static bool cancel_job(struct rle127_pool *pool, struct rle127_job *job)
{
    const bool is_pending = job && job->state == RLE127_JOB_PENDING;
    if (is_pending) {
        rle127_job_remove(&pool->pending, job);
        rle127_pool_end_job(pool, job, RLE127_END_CANCELLED);
    }
    return is_pending;
}

bool rle127_pool_cancel(struct rle127_pool *pool, rle127_ticket ticket)
{
    release_taken(pool);
    lock(pool);
    const bool is_cancelled = cancel_job(pool, rle127_job_table_find(&pool->jobs, ticket));
    unlock(pool);
    collect_ends(pool);
    return is_cancelled;
}

void rle127_pool_cancel_pending(struct rle127_pool *pool)
{
    release_taken(pool);
    lock(pool);
    while (cancel_job(pool, pool->pending.first))
        ;
    unlock(pool);
    collect_ends(pool);
}

void rle127_pool_close(struct rle127_pool *pool, enum rle127_pool_close how)
{
    const bool is_at_once = how == RLE127_CLOSE_NOW && pool->way->can_stop_at_once;
    struct rle127_job *job;
    release_taken(pool);
    if (how != RLE127_CLOSE_WAIT)
        rle127_pool_cancel_pending(pool);
    if (!is_at_once)
        finish_all(pool);
    pool->way->stop(pool, is_at_once);
    collect_ends(pool);
    while ((job = rle127_job_pop(&pool->done)) != NULL)
        free(job);
    free(pool->jobs.buckets);
    free(pool);
}
