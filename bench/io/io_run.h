/*
 * One run of rle127 over files, in this process, as the command does it; and the clock of its calls
 * where one is given.
 */
#ifndef RLE127_IO_RUN_H
#define RLE127_IO_RUN_H

#include "../../src/batch/run.h"
#include "call_clock.h"

struct rle127_io_run {
    bool is_decompression; /* to PBM */
    const char *input;     /* a directory or a file */
    const char *output;    /* a directory */
    enum rle127_pool_kind pool;
    unsigned n_workers; /* 0: as the machine is */
    enum rle127_durability durability;
    struct rle127_call_clock *clock; /* NULL: none runs */
};

/* False where not every file is converted: said. */
bool rle127_do_io_run(const struct rle127_io_run *run);

#endif
