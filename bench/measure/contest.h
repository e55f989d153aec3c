/*
 * Contenders that are run in turn, in rounds: in each every one takes its share of all its runs, in
 * an order that is rolled anew, so that what changes on a machine in the course of time, and what
 * one leaves behind for the next, meets all alike. Must not know: what they do.
 */
#ifndef RLE127_CONTEST_H
#define RLE127_CONTEST_H

#include <stdbool.h>

#include "samples.h"

#define RLE127_SAMPLES_MAX 1000

/* How long something is measured: at least so many runs, and more until they have taken so many
 * seconds together. */
struct rle127_patience {
    unsigned n_runs;
    double seconds; /* 0: no more than n_runs */
};

struct rle127_contender {
    const char *name; /* shown while it runs */
    /* Makes ready, takes the sample and looks whether what came out is right; only the sample
     * itself counts as its time. False where it has said what is wrong, or was interrupted. */
    bool (*run)(void *subject, struct rle127_sample *sample);
    void *subject;
    struct rle127_patience patience;

    /* The result, to be freed by rle127_free_contest(). */
    struct rle127_sample *samples;
    size_t n_samples;

    double warm_up_seconds, spent_seconds; /* private */
};

/* Runs each once as a warm-up, whose sample is dropped, and then in rounds. False where one of them
 * was false, a signal asks for the end, or there is no memory. On a terminal it shows how far it
 * is. */
bool rle127_run_contest(struct rle127_contender *contenders, size_t n_contenders);

void rle127_free_contest(struct rle127_contender *contenders, size_t n_contenders);

#endif
