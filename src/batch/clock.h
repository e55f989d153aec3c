/*
 * A clock that nobody sets.
 */
#ifndef RLE127_CLOCK_H
#define RLE127_CLOCK_H

#include <time.h>

/* Seconds since some moment in the past. */
static inline double rle127_read_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
