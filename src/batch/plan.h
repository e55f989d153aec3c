/*
 * Which pool, and how many workers over files and over rows: what was asked for or, where that is
 * left open, what is fastest by the number of files and their sizes. Must not know: paths.
 */
#ifndef RLE127_PLAN_H
#define RLE127_PLAN_H

#include "run.h"

struct rle127_plan {
    enum rle127_pool_kind pool;
    unsigned n_workers;
    unsigned n_ahead;       /* jobs that a worker is handed at a time */
    unsigned n_row_workers; /* a file worker's; 1: rows are coded by the file worker alone */
};

/* What is known when the first files have been found. */
struct rle127_prospect {
    uint64_t n_files, effort;              /* see queue.h */
    bool is_all;                           /* there are no more */
    unsigned n_processors, openmp_ceiling; /* see processors.h */
};

struct rle127_plan rle127_make_plan(const struct rle127_run_setup *setup,
                                    const struct rle127_prospect *prospect);

#endif
