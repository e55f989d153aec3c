/*
 * Jobs that do what a test of pools needs: right answers, late ones, and all kinds of misbehaviour.
 */
#ifndef POOL_WORK_H
#define POOL_WORK_H

#include <stdatomic.h>
#include <sys/types.h>

#include "pool.h"

enum pool_task {
    POOL_ANSWER,     /* at once */
    POOL_DEFER,      /* `argument` milliseconds; answers in settle() */
    POOL_FAIL,       /* answers that it has failed */
    POOL_AWAIT_GATE, /* answers when the gate is open */
    POOL_SLEEP,      /* `argument` milliseconds */
    /* The following do that the first n_times, and then answer. */
    POOL_RAISE,       /* the signal `argument` */
    POOL_EXIT,        /* with the code `argument` */
    POOL_SPIN,        /* for ever */
    POOL_GARBAGE,     /* writes nonsense to its socket, and waits */
    POOL_HALF_REPLY,  /* a part of a reply, and waits */
    POOL_FALSE_REPLY, /* to a job that it does not have, and waits */
    POOL_SHUT_SOCKET  /* and waits */
};

struct pool_request {
    enum pool_task task;
    int argument;
    unsigned n_times;
    unsigned number; /* below POOL_JOBS_MAX */
};

struct pool_reply {
    bool has_failed;
    unsigned number;
    unsigned square;
    unsigned n_tries; /* how often the job has been begun */
    pid_t pid;
};

#define POOL_JOBS_MAX 100000

/* What workers of all kinds and the test see alike. */
struct pool_shared {
    _Atomic bool gate_is_open;
    _Atomic unsigned n_opened, n_closed; /* workers */
    unsigned n_opened_max;               /* more of them say that they cannot work */
    _Atomic unsigned n_tries[POOL_JOBS_MAX];
    _Atomic unsigned n_settled; /* calls of settle() */
};

/* Of the test that runs. */
extern struct pool_shared *pool_shared;

/* cmocka's setup and teardown: a test leaves neither descriptors nor children behind. */
int pool_enter(void **state);
int pool_leave(void **state);

/* No limit of time, no callback. */
struct rle127_pool_setup pool_setup(enum rle127_pool_kind kind, unsigned n_workers,
                                    unsigned n_ahead);

struct rle127_pool *pool_must_open(const struct rle127_pool_setup *setup);
rle127_ticket pool_must_submit(struct rle127_pool *pool, struct pool_request request);
rle127_ticket pool_submit(struct rle127_pool *pool, enum pool_task task, unsigned number);

/* Fails where the end is not the right answer to a job of that number. */
const struct pool_reply *pool_check_answer(const struct rle127_job_end *end);

/* Waits for the next end, however often that is interrupted. */
struct rle127_job_end pool_must_take(struct rle127_pool *pool);

unsigned pool_take_number(struct rle127_pool *pool);

void pool_await_state(const struct rle127_pool *pool, rle127_ticket ticket,
                      enum rle127_job_state wanted);

double pool_read_seconds(void);

/* Fails where another time has passed since then. */
void pool_check_duration(double since, double least, double most);

/* A test of pools of one kind, or of all. */
extern enum rle127_pool_kind pool_serial, pool_threads, pool_processes;
#define POOL_TEST(f, kind)                                    \
    {                                                         \
#f " " #kind, f, pool_enter, pool_leave, &pool_##kind \
    }
#define POOL_TESTS(f) POOL_TEST(f, serial), POOL_TEST(f, threads), POOL_TEST(f, processes)

enum rle127_pool_kind pool_kind(void **state);

/* Of the kind that this test is of. */
struct rle127_pool *pool_open(void **state, unsigned n_workers, unsigned n_ahead);

/* Of processes, each job of which may take so long. */
struct rle127_pool *pool_open_limited(unsigned n_workers, unsigned n_ahead, double job_seconds_max);

void pool_submit_answers(struct rle127_pool *pool, unsigned first, unsigned n);

/* Takes all ends, which are right answers; but that of `bad`, which is returned. */
struct rle127_job_end pool_take_all_but(struct rle127_pool *pool, rle127_ticket bad);
void pool_take_all(struct rle127_pool *pool);

/* The one that answers first. */
pid_t pool_find_worker(struct rle127_pool *pool);

void pool_set_soft_limit(int resource, unsigned long soft);

#endif
