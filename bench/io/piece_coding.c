/*
 * As many whole rows as a piece has.
 */
#include "piece_coding.h"

#include <stdio.h>

#include "rle127.h"

static const char ends_early[] = "the file ends early";

bool rle127_is_coded(const struct rle127_piece_coder *coder)
{
    return coder->width && coder->next_row == coder->height;
}

/* The number behind white space and comments; 0 where there is none. */
static uint32_t take_number(const struct rle127_piece *piece, size_t *at)
{
    const uint8_t *const bytes = piece->from;
    uint32_t number = 0;
    bool is_comment = false;
    while (*at < piece->n_bytes && (is_comment || bytes[*at] == '#' || bytes[*at] <= ' ')) {
        is_comment = bytes[*at] == '#' || (is_comment && bytes[*at] != '\n' && bytes[*at] != '\r');
        (*at)++;
    }
    while (*at < piece->n_bytes && bytes[*at] >= '0' && bytes[*at] <= '9') {
        number = 10 * number + (uint32_t)(bytes[*at] - '0');
        (*at)++;
        if (number > RLE127_SIDE_MAX)
            return 0;
    }
    return number;
}

/* Directly behind a number; its line's end stays. */
static void pass_comment(const struct rle127_piece *piece, size_t *at)
{
    if (*at < piece->n_bytes && piece->from[*at] == '#')
        while (*at < piece->n_bytes && piece->from[*at] != '\n' && piece->from[*at] != '\r')
            (*at)++;
}

static const char *read_pbm_header(struct rle127_piece_coder *coder, struct rle127_piece *piece)
{
    size_t at = 2;
    if (piece->n_bytes < 2 || piece->from[0] != 'P' || piece->from[1] != '4')
        return "is no PBM file with packed bits";
    const uint32_t width = take_number(piece, &at), height = take_number(piece, &at);
    pass_comment(piece, &at);
    piece->wants_more =
        at == piece->n_bytes && !piece->is_last && piece->n_bytes <= RLE127_PIECE_REST_BYTES;
    if (piece->wants_more)
        return NULL;
    if (!width || !height)
        return "has no right size in its header";
    if (at == piece->n_bytes || piece->from[at] > ' ')
        return ends_early;
    coder->width = width;
    coder->height = height;
    piece->used_bytes = at + 1;
    rle127_write_header(piece->to, width, height);
    piece->made_bytes = RLE127_HEADER_BYTES;
    return NULL;
}

static const char *read_rle_header(struct rle127_piece_coder *coder, struct rle127_piece *piece)
{
    uint32_t width, height;
    const enum rle127_status status =
        rle127_read_header(piece->from, piece->n_bytes, &width, &height);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    coder->width = width;
    coder->height = height;
    piece->used_bytes = RLE127_HEADER_BYTES;
    piece->made_bytes = (size_t)snprintf((char *)piece->to, piece->room_bytes, "P4\n%u %u\n",
                                         (unsigned)width, (unsigned)height);
    return NULL;
}

static uint32_t least(uint32_t a, size_t b)
{
    return b < a ? (uint32_t)b : a;
}

static struct rle127_bitmap make_rows(const struct rle127_piece_coder *coder, const uint8_t *bits,
                                      uint32_t n_rows)
{
    return (struct rle127_bitmap){.width = coder->width,
                                  .height = n_rows,
                                  .stride_bytes = (ptrdiff_t)rle127_row_bytes(coder->width),
                                  .bits = (uint8_t *)(uintptr_t)bits, /* encoding only reads it */
                                  .one_is_black = true};
}

static const char *encode(struct rle127_piece_coder *coder, struct rle127_piece *piece)
{
    const uint32_t n_left = coder->height - coder->next_row;
    const size_t row_bytes = rle127_row_bytes(coder->width);
    const size_t n_whole = (piece->n_bytes - piece->used_bytes) / row_bytes;
    const uint32_t n_rows =
        least(least(n_left, n_whole), (piece->room_bytes - piece->made_bytes) / coder->width);
    piece->wants_more = n_whole < n_left && n_rows == n_whole;
    if (n_rows == 0)
        return NULL;
    const struct rle127_bitmap rows = make_rows(coder, piece->from + piece->used_bytes, n_rows);
    size_t n_made;
    const enum rle127_status status = rle127_encode_rows(
        &rows, piece->to + piece->made_bytes, piece->room_bytes - piece->made_bytes, &n_made, NULL);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    piece->used_bytes += n_rows * row_bytes;
    piece->made_bytes += n_made;
    coder->next_row += n_rows;
    return NULL;
}

/* Runs of some rows. How many rows are whole is sure only of those that would be if each pixel had
 * a run of its own. */
static const char *decode_some(struct rle127_piece_coder *coder, struct rle127_piece *piece)
{
    const uint32_t n_left = coder->height - coder->next_row;
    const size_t row_bytes = rle127_row_bytes(coder->width);
    const size_t n_bytes = piece->n_bytes - piece->used_bytes;
    const uint32_t n_sure = piece->is_last ? n_left : least(n_left, n_bytes / coder->width);
    const uint32_t n_rows = least(n_sure, (piece->room_bytes - piece->made_bytes) / row_bytes);
    piece->wants_more = n_sure == 0;
    if (n_rows == 0)
        return NULL;
    const struct rle127_bitmap rows = make_rows(coder, piece->to + piece->made_bytes, n_rows);
    size_t n_used;
    const enum rle127_status status =
        rle127_decode_rows(piece->from + piece->used_bytes, n_bytes, &rows, &n_used, NULL);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    piece->used_bytes += n_used;
    piece->made_bytes += n_rows * row_bytes;
    coder->next_row += n_rows;
    return NULL;
}

static const char *decode(struct rle127_piece_coder *coder, struct rle127_piece *piece)
{
    const char *reason;
    uint32_t before;
    do {
        before = coder->next_row;
        reason = decode_some(coder, piece);
    } while (!reason && coder->next_row != before && !rle127_is_coded(coder));
    if (!reason && rle127_is_coded(coder) &&
        (piece->used_bytes < piece->n_bytes || !piece->is_last))
        reason = rle127_status_text(RLE127_TRAILING_DATA);
    return reason;
}

const char *rle127_code_piece(struct rle127_piece_coder *coder, struct rle127_piece *piece)
{
    const char *reason = NULL;
    piece->used_bytes = piece->made_bytes = 0;
    piece->wants_more = false;
    if (!coder->width)
        reason =
            coder->is_decompression ? read_rle_header(coder, piece) : read_pbm_header(coder, piece);
    if (!reason && coder->width)
        reason = coder->is_decompression ? decode(coder, piece) : encode(coder, piece);
    if (!reason && piece->wants_more && piece->is_last)
        reason = ends_early;
    return reason;
}
