/*
 * Outputs whose name is absent, old or complete at every moment: bytes go to a temporary file in
 * the same directory, which takes the name when all is written.
 */
#ifndef RLE127_OUTPUT_H
#define RLE127_OUTPUT_H

#include "interrupt.h"
#include "target.h"

struct rle127_output {
    int fd;
    bool is_temporary; /* a new, empty file; else standard output, or a device */

    /* private */
    const struct rle127_target *target;
    bool overwrites;
    char temporary_name[RLE127_TEMPORARY_NAME_BYTES];
};

/* Begins the output for an input whose fstat() is given. The target must stay open. False, with
 * nothing to be discarded, where the outcome says why not. */
bool rle127_output_open(struct rle127_output *output, const struct rle127_target *target,
                        bool overwrites, const struct stat *input, struct rle127_outcome *outcome);

/* Gives the finished file its name. The output is closed, whatever comes of it. */
bool rle127_output_commit(struct rle127_output *output, struct rle127_outcome *outcome);

/* Removes what was written and closes. */
void rle127_output_discard(struct rle127_output *output);

#endif
