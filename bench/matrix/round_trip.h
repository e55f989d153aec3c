/*
 * Images, and what both directions have to make of them: done once by one worker, so that all
 * others can be compared with it. Must not know: pools, times.
 */
#ifndef RLE127_ROUND_TRIP_H
#define RLE127_ROUND_TRIP_H

#include "../experiments/engine_run.h"

struct rle127_round_trip {
    struct rle127_engine_task tasks[RLE127_BOTH_DIRECTIONS];

    /* private: what the tasks point to */
    char *inputs[RLE127_BOTH_DIRECTIONS];
    char images[RLE127_WORK_PATH_BYTES];
    char coded_file[RLE127_WORK_PATH_BYTES];
    char references[RLE127_BOTH_DIRECTIONS][RLE127_WORK_PATH_BYTES];
    char output[RLE127_WORK_PATH_BYTES];
};

/* Compresses a file, or all images below a directory, into the workspace, and decompresses that;
 * both with a proof. Names of directories in the workspace begin with `name`. NULL: said, or a
 * signal asks for the end. */
struct rle127_round_trip *rle127_make_round_trip(const struct rle127_workspace *workspace,
                                                 const char *name, const char *input);

/* Empties its directories, for others to have the room, and frees it. False: said. */
bool rle127_end_round_trip(struct rle127_round_trip *trip);

#endif
