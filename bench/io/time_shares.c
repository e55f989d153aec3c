/*
 * Sums over lanes.
 */
#include "time_shares.h"

const char *rle127_time_part_name(enum rle127_time_part part)
{
    static const char *const names[RLE127_TIME_PARTS] = {
        "coding", "reading", "writing", "files", "pool", "waiting for disk", "waiting otherwise"};
    return names[part];
}

static const enum rle127_time_part parts[RLE127_CALL_KINDS] = {
    [RLE127_CALL_READING] = RLE127_TIME_READING,
    [RLE127_CALL_WRITING] = RLE127_TIME_WRITING,
    [RLE127_CALL_FILES] = RLE127_TIME_FILES,
    [RLE127_CALL_POOL] = RLE127_TIME_POOL,
};

static double cpu_of(const struct rle127_call_lane *lane)
{
    return (double)lane->last_cpu_ns - (double)lane->first_cpu_ns;
}

/* Nanoseconds. */
static void add_lane(struct rle127_time_shares *sums, const struct rle127_call_lane *lane)
{
    double in_calls = 0;
    for (int kind = 0; kind < RLE127_CALL_KINDS; kind++) {
        const struct rle127_call_times *const times = &lane->kinds[kind];
        const double cpu = (double)times->cpu_ns;
        sums->parts[parts[kind]] += cpu;
        sums->n_calls += (double)times->n_calls;
        in_calls += cpu;
        if (kind != RLE127_CALL_POOL)
            sums->parts[RLE127_TIME_DISK] += (double)times->blocked_ns;
    }
    sums->parts[RLE127_TIME_CODING] += cpu_of(lane) - in_calls;
}

/* What is not accounted for was waited. Workers cannot have taken longer than the run, but clocks
 * are coarse on some machines: then the whole is what they took. */
static void divide(struct rle127_time_shares *sums, double wall)
{
    double known = 0, whole = wall * sums->n_workers;
    for (int part = 0; part < RLE127_TIME_WAITING; part++)
        known += sums->parts[part];
    if (known > whole)
        whole = known;
    sums->parts[RLE127_TIME_WAITING] = whole - known;
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        sums->parts[part] /= whole;
}

bool rle127_find_time_shares(const struct rle127_call_clock *clock,
                             struct rle127_time_shares *shares)
{
    const unsigned n_lanes = atomic_load(&clock->n_lanes);
    const double wall = (double)clock->end_ns - (double)clock->start_ns;
    *shares = (struct rle127_time_shares){.n_workers = n_lanes > 1 ? n_lanes - 1 : 1};
    if (n_lanes > RLE127_LANES_MAX || wall <= 0)
        return false;
    for (unsigned i = n_lanes > 1; i < n_lanes; i++)
        add_lane(shares, &clock->lanes[i]);
    if (n_lanes > 1)
        shares->opener = cpu_of(&clock->lanes[0]) / wall;
    divide(shares, wall);
    return true;
}
