/*
 * Where the time of some work goes: how long its calls of the system take, and how much of that the
 * processor works, in all threads and processes that it is done by. The linker passes the calls
 * through wrapped_calls.c; while no clock runs, that costs each of them a branch.
 */
#ifndef RLE127_CALL_CLOCK_H
#define RLE127_CALL_CLOCK_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum rle127_call_kind {
    RLE127_CALL_READING, /* of bytes of files */
    RLE127_CALL_WRITING,
    RLE127_CALL_FILES,   /* opening, naming, closing, listing directories */
    RLE127_CALL_SYNCING, /* files, to the disk */
    RLE127_CALL_POOL,    /* jobs and answers, starting workers, waiting for each other; all else */
    RLE127_CALL_DECODER, /* the same with the decoder program */
    RLE127_CALL_KINDS
};

struct rle127_call_times {
    uint64_t n_calls, wall_ns;
    uint64_t cpu_ns;     /* of the caller's processor time; the rest of wall_ns it did not run: */
    uint64_t blocked_ns; /* in calls that waited for something else than a processor */
    uint64_t fetched_ns; /* of that, in calls in which something was read from a disk */
};

#define RLE127_CALL_THREADS_MAX 1024
#define RLE127_CACHE_LINE_BYTES 64

/* A thread. Only that writes to it. */
struct rle127_call_thread {
    alignas(RLE127_CACHE_LINE_BYTES) struct rle127_call_times kinds[RLE127_CALL_KINDS];
    uint64_t first_cpu_ns; /* its processor time at its start */
    uint64_t last_cpu_ns;  /* and after its last call */
    uint64_t n_blocks;     /* how often it had waited when somebody looked last, */
    uint64_t n_fetches;    /* and how much it had read from disks */
    bool has_fetched;      /* it has read from a disk since its start */
};

/* Lies in memory that processes which are forked share. */
struct rle127_call_clock {
    /* What the clock takes of the processor's time for a call: as it seems, of the call's, and
     * before and after it. */
    double inside_ns, outside_ns;
    uint64_t start_ns, end_ns;
    atomic_uint n_threads; /* the first is that which started the clock; can be above the maximum */
    struct rle127_call_thread threads[RLE127_CALL_THREADS_MAX];
};

/* Finds out what it takes itself. NULL where there is no memory. No clock runs. */
struct rle127_call_clock *rle127_call_clock_create(void);
void rle127_call_clock_free(struct rle127_call_clock *clock); /* may be NULL */

/* From now on the calls of this thread are counted, and those of all threads and processes that it
 * starts. It has started none yet. */
void rle127_call_clock_start(struct rle127_call_clock *clock);

/* All others have ended. */
void rle127_call_clock_stop(void);

/* Whether calls come through at all: not where the linker or the C library goes another way. */
bool rle127_call_clock_sees(struct rle127_call_clock *clock);

/* The rest is for wrapped_calls.c. NULL: no clock runs. */
extern struct rle127_call_clock *rle127_running_clock;

struct rle127_call_start {
    uint64_t wall_ns, cpu_ns;
};

/* Of calls within a call the outermost alone counts. */
void rle127_begin_call(struct rle127_call_start *start);
void rle127_end_call(const struct rle127_call_start *start, enum rle127_call_kind kind);

/* In a process that was just forked: what its thread does is counted apart. */
void rle127_leave_call_thread(void);

#endif
