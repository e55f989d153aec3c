/*
 * Rows of P1, P2 and P3, whose samples are written as text. Each row begins where the one before
 * ended, so rows are read in order; row 0 starts again. Must not know: the binary formats.
 */
#include "pnm.h"

#include <string.h>

/* How far behind the last sample text is looked for that does not belong there. */
#define LOOK_BEHIND_BYTES 4096

static void start_rows(struct rle127_cursor *cursor, const struct rle127_image *image,
                       const struct rle127_pnm *pnm, uint32_t row)
{
    rle127_cursor_start(cursor, image->source, row == 0 ? pnm->data_offset : pnm->text_offset);
}

static const char *look_behind(struct rle127_image *image, const struct rle127_pnm *pnm)
{
    const uint8_t *bytes;
    size_t n_bytes;
    const char *reason =
        rle127_source_peek(image->source, pnm->text_offset, LOOK_BEHIND_BYTES, &bytes, &n_bytes);

    for (size_t i = 0; !reason && i < n_bytes; i++)
        if (!rle127_pnm_is_space(bytes[i]))
            image->note = "there is data after the image";
    return reason;
}

static const char *end_rows(const struct rle127_cursor *cursor, struct rle127_image *image,
                            struct rle127_pnm *pnm, uint32_t rows_end)
{
    pnm->text_offset = rle127_cursor_offset(cursor);
    return rows_end == image->height ? look_behind(image, pnm) : NULL;
}

/* One pixel of P1; pixels need no white space between them. */
static const char *read_bit(struct rle127_cursor *cursor, unsigned *bit)
{
    for (;;) {
        const int byte = rle127_cursor_next(cursor);
        if (byte == '0' || byte == '1') {
            *bit = (unsigned)(byte - '0');
            return NULL;
        }
        if (byte == RLE127_CURSOR_END)
            return cursor->reason ? cursor->reason : "the file ends early";
        if (byte == '#')
            rle127_pnm_skip_comment(cursor);
        else if (!rle127_pnm_is_space(byte))
            return "a pixel is neither 0 nor 1";
    }
}

static const char *pack_text_row(struct rle127_cursor *cursor, uint32_t width, uint8_t *bits)
{
    memset(bits, 0, rle127_row_bytes(width));
    for (uint32_t x = 0; x < width; x++) {
        unsigned bit;
        const char *reason = read_bit(cursor, &bit);
        if (reason)
            return reason;
        bits[x / 8] |= (uint8_t)(bit << (7 - x % 8));
    }
    return NULL;
}

const char *rle127_pnm_read_text_bits(struct rle127_image *image, uint32_t first_row,
                                      uint32_t n_rows, struct rle127_bitmap *rows)
{
    struct rle127_pnm *pnm = image->state;
    const size_t row_bytes = rle127_row_bytes(image->width);
    struct rle127_cursor cursor;
    const char *reason = rle127_row_buffer_grow(&pnm->packed, n_rows * row_bytes);

    start_rows(&cursor, image, pnm, first_row);
    for (uint32_t i = 0; i < n_rows && !reason; i++)
        reason = pack_text_row(&cursor, image->width, pnm->packed.bytes + i * row_bytes);
    if (!reason)
        reason = end_rows(&cursor, image, pnm, first_row + n_rows);
    rows->bits = pnm->packed.bytes;
    rows->stride_bytes = (ptrdiff_t)row_bytes;
    return reason;
}

const char *rle127_pnm_read_text_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    struct rle127_pnm *pnm = image->state;
    const size_t n_samples = (size_t)image->width * pnm->n_channels;
    struct rle127_cursor cursor;

    start_rows(&cursor, image, pnm, row);
    for (size_t i = 0; i < n_samples; i++) {
        unsigned value;
        const char *reason = rle127_pnm_read_number(&cursor, &value);
        if (reason)
            return reason;
        if (value > pnm->maxval)
            return "a sample is above the maximum value";
        samples[i] = pnm->levels[value];
    }
    return end_rows(&cursor, image, pnm, row + 1);
}
