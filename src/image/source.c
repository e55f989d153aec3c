/*
 * The window of an input that source.h describes. One buffer holds a stretch of the input; a
 * request that it does not cover moves the window by as few and as large reads as possible.
 * Must not know: paths, image formats.
 */
#include "source.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* With a file's first bytes this much of it is read: all of a small file. */
#define HEAD_BYTES 8192

static const char out_of_memory[] = "out of memory";
const char rle127_source_too_long[] =
    "an image that has to be held whole, of more than 1 GB, cannot come from a pipe";

const char *rle127_source_open(struct rle127_source *source, int fd, size_t capacity_bytes)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return strerror(errno);

    const bool is_file = S_ISREG(status.st_mode);
    const off_t base = is_file ? lseek(fd, 0, SEEK_CUR) : 0;
    if (base < 0)
        return strerror(errno);
    const uint64_t left = status.st_size > base ? (uint64_t)(status.st_size - base) : 0;
    const char *const reason =
        rle127_source_open_at(source, fd, (uint64_t)base, left, capacity_bytes);
    if (!is_file) {
        source->is_seekable = false;
        source->size_bytes = RLE127_SIZE_UNKNOWN;
    }
    return reason;
}

const char *rle127_source_open_at(struct rle127_source *source, int fd, uint64_t base_offset,
                                  uint64_t size_bytes, size_t capacity_bytes)
{
    *source = (struct rle127_source){
        .fd = fd,
        .is_seekable = true,
        .size_bytes = size_bytes,
        .base_offset = base_offset,
        .copy_fd = -1,
        .buffer = malloc(capacity_bytes),
        .capacity_bytes = capacity_bytes,
    };
    return source->buffer ? NULL : out_of_memory;
}

void rle127_source_close(struct rle127_source *source)
{
    if (source->copy_fd >= 0)
        close(source->copy_fd);
    free(source->buffer);
    source->buffer = NULL;
}

void rle127_source_keep(struct rle127_source *source)
{
    source->keeps = !source->is_seekable;
}

bool rle127_source_has(const struct rle127_source *source, uint64_t offset, uint64_t n_bytes)
{
    return offset <= source->size_bytes && n_bytes <= source->size_bytes - offset;
}

/* So many of n_bytes as a file of known size has at offset. */
static size_t clip_to_size(const struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    if (offset >= source->size_bytes)
        return 0;
    const uint64_t left = source->size_bytes - offset;
    return n_bytes < left ? n_bytes : (size_t)left;
}

static bool holds(const struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    if (offset < source->offset || offset - source->offset > source->held_bytes)
        return false;
    return n_bytes <= source->held_bytes - (size_t)(offset - source->offset);
}

/* Doubles the buffer. It grows only when it is full, so memory follows what was really read. */
static const char *grow_buffer(struct rle127_source *source)
{
    if (source->capacity_bytes >= RLE127_KEPT_BYTES_MAX)
        return rle127_source_too_long;
    if (source->capacity_bytes > SIZE_MAX / 2)
        return out_of_memory;
    uint8_t *larger = realloc(source->buffer, source->capacity_bytes * 2);
    if (!larger)
        return out_of_memory;
    source->buffer = larger;
    source->capacity_bytes *= 2;
    return NULL;
}

/* Forgets the bytes before offset, which may lie behind all that are held. */
static void drop_before(struct rle127_source *source, uint64_t offset)
{
    const uint64_t ahead = offset - source->offset;
    const size_t dropped = ahead < source->held_bytes ? (size_t)ahead : source->held_bytes;

    source->held_bytes -= dropped;
    source->offset += dropped;
    memmove(source->buffer, source->buffer + dropped, source->held_bytes);
}

/* For a pipe that somebody else has made non-blocking. */
static bool wait_until_readable(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    return poll(&waiting, 1, -1) > 0 || errno == EINTR;
}

/* One read of up to n_bytes behind the held bytes, repeated where a signal came in between. */
static ssize_t read_once(struct rle127_source *source, size_t n_bytes)
{
    uint8_t *to = source->buffer + source->held_bytes;
    ssize_t got;

    do {
        if (source->is_seekable)
            got = pread(source->fd, to, n_bytes,
                        (off_t)(source->base_offset + source->offset + source->held_bytes));
        else
            got = read(source->fd, to, n_bytes);
    } while (got < 0 && (errno == EINTR || (errno == EAGAIN && wait_until_readable(source->fd))));
    return got;
}

