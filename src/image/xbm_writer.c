/*
 * X bitmap: C source as Xlib's XWriteBitmapFile() writes it, 12 bytes a line. The least significant
 * bit of a byte is the leftmost pixel. The format has no colours, only bits that are set: as Pillow
 * has it, those are white.
 *
 *     #define image_width 9
 *     #define image_height 2
 *     static unsigned char image_bits[] = {
 *        0x30, 0x00, 0xff, 0x01};
 */
#include "writer_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_A_LINE 12
#define LINE_START   "\n   "

/* A byte of pixels becomes ", 0xff". Eight characters are copied at a time, of which six stay. */
#define VALUE_CHARS 6
#define COPY_CHARS  8

/* As many bytes as are made text at a time, and that text's bound: a line start for each full line
 * and for two broken ones, and what the last copy writes too much. */
#define PIECE_BYTES 2048
#define PIECE_CHARS \
    (PIECE_BYTES * VALUE_CHARS + (PIECE_BYTES / BYTES_A_LINE + 2) * sizeof LINE_START + COPY_CHARS)

struct xbm_state {
    unsigned column; /* values on the current line; 0: there is no line yet */
    char values[256][COPY_CHARS];
    char piece[PIECE_CHARS];
};

static void make_values(char (*values)[COPY_CHARS])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned reversed = 0;
        for (unsigned bit = 0; bit < 8; bit++)
            reversed |= (byte >> bit & 1) << (7 - bit);
        memcpy(values[byte], ", 0x", 4);
        values[byte][4] = digits[reversed >> 4];
        values[byte][5] = digits[reversed & 15];
    }
}

static const char *begin_xbm(struct rle127_writer *writer)
{
    char header[128];
    struct xbm_state *const state = calloc(1, sizeof *state);
    if (!state)
        return "out of memory";
    writer->state = state;
    make_values(state->values);
    const int n = snprintf(header, sizeof header,
                           "#define image_width %u\n#define image_height %u\n"
                           "static unsigned char image_bits[] = {",
                           (unsigned)writer->width, (unsigned)writer->height);
    return rle127_sink_append(writer->sink, header, (size_t)n);
}

static char *put_value(struct xbm_state *state, const char *value, char *at)
{
    if (state->column % BYTES_A_LINE) {
        memcpy(at, value, COPY_CHARS);
        state->column++;
        return at + VALUE_CHARS;
    }
    if (state->column)
        *at++ = ',';
    memcpy(at, LINE_START, sizeof LINE_START - 1);
    at += sizeof LINE_START - 1;
    memcpy(at, value + 2, VALUE_CHARS - 2);
    state->column = 1;
    return at + VALUE_CHARS - 2;
}

static const char *put_piece(struct rle127_writer *writer, const uint8_t *bytes, size_t n_bytes)
{
    struct xbm_state *const state = writer->state;
    char *at = state->piece;
    for (size_t i = 0; i < n_bytes; i++)
        at = put_value(state, state->values[bytes[i]], at);
    return rle127_sink_append(writer->sink, state->piece, (size_t)(at - state->piece));
}

/* Rows lie behind each other in the file as in the buffer. */
static const char *put_xbm_rows(struct rle127_writer *writer, const uint8_t *rows, uint32_t n_rows)
{
    const uint8_t *const end = rows + n_rows * writer->stride_bytes;
    const char *reason = NULL;
    while (rows < end && !reason) {
        const size_t n_left = (size_t)(end - rows);
        const size_t n_bytes = n_left < PIECE_BYTES ? n_left : PIECE_BYTES;
        reason = put_piece(writer, rows, n_bytes);
        rows += n_bytes;
    }
    return reason;
}

static const char *end_xbm(struct rle127_writer *writer)
{
    return rle127_sink_append(writer->sink, "};\n", 3);
}

static void close_xbm(struct rle127_writer *writer)
{
    free(writer->state);
    writer->state = NULL;
}

const struct rle127_writer_format rle127_writer_xbm = {
    .suffix = "xbm",
    .row_align_bytes = 1,
    .begin = begin_xbm,
    .put_rows = put_xbm_rows,
    .end = end_xbm,
    .close = close_xbm,
};
