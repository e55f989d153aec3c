/*
 * The header of the PNM formats, and the numbers that their text is made of:
 *
 *     P5 <width> <height> <maxval><one byte of white space><data>
 *
 * P1 and P4 have no maxval. Must not know: rows.
 */
#include "pnm.h"

#define HEADER_BYTES_MAX  (64 * 1024)
#define NUMBER_DIGITS_MAX 10
#define MAXVAL_MAX        65535

/* The colours of the two bit values of P1 and P4, as 299 R + 587 G + 114 B. */
#define WHITE_LUMA_1000 255000
#define BLACK_LUMA_1000 0

bool rle127_pnm_is_space(int byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

int rle127_pnm_skip_comment(struct rle127_cursor *cursor)
{
    int byte;

    do
        byte = rle127_cursor_next(cursor);
    while (byte != '\n' && byte != '\r' && byte != RLE127_CURSOR_END);
    return byte;
}

/* A comment ends before its line's end, which is white space like any other: behind the last number
 * of a header it is what stands before the pixels. */
static int next_outside_comments(struct rle127_cursor *cursor)
{
    const int byte = rle127_cursor_next(cursor);
    return byte == '#' ? rle127_pnm_skip_comment(cursor) : byte;
}

/* Why a cursor that gave RLE127_CURSOR_END has nothing more. */
static const char *explain_end(const struct rle127_cursor *cursor)
{
    return cursor->reason ? cursor->reason : "the file ends early";
}

const char *rle127_pnm_read_number(struct rle127_cursor *cursor, unsigned *number)
{
    unsigned value = 0;
    unsigned n_digits = 0;
    int byte;

    do
        byte = next_outside_comments(cursor);
    while (rle127_pnm_is_space(byte));

    for (; byte >= '0' && byte <= '9'; byte = next_outside_comments(cursor)) {
        value = value * 10 + (unsigned)(byte - '0');
        if (value > RLE127_PNM_NUMBER_MAX)
            value = RLE127_PNM_NUMBER_MAX;
        if (++n_digits > NUMBER_DIGITS_MAX)
            return "a number has more than 10 digits";
    }

    if (byte == RLE127_CURSOR_END && (cursor->reason || n_digits == 0))
        return explain_end(cursor);
    if (byte != RLE127_CURSOR_END && !rle127_pnm_is_space(byte))
        return "a character that is no digit stands in a number";
    *number = value;
    return NULL;
}

static const char *read_numbers(struct rle127_cursor *cursor, struct rle127_image *image,
                                struct rle127_pnm *pnm)
{
    const char *reason = rle127_pnm_read_number(cursor, &image->width);

    if (!reason)
        reason = rle127_pnm_read_number(cursor, &image->height);
    if (!reason)
        reason = rle127_check_side(image->width);
    if (!reason)
        reason = rle127_check_side(image->height);
    pnm->maxval = 1;
    if (!reason && image->kind != RLE127_KIND_BILEVEL)
        reason = rle127_pnm_read_number(cursor, &pnm->maxval);
    if (!reason && (pnm->maxval == 0 || pnm->maxval > MAXVAL_MAX))
        reason = "the maximum value is not 1..65535";
    return reason;
}

static void set_format(char magic, struct rle127_image *image, struct rle127_pnm *pnm)
{
    static const struct {
        const char *format;
        enum rle127_image_kind kind;
        unsigned n_channels;
    } FORMATS[] = {{"PBM", RLE127_KIND_BILEVEL, 1},
                   {"PGM", RLE127_KIND_GREY, 1},
                   {"PPM", RLE127_KIND_COLOUR, 3}};
    const unsigned type = (unsigned)(magic - '1');

    image->format = FORMATS[type % 3].format;
    image->kind = FORMATS[type % 3].kind;
    pnm->n_channels = FORMATS[type % 3].n_channels;
    pnm->is_text = type < 3;
}

const char *rle127_pnm_read_header(struct rle127_image *image, struct rle127_pnm *pnm)
{
    struct rle127_cursor cursor;

    rle127_cursor_start(&cursor, image->source, 0);
    cursor.limit_offset = HEADER_BYTES_MAX;
    rle127_cursor_next(&cursor); /* the P, which has been seen */
    set_format((char)rle127_cursor_next(&cursor), image, pnm);
    image->luma_1000[0] = WHITE_LUMA_1000;
    image->luma_1000[1] = BLACK_LUMA_1000;

    const char *reason = read_numbers(&cursor, image, pnm);
    pnm->data_offset = rle127_cursor_offset(&cursor);
    if (pnm->data_offset == HEADER_BYTES_MAX)
        return "the header is too long";
    return reason;
}
