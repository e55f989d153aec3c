/*
 * Where an output goes: a name in an open directory, so that a directory that is renamed or
 * replaced meanwhile cannot lead anywhere else; and whether it may go there.
 */
#ifndef RLE127_TARGET_H
#define RLE127_TARGET_H

#include <sys/stat.h>

#include "outcome.h"

/* What becomes of something that is there under an output's name. */
enum rle127_output_mode {
    RLE127_OUTPUT_NEW,     /* it stays, and the output fails */
    RLE127_OUTPUT_REPLACE, /* it is replaced */
    RLE127_OUTPUT_COMPARE  /* it stays; the output fails unless it has the same bytes */
};

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

/* Whether an output `name` in a directory may be begun; NULL is standard output. It fails where
 * something is there that must stay: the input whose fstat() is given, always; and what `mode` does
 * not replace. *is_device: a device or FIFO, which keeps its name and is written where it is, also
 * behind a link. */
bool rle127_target_allows(int directory_fd, const char *name, enum rle127_output_mode mode,
                          const struct stat *input, bool *is_device,
                          struct rle127_outcome *outcome);

/* The reason of the failure for RLE127_OUTPUT_NEW. */
extern const char rle127_target_exists[];

/* For --update: whether the name is that of a regular file that was last changed not before the
 * input whose stat() is given. */
bool rle127_output_is_newer(int directory_fd, const char *name, const struct stat *input);

void rle127_target_close(struct rle127_target *target);

#endif
