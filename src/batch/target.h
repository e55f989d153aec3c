/*
 * Where an output goes: a name in an open directory, so that a directory that is renamed or
 * replaced meanwhile cannot lead anywhere else; and whether it may go there.
 */
#ifndef RLE127_TARGET_H
#define RLE127_TARGET_H

#include <sys/stat.h>

#include "outcome.h"

struct rle127_target {
    int directory_fd;
    const char *name; /* in that directory; NULL: standard output */
    bool owns_directory;
};

/* Makes a directory with its parents where they are missing, and opens it for outputs. Returns a
 * descriptor, or -1 with errno set; also where files cannot be made in it. */
int rle127_target_prepare_directory(const char *path);

/* Whether files can be made in the directory of a path, or the path is a device that can be written
 * to. Returns 0 or an errno. */
int rle127_target_check_directory_of(const char *path);

/* The last component of path in the directory shared_fd or, for -1, in path's own directory; NULL
 * for standard output. The target points into path. Returns 0 or an errno; then there is nothing
 * to be closed. */
int rle127_target_open(struct rle127_target *target, const char *path, int shared_fd);

/* Fails where something is there that must stay: the input whose fstat() is given, always; and
 * without `overwrites` whatever it is. */
bool rle127_target_allows(const struct rle127_target *target, bool overwrites,
                          const struct stat *input, struct rle127_outcome *outcome);

/* A device or FIFO keeps its name and is written where it is, also behind a link. */
bool rle127_target_is_device(const struct rle127_target *target);

void rle127_target_close(struct rle127_target *target);

#endif
