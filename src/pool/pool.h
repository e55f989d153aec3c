/*
 * Pools of workers, in the manner of Python's concurrent.futures: jobs are submitted and answered
 * as bytes, so that the same code runs them in this thread, in threads or in processes. A job's
 * failure is a value, never the end of the pool. Must not know: what the jobs do.
 *
 * One thread uses a pool: the one that opened it. Jobs must bear being done twice: where a process
 * dies, what it had begun, or done without having answered, is done again. SIGCHLD must not be
 * ignored beside a pool of processes.
 */
#ifndef RLE127_POOL_H
#define RLE127_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rle127_pool_kind { RLE127_POOL_SERIAL, RLE127_POOL_THREADS, RLE127_POOL_PROCESSES };

#define RLE127_REQUEST_BYTES_MAX 65536
#define RLE127_REPLY_BYTES_MAX   4096

typedef uint64_t rle127_ticket; /* from 1 on, in the order of submission; 0: none */

/* What the pool hands to a worker's functions. */
struct rle127_worker {
    void *state; /* what open() made */
    void *context;
    bool is_repeated; /* the job was handed to a worker before, which died */

    /* private */
    void *home; /* the pool's own part of it */
    void (*answer)(struct rle127_worker *worker, rle127_ticket ticket, const void *reply,
                   size_t reply_bytes);
};

/* Answers a job that run() was given: from run() itself or, for several jobs at once, later. */
void rle127_worker_answer(struct rle127_worker *worker, rle127_ticket ticket, const void *reply,
                          size_t reply_bytes);

/* What the workers do; everything is called in the worker's own thread or process. */
struct rle127_work {
    void *context;
    /* Makes worker->state. NULL, or the reason why this worker cannot work: a text that stays. May
     * be NULL. A process takes all signals held back in here; they come through when it returns. */
    const char *(*open)(struct rle127_worker *worker);
    /* One job. It is answered here, or in a later run() or settle(). The request is valid until
     * this returns or the job is answered. */
    void (*run)(struct rle127_worker *worker, rle127_ticket ticket, const void *request,
                size_t request_bytes);
    /* Answers all jobs that are still open: is called when nothing else waits for this worker.
     * May be NULL where run() answers always. */
    void (*settle)(struct rle127_worker *worker);
    void (*close)(struct rle127_worker *worker); /* may be NULL */
};

enum rle127_job_state {
    RLE127_JOB_UNKNOWN, /* no such ticket, or its end has been taken */
    RLE127_JOB_PENDING,
    RLE127_JOB_RUNNING,  /* handed to a worker */
    RLE127_JOB_DONE,     /* its end waits to be taken */
    RLE127_JOB_CANCELLED /* the same; it never ran */
};

enum rle127_job_end_kind {
    RLE127_END_ANSWERED,
    RLE127_END_CANCELLED,
    RLE127_END_TIMED_OUT,   /* twice longer than allowed; processes alone */
    RLE127_END_WORKER_DIED, /* and another one after it, or CLOSE_NOW ended it; processes alone */
    RLE127_END_POOL_BROKEN  /* workers die one after the other: nothing runs any more. More than 5
                             * without an answer in between; those that die at once count as one */
};

struct rle127_job_end {
    rle127_ticket ticket;
    enum rle127_job_end_kind kind;
    int signal;        /* WORKER_DIED: that killed it, or 0 */
    double seconds;    /* from when it was handed to a worker */
    const void *reply; /* ANSWERED; valid until the next call of a pool function */
    size_t reply_bytes;
};

struct rle127_pool_setup {
    enum rle127_pool_kind kind;
    unsigned n_workers; /* 1 or more; serial: the caller alone */
    /* Jobs that a worker is handed, or holds unanswered, at the most; 1 or more. More save waking
     * it. A process is given less where little is pending, so that all end at the same time. */
    unsigned n_ahead;
    double job_seconds_max; /* 0: no limit; processes alone */
    struct rle127_work work;
    /* Where it is given, each end is passed to it in the opener's thread as soon as the pool sees
     * it, before anything else takes it. It calls no function of the pool. */
    void (*is_done)(void *context, const struct rle127_job_end *end);
    void *is_done_context;
};

/* NULL where not even one worker can be had; *reason then says why (and is valid until another pool
 * fails to open). Fewer workers than asked for are not an error: see rle127_pool_workers().
 * Processes are forked here (and where one of them is replaced), so this process must have one
 * thread and have entered no parallel region. */
struct rle127_pool *rle127_pool_open(const struct rle127_pool_setup *setup, const char **reason);

unsigned rle127_pool_workers(const struct rle127_pool *pool);

/* The request is copied; each open job takes RLE127_REPLY_BYTES_MAX besides. 0 where there is no
 * memory, or the request is too long. */
rle127_ticket rle127_pool_submit(struct rle127_pool *pool, const void *request,
                                 size_t request_bytes);

/* As the pool knows it: what processes have answered is learned in next() and wait(). */
enum rle127_job_state rle127_pool_state(const struct rle127_pool *pool, rle127_ticket ticket);

/* How many jobs have been submitted whose end has not been taken. */
size_t rle127_pool_open_jobs(const struct rle127_pool *pool);

/* Takes the next end in the order of completion; waits for one, at the most so many seconds (0: not
 * at all; negative: for ever). False where none came in time, a signal interrupted the waiting, or
 * no job is open. A serial pool runs its jobs in here, and looks at the time after each. */
bool rle127_pool_next(struct rle127_pool *pool, double seconds, struct rle127_job_end *end);

enum rle127_wait { RLE127_WAIT_FIRST, RLE127_WAIT_FIRST_FAILURE, RLE127_WAIT_ALL };

/* Waits, and takes nothing: until one job has ended, one has failed (any kind of end but ANSWERED,
 * or an answer that `has_failed` says is one; NULL: none is) or all have ended; the latter is
 * enough for each. False as of next(). */
bool rle127_pool_wait(struct rle127_pool *pool, enum rle127_wait wait, double seconds,
                      bool (*has_failed)(const struct rle127_job_end *end));

/* Submits n requests, waits, and gives the ends in the order of submission. False where there is no
 * memory; then take() has got none. No other job may be open. */
bool rle127_pool_map(struct rle127_pool *pool, const void *const *requests,
                     const size_t *request_bytes, size_t n,
                     void (*take)(void *context, size_t index, const struct rle127_job_end *end),
                     void *context);

/* A job that is pending, or all such: they end as CANCELLED. False where it is not pending. */
bool rle127_pool_cancel(struct rle127_pool *pool, rle127_ticket ticket);
void rle127_pool_cancel_pending(struct rle127_pool *pool);

enum rle127_pool_close {
    RLE127_CLOSE_WAIT,   /* all jobs are done first */
    RLE127_CLOSE_CANCEL, /* pending jobs are not; those that run are finished */
    RLE127_CLOSE_NOW     /* processes are told to end (SIGTERM) and, if they do not soon, killed;
                          * else as CANCEL */
};

/* is_done is still told of all ends. */
void rle127_pool_close(struct rle127_pool *pool, enum rle127_pool_close how);

#endif
