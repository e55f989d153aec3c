/*
 * Both directions of a round trip, each by all choices of pools, in one contest. Must not know:
 * what is said of it.
 */
#ifndef RLE127_POOL_CONTEST_H
#define RLE127_POOL_CONTEST_H

#include "../measure/contest.h"
#include "pool_results.h"
#include "round_trip.h"

#define RLE127_BOTH_DIRECTIONS 2

struct rle127_pool_contest {
    struct rle127_pool_results results[RLE127_BOTH_DIRECTIONS]; /* compress, decompress */
};

/* As of rle127_make_pool_results(); the trip stays the caller's, and valid. False: no memory, said.
 */
bool rle127_make_pool_contest(struct rle127_pool_contest *contest,
                              const struct rle127_round_trip *trip, const char *prefix,
                              const struct rle127_pool_choice *choices, size_t n_choices);

/* Runs it, and adds a measurement with its facts for each cell. False as of rle127_run_contest().
 */
bool rle127_run_pool_contest(struct rle127_pool_contest *contest,
                             const struct rle127_patience *patience,
                             struct rle127_section *section);

/* Whether all cells of both directions have runs enough to be told apart. */
bool rle127_can_decide_contest(const struct rle127_pool_contest *contest);

void rle127_free_pool_contest(struct rle127_pool_contest *contest);

#endif
