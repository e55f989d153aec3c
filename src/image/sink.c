/*
 * Writing all bytes, whatever the system accepts at a time.
 */
#include "sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void rle127_sink_open(struct rle127_sink *sink, int fd, bool is_seekable)
{
    sink->fd = fd;
    sink->is_seekable = is_seekable;
    sink->error = 0;
    sink->written_bytes = 0;
    sink->buffered_bytes = 0;
    sink->is_in_order = true;
    sink->listen = NULL;
    sink->listener = NULL;
}

static const char *reason(const struct rle127_sink *sink)
{
    return sink->error ? strerror(sink->error) : NULL;
}

/* For a pipe that somebody else has made non-blocking. */
static bool wait_until_writable(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    return poll(&waiting, 1, -1) > 0 || errno == EINTR;
}

/* offset < 0: at the descriptor's own position. */
static const char *write_all(struct rle127_sink *sink, const uint8_t *bytes, size_t n_bytes,
                             off_t offset)
{
    while (n_bytes && !sink->error) {
        const ssize_t n =
            offset < 0 ? write(sink->fd, bytes, n_bytes) : pwrite(sink->fd, bytes, n_bytes, offset);
        if (n < 0 && (errno == EINTR || (errno == EAGAIN && wait_until_writable(sink->fd))))
            continue;
        if (n <= 0) {
            sink->error = n < 0 ? errno : EIO;
            break;
        }
        bytes += n;
        n_bytes -= (size_t)n;
        sink->written_bytes += (size_t)n;
        offset += offset < 0 ? 0 : n;
    }
    return reason(sink);
}

static const char *write_next(struct rle127_sink *sink, const uint8_t *bytes, size_t n_bytes)
{
    if (sink->listen)
        sink->listen(sink->listener, bytes, n_bytes);
    return write_all(sink, bytes, n_bytes, -1);
}

const char *rle127_sink_flush(struct rle127_sink *sink)
{
    const size_t n_bytes = sink->buffered_bytes;
    sink->buffered_bytes = 0;
    return write_next(sink, sink->buffer, n_bytes);
}

const char *rle127_sink_append(struct rle127_sink *sink, const void *bytes, size_t n_bytes)
{
    if (n_bytes > sizeof sink->buffer - sink->buffered_bytes)
        rle127_sink_flush(sink);
    if (n_bytes >= sizeof sink->buffer)
        return write_next(sink, bytes, n_bytes);
    memcpy(sink->buffer + sink->buffered_bytes, bytes, n_bytes);
    sink->buffered_bytes += n_bytes;
    return reason(sink);
}

const char *rle127_sink_write_at(struct rle127_sink *sink, uint64_t offset, const void *bytes,
                                 size_t n_bytes)
{
    sink->is_in_order = false;
    return write_all(sink, bytes, n_bytes, (off_t)offset);
}
