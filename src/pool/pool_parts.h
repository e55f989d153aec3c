/*
 * What pool.c, which is common to all kinds of pools, and the kinds have with each other.
 */
#ifndef RLE127_POOL_PARTS_H
#define RLE127_POOL_PARTS_H

#include <pthread.h>

#include "jobs.h"

/* What a kind of pool does. */
struct rle127_pool_way {
    bool can_stop_at_once;
    /* Makes pool->home and starts the workers; NULL or a reason, and then nothing is left. */
    const char *(*open)(struct rle127_pool *pool);
    unsigned (*count_workers)(const struct rle127_pool *pool);
    /* Takes notice of a new pending job. */
    void (*offer)(struct rle127_pool *pool);
    /* Gets on with the open jobs, of which there is one, until one may have ended or it is
     * deadline_ns. False where a signal interrupted that. */
    bool (*step)(struct rle127_pool *pool, int64_t deadline_ns);
    /* Ends the workers. Jobs can be open where it is at once; then they are ended. */
    void (*stop)(struct rle127_pool *pool, bool at_once);
};

extern const struct rle127_pool_way rle127_pool_serial;
extern const struct rle127_pool_way rle127_pool_threads;
extern const struct rle127_pool_way rle127_pool_processes;

/* An open job is in one of the lists, in that of a worker that it was handed to, or is suspected of
 * having killed one. Only the opener's thread uses the table and `done`. */
struct rle127_pool {
    struct rle127_pool_setup setup;
    const struct rle127_pool_way *way;
    void *home;             /* the way's own part */
    pthread_mutex_t *mutex; /* of `pending`, `ended` and states; NULL where there is one thread */
    struct rle127_job_list pending;
    struct rle127_job_list ended; /* not seen by is_done yet */
    struct rle127_job_list done;
    struct rle127_job_table jobs;
    struct rle127_job *taken; /* whose reply is still valid */
    rle127_ticket last_ticket;
    bool is_broken;
};

/* Moves a job, which is in no list, to those that have ended. */
void rle127_pool_end_job(struct rle127_pool *pool, struct rle127_job *job,
                         enum rle127_job_end_kind kind);

/* The same with an answer of a worker that has it in hand. */
void rle127_pool_answer_job(struct rle127_pool *pool, struct rle127_job *job, const void *reply,
                            size_t reply_bytes);

#define RLE127_NS_PER_SECOND 1000000000
#define RLE127_FOREVER_NS    INT64_MAX

int64_t rle127_read_clock_ns(void);

/* For ever where they are negative. */
int64_t rle127_count_ns(double seconds);

/* So long from now. */
int64_t rle127_find_deadline_ns(int64_t ns);

/* What poll() wants to be told of a deadline: rounded up, so that it has come when that returns. */
int rle127_count_ms_until(int64_t deadline_ns);

#endif
