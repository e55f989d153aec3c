/*
 * PNG of 1 bit grey by libpng: signature, IHDR, IDAT, IEND and nothing else, so that a bitmap has
 * the same bytes always. libpng leaves its functions by longjmp() where it fails.
 */
#include "writer_format.h"

#include <png.h>
#include <stdlib.h>

/* Measured on scanned pages, unfiltered, as 1-bit rows are best: level 9 takes six times as long
 * for files that are 7 % smaller, level 1 a third for files that are 17 % larger. */
#define PNG_COMPRESSION_LEVEL 6

#define IDAT_BYTES 65536

struct png_state {
    png_structp png;
    png_infop info;
    struct rle127_sink *sink;
    const char *reason; /* why libpng has failed, as far as it was noticed here */
};

static void fail(png_structp png, png_const_charp message)
{
    struct png_state *const state = png_get_error_ptr(png);
    (void)message;
    if (!state->reason)
        state->reason = "libpng could not write the image";
    png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static png_voidp allocate(png_structp png, png_alloc_size_t n_bytes)
{
    struct png_state *const state = png_get_mem_ptr(png);
    void *const memory = malloc(n_bytes);
    if (!memory)
        state->reason = "out of memory";
    return memory;
}

static void release(png_structp png, png_voidp memory)
{
    (void)png;
    free(memory);
}

static void append(png_structp png, png_bytep bytes, size_t n_bytes)
{
    struct png_state *const state = png_get_io_ptr(png);
    state->reason = rle127_sink_append(state->sink, bytes, n_bytes);
    if (state->reason)
        png_error(png, state->reason);
}

/* The sink is flushed once, when all is written. */
static void flush_later(png_structp png)
{
    (void)png;
}

static void describe_png(const struct rle127_writer *writer, const struct png_state *state)
{
    png_set_write_fn(state->png, writer->state, append, flush_later);
    png_set_IHDR(state->png, state->info, writer->width, writer->height, 1, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(state->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_compression_level(state->png, PNG_COMPRESSION_LEVEL);
    png_set_compression_buffer_size(state->png, IDAT_BYTES);
}

static const char *begin_png(struct rle127_writer *writer)
{
    struct png_state *const state = calloc(1, sizeof *state);
    if (!state)
        return "out of memory";
    writer->state = state;
    state->sink = writer->sink;
    state->png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, state, fail, ignore_warning,
                                           state, allocate, release);
    state->info = state->png ? png_create_info_struct(state->png) : NULL;
    if (!state->info)
        return state->reason ? state->reason : "libpng is not the one of its header";
    if (setjmp(png_jmpbuf(state->png)))
        return state->reason;
    describe_png(writer, state);
    png_write_info(state->png, state->info);
    return NULL;
}

static const char *put_png_rows(struct rle127_writer *writer, const uint8_t *rows, uint32_t n_rows)
{
    const struct png_state *const state = writer->state;
    if (setjmp(png_jmpbuf(state->png)))
        return state->reason;
    for (uint32_t i = 0; i < n_rows; i++)
        png_write_row(state->png, rows + i * writer->stride_bytes);
    return NULL;
}

static const char *end_png(struct rle127_writer *writer)
{
    const struct png_state *const state = writer->state;
    if (setjmp(png_jmpbuf(state->png)))
        return state->reason;
    png_write_end(state->png, NULL);
    return NULL;
}

static void close_png(struct rle127_writer *writer)
{
    struct png_state *const state = writer->state;
    if (!state)
        return;
    png_destroy_write_struct(&state->png, &state->info);
    free(state);
    writer->state = NULL;
}

const struct rle127_writer_format rle127_writer_png = {
    .suffix = "png",
    .row_align_bytes = 1,
    .begin = begin_png,
    .put_rows = put_png_rows,
    .end = end_png,
    .close = close_png,
};
