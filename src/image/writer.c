/*
 * The rows' buffer of all writers. It is written when it is full; bottom-up formats fill it from
 * its end and write each buffer at its place in the file. Where the format or the output needs all
 * rows at once, it holds the whole image.
 */
#include "writer_format.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct rle127_writer_format *const formats[] = {
    &rle127_writer_bmp, &rle127_writer_pbm,
#if defined(RLE127_HAVE_LIBPNG) || defined(RLE127_HAVE_STB)
    &rle127_writer_png,
#endif
    &rle127_writer_xbm,
#ifdef RLE127_HAVE_STB
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

const char *rle127_writer_note(const struct rle127_writer_format *format)
{
    return format->note;
}

static bool must_hold_all(const struct rle127_writer *writer)
{
    return writer->format->needs_all_rows ||
           (writer->format->is_bottom_up && !writer->sink->is_seekable);
}

/* zeroed, because nobody writes the bytes that pad a row; below 2^30 bytes */
static const char *make_buffer(struct rle127_writer *writer, size_t buffer_bytes)
{
    const size_t align = writer->format->row_align_bytes;
    writer->stride_bytes = (rle127_row_bytes(writer->width) + align - 1) / align * align;
    writer->buffer_rows = writer->height;
    if (!must_hold_all(writer) && buffer_bytes / writer->stride_bytes < writer->height)
        writer->buffer_rows = (uint32_t)(buffer_bytes / writer->stride_bytes);
    if (!writer->buffer_rows)
        writer->buffer_rows = 1;
    writer->buffer = calloc(writer->buffer_rows, writer->stride_bytes);
    return writer->buffer ? NULL : "out of memory";
}

const char *rle127_writer_open(struct rle127_writer *writer,
                               const struct rle127_writer_format *format, struct rle127_sink *sink,
                               uint32_t width, uint32_t height, size_t buffer_bytes)
{
    if (format->too_large && (uint64_t)width * height > format->pixels_max)
        return format->too_large;
    *writer =
        (struct rle127_writer){.width = width, .height = height, .format = format, .sink = sink};
    const char *reason = make_buffer(writer, buffer_bytes);
    if (!reason && format->begin)
        reason = format->begin(writer);
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

const char *rle127_writer_append_rows(struct rle127_writer *writer, const uint8_t *rows,
                                      uint32_t n_rows)
{
    return rle127_sink_append(writer->sink, rows, n_rows * writer->stride_bytes);
}

static const char *write_buffer(struct rle127_writer *writer)
{
    const uint32_t n_rows = writer->filled_rows;
    const uint8_t *rows = writer->buffer;
    if (writer->format->is_bottom_up)
        rows += (writer->buffer_rows - n_rows) * writer->stride_bytes;
    const char *const reason = writer->format->put_rows(writer, rows, n_rows);
    writer->written_rows += n_rows;
    writer->filled_rows = 0;
    return reason;
}

/* The last rows wait for rle127_writer_finish(), in case the image's source fails behind them. */
const char *rle127_writer_put_rows(struct rle127_writer *writer, uint32_t n_rows)
{
    writer->filled_rows += n_rows;
    if (writer->filled_rows < writer->buffer_rows ||
        writer->written_rows + writer->filled_rows == writer->height)
        return NULL;
    return write_buffer(writer);
}

const char *rle127_writer_finish(struct rle127_writer *writer)
{
    const char *reason = write_buffer(writer);
    if (!reason && writer->format->end)
        reason = writer->format->end(writer);
    return reason ? reason : rle127_sink_flush(writer->sink);
}

void rle127_writer_close(struct rle127_writer *writer)
{
    if (writer->format->close)
        writer->format->close(writer);
    free(writer->buffer);
    writer->buffer = NULL;
}
