/*
 * The bytes of an output: an open file descriptor to which all bytes are written, or an error.
 *
 * After a write has failed, `error` says why and later writes do nothing. Must not know: paths,
 * image formats.
 */
#ifndef RLE127_SINK_H
#define RLE127_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RLE127_SINK_BUFFER_BYTES 16384

struct rle127_sink {
    int fd;                 /* the caller's; never closed here */
    bool is_seekable;       /* an empty regular file: bytes may be written at any offset */
    int error;              /* errno of the first write that failed, or 0 */
    uint64_t written_bytes; /* by both kinds of writing */
    bool is_in_order;       /* nothing was written at an offset */

    /* Is told all bytes in order, as long as they are; NULL: nobody is. To be set after opening. */
    void (*listen)(void *listener, const void *bytes, size_t n_bytes);
    void *listener;

    /* private */
    size_t buffered_bytes;
    uint8_t buffer[RLE127_SINK_BUFFER_BYTES]; /* joins small pieces into one write */
};

void rle127_sink_open(struct rle127_sink *sink, int fd, bool is_seekable);

/* Adds bytes at the end. Returns NULL, or the reason why the output could not be written. */
const char *rle127_sink_append(struct rle127_sink *sink, const void *bytes, size_t n_bytes);

/* Writes bytes at an offset of a seekable sink, which gets no other bytes than such. */
const char *rle127_sink_write_at(struct rle127_sink *sink, uint64_t offset, const void *bytes,
                                 size_t n_bytes);

/* Writes what append() still holds. */
const char *rle127_sink_flush(struct rle127_sink *sink);

#endif
