/*
 * Processes, forked when the pool opens, each with a socket to this one.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "process_pool.h"

#define STOP_AT_ONCE_NS 300000000

static void free_home(struct rle127_process_pool *home)
{
    if (home->slots)
        munmap(home->slots, home->n_slots * sizeof *home->slots);
    free(home->polled);
    free(home);
}

static void init_processes(struct rle127_process_pool *home)
{
    for (unsigned i = 0; i < home->n_processes; i++) {
        home->processes[i].socket_fd = -1;
        home->processes[i].slot = &home->slots[i];
    }
}

static struct rle127_process_pool *new_home(struct rle127_pool *pool)
{
    const unsigned n = pool->setup.n_workers;
    struct rle127_process_pool *const home =
        calloc(1, sizeof *home + n * sizeof(struct rle127_process));
    if (!home)
        return NULL;
    home->pool = pool;
    home->limit_ns = RLE127_FOREVER_NS;
    home->n_processes = n;
    home->n_slots = n;
    home->polled = calloc(n, sizeof *home->polled);
    void *const slots = mmap(NULL, n * sizeof *home->slots, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    home->slots = slots == MAP_FAILED ? NULL : slots;
    if (!home->polled || !home->slots) {
        free_home(home);
        return NULL;
    }
    init_processes(home);
    return home;
}

static bool is_any_unready(const struct rle127_process_pool *home)
{
    for (unsigned i = 0; i < home->n_processes; i++)
        if (home->processes[i].pid && !home->processes[i].is_ready)
            return true;
    return false;
}

/* As many as can be had now; more are not tried later. */
static int start_processes(struct rle127_process_pool *home)
{
    unsigned n = 0;
    int error = 0;
    while (n < home->n_slots && !error) {
        error =
            rle127_process_start(&home->processes[n], home->processes, n, &home->pool->setup.work);
        n += !error;
    }
    home->n_processes = n;
    return error;
}

/* Until each has said that it is ready, or has ended. */
static int await_ready(struct rle127_process_pool *home)
{
    int error = 0;
    while (is_any_unready(home) && (!error || error == EINTR)) {
        error = rle127_process_listen(home, rle127_process_next_limit_ns(home));
        rle127_process_lose_overdue(home);
    }
    return error == EINTR ? 0 : error;
}

/* Waits until all processes have ended by themselves, and ends those that have not in time. */
static void await_ends(struct rle127_process_pool *home, int64_t deadline_ns)
{
    int error = 0;
    while (rle127_process_count(home) && (!error || error == EINTR) &&
           rle127_read_clock_ns() < deadline_ns)
        error = rle127_process_listen(home, deadline_ns);
    for (unsigned i = 0; i < home->n_processes; i++)
        if (home->processes[i].pid)
            rle127_process_lose(home, &home->processes[i], RLE127_LOSS_DEATH);
}

static const char *start_all(struct rle127_process_pool *home)
{
    const int start_error = start_processes(home);
    const int error = await_ready(home);
    if (rle127_process_count(home) && !error) {
        home->n_deaths = 0;
        return NULL;
    }
    home->is_closing = true;
    await_ends(home, 0);
    if (home->start_reason)
        return home->start_reason;
    if (error || start_error)
        return strerror(error ? error : start_error);
    return "worker processes end before they are ready";
}

static const char *open_processes(struct rle127_pool *pool)
{
    struct rle127_process_pool *const home = new_home(pool);
    if (!home)
        return "out of memory";
    if (pool->setup.job_seconds_max > 0)
        home->limit_ns = rle127_count_ns(pool->setup.job_seconds_max);
    const char *const reason = start_all(home);
    if (reason)
        free_home(home);
    else
        pool->home = home;
    return reason;
}

static unsigned count_workers(const struct rle127_pool *pool)
{
    return rle127_process_count(pool->home);
}

static void offer_job(struct rle127_pool *pool)
{
    rle127_process_hand_out(pool->home);
}

static bool step_processes(struct rle127_pool *pool, int64_t deadline_ns)
{
    struct rle127_process_pool *const home = pool->home;
    if (rle127_process_count(home) == 0)
        rle127_process_revive(home);
    rle127_process_hand_out(home);
    if (pool->ended.n_jobs)
        return true;
    const int64_t limit_ns = rle127_process_next_limit_ns(home);
    const int error = rle127_process_listen(home, limit_ns < deadline_ns ? limit_ns : deadline_ns);
    if (error && error != EINTR)
        rle127_process_break(home);
    rle127_process_lose_overdue(home);
    rle127_process_hand_out(home);
    return error != EINTR;
}

/* They end when they have read all and see that nothing more will come; or of the signal. */
static void tell_to_end(struct rle127_process_pool *home, bool at_once)
{
    for (unsigned i = 0; i < home->n_processes; i++) {
        const struct rle127_process *const process = &home->processes[i];
        if (process->pid && at_once)
            kill(process->pid, SIGTERM);
        else if (process->pid)
            shutdown(process->socket_fd, SHUT_WR);
    }
}

static int64_t find_stop_ns(const struct rle127_process_pool *home, bool at_once)
{
    if (at_once)
        return STOP_AT_ONCE_NS;
    return home->limit_ns < RLE127_PROCESS_NS_MAX ? home->limit_ns : RLE127_PROCESS_NS_MAX;
}

static void stop_processes(struct rle127_pool *pool, bool at_once)
{
    struct rle127_process_pool *const home = pool->home;
    struct rle127_job *job;
    home->is_closing = true;
    tell_to_end(home, at_once);
    await_ends(home, rle127_find_deadline_ns(find_stop_ns(home, at_once)));
    while ((job = rle127_job_pop(&home->suspects)) != NULL)
        rle127_pool_end_job(pool, job, RLE127_END_WORKER_DIED);
    free_home(home);
}

const struct rle127_pool_way rle127_pool_processes = {
    .can_stop_at_once = true,
    .open = open_processes,
    .count_workers = count_workers,
    .offer = offer_job,
    .step = step_processes,
    .stop = stop_processes,
};
