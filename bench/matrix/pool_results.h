/*
 * Choices of pools that do one task, what they took, and which of them is the fastest. Must not
 * know: how that is measured or shown.
 */
#ifndef RLE127_POOL_RESULTS_H
#define RLE127_POOL_RESULTS_H

#include "../experiments/engine_run.h"
#include "../measure/gain.h"
#include "../report/document.h"

struct rle127_pool_cell {
    char name[96]; /* of its measurement */
    struct rle127_engine_subject subject;
    struct rle127_measurement *measurement; /* the document's; NULL: not yet */
    struct rle127_gain gain;                /* over the serial choice, whose own is 1 */
};

struct rle127_pool_results {
    enum rle127_coding_direction direction;
    struct rle127_pool_cell *cells; /* owned */
    size_t n_cells;
};

/* One is serial and the others are all different. The task stays the caller's, and valid. Each
 * cell's name is made of the prefix, the direction and the choice. False: no memory. */
bool rle127_make_pool_results(struct rle127_pool_results *results,
                              const struct rle127_engine_task *task, const char *prefix,
                              const struct rle127_pool_choice *choices, size_t n_choices);
void rle127_free_pool_results(struct rle127_pool_results *results);

/* When all cells have their measurements: finds their gains. */
void rle127_find_gains(struct rle127_pool_results *results);

const struct rle127_pool_cell *rle127_find_serial(const struct rle127_pool_results *results);

/* NULL where there is none. */
const struct rle127_pool_cell *rle127_find_auto(const struct rle127_pool_results *results);

/* By the median, of those that fit. NULL where none does. */
typedef bool rle127_cell_fits(const struct rle127_pool_cell *cell);
const struct rle127_pool_cell *rle127_find_fastest(const struct rle127_pool_results *results,
                                                   rle127_cell_fits *fits);

/* All but auto, which is one of the others in disguise. */
rle127_cell_fits rle127_is_named;
/* Of these, those with more than one worker. */
rle127_cell_fits rle127_is_concurrent;

/* What fits wherever the best number of workers stands for a pair of pools: those with more than
 * one worker, and the serial one. Where no pool has more than one: all but auto. */
rle127_cell_fits *rle127_choose_fit(const struct rle127_pool_results *results);

/* By the median, of those that fit so, with the pools of this choice. NULL where there is none. */
const struct rle127_pool_cell *rle127_find_fastest_pair(const struct rle127_pool_results *results,
                                                        const struct rle127_pool_choice *choice);

/* Whether it is the best one or cannot be told apart from it; never where there are too few runs to
 * tell. */
bool rle127_is_as_good(const struct rle127_pool_cell *cell, const struct rle127_pool_cell *best);

/* Whether all cells have runs enough to be told apart. */
bool rle127_can_decide(const struct rle127_pool_results *results);

/* What was at work; of auto, what it chose. */
struct rle127_pool_choice rle127_find_out_choice(const struct rle127_pool_cell *cell);

#endif
