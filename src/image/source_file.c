/*
 * A pipe's bytes as a file, for readers that have to be given one. Must not know: who that is.
 */
#define _GNU_SOURCE /* memfd_create() */
#include "source.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

static const char cannot_hold[] = "what comes from the pipe cannot be held in memory";

static const char *write_all(int fd, const uint8_t *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        const ssize_t n_written = write(fd, bytes, n_bytes);
        if (n_written < 0 && errno != EINTR)
            return cannot_hold;
        if (n_written > 0) {
            bytes += n_written;
            n_bytes -= (size_t)n_written;
        }
    }
    return NULL;
}

static const char *copy_all(struct rle127_source *source, int fd, uint64_t *n_bytes)
{
    const uint8_t *bytes;
    size_t got_bytes;
    do {
        const char *reason =
            rle127_source_peek(source, *n_bytes, source->capacity_bytes, &bytes, &got_bytes);
        if (!reason && *n_bytes + got_bytes > RLE127_KEPT_BYTES_MAX)
            reason = rle127_source_too_long;
        if (!reason)
            reason = write_all(fd, bytes, got_bytes);
        if (reason)
            return reason;
        *n_bytes += got_bytes;
    } while (got_bytes > 0);
    return NULL;
}

const char *rle127_source_make_file(struct rle127_source *source)
{
    if (source->is_seekable)
        return NULL;
    const int fd = memfd_create("rle127-input", MFD_CLOEXEC);
    uint64_t n_bytes = 0;
    const char *const reason = fd < 0 ? cannot_hold : copy_all(source, fd, &n_bytes);
    if (reason) {
        if (fd >= 0)
            close(fd);
        return reason;
    }
    source->fd = fd;
    source->copy_fd = fd;
    source->is_seekable = true;
    source->size_bytes = n_bytes;
    return NULL;
}
