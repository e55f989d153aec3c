/*
 * The caller's own thread as the only worker.
 */
#include <assert.h>
#include <stdlib.h>

#include "pool_parts.h"

struct serial {
    struct rle127_pool *pool;
    struct rle127_worker worker;
    struct rle127_job_list in_hand;
};

static void answer_job(struct rle127_worker *worker, rle127_ticket ticket, const void *reply,
                       size_t reply_bytes)
{
    struct serial *const serial = worker->home;
    struct rle127_job *const job = rle127_job_seek(&serial->in_hand, ticket);
    assert(job);
    rle127_job_remove(&serial->in_hand, job);
    rle127_pool_answer_job(serial->pool, job, reply, reply_bytes);
}

static const char *open_serial(struct rle127_pool *pool)
{
    const struct rle127_work *const work = &pool->setup.work;
    struct serial *const serial = calloc(1, sizeof *serial);
    if (!serial)
        return "out of memory";
    serial->pool = pool;
    serial->worker =
        (struct rle127_worker){.context = work->context, .home = serial, .answer = answer_job};
    const char *const reason = work->open ? work->open(&serial->worker) : NULL;
    if (reason)
        free(serial);
    else
        pool->home = serial;
    return reason;
}

static unsigned count_workers(const struct rle127_pool *pool)
{
    (void)pool;
    return 1;
}

static void offer_nothing(struct rle127_pool *pool)
{
    (void)pool;
}

static void run_job(struct serial *serial, struct rle127_job *job)
{
    job->state = RLE127_JOB_RUNNING;
    job->handed_ns = rle127_read_clock_ns();
    rle127_job_push_back(&serial->in_hand, job);
    serial->pool->setup.work.run(&serial->worker, job->ticket, job->request, job->request_bytes);
}

static bool step_serial(struct rle127_pool *pool, int64_t deadline_ns)
{
    struct serial *const serial = pool->home;
    (void)deadline_ns;
    if (serial->in_hand.n_jobs < pool->setup.n_ahead && pool->pending.first)
        run_job(serial, rle127_job_pop(&pool->pending));
    else
        pool->setup.work.settle(&serial->worker);
    return true;
}

static void stop_serial(struct rle127_pool *pool, bool at_once)
{
    struct serial *const serial = pool->home;
    (void)at_once;
    if (pool->setup.work.close)
        pool->setup.work.close(&serial->worker);
    free(serial);
}

const struct rle127_pool_way rle127_pool_serial = {
    .open = open_serial,
    .count_workers = count_workers,
    .offer = offer_nothing,
    .step = step_serial,
    .stop = stop_serial,
};
