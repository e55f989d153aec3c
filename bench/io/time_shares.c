/*
 * Sums over threads.
 */
#include "time_shares.h"

const char *rle127_time_part_name(enum rle127_time_part part)
{
    static const char *const names[RLE127_TIME_PARTS] = {
        "coding",           "reading",          "writing",          "files", "pool", "decoder",
        "waiting for disk", "blocked in calls", "waiting otherwise"};
    return names[part];
}

static const enum rle127_time_part parts[RLE127_CALL_KINDS] = {
    [RLE127_CALL_READING] = RLE127_TIME_READING, [RLE127_CALL_WRITING] = RLE127_TIME_WRITING,
    [RLE127_CALL_FILES] = RLE127_TIME_FILES,     [RLE127_CALL_SYNCING] = RLE127_TIME_FILES,
    [RLE127_CALL_POOL] = RLE127_TIME_POOL,       [RLE127_CALL_DECODER] = RLE127_TIME_DECODER,
};

static double cpu_of(const struct rle127_call_thread *thread)
{
    return (double)thread->last_cpu_ns - (double)thread->first_cpu_ns;
}

static double not_below_0(double number)
{
    return number > 0 ? number : 0;
}

/* The system reads ahead: who waits in reading may wait for what an earlier call has asked of the
 * disk. Other calls wait for what they ask for themselves. */
static double find_disk_ns(const struct rle127_call_thread *thread, enum rle127_call_kind kind)
{
    const struct rle127_call_times *const times = &thread->kinds[kind];
    const bool is_all =
        kind == RLE127_CALL_SYNCING || (kind == RLE127_CALL_READING && thread->has_fetched);
    return (double)(is_all ? times->blocked_ns : times->fetched_ns);
}

/* What was waited for in a pool's calls is no part: it is what is left. Calls to the decoder
 * program are, all of their time: it may have run in this worker's place. */
static void add_waiting(struct rle127_time_shares *sums, const struct rle127_call_thread *thread,
                        enum rle127_call_kind kind)
{
    const struct rle127_call_times *const times = &thread->kinds[kind];
    if (kind == RLE127_CALL_DECODER) {
        sums->parts[RLE127_TIME_DECODER] +=
            not_below_0((double)times->wall_ns - (double)times->cpu_ns);
    } else if (kind != RLE127_CALL_POOL) {
        const double disk = find_disk_ns(thread, kind);
        sums->parts[RLE127_TIME_DISK] += disk;
        sums->parts[RLE127_TIME_BLOCKED] += (double)times->blocked_ns - disk;
    }
}

/* Nanoseconds, without those of the clock itself. Returns these. */
static double add_thread(struct rle127_time_shares *sums, const struct rle127_call_clock *clock,
                         const struct rle127_call_thread *thread)
{
    double in_calls = 0, n_calls = 0;
    for (int kind = 0; kind < RLE127_CALL_KINDS; kind++) {
        const struct rle127_call_times *const times = &thread->kinds[kind];
        const double n = (double)times->n_calls, cpu = (double)times->cpu_ns;
        sums->parts[parts[kind]] += not_below_0(cpu - n * clock->inside_ns);
        n_calls += n;
        in_calls += cpu;
        add_waiting(sums, thread, (enum rle127_call_kind)kind);
    }
    sums->parts[RLE127_TIME_CODING] +=
        not_below_0(cpu_of(thread) - in_calls - n_calls * clock->outside_ns);
    sums->n_calls += n_calls;
    return n_calls * (clock->inside_ns + clock->outside_ns);
}

/* What is not accounted for was waited. Workers cannot have taken longer than the run, but clocks
 * are coarse on some machines: then the whole is what they took. */
static bool divide(struct rle127_time_shares *sums, double whole)
{
    double known = 0;
    for (int part = 0; part < RLE127_TIME_WAITING; part++)
        known += sums->parts[part];
    if (known > whole)
        whole = known;
    sums->parts[RLE127_TIME_WAITING] = whole - known;
    for (int part = 0; part < RLE127_TIME_PARTS && whole > 0; part++)
        sums->parts[part] /= whole;
    return whole > 0;
}

bool rle127_find_time_shares(const struct rle127_call_clock *clock,
                             struct rle127_time_shares *shares)
{
    const unsigned n_threads = atomic_load(&clock->n_threads);
    const double wall = (double)clock->end_ns - (double)clock->start_ns;
    *shares = (struct rle127_time_shares){.n_workers = n_threads > 1 ? n_threads - 1 : 1};
    if (n_threads > RLE127_CALL_THREADS_MAX || wall <= 0)
        return false;
    double whole = wall * shares->n_workers;
    for (unsigned i = n_threads > 1; i < n_threads; i++)
        whole -= add_thread(shares, clock, &clock->threads[i]);
    if (n_threads > 1)
        shares->opener = cpu_of(&clock->threads[0]) / wall;
    return divide(shares, whole);
}
