/*
 * Reader of GIF files: the first frame on its canvas. The canvas is as large as the screen or,
 * where the frame leads out of that, as both; what the frame leaves free has the transparent colour
 * or else the first one, as Pillow fills it. Must not know: other formats.
 */
#include "../indices.h"
#include "gif.h"

#include <stdlib.h>
#include <string.h>

static void close_gif(struct rle127_image *image)
{
    struct rle127_gif *gif = image->state;

    DGifCloseFile(gif->handle, NULL);
    free(gif->pixels);
    free(gif->row);
    free(gif);
}

static const char *take_row(struct rle127_gif *gif, uint8_t *pixels)
{
    const char *reason = rle127_gif_take_pixels(gif, gif->width, pixels);

    return reason ? reason : rle127_check_indices(pixels, gif->width, gif->n_colours);
}

static const char *end_frame(struct rle127_image *image, struct rle127_gif *gif)
{
    const char *reason = rle127_gif_end_pixels(gif);

    return reason ? reason : rle127_gif_finish(image, gif);
}

/* Every eighth row, then those in the middle between them, and so on. */
static const char *read_interlaced(struct rle127_image *image, struct rle127_gif *gif)
{
    static const struct {
        uint32_t first, step;
    } PASSES[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    const char *reason = NULL;

    gif->pixels = malloc((size_t)gif->width * gif->height);
    if (!gif->pixels)
        return "out of memory";
    for (size_t i = 0; i < 4; i++)
        for (uint32_t y = PASSES[i].first; y < gif->height && !reason; y += PASSES[i].step)
            reason = take_row(gif, gif->pixels + (size_t)y * gif->width);
    return reason ? reason : end_frame(image, gif);
}

static const char *start_rows(struct rle127_image *image, struct rle127_gif *gif)
{
    rle127_gif_start_pixels(gif);
    if (image->kind == RLE127_KIND_BILEVEL) {
        gif->row = malloc(image->width);
        if (!gif->row)
            return "out of memory";
    }
    return gif->handle->Image.Interlace ? read_interlaced(image, gif) : NULL;
}

static const char *open_gif(struct rle127_image *image)
{
    struct rle127_gif *gif = calloc(1, sizeof *gif);
    if (!gif)
        return "out of memory";

    image->state = gif;
    const char *reason = rle127_gif_read_header(image, gif);
    if (!reason)
        reason = start_rows(image, gif);
    if (reason)
        close_gif(image);
    return reason;
}

static const char *read_frame_row(struct rle127_image *image, struct rle127_gif *gif, uint32_t y,
                                  uint8_t *pixels)
{
    if (gif->pixels) {
        memcpy(pixels, gif->pixels + (size_t)y * gif->width, gif->width);
        return NULL;
    }
    const char *reason = take_row(gif, pixels);
    if (!reason && y == gif->height - 1)
        reason = end_frame(image, gif);
    return reason;
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    struct rle127_gif *gif = image->state;

    memset(samples, gif->fill, image->width);
    if (row < gif->top || row - gif->top >= gif->height)
        return NULL;
    return read_frame_row(image, gif, row - gif->top, samples + gif->left);
}

static void pack_row(const uint8_t *pixels, uint32_t width, uint8_t *bits)
{
    const uint32_t n_full = width / 8;

    for (uint32_t i = 0; i < n_full; i++, pixels += 8)
        bits[i] = (uint8_t)(pixels[0] << 7 | pixels[1] << 6 | pixels[2] << 5 | pixels[3] << 4 |
                            pixels[4] << 3 | pixels[5] << 2 | pixels[6] << 1 | pixels[7]);
    if (width % 8 > 0)
        bits[n_full] = 0;
    for (uint32_t x = 0; x < width % 8; x++)
        bits[n_full] |= (uint8_t)(pixels[x] << (7 - x));
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    struct rle127_gif *gif = image->state;
    const size_t row_bytes = rle127_row_bytes(image->width);
    const char *reason = NULL;

    for (uint32_t i = 0; i < n_rows && !reason; i++) {
        reason = read_sample_row(image, first_row + i, gif->row);
        if (!reason)
            pack_row(gif->row, image->width, rows->bits + i * row_bytes);
    }
    rows->stride_bytes = (ptrdiff_t)row_bytes;
    return reason;
}

const struct rle127_reader rle127_reader_gif = {
    .format = "GIF",
    .matches = rle127_is_gif,
    .open = open_gif,
    .packed_rows = read_packed_rows,
    .sample_row = read_sample_row,
    .imitate_pillow = rle127_gif_imitate_pillow,
    .close = close_gif,
};
