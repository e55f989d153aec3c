/*
 * Threads that take pending jobs themselves, so that they do not wait for the opener to look.
 *
 * One mutex guards the pool's lists and all that is shared here. The opener waits by poll(), not on
 * a condition: only that tells it of signals.
 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "pool_parts.h"

struct thread {
    pthread_t id;
    struct threads *threads;
    struct rle127_worker worker;
    struct rle127_job_list in_hand; /* the thread's own */
};

struct threads {
    struct rle127_pool *pool;
    pthread_mutex_t mutex;
    pthread_cond_t has_job;     /* or is closing */
    pthread_cond_t has_started; /* one more thread, or has failed to */
    unsigned n_starting;
    const char *reason; /* why one could not start; NULL: all could */
    bool is_closing;
    bool opener_waits;
    int ended_fd;       /* tells the opener, while it waits, that a job has ended */
    unsigned n_threads; /* that work */
    unsigned n_created; /* these, and those whose open() failed and that have ended */
    struct thread each[];
};

static void answer_job(struct rle127_worker *worker, rle127_ticket ticket, const void *reply,
                       size_t reply_bytes)
{
    struct thread *const thread = worker->home;
    struct threads *const threads = thread->threads;
    struct rle127_job *const job = rle127_job_seek(&thread->in_hand, ticket);
    assert(job);
    rle127_job_remove(&thread->in_hand, job);
    pthread_mutex_lock(&threads->mutex);
    rle127_pool_answer_job(threads->pool, job, reply, reply_bytes);
    if (threads->opener_waits)
        eventfd_write(threads->ended_fd, 1);
    threads->opener_waits = false;
    pthread_mutex_unlock(&threads->mutex);
}

/* All from here to run_thread() are called with the mutex held, and give it free while they work.
 */
static void run_job(struct thread *thread, struct rle127_job *job)
{
    struct threads *const threads = thread->threads;
    job->state = RLE127_JOB_RUNNING;
    job->handed_ns = rle127_read_clock_ns();
    rle127_job_push_back(&thread->in_hand, job);
    pthread_mutex_unlock(&threads->mutex);
    threads->pool->setup.work.run(&thread->worker, job->ticket, job->request, job->request_bytes);
    pthread_mutex_lock(&threads->mutex);
}

static void settle_jobs(struct thread *thread)
{
    struct threads *const threads = thread->threads;
    pthread_mutex_unlock(&threads->mutex);
    threads->pool->setup.work.settle(&thread->worker);
    pthread_mutex_lock(&threads->mutex);
}

static void run_jobs(struct thread *thread)
{
    struct threads *const threads = thread->threads;
    struct rle127_pool *const pool = threads->pool;
    for (;;) {
        if (thread->in_hand.n_jobs < pool->setup.n_ahead && pool->pending.first)
            run_job(thread, rle127_job_pop(&pool->pending));
        else if (thread->in_hand.n_jobs)
            settle_jobs(thread);
        else if (threads->is_closing)
            return;
        else
            pthread_cond_wait(&threads->has_job, &threads->mutex);
    }
}

static void report_start(struct threads *threads, const char *reason)
{
    threads->n_starting--;
    if (reason)
        threads->reason = reason;
    else
        threads->n_threads++;
    pthread_cond_signal(&threads->has_started);
}

static void *run_thread(void *argument)
{
    struct thread *const thread = argument;
    struct threads *const threads = thread->threads;
    const struct rle127_work *const work = &threads->pool->setup.work;
    const char *const reason = work->open ? work->open(&thread->worker) : NULL;
    pthread_mutex_lock(&threads->mutex);
    report_start(threads, reason);
    if (!reason)
        run_jobs(thread);
    pthread_mutex_unlock(&threads->mutex);
    if (!reason && work->close)
        work->close(&thread->worker);
    return NULL;
}

/* Signals go to the opener, but those that a thread's own instructions cause. */
static void hold_signals(sigset_t *before)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
    sigset_t held;
    sigfillset(&held);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        sigdelset(&held, own[i]);
    pthread_sigmask(SIG_BLOCK, &held, before);
}

