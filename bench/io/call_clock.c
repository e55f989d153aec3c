/*
 * What is counted of threads lies in shared memory.
 */
#define _GNU_SOURCE /* RUSAGE_THREAD */
#include "call_clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

struct rle127_call_clock *rle127_running_clock;

static _Thread_local struct rle127_call_thread *own_thread;

static uint64_t read_ns(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void rle127_call_clock_free(struct rle127_call_clock *clock)
{
    if (clock)
        munmap(clock, sizeof *clock);
}

/* NULL where there are too many threads: n_threads tells. All counts are 0. */
static struct rle127_call_thread *take_thread(struct rle127_call_clock *clock)
{
    const unsigned index = atomic_fetch_add(&clock->n_threads, 1);
    if (index >= RLE127_CALL_THREADS_MAX)
        return NULL;
    clock->threads[index] = (struct rle127_call_thread){0};
    return &clock->threads[index];
}

/* Whether the thread has given up its processor by itself since this was asked last. */
static bool has_blocked(struct rle127_call_thread *thread)
{
    struct rusage usage;
    if (getrusage(RUSAGE_THREAD, &usage) != 0)
        return false;
    const uint64_t n_blocks = (uint64_t)usage.ru_nvcsw, n_before = thread->n_blocks;
    thread->n_blocks = n_blocks;
    return n_blocks != n_before;
}

void rle127_call_clock_start(struct rle127_call_clock *clock)
{
    atomic_store(&clock->n_threads, 0);
    own_thread = take_thread(clock);
    has_blocked(own_thread);
    own_thread->first_cpu_ns = own_thread->last_cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
    clock->start_ns = read_ns(CLOCK_MONOTONIC);
    rle127_running_clock = clock;
}

void rle127_call_clock_stop(void)
{
    struct rle127_call_clock *const clock = rle127_running_clock;
    rle127_running_clock = NULL;
    own_thread->last_cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
    clock->end_ns = read_ns(CLOCK_MONOTONIC);
    own_thread = NULL;
}

void rle127_leave_call_thread(void)
{
    own_thread = NULL;
}

void rle127_begin_call(struct rle127_call_start *start)
{
    start->wall_ns = read_ns(CLOCK_MONOTONIC);
    start->cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
}

/* Below that nobody has waited, and it is not worth asking. */
#define WAIT_NS_MIN 3000

static void add_call(struct rle127_call_thread *thread, enum rle127_call_kind kind,
                     uint64_t wall_ns, uint64_t cpu_ns)
{
    struct rle127_call_times *const times = &thread->kinds[kind];
    times->n_calls++;
    times->wall_ns += wall_ns;
    times->cpu_ns += cpu_ns;
    if (wall_ns > cpu_ns + WAIT_NS_MIN && has_blocked(thread))
        times->blocked_ns += wall_ns - cpu_ns;
}

/* A thread's processor time begins with 0, and so does what is counted of it. */
void rle127_end_call(const struct rle127_call_start *start, enum rle127_call_kind kind)
{
    const int error = errno;
    const uint64_t cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID), wall_ns = read_ns(CLOCK_MONOTONIC);
    if (!own_thread && rle127_running_clock)
        own_thread = take_thread(rle127_running_clock);
    if (own_thread) {
        add_call(own_thread, kind, wall_ns - start->wall_ns, cpu_ns - start->cpu_ns);
        own_thread->last_cpu_ns = cpu_ns;
    }
    errno = error;
}

#define TRIALS         20
#define CALLS_OF_TRIAL 200

/* Calls of nothing; of some trials the one that was disturbed least. */
static void measure_itself(struct rle127_call_clock *clock)
{
    struct rle127_call_start start;
    double least = 0;
    for (int i = 0; i < TRIALS; i++) {
        rle127_call_clock_start(clock);
        for (int j = 0; j < CALLS_OF_TRIAL; j++) {
            rle127_begin_call(&start);
            rle127_end_call(&start, RLE127_CALL_POOL);
        }
        rle127_call_clock_stop();
        const struct rle127_call_thread *const thread = &clock->threads[0];
        const double all = (double)(thread->last_cpu_ns - thread->first_cpu_ns);
        if (i && all >= least)
            continue;
        least = all;
        clock->inside_ns = (double)thread->kinds[RLE127_CALL_POOL].cpu_ns / CALLS_OF_TRIAL;
        clock->outside_ns = all / CALLS_OF_TRIAL - clock->inside_ns;
    }
}

struct rle127_call_clock *rle127_call_clock_create(void)
{
    void *const memory = mmap(NULL, sizeof(struct rle127_call_clock), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    measure_itself(memory);
    return memory;
}
