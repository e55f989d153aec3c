/*
 * The rows' buffer of all writers. Bottom-up formats fill it from its end and write each buffer
 * at its place in the file; where the output is a pipe, it holds the whole image instead.
 */
#include "writer_format.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct rle127_writer_format *const formats[] = {
    &rle127_writer_bmp,
    &rle127_writer_pbm,
#ifdef RLE127_HAVE_STB_IMAGE_WRITE
    &rle127_writer_tga,
#endif
};
#define N_FORMATS (sizeof formats / sizeof formats[0])

const struct rle127_writer_format *rle127_writer_at(size_t index)
{
    return index < N_FORMATS ? formats[index] : NULL;
}

const struct rle127_writer_format *rle127_find_writer(const char *suffix)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcasecmp(formats[i]->suffix, suffix) == 0)
            return formats[i];
    return NULL;
}

const char *rle127_writer_suffix(const struct rle127_writer_format *format)
{
    return format->suffix;
}

static bool must_hold_all(const struct rle127_writer *writer)
{
    return writer->format->write_whole ||
           (writer->format->is_bottom_up && !writer->sink->is_seekable);
}

static const char *write_header(struct rle127_writer *writer)
{
    uint8_t header[RLE127_IMAGE_HEADER_MAX];
    if (writer->format->write_whole)
        return NULL;
    writer->header_bytes = writer->format->make_header(writer, header);
    return writer->format->is_bottom_up && writer->sink->is_seekable
               ? rle127_sink_write_at(writer->sink, 0, header, writer->header_bytes)
               : rle127_sink_append(writer->sink, header, writer->header_bytes);
}

const char *rle127_writer_open(struct rle127_writer *writer,
                               const struct rle127_writer_format *format, struct rle127_sink *sink,
                               uint32_t width, uint32_t height, size_t buffer_bytes)
{
    if (format->too_large && (uint64_t)width * height > format->pixels_max)
        return format->too_large;
    *writer =
        (struct rle127_writer){.width = width, .height = height, .format = format, .sink = sink};
    const size_t align = format->row_align_bytes;
    writer->stride_bytes = (rle127_row_bytes(width) + align - 1) / align * align;
    writer->buffer_rows = height;
    if (!must_hold_all(writer) && buffer_bytes / writer->stride_bytes < height)
        writer->buffer_rows = (uint32_t)(buffer_bytes / writer->stride_bytes);
    if (!writer->buffer_rows)
        writer->buffer_rows = 1;
    /* zeroed, because nobody writes the bytes that pad a row; below 2^30 bytes */
    writer->buffer = calloc(writer->buffer_rows, writer->stride_bytes);
    if (!writer->buffer)
        return "out of memory";
    const char *const reason = write_header(writer);
    if (reason)
        rle127_writer_close(writer);
    return reason;
}

void rle127_writer_next_band(struct rle127_writer *writer, uint32_t max_rows,
                             struct rle127_bitmap *band)
{
    const uint32_t room = writer->buffer_rows - writer->filled_rows;
    const ptrdiff_t stride = (ptrdiff_t)writer->stride_bytes;
    assert(room && max_rows);
    band->width = writer->width;
    band->height = max_rows < room ? max_rows : room;
    band->one_is_black = writer->format->one_is_black;
    if (writer->format->is_bottom_up) {
        band->bits = writer->buffer + (ptrdiff_t)(room - 1) * stride;
        band->stride_bytes = -stride;
    } else {
        band->bits = writer->buffer + (ptrdiff_t)writer->filled_rows * stride;
        band->stride_bytes = stride;
    }
}

static const char *write_buffer(struct rle127_writer *writer)
{
    const size_t n_bytes = writer->filled_rows * writer->stride_bytes;
    const uint8_t *first = writer->buffer;
    writer->written_rows += writer->filled_rows;
    if (writer->format->is_bottom_up) {
        first += (writer->buffer_rows - writer->filled_rows) * writer->stride_bytes;
        const uint32_t rows_below = writer->height - writer->written_rows;
        const uint64_t offset = writer->header_bytes + (uint64_t)rows_below * writer->stride_bytes;
        if (writer->sink->is_seekable) {
            writer->filled_rows = 0;
            return rle127_sink_write_at(writer->sink, offset, first, n_bytes);
        }
    }
    writer->filled_rows = 0;
    return rle127_sink_append(writer->sink, first, n_bytes);
}

const char *rle127_writer_put_rows(struct rle127_writer *writer, uint32_t n_rows)
{
    writer->filled_rows += n_rows;
    if (writer->filled_rows < writer->buffer_rows || writer->format->write_whole)
        return NULL;
    return write_buffer(writer);
}

const char *rle127_writer_finish(struct rle127_writer *writer)
{
    const char *const reason =
        writer->format->write_whole ? writer->format->write_whole(writer) : write_buffer(writer);
    return reason ? reason : rle127_sink_flush(writer->sink);
}

void rle127_writer_close(struct rle127_writer *writer)
{
    free(writer->buffer);
    writer->buffer = NULL;
}
