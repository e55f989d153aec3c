/*
 * XBM, a bitmap as C source: what the reader's files share.
 */
#ifndef RLE127_XBM_H
#define RLE127_XBM_H

#include "cursor.h"
#include "reader.h"
#include "row_buffer.h"

struct rle127_xbm {
    bool is_wide;         /* X10: values of 16 bits, else of 8 */
    uint64_t text_offset; /* of what stands behind the brace or comma that was read last */
    struct rle127_row_buffer packed;
};

/* C source byte after byte, where a comment is as good as a space. */
struct rle127_xbm_text {
    struct rle127_cursor cursor;
    int byte; /* the one that is looked at, or RLE127_CURSOR_END */
};

/* xbm_header.c */

/* Whether a file that begins with these bytes is an XBM. */
bool rle127_xbm_matches(const uint8_t *head, size_t head_bytes);

/* Reads all that stands before the first value: sets the image's sides, kind and colours, and what
 * *xbm says about the file. */
const char *rle127_xbm_read_header(struct rle127_image *image, struct rle127_xbm *xbm);

/* Looks at the next byte. */
void rle127_xbm_advance(struct rle127_xbm_text *text);

/* Passes over white space and gives the byte behind it. */
int rle127_xbm_skip_space(struct rle127_xbm_text *text);

bool rle127_xbm_is_space(int byte);

/* The reason where something else was expected than the byte that is looked at: that the file ends,
 * if it does, or else this one. */
const char *rle127_xbm_refuse(const struct rle127_xbm_text *text, const char *reason);

#endif
