/*
 * Whether a finished file is what is there already.
 */
#ifndef RLE127_SAME_BYTES_H
#define RLE127_SAME_BYTES_H

#include <stdbool.h>

/* Whether the name in the directory is a regular file (not a link to one) with the bytes of the
 * open file. False too where it cannot be read. *sync_error is 0 or the errno of putting the file
 * that is there on the disk; NULL: that is not done. */
bool rle127_has_same_bytes(int fd, int directory_fd, const char *name, int *sync_error);

#endif
