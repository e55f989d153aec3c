/*
 * Trials: a row on a workload. Each is proved before it is timed.
 */
#ifndef RLE127_TRIALS_H
#define RLE127_TRIALS_H

#include "../measure/rounds.h"
#include "rows.h"
#include "workload.h"

enum rle127_direction { RLE127_ENCODE, RLE127_DECODE, RLE127_DIRECTIONS };

struct rle127_trial {
    const struct rle127_row *row;
    struct rle127_workload *workload;
    bool is_timed;      /* false: the row is too slow for this workload */
    size_t coded_bytes; /* of the whole workload */

    /* How long the whole workload takes. */
    struct rle127_sample *samples[RLE127_DIRECTIONS];
    size_t n_samples; /* in each direction */
    struct rle127_summary seconds[RLE127_DIRECTIONS];
    unsigned n_repeats[RLE127_DIRECTIONS];

    bool has_failed; /* private: while it was timed */
};

/* Codes the workload once in both directions, into memory that was poisoned before, and compares;
 * then all memory that will be used has been touched. Returns NULL, or what is wrong. */
const char *rle127_prove_trial(struct rle127_trial *trial);

/* Times those trials that are to be, in rounds. Returns NULL, or what is wrong; their samples are
 * to be freed in any case. */
const char *rle127_time_trials(struct rle127_trial *trials, size_t n_trials,
                               const struct rle127_effort *effort);
void rle127_free_samples(struct rle127_trial *trials, size_t n_trials);

#endif
