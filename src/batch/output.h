/*
 * Outputs whose name is absent, old or complete at every moment: bytes go to a temporary file in
 * the same directory, which takes the name when all is written.
 */
#ifndef RLE127_OUTPUT_H
#define RLE127_OUTPUT_H

#include <limits.h>

#include "target.h"
#include "temporary.h"

/* What shall outlive a power cut. */
enum rle127_durability {
    RLE127_DURABLE_NONE,
    RLE127_DURABLE_EACH, /* every output when it has been committed */
    RLE127_DURABLE_BATCH /* the same, but many are committed together */
};

struct rle127_output {
    int fd;
    bool is_temporary; /* a new, empty file; else standard output, or a device */

    /* private */
    int directory_fd; /* -1: none */
    bool owns_directory;
    enum rle127_output_mode mode;
    struct rle127_temporary file;
    bool is_there; /* under its name */
    dev_t device;  /* of the directory, as soon as it is synced */
    ino_t inode;
    int sync_error;
    char name[NAME_MAX + 1];
};

/* Begins the output `name`, one component, in an open directory for an input whose fstat() is
 * given; NULL is standard output. The directory stays open until the commit, unless the output
 * `waits` for that: then it has a descriptor of its own. False, with nothing to be discarded, where
 * the outcome says why not. */
bool rle127_output_open(struct rle127_output *output, int directory_fd, const char *name,
                        enum rle127_output_mode mode, bool waits, const struct stat *input,
                        struct rle127_outcome *outcome);

/* To be called when all bytes are written: starts to put them on the disk if they shall be there
 * later. False where the outcome says why that failed; the output is then to be discarded. */
bool rle127_output_finish(struct rle127_output *output, enum rle127_durability durability,
                          struct rle127_outcome *outcome);

/* Gives finished files their names and closes them, whatever comes of it. An outcome is touched
 * only where that output fails, or (RLE127_SKIPPED) is there already. */
void rle127_output_commit(struct rle127_output *const outputs[], size_t n_outputs,
                          enum rle127_durability durability,
                          struct rle127_outcome *const outcomes[]);

/* Removes what was written and closes. */
void rle127_output_discard(struct rle127_output *output);

#endif
