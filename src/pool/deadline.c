/*
 * Times on the clock that nobody sets.
 */
#include <limits.h>
#include <time.h>

#include "pool_parts.h"

#define NS_PER_MS 1000000

/* 30 years: what is longer is for ever, and needs no care about overflow. */
#define LONGEST_SECONDS 1e9

int64_t rle127_read_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * RLE127_NS_PER_SECOND + now.tv_nsec;
}

int64_t rle127_count_ns(double seconds)
{
    if (seconds < 0 || seconds > LONGEST_SECONDS)
        return RLE127_FOREVER_NS;
    return (int64_t)(seconds * RLE127_NS_PER_SECOND);
}

int64_t rle127_find_deadline_ns(int64_t ns)
{
    return ns == RLE127_FOREVER_NS ? ns : rle127_read_clock_ns() + ns;
}

int rle127_count_ms_until(int64_t deadline_ns)
{
    if (deadline_ns == RLE127_FOREVER_NS)
        return -1;
    const int64_t left_ns = deadline_ns - rle127_read_clock_ns();
    if (left_ns <= 0)
        return 0;
    const int64_t left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;
    return left_ms < INT_MAX ? (int)left_ms : INT_MAX;
}
