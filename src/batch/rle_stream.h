/*
 * A .rle file read in bands, of any length through a small buffer, with words for what is wrong in
 * it. Must not know: paths, image formats other than by their names in a message.
 */
#ifndef RLE127_RLE_STREAM_H
#define RLE127_RLE_STREAM_H

#include "../image/source.h"
#include "outcome.h"
#include "rle127.h"

struct rle127_stream {
    uint32_t width, height; /* pixels */
    uint32_t next_row;
    uint64_t offset; /* of the next row's runs in the file */

    /* For those who want many rows at a time: spans have all rows that are whole in the source's
     * buffer, which is found by reading the runs once more. */
    bool counts_rows;

    /* private */
    struct rle127_source *source;
    const struct rle127_options *options;
    const char *resembles; /* an image format whose files begin like this one, or NULL */
    uint64_t window_end;   /* how far the file has been read */
    bool is_at_end;        /* and whether that was all of it */
};

/* Some runs in memory: those of n_rows whole rows are among them, unless the file is wrong. */
struct rle127_span {
    const uint8_t *runs;
    size_t n_bytes;
    uint32_t n_rows;
};

/* How large the source's buffer should be for so many threads. */
size_t rle127_stream_buffer_bytes(unsigned threads);

/* Reads and checks the header and, where the file's size is known, whether that can be right. The
 * source and the options must stay. */
bool rle127_stream_open(struct rle127_stream *stream, struct rle127_source *source,
                        const struct rle127_options *options, struct rle127_outcome *outcome);

/* The next 1 to max_rows rows that can be taken at once; rows must be left. */
bool rle127_stream_next_span(struct rle127_stream *stream, uint32_t max_rows,
                             struct rle127_span *span, struct rle127_outcome *outcome);

/* Moves on behind n_rows rows that took n_bytes bytes. */
void rle127_stream_advance(struct rle127_stream *stream, uint32_t n_rows, size_t n_bytes);

/* Says what is wrong in a span that could not be decoded or verified; returns false. */
bool rle127_stream_fail(const struct rle127_stream *stream, const struct rle127_span *span,
                        struct rle127_outcome *outcome);

/* Decodes rows->height rows of a span, and moves on; *consumed_bytes may be NULL. */
bool rle127_stream_decode(struct rle127_stream *stream, const struct rle127_span *span,
                          const struct rle127_bitmap *rows, size_t *consumed_bytes,
                          struct rle127_outcome *outcome);

/* After the last row: fails where the file goes on. */
bool rle127_stream_finish(struct rle127_stream *stream, struct rle127_outcome *outcome);

#endif
