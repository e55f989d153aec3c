/*
 * Measuring many things in turn: in each round everything is timed once, so that what changes on a
 * machine in the course of time (its clock, its heat, its other users) meets all of them alike.
 * Must not know: what is timed.
 */
#ifndef RLE127_ROUNDS_H
#define RLE127_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "samples.h"

#define RLE127_ROUNDS_MAX 1000

/* There, and back. */
#define RLE127_STEPS_MAX 2

/* One thing that is timed, again and again, in steps of which each needs the one before. */
struct rle127_timing {
    void (*steps[RLE127_STEPS_MAX])(void *subject); /* NULL: there is one step alone */
    void *subject;
    bool is_restless; /* leaves threads behind that wait for more work by spinning */

    /* The result: how long a step takes (no usage), in the order of time, to be freed; and how many
     * times it was done in a sample. */
    struct rle127_sample *samples[RLE127_STEPS_MAX];
    size_t n_samples;
    unsigned n_repeats[RLE127_STEPS_MAX];

    /* private */
    double estimate[RLE127_STEPS_MAX]; /* seconds of a step, at the most */
    double spent_seconds;
};

/* n_rounds of 1 to RLE127_ROUNDS_MAX; or 0: as many as there is time for, at least a few. */
struct rle127_effort {
    unsigned n_rounds;
    double seconds; /* where n_rounds is 0: about this for all timings together */
};

/* Seconds since some moment. */
double rle127_read_clock(void);

/* Makes the rounds, in the order of the array. False where there is no memory; samples are to be
 * freed then too. */
bool rle127_run_rounds(struct rle127_timing *timings, size_t n_timings,
                       const struct rle127_effort *effort);

#endif
