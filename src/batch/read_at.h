/*
 * pread() of all bytes that are asked for, whatever the system gives at a time.
 */
#ifndef RLE127_READ_AT_H
#define RLE127_READ_AT_H

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

/* Returns fewer than n_bytes only at the end of the file; -1 with errno set where it cannot be
 * read. */
static inline ssize_t rle127_read_at(int fd, void *bytes, size_t n_bytes, uint64_t offset)
{
    size_t n_read = 0;
    while (n_read < n_bytes) {
        const ssize_t n =
            pread(fd, (char *)bytes + n_read, n_bytes - n_read, (off_t)(offset + n_read));
        if (n < 0 && errno != EINTR)
            return -1;
        if (n == 0)
            break;
        if (n > 0)
            n_read += (size_t)n;
    }
    return (ssize_t)n_read;
}

#endif
