/*
 * PBM, PGM and PPM, as text (P1, P2, P3) and binary (P4, P5, P6): what the reader's files share.
 */
#ifndef RLE127_PNM_H
#define RLE127_PNM_H

#include "cursor.h"
#include "reader.h"
#include "row_buffer.h"

struct rle127_pnm {
    bool is_text;
    unsigned n_channels; /* 1 or 3 */
    unsigned maxval;     /* 1..65535; 1 for P1 and P4 */
    uint64_t data_offset;
    uint64_t text_offset;            /* where the next row of a text format begins */
    uint8_t *levels;                 /* for each sample value 0..maxval the level 0..255 */
    struct rle127_row_buffer packed; /* the rows of P1 that were asked for last */
};

/* pnm_header.c: reads the header of image->source; sets the image's sides, kind, colours and
 * format, and what *pnm says about the file. */
const char *rle127_pnm_read_header(struct rle127_image *image, struct rle127_pnm *pnm);

/* Reads the next decimal number, with white space and comments before it. The byte that ends the
 * number is taken as well, and where that begins a comment, the comment with the end of its line.
 * Numbers above RLE127_PNM_NUMBER_MAX become that. */
#define RLE127_PNM_NUMBER_MAX 99999u
const char *rle127_pnm_read_number(struct rle127_cursor *cursor, unsigned *number);

bool rle127_pnm_is_space(int byte);

/* Takes the rest of a comment whose '#' was taken, with the end of its line, and gives the last
 * byte taken, which is white space, or RLE127_CURSOR_END. */
int rle127_pnm_skip_comment(struct rle127_cursor *cursor);

/* pnm_text.c: rows of the text formats, in order. */
const char *rle127_pnm_read_text_bits(struct rle127_image *image, uint32_t first_row,
                                      uint32_t n_rows, struct rle127_bitmap *rows);
const char *rle127_pnm_read_text_row(struct rle127_image *image, uint32_t row, uint8_t *samples);

#endif
