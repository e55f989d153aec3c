/*
 * Streaming .rle files. A row takes at the most one byte a pixel, so as many rows can surely be
 * taken from the buffer as it has bytes for, and all that are left once the file has ended.
 */
#include "rle_stream.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "../image/image.h"

/* Several threads are worth starting only for many rows at once. */
#define BUFFER_BYTES         262144
#define THREADS_BUFFER_BYTES (4 << 20)

size_t rle127_stream_buffer_bytes(unsigned threads)
{
    return threads > 1 ? THREADS_BUFFER_BYTES : BUFFER_BYTES;
}

/* A wrong file that begins like an image is most likely one. */
static bool fail(const struct rle127_stream *stream, struct rle127_outcome *outcome,
                 const char *format, ...)
{
    char reason[RLE127_REASON_BYTES / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (!stream->resembles)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    return rle127_fail(outcome, RLE127_FAILED, "not an rle stream: it begins like a %s file (%s)",
                       stream->resembles, reason);
}

bool rle127_stream_open(struct rle127_stream *stream, struct rle127_source *source,
                        const struct rle127_options *options, struct rle127_outcome *outcome)
{
    *stream = (struct rle127_stream){.offset = RLE127_HEADER_BYTES,
                                     .source = source,
                                     .options = options,
                                     .window_end = RLE127_HEADER_BYTES};
    const uint8_t *header;
    size_t n_bytes;
    bool is_readable;
    const char *const reason =
        rle127_source_peek(source, 0, RLE127_IMAGE_HEAD_BYTES, &header, &n_bytes);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    stream->resembles = rle127_image_sniff(header, n_bytes, &is_readable);
    enum rle127_status status =
        rle127_read_header(header, n_bytes, &stream->width, &stream->height);
    if (status == RLE127_OK && source->size_bytes != RLE127_SIZE_UNKNOWN)
        status = rle127_check_size(stream->width, stream->height, source->size_bytes);
    if (status != RLE127_OK)
        return fail(stream, outcome, "%s", rle127_status_text(status));
    outcome->width = stream->width;
    outcome->height = stream->height;
    return true;
}

static bool read_window(struct rle127_stream *stream, struct rle127_outcome *outcome)
{
    const size_t want = rle127_stream_buffer_bytes(stream->options->threads);
    const uint8_t *bytes;
    size_t got;
    const char *const reason =
        rle127_source_peek(stream->source, stream->offset, want, &bytes, &got);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    stream->window_end = stream->offset + got;
    stream->is_at_end = got < want;
    return true;
}

/* How many of max_rows rows surely end before the span does. In wrong data rows may count that are
 * none, but all of their pixels are in the span: what is wrong is met there, and not its end. */
static uint32_t count_whole_rows(const struct rle127_span *span, uint32_t width, uint32_t max_rows)
{
    size_t at = 0;
    uint32_t n_rows = 0;
    for (uint32_t step = max_rows; step;) {
        const size_t end = at + rle127_skip_rows(span->runs + at, span->n_bytes - at, width, step);
        if (end == span->n_bytes) { /* they may lack something */
            step /= 2;
            continue;
        }
        at = end;
        n_rows += step;
        if (step > max_rows - n_rows)
            step = max_rows - n_rows;
    }
    return n_rows;
}

static uint32_t count_rows(const struct rle127_stream *stream, const struct rle127_span *span,
                           uint32_t max_rows)
{
    const size_t sure_rows = span->n_bytes / stream->width;
    if (stream->is_at_end || sure_rows >= max_rows)
        return max_rows;
    const uint32_t n_rows =
        stream->counts_rows ? count_whole_rows(span, stream->width, max_rows) : 0;
    return n_rows > sure_rows ? n_rows : (uint32_t)sure_rows;
}

bool rle127_stream_next_span(struct rle127_stream *stream, uint32_t max_rows,
                             struct rle127_span *span, struct rle127_outcome *outcome)
{
    if (!stream->is_at_end && stream->window_end - stream->offset < stream->width &&
        !read_window(stream, outcome))
        return false;
    const uint32_t rows_left = stream->height - stream->next_row;
    span->n_bytes = (size_t)(stream->window_end - stream->offset);
    if (max_rows > rows_left)
        max_rows = rows_left;
    size_t got;
    const char *const reason =
        rle127_source_peek(stream->source, stream->offset, span->n_bytes, &span->runs, &got);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    span->n_rows = count_rows(stream, span, max_rows);
    return true;
}

void rle127_stream_advance(struct rle127_stream *stream, uint32_t n_rows, size_t n_bytes)
{
    stream->next_row += n_rows;
    stream->offset += n_bytes;
}

bool rle127_stream_fail(const struct rle127_stream *stream, const struct rle127_span *span,
                        struct rle127_outcome *outcome)
{
    uint32_t row = stream->next_row;
    size_t at = 0, row_bytes = 0;
    enum rle127_status status;
    while ((status = rle127_verify_rows(span->runs + at, span->n_bytes - at, stream->width, 1,
                                        &row_bytes, NULL, NULL, NULL)) == RLE127_OK) {
        at += row_bytes;
        row++;
    }
    const uint64_t offset = stream->offset + at + row_bytes;
    const unsigned n = row + 1, of = stream->height;
    switch (status) {
    case RLE127_TRUNCATED:
        return fail(stream, outcome, "truncated at row %u of %u", n, of);
    case RLE127_ROW_OVERRUN:
        return fail(stream, outcome, "run past the end of row %u of %u, at byte %" PRIu64, n, of,
                    offset);
    default:
        return fail(stream, outcome, "%s in row %u of %u, at byte %" PRIu64,
                    rle127_status_text(status), n, of, offset);
    }
}

bool rle127_stream_decode(struct rle127_stream *stream, const struct rle127_span *span,
                          const struct rle127_bitmap *rows, size_t *consumed_bytes,
                          struct rle127_outcome *outcome)
{
    size_t n_bytes;
    if (rle127_decode_rows(span->runs, span->n_bytes, rows, &n_bytes, stream->options) != RLE127_OK)
        return rle127_stream_fail(stream, span, outcome);
    rle127_stream_advance(stream, rows->height, n_bytes);
    if (consumed_bytes)
        *consumed_bytes = n_bytes;
    return true;
}

bool rle127_stream_finish(struct rle127_stream *stream, struct rle127_outcome *outcome)
{
    const uint8_t *byte;
    size_t got;
    const char *const reason = rle127_source_peek(stream->source, stream->offset, 1, &byte, &got);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    if (got)
        return fail(stream, outcome, "trailing data after the last row, at byte %" PRIu64,
                    stream->offset);
    return true;
}
