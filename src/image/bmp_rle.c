/*
 * Run-length-coded BMPs, 8 and 4 bits a pixel. The code is a sequence of byte pairs, from the
 * lowest row up:
 *
 *     n v         n > 0: n pixels of v (RLE4: of its two halves by turns)
 *     0 0         end of the row
 *     0 1         end of the image
 *     0 2 dx dy   go on dx pixels to the right and dy rows up
 *     0 n ...     n > 2: n pixels as they are, padded to an even number of bytes
 *
 * Pixels that are passed over have the index 0. Must not know: colours.
 */
#include "bmp.h"

#include <stdlib.h>
#include <string.h>

#include "cursor.h"

static const char ends_early[] = "the run-length code ends early";
static const char past_last_row[] = "the run-length code goes on past the last row";

enum { END_OF_ROW = 0, END_OF_IMAGE = 1, DELTA = 2 };

/* The image is decoded as a whole, into a byte for each pixel. */
#define N_PIXELS_MAX (UINT64_C(1) << 28)

struct decoder {
    struct rle127_cursor cursor;
    struct rle127_image *image;
    struct rle127_bmp *bmp;
    uint32_t x, y; /* where the next pixel goes; y counts up from the lowest row */
};

static uint8_t *locate_pixel(const struct decoder *decoder)
{
    return decoder->bmp->indices + (size_t)decoder->y * decoder->image->width + decoder->x;
}

/* How many of n pixels fit the row. Files by several writers run past it. */
static uint32_t clip_to_row(struct decoder *decoder, uint32_t n_pixels)
{
    const uint32_t room = decoder->image->width - decoder->x;

    if (n_pixels <= room)
        return n_pixels;
    decoder->image->note = "runs past the end of a row were cut";
    return room;
}

static const char *decode_run(struct decoder *decoder, int n_pixels, uint8_t value)
{
    if (decoder->y >= decoder->image->height)
        return past_last_row;

    const uint32_t n_fitting = clip_to_row(decoder, (uint32_t)n_pixels);
    uint8_t *to = locate_pixel(decoder);
    if (decoder->bmp->compression == RLE127_BMP_RLE8)
        memset(to, value, n_fitting);
    else
        for (uint32_t i = 0; i < n_fitting; i++)
            to[i] = i % 2 == 0 ? value >> 4 : value & 15;
    decoder->x += n_fitting;
    return NULL;
}

/* Takes the bytes of n pixels and their padding; *literal has room for 256 bytes. */
static const char *take_literal(struct decoder *decoder, uint32_t n_pixels, uint8_t *literal)
{
    const bool is_rle8 = decoder->bmp->compression == RLE127_BMP_RLE8;
    const uint32_t n_bytes = is_rle8 ? n_pixels : (n_pixels + 1) / 2;

    for (uint32_t i = 0; i < n_bytes + n_bytes % 2; i++) {
        const int byte = rle127_cursor_next(&decoder->cursor);
        if (byte == RLE127_CURSOR_END)
            return decoder->cursor.reason ? decoder->cursor.reason : ends_early;
        literal[i] = (uint8_t)byte;
    }
    return NULL;
}

static const char *decode_literal(struct decoder *decoder, uint32_t n_pixels)
{
    const bool is_rle8 = decoder->bmp->compression == RLE127_BMP_RLE8;
    uint8_t literal[256];

    if (decoder->y >= decoder->image->height)
        return past_last_row;
    const char *reason = take_literal(decoder, n_pixels, literal);
    if (reason)
        return reason;

    const uint32_t n_fitting = clip_to_row(decoder, n_pixels);
    uint8_t *to = locate_pixel(decoder);
    for (uint32_t i = 0; i < n_fitting; i++) {
        if (is_rle8)
            to[i] = literal[i];
        else
            to[i] = i % 2 == 0 ? literal[i / 2] >> 4 : literal[i / 2] & 15;
    }
    decoder->x += n_fitting;

    if ((!is_rle8 && n_pixels % 2 != 0) || n_fitting < n_pixels ||
        decoder->bmp->data_offset % 2 != 0)
        decoder->bmp->may_mislead_pillow = true;
    return NULL;
}

static const char *decode_delta(struct decoder *decoder)
{
    const int right = rle127_cursor_next(&decoder->cursor);
    const int up = rle127_cursor_next(&decoder->cursor);

    if (right == RLE127_CURSOR_END || up == RLE127_CURSOR_END)
        return decoder->cursor.reason ? decoder->cursor.reason : ends_early;
    decoder->x += (uint32_t)right;
    decoder->y += (uint32_t)up;
    if (decoder->x > decoder->image->width || decoder->y > decoder->image->height)
        return "a delta leads out of the image";
    decoder->bmp->may_mislead_pillow = true;
    return NULL;
}

/* Behind the last row this changes nothing: that is padding of the file. */
static void end_row(struct decoder *decoder)
{
    if (decoder->y >= decoder->image->height)
        return;
    decoder->x = 0;
    decoder->y++;
}

/* The end of the file, which may stand for the end of the image once all pixels are there. */
static const char *end_input(const struct decoder *decoder)
{
    const struct rle127_image *image = decoder->image;
    const bool is_complete = decoder->y >= image->height ||
                             (decoder->y == image->height - 1 && decoder->x == image->width);

    if (decoder->cursor.reason)
        return decoder->cursor.reason;
    return is_complete ? NULL : ends_early;
}

static const char *decode_all(struct decoder *decoder)
{
    const char *reason = NULL;

    while (!reason) {
        const int first = rle127_cursor_next(&decoder->cursor);
        const int second = rle127_cursor_next(&decoder->cursor);
        if (first == RLE127_CURSOR_END || second == RLE127_CURSOR_END)
            return end_input(decoder);
        if (first > 0)
            reason = decode_run(decoder, first, (uint8_t)second);
        else if (second == END_OF_ROW)
            end_row(decoder);
        else if (second == END_OF_IMAGE)
            return NULL;
        else if (second == DELTA)
            reason = decode_delta(decoder);
        else
            reason = decode_literal(decoder, (uint32_t)second);
    }
    return reason;
}

const char *rle127_bmp_decode_rle(struct rle127_image *image, struct rle127_bmp *bmp)
{
    struct decoder decoder = {.image = image, .bmp = bmp};

    if ((uint64_t)image->width * image->height > N_PIXELS_MAX)
        return "run-length-coded BMP of more than 268435456 pixels";
    bmp->indices = calloc(image->height, image->width);
    if (!bmp->indices)
        return "out of memory";
    rle127_cursor_start(&decoder.cursor, image->source, bmp->data_offset);
    return decode_all(&decoder);
}
