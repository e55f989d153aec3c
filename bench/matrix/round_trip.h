/*
 * Images, and what both directions have to make of them: done once by one worker, so that all
 * others can be compared with it. Must not know: pools, times.
 */
#ifndef RLE127_ROUND_TRIP_H
#define RLE127_ROUND_TRIP_H

#include "pool_sample.h"

struct rle127_round_trip {
    struct rle127_pool_task compression, decompression;
    struct rle127_pool_findings findings; /* of the compression */

    /* private: what the tasks point to */
    char input[RLE127_WORK_PATH_BYTES];
    char coded[RLE127_WORK_PATH_BYTES], coded_file[RLE127_WORK_PATH_BYTES];
    char images[RLE127_WORK_PATH_BYTES];
    char output[RLE127_WORK_PATH_BYTES];
};

/* Compresses a file, or all images below a directory, into the workspace, and decompresses that;
 * both with a proof. Names of directories in the workspace begin with `name`. False: said, or a
 * signal asks for the end. */
bool rle127_make_round_trip(struct rle127_round_trip *trip,
                            const struct rle127_workspace *workspace, const char *name,
                            const char *input);

/* Removes what is in these directories, for others to have the room. */
bool rle127_clear_round_trip(const struct rle127_round_trip *trip);

#endif
