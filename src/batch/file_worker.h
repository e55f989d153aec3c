/*
 * What a worker does with one file after the other: opens, converts, names or verifies. Whatever it
 * needs for that is its own and lasts from file to file.
 */
#ifndef RLE127_FILE_WORKER_H
#define RLE127_FILE_WORKER_H

#include <stdatomic.h>

#include "../pool/pool.h"
#include "run.h"

/* What all workers of a run are told. */
struct rle127_file_work {
    const struct rle127_run_setup *setup;
    enum rle127_pool_kind pool;
    unsigned n_workers, n_row_workers;
    int output_fd;          /* of the output directory, or -1 */
    bool is_journalled;     /* outputs are hashed */
    atomic_bool *is_ending; /* shared with workers: files that are not begun are not to be */
    uint64_t options;       /* hash of what decides an output's bytes */
};

/* The functions for a pool; what they are told must stay. */
struct rle127_work rle127_make_work(struct rle127_file_work *work);

#endif
