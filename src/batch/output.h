/*
 * Outputs whose name is absent, old or complete at every moment: bytes go to a temporary file in
 * the same directory, which takes the name when all is written.
 */
#ifndef RLE127_OUTPUT_H
#define RLE127_OUTPUT_H

#include <sys/stat.h>

#include "interrupt.h"
#include "outcome.h"

struct rle127_output {
    int fd;
    bool is_seekable; /* a new, empty file */

    /* private */
    const char *path; /* NULL: standard output */
    const char *name; /* the last component of path */
    bool overwrites;
    bool is_temporary; /* false: standard output, or a device that is written where it is */
    int directory_fd;
    char temporary_name[RLE127_TEMPORARY_NAME_BYTES];
};

/* Begins the output for an input whose fstat() is given: path, which must stay valid, or NULL for
 * standard output. Without `overwrites` an existing path fails. An output that is the input
 * itself always fails. False, with nothing to be closed, where the outcome says why not. */
bool rle127_output_open(struct rle127_output *output, const char *path, bool overwrites,
                        const struct stat *input, struct rle127_outcome *outcome);

/* Only what rle127_output_open() would refuse because of what is there already; path as there. */
bool rle127_output_is_allowed(const char *path, bool overwrites, const struct stat *input,
                              struct rle127_outcome *outcome);

/* Gives the finished file its name. The output is closed, whatever comes of it. */
bool rle127_output_commit(struct rle127_output *output, struct rle127_outcome *outcome);

/* Removes what was written and closes. */
void rle127_output_discard(struct rle127_output *output);

/* Makes a directory with its parents where they are missing, and checks that files can be made in
 * it. Returns 0 or an errno. */
int rle127_prepare_directory(const char *path);

#endif
