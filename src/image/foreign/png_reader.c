/*
 * Reader of PNG files by libpng: their rows. Must not know: chunks, other formats.
 */
#include "png_reader.h"

#include "../indices.h"

#include <stdlib.h>
#include <string.h>

/* An interlaced image has to be held whole: this much of it. 65535 x 65535 pixels of 1 bit fit. */
#define HELD_BYTES_MAX ((uint64_t)1 << 30)

static void close_png(struct rle127_image *image)
{
    struct rle127_png *png = image->state;

    png_destroy_read_struct(&png->png, &png->info, NULL);
    free(png->rows);
    free(png);
}

/* Rows of 1 bit stay as they are, others become samples of 8 bits without alpha. */
static void start_rows(struct rle127_png *png)
{
    const unsigned depth = png_get_bit_depth(png->png, png->info);

    if (depth < 8 && png->image->kind == RLE127_KIND_GREY)
        png_set_expand_gray_1_2_4_to_8(png->png);
    if (depth < 8 && png->image->kind == RLE127_KIND_PALETTE)
        png_set_packing(png->png);
    if (depth == 16)
        png_set_strip_16(png->png);
    if (png_get_color_type(png->png, png->info) & PNG_COLOR_MASK_ALPHA)
        png_set_strip_alpha(png->png);
    png_set_interlace_handling(png->png);
    png_read_update_info(png->png, png->info);
    png->row_bytes = png_get_rowbytes(png->png, png->info);
}

static void read_next_rows(struct rle127_png *png)
{
    for (uint32_t i = 0; i < png->n_wanted_rows; i++)
        png_read_row(png->png, png->to + i * png->row_bytes, NULL);
}

static void read_end(struct rle127_png *png)
{
    png_read_end(png->png, png->info);
}

/* Behind the last row: all that is left of the file, and whether the stream of pixels is whole. */
static const char *finish(struct rle127_png *png)
{
    struct rle127_image *image = png->image;
    const char *reason = rle127_png_run_step(png, read_end);
    const uint8_t *bytes;
    size_t n_behind = 0;
    bool has_more = false;

    if (!reason && !png->saw_end_of_stream)
        reason = rle127_png_check_stream(image->source, png->first_data_offset, &has_more);
    if (!reason)
        reason = rle127_source_peek(image->source, png->offset, 1, &bytes, &n_behind);
    if (has_more || n_behind > 0)
        image->note = "there is data after the image";
    return reason;
}

static const char *read_rows(struct rle127_png *png, uint8_t *to, uint32_t n_rows)
{
    png->to = to;
    png->n_wanted_rows = n_rows;
    png->next_row += n_rows;
    const char *reason = rle127_png_run_step(png, read_next_rows);
    if (!reason && png->next_row == png->image->height)
        reason = finish(png);
    return reason;
}

/* In each of the seven passes libpng sees all rows. */
static void read_passes(struct rle127_png *png)
{
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
        read_next_rows(png);
}

static const char *hold_image(struct rle127_png *png)
{
    const uint64_t n_bytes = (uint64_t)png->row_bytes * png->image->height;

    if (n_bytes > HELD_BYTES_MAX)
        return "an interlaced image of more than 1 GB cannot be held";
    png->rows = calloc(1, (size_t)n_bytes);
    if (!png->rows)
        return "out of memory";
    png->to = png->rows;
    png->n_wanted_rows = png->image->height;
    const char *reason = rle127_png_run_step(png, read_passes);
    return reason ? reason : finish(png);
}

static bool is_held(const struct rle127_png *png)
{
    return png_get_interlace_type(png->png, png->info) != PNG_INTERLACE_NONE;
}

static const char *prepare(struct rle127_png *png)
{
    const char *reason = rle127_png_read_header(png);

    if (!reason)
        reason = rle127_png_run_step(png, start_rows);
    if (!reason && is_held(png))
        reason = hold_image(png);
    return reason;
}

static const char *open_png(struct rle127_image *image)
{
    struct rle127_png *png = calloc(1, sizeof *png);
    if (!png)
        return "out of memory";

    png->image = image;
    image->state = png;
    const char *reason = prepare(png);
    if (reason)
        close_png(image);
    return reason;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    struct rle127_png *png = image->state;
    const char *reason = NULL;

    if (is_held(png)) {
        rows->bits = png->rows + first_row * png->row_bytes;
    } else {
        reason = read_rows(png, rows->bits, n_rows);
    }
    rows->stride_bytes = (ptrdiff_t)png->row_bytes;
    if (!reason && png->n_colours == 1)
        reason = rle127_check_all_zero(rows->bits, png->row_bytes, image->width, n_rows);
    return reason;
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    struct rle127_png *png = image->state;
    const char *reason = NULL;

    if (is_held(png))
        memcpy(samples, png->rows + row * png->row_bytes, png->row_bytes);
    else
        reason = read_rows(png, samples, 1);
    if (!reason && image->kind == RLE127_KIND_PALETTE)
        reason = rle127_check_indices(samples, image->width, png->n_colours);
    return reason;
}

const struct rle127_reader rle127_reader_png = {
    .format = "PNG",
    .matches = rle127_is_png,
    .open = open_png,
    .packed_rows = read_packed_rows,
    .sample_row = read_sample_row,
    .close = close_png,
};
