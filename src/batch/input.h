/*
 * Opening what a path names, as far as it is safe to read.
 */
#ifndef RLE127_INPUT_H
#define RLE127_INPUT_H

#include <fcntl.h>
#include <sys/stat.h>

#include "../image/source.h"
#include "outcome.h"

struct rle127_input {
    struct rle127_source source;
    struct stat opened; /* how the file was when it was opened */
    int fd;
};

/* Opens a path relative to a directory (AT_FDCWD: the current one), or standard input for NULL,
 * never waiting for another process. follows_links: the last component may be a link; for files
 * that were found in a tree it must not. buffer_bytes as of rle127_source_open(). False, with
 * nothing to be closed, where the outcome says why not. */
bool rle127_input_open(struct rle127_input *input, int directory_fd, const char *path,
                       bool follows_links, size_t buffer_bytes, struct rle127_outcome *outcome);

/* To be asked when all has been read: fails where the file is not what it was when it was
 * opened. */
bool rle127_input_is_unchanged(const struct rle127_input *input, struct rle127_outcome *outcome);

/* Whether a path names a directory; links are followed. */
bool rle127_is_directory(const char *path);

/* The size of a file, or what was read of a pipe. */
uint64_t rle127_input_bytes(const struct rle127_input *input);

void rle127_input_close(struct rle127_input *input);

#endif
