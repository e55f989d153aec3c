/*
 * openat() that a signal does not break off.
 */
#ifndef RLE127_OPEN_AT_H
#define RLE127_OPEN_AT_H

#include <errno.h>
#include <fcntl.h>

static inline int rle127_open_at(int directory_fd, const char *name, int flags, mode_t mode)
{
    int fd;
    do
        fd = openat(directory_fd, name, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

#endif
