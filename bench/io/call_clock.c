/*
 * What is counted of threads lies in shared memory.
 */
#define _GNU_SOURCE /* RUSAGE_THREAD */
#include "call_clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct rle127_call_clock *rle127_running_clock;

static _Thread_local struct rle127_call_thread *own_thread;
static _Thread_local unsigned n_open_calls;

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

/* What has happened to a thread since this was asked last. */
struct happened {
    bool has_blocked; /* it has given up its processor by itself */
    bool has_fetched; /* it has had something read from a disk */
};

static struct happened look_at(struct rle127_call_thread *thread)
{
    struct rusage usage;
    if (getrusage(RUSAGE_THREAD, &usage) != 0)
        return (struct happened){0};
    const uint64_t n_blocks = (uint64_t)usage.ru_nvcsw;
    const uint64_t n_fetches = (uint64_t)usage.ru_inblock + (uint64_t)usage.ru_majflt;
    const struct happened happened = {n_blocks != thread->n_blocks, n_fetches != thread->n_fetches};
    thread->n_blocks = n_blocks;
    thread->n_fetches = n_fetches;
    return happened;
}

void rle127_call_clock_start(struct rle127_call_clock *clock)
{
    atomic_store(&clock->n_threads, 0);
    own_thread = take_thread(clock);
    look_at(own_thread);
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
    n_open_calls = 0;
}

void rle127_begin_call(struct rle127_call_start *start)
{
    if (n_open_calls++)
        return;
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
    if (wall_ns <= cpu_ns + WAIT_NS_MIN)
        return;
    const struct happened happened = look_at(thread);
    thread->has_fetched |= happened.has_fetched;
    if (happened.has_blocked)
        times->blocked_ns += wall_ns - cpu_ns;
    if (happened.has_blocked && happened.has_fetched)
        times->fetched_ns += wall_ns - cpu_ns;
}

/* A thread's processor time begins with 0, and so does what is counted of it. */
void rle127_end_call(const struct rle127_call_start *start, enum rle127_call_kind kind)
{
    if (--n_open_calls)
        return;
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

static uint64_t count_calls(const struct rle127_call_clock *clock, enum rle127_call_kind kind)
{
    return clock->threads[0].kinds[kind].n_calls;
}

/* One call of those that hardly any run does without. */
bool rle127_call_clock_sees(struct rle127_call_clock *clock)
{
    struct stat found;
    char byte;
    rle127_call_clock_start(clock);
    const int fd = open("/dev/null", O_RDWR);
    const bool is_done =
        fd >= 0 && fstat(fd, &found) == 0 && pread(fd, &byte, 1, 0) == 0 && write(fd, "", 1) == 1;
    if (fd >= 0)
        close(fd);
    rle127_call_clock_stop();
    return is_done && count_calls(clock, RLE127_CALL_READING) == 1 &&
           count_calls(clock, RLE127_CALL_WRITING) == 1 &&
           count_calls(clock, RLE127_CALL_FILES) == 3;
}
