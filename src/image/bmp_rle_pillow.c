/*
 * Run-length-coded BMPs as Pillow 9.4 decodes them. The book's program reads its images by Pillow,
 * and the same image has to give the same .rle, also where Pillow's pixels are not the file's:
 *
 *   - pixels flow on: a row that is full, or a step to another place, only adds to one long list;
 *   - the end of a row that has no pixels adds nothing;
 *   - a literal of an odd number of 4-bit pixels loses the last one;
 *   - the two bytes of a delta are dropped, and the two behind them taken instead;
 *   - literals are padded to an even position in the file, not in the code.
 *
 * Must not know: colours.
 */
#include "bmp.h"

#include <stdlib.h>
#include <string.h>

#include "cursor.h"

struct imitation {
    struct rle127_cursor cursor;
    uint8_t *indices;
    size_t width, n_pixels, at; /* pixels; at: where the next one goes */
    size_t x;                   /* what it takes for the place in the row; may be too large */
    bool is_rle4, has_ended;
};

static void add_pixels(struct imitation *im, uint8_t even, uint8_t odd, size_t n_pixels)
{
    for (size_t i = 0; i < n_pixels && im->at < im->n_pixels; i++)
        im->indices[im->at++] = i % 2 ? odd : even;
}

static void add_run(struct imitation *im, size_t n_pixels, uint8_t value)
{
    if (im->x + n_pixels > im->width)
        n_pixels = im->x < im->width ? im->width - im->x : 0;
    add_pixels(im, im->is_rle4 ? value >> 4 : value, im->is_rle4 ? value & 15 : value, n_pixels);
    im->x += n_pixels;
}

static void add_literal(struct imitation *im, size_t n_pixels)
{
    const size_t n_bytes = im->is_rle4 ? n_pixels / 2 : n_pixels;
    for (size_t i = 0; i < n_bytes; i++) {
        const int byte = rle127_cursor_next(&im->cursor);
        if (byte == RLE127_CURSOR_END) {
            im->has_ended = true;
            return;
        }
        if (im->is_rle4)
            add_pixels(im, (uint8_t)(byte >> 4), byte & 15, 2);
        else
            add_pixels(im, (uint8_t)byte, 0, 1);
    }
    im->x += n_pixels;
    if (rle127_cursor_offset(&im->cursor) % 2)
        rle127_cursor_next(&im->cursor);
}

static void step_on(struct imitation *im)
{
    rle127_cursor_next(&im->cursor);
    rle127_cursor_next(&im->cursor);
    const int right = rle127_cursor_next(&im->cursor);
    const int up = rle127_cursor_next(&im->cursor);
    if (right == RLE127_CURSOR_END || up == RLE127_CURSOR_END) {
        im->has_ended = true;
        return;
    }
    add_pixels(im, 0, 0, (size_t)right + (size_t)up * im->width);
    im->x = im->at % im->width;
}

static void end_row(struct imitation *im)
{
    if (im->at % im->width)
        add_pixels(im, 0, 0, im->width - im->at % im->width);
    im->x = 0;
}

static void take_code(struct imitation *im)
{
    const int first = rle127_cursor_next(&im->cursor);
    const int second = rle127_cursor_next(&im->cursor);
    if (first == RLE127_CURSOR_END || second == RLE127_CURSOR_END)
        im->has_ended = true;
    else if (first)
        add_run(im, (size_t)first, (uint8_t)second);
    else if (second == 0)
        end_row(im);
    else if (second == 1)
        im->has_ended = true;
    else if (second == 2)
        step_on(im);
    else
        add_literal(im, (size_t)second);
}

const char *rle127_bmp_imitate_pillow(struct rle127_image *image)
{
    struct rle127_bmp *const bmp = image->state;
    struct imitation im = {.width = image->width,
                           .n_pixels = (size_t)image->width * image->height,
                           .is_rle4 = bmp->compression == RLE127_BMP_RLE4};
    if (!bmp->may_mislead_pillow)
        return NULL;
    im.indices = malloc(im.n_pixels);
    if (!im.indices)
        return "out of memory";
    rle127_cursor_start(&im.cursor, image->source, bmp->data_offset);
    while (!im.has_ended && im.at < im.n_pixels)
        take_code(&im);
    /* where it finds too few pixels, Pillow refuses the file: then there is nothing to imitate */
    if (!im.cursor.reason && im.at == im.n_pixels &&
        memcmp(im.indices, bmp->indices, im.n_pixels) != 0) {
        uint8_t *const right = bmp->indices;
        bmp->indices = im.indices;
        im.indices = right;
        image->note = "the pixels are those that Pillow reads, which are not quite this BMP's; "
                      "--binarize=threshold:128 gives the file's own";
    }
    free(im.indices);
    return im.cursor.reason;
}