/* Reads until `wanted` bytes are held or the input ends, never more than limit bytes. */
static const char *read_until(struct rle127_source *source, uint64_t wanted, uint64_t limit)
{
    while (source->held_bytes < wanted) {
        if (source->held_bytes == source->capacity_bytes) {
            const char *reason = grow_buffer(source);
            if (reason)
                return reason;
        }
        const size_t room = source->capacity_bytes - source->held_bytes;
        const uint64_t allowed = limit - source->held_bytes;
        const ssize_t got = read_once(source, room < allowed ? room : (size_t)allowed);
        if (got < 0)
            return strerror(errno);
        if (got == 0)
            break;
        source->held_bytes += (size_t)got;
        source->total_read_bytes += (uint64_t)got;
    }
    return NULL;
}

/* Rows of bottom-up images are asked for from the end of the file to its start, so the window ends
 * where the request does. A request that leaves no room for a second one like it is read alone. */
static const char *read_backwards(struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    const uint64_t end = offset + n_bytes;
    const size_t capacity = source->capacity_bytes;

    if (n_bytes <= capacity / 2)
        offset = end > capacity ? end - capacity : 0;
    source->offset = offset;
    source->held_bytes = 0;
    return read_until(source, end - offset, end - offset);
}

static const char *read_file_forwards(struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    const uint64_t ahead = offset - source->offset;

    if (ahead > source->held_bytes) {
        source->offset = offset;
        source->held_bytes = 0;
    } else if (ahead + n_bytes > source->capacity_bytes) {
        drop_before(source, offset);
    }
    return read_until(source, offset - source->offset + n_bytes,
                      source->size_bytes - source->offset);
}

static const char *read_pipe(struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    if (offset < source->offset)
        return "a pipe cannot be read backwards";

    while (!source->keeps && offset - source->offset + n_bytes > source->capacity_bytes) {
        drop_before(source, offset);
        if (source->offset == offset)
            break;
        const char *reason = read_until(source, 1, RLE127_SIZE_UNKNOWN);
        if (reason || source->held_bytes == 0)
            return reason;
    }
    return read_until(source, offset - source->offset + n_bytes, RLE127_SIZE_UNKNOWN);
}

static const char *move_window(struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    if (!source->is_seekable)
        return read_pipe(source, offset, n_bytes);
    if (offset < source->offset)
        return read_backwards(source, offset, n_bytes);
    return read_file_forwards(source, offset, n_bytes);
}

const char *rle127_source_peek(struct rle127_source *source, uint64_t offset, size_t n_bytes,
                               const uint8_t **bytes, size_t *got_bytes)
{
    n_bytes = clip_to_size(source, offset, n_bytes);
    if (n_bytes > 0 && !holds(source, offset, n_bytes)) {
        const char *reason = move_window(source, offset, n_bytes);
        if (reason)
            return reason;
    }

    *bytes = source->buffer;
    *got_bytes = 0;
    if (holds(source, offset, 0)) {
        const size_t ahead = (size_t)(offset - source->offset);
        const size_t there = source->held_bytes - ahead;
        *bytes = source->buffer + ahead;
        *got_bytes = there < n_bytes ? there : n_bytes;
    }
    return NULL;
}

const char *rle127_source_peek_head(struct rle127_source *source, size_t n_bytes,
                                    const uint8_t **bytes, size_t *got_bytes)
{
    const char *reason = NULL;

    n_bytes = clip_to_size(source, 0, n_bytes);
    if (source->is_seekable)
        reason = read_until(source, n_bytes, n_bytes > HEAD_BYTES ? n_bytes : HEAD_BYTES);
    return reason ? reason : rle127_source_peek(source, 0, n_bytes, bytes, got_bytes);
}

const char *rle127_source_at(struct rle127_source *source, uint64_t offset, size_t n_bytes,
                             const uint8_t **bytes)
{
    size_t got_bytes;
    const char *reason = rle127_source_peek(source, offset, n_bytes, bytes, &got_bytes);

    if (!reason && got_bytes < n_bytes)
        reason = "the file ends early";
    return reason;
}