static bool start_thread(struct threads *threads, struct thread *thread)
{
    thread->threads = threads;
    thread->worker = (struct rle127_worker){
        .context = threads->pool->setup.work.context, .home = thread, .answer = answer_job};
    return pthread_create(&thread->id, NULL, run_thread, thread) == 0;
}

/* Until each that could be created works or has ended. */
static void start_threads(struct threads *threads, unsigned n_wanted)
{
    sigset_t before;
    threads->n_starting = n_wanted;
    hold_signals(&before);
    while (threads->n_created < n_wanted &&
           start_thread(threads, &threads->each[threads->n_created]))
        threads->n_created++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_mutex_lock(&threads->mutex);
    threads->n_starting -= n_wanted - threads->n_created;
    while (threads->n_starting)
        pthread_cond_wait(&threads->has_started, &threads->mutex);
    pthread_mutex_unlock(&threads->mutex);
}

static void free_threads(struct threads *threads)
{
    for (unsigned i = 0; i < threads->n_created; i++)
        pthread_join(threads->each[i].id, NULL);
    close(threads->ended_fd);
    pthread_cond_destroy(&threads->has_started);
    pthread_cond_destroy(&threads->has_job);
    pthread_mutex_destroy(&threads->mutex);
    free(threads);
}

static const char *open_threads(struct rle127_pool *pool)
{
    const unsigned n_wanted = pool->setup.n_workers;
    struct threads *const threads = calloc(1, sizeof *threads + n_wanted * sizeof(struct thread));
    if (!threads)
        return "out of memory";
    threads->pool = pool;
    threads->ended_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (threads->ended_fd < 0) {
        free(threads);
        return "too many open files";
    }
    pthread_mutex_init(&threads->mutex, NULL);
    pthread_cond_init(&threads->has_job, NULL);
    pthread_cond_init(&threads->has_started, NULL);
    start_threads(threads, n_wanted);
    if (threads->n_threads == 0) {
        const char *const reason = threads->reason;
        free_threads(threads);
        return reason ? reason : "no thread can be started";
    }
    pool->home = threads;
    pool->mutex = &threads->mutex;
    return NULL;
}

static unsigned count_workers(const struct rle127_pool *pool)
{
    const struct threads *const threads = pool->home;
    return threads->n_threads;
}

static void offer_job(struct rle127_pool *pool)
{
    struct threads *const threads = pool->home;
    pthread_cond_signal(&threads->has_job);
}

/* Whether nothing has ended, so that whatever does now writes to ended_fd. */
static bool begin_wait(struct threads *threads)
{
    pthread_mutex_lock(&threads->mutex);
    const bool waits = threads->pool->ended.n_jobs == 0;
    threads->opener_waits = waits;
    pthread_mutex_unlock(&threads->mutex);
    return waits;
}

/* A word that comes between the end of the waiting and this makes the next waiting end too early,
 * which does no harm. */
static void end_wait(struct threads *threads)
{
    eventfd_t n_words;
    pthread_mutex_lock(&threads->mutex);
    threads->opener_waits = false;
    pthread_mutex_unlock(&threads->mutex);
    eventfd_read(threads->ended_fd, &n_words);
}

static bool step_threads(struct rle127_pool *pool, int64_t deadline_ns)
{
    struct threads *const threads = pool->home;
    struct pollfd ended = {.fd = threads->ended_fd, .events = POLLIN};
    if (!begin_wait(threads))
        return true;
    const bool is_interrupted =
        poll(&ended, 1, rle127_count_ms_until(deadline_ns)) < 0 && errno == EINTR;
    end_wait(threads);
    return !is_interrupted;
}

static void stop_threads(struct rle127_pool *pool, bool at_once)
{
    struct threads *const threads = pool->home;
    (void)at_once;
    pthread_mutex_lock(&threads->mutex);
    threads->is_closing = true;
    pthread_cond_broadcast(&threads->has_job);
    pthread_mutex_unlock(&threads->mutex);
    pool->mutex = NULL;
    free_threads(threads);
}

const struct rle127_pool_way rle127_pool_threads = {
    .open = open_threads,
    .count_workers = count_workers,
    .offer = offer_job,
    .step = step_threads,
    .stop = stop_threads,
};
