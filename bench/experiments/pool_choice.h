/*
 * Which pool runs files, which runs rows, and how many workers they have: what the experiments
 * compare. Must not know: files, times.
 */
#ifndef RLE127_POOL_CHOICE_H
#define RLE127_POOL_CHOICE_H

#include "../../src/batch/run.h"

struct rle127_pool_choice {
    bool is_auto; /* what the command does where nobody says anything; nothing else counts then */
    enum rle127_pool_kind image_pool;
    enum rle127_row_pool row_pool;
    unsigned n_workers; /* of each of the two that is not serial */
};

/* "process", "thread" or "serial". */
const char *rle127_image_pool_name(enum rle127_pool_kind pool);
const char *rle127_row_pool_name(enum rle127_row_pool pool);

/* Neither of them starts anything. */
bool rle127_is_serial_choice(const struct rle127_pool_choice *choice);

/* Whether both have the same pools, with however many workers; auto has the pools of no other. */
bool rle127_has_same_pools(const struct rle127_pool_choice *a, const struct rle127_pool_choice *b);

#define RLE127_CHOICE_NAME_BYTES 48

/* "process/thread 2": files, rows, workers; "serial/serial"; "auto". Into
 * RLE127_CHOICE_NAME_BYTES bytes; returns them. */
const char *rle127_name_choice(const struct rle127_pool_choice *choice, char *name);

/* Sets the pools and workers of a run as the command would for its options. */
void rle127_apply_choice(const struct rle127_pool_choice *choice, struct rle127_run_setup *setup);

#endif
