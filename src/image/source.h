/*
 * The bytes of an input: an open file descriptor read through one reused buffer.
 *
 * Bytes are asked for by their offset, so readers need no position of their own. A regular file is
 * read anywhere; a pipe only forwards, unless rle127_source_keep() was called, which holds what
 * has been read in memory. Must not know: paths, image formats.
 */
#ifndef RLE127_SOURCE_H
#define RLE127_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RLE127_SIZE_UNKNOWN UINT64_MAX

/* The most of a pipe that is kept in memory, and the reason why more is refused. */
#define RLE127_KEPT_BYTES_MAX ((size_t)1 << 30)
extern const char rle127_source_too_long[];

struct rle127_source {
    int fd;              /* the caller's, never closed here, or copy_fd */
    bool is_seekable;    /* a regular file */
    uint64_t size_bytes; /* of a regular file; RLE127_SIZE_UNKNOWN for a pipe */

    uint64_t base_offset; /* in a regular file: where the input begins, as the descriptor stood */

    /* private: `held` bytes of the input from `offset` on lie at the start of `buffer` */
    int copy_fd; /* a pipe's bytes as a file, or -1 */
    bool keeps;
    uint8_t *buffer;
    size_t capacity_bytes, held_bytes;
    uint64_t offset;
    uint64_t total_read_bytes;
};

/* Starts reading fd, from where it stands, through a buffer of capacity_bytes, at least 1, which
 * grows where a request is larger. Returns NULL, or the reason why not. */
const char *rle127_source_open(struct rle127_source *source, int fd, size_t capacity_bytes);
void rle127_source_close(struct rle127_source *source);

/* The same for a regular file of which somebody else has found out all that: no system call but
 * pread() is made for it. */
const char *rle127_source_open_at(struct rle127_source *source, int fd, uint64_t base_offset,
                                  uint64_t size_bytes, size_t capacity_bytes);

/* From now on nothing is forgotten, so that a pipe can be read backwards: as far as the offset of
 * the last request before this call; up to RLE127_KEPT_BYTES_MAX. A regular file needs and keeps
 * nothing. */
void rle127_source_keep(struct rle127_source *source);

/* Makes a regular file of a pipe, for those who need a descriptor to read from anywhere: reads it
 * to its end, up to RLE127_KEPT_BYTES_MAX, into memory, and changes fd. To be called before
 * anything behind the buffer's capacity was asked for. */
const char *rle127_source_make_file(struct rle127_source *source);

/* Makes up to n_bytes bytes at offset available: *bytes points to *got_bytes of them, fewer than
 * asked only where the input ends. They stay valid until the next call. Returns NULL, or the
 * reason why the input could not be read. */
const char *rle127_source_peek(struct rle127_source *source, uint64_t offset, size_t n_bytes,
                               const uint8_t **bytes, size_t *got_bytes);

/* The same for the input's first bytes, before anything else was asked for. Of a regular file
 * hardly more than these are read: somebody else may be going to read it. */
const char *rle127_source_peek_head(struct rle127_source *source, size_t n_bytes,
                                    const uint8_t **bytes, size_t *got_bytes);

/* The same, but fewer bytes are an error: "the file ends early". */
const char *rle127_source_at(struct rle127_source *source, uint64_t offset, size_t n_bytes,
                             const uint8_t **bytes);

/* Whether n_bytes bytes at offset can be there: false where the size is known and smaller. To be
 * asked before an image's size is believed. */
bool rle127_source_has(const struct rle127_source *source, uint64_t offset, uint64_t n_bytes);

#endif
