/*
 * The rows of a comparison: each codec, and rle127 at each level and with several threads.
 */
#ifndef RLE127_ROWS_H
#define RLE127_ROWS_H

#include "codecs/codecs.h"

#define RLE127_ROW_NAME_BYTES 64

/* The library makes no more of a larger number (src/codec/bands.c). */
#define RLE127_ROW_THREADS_MAX 64

struct rle127_row {
    char name[RLE127_ROW_NAME_BYTES]; /* "rle127 avx512 -T2" */
    const struct rle127_codec *codec;
    struct rle127_options options; /* level NULL and threads 1 where the codec has none */

    void *state; /* private: the codec's */
};

/* Which rows there are to be. */
struct rle127_row_choice {
    const char *level;       /* of rle127: this one alone; NULL: all */
    unsigned threads;        /* 1 and, doubling, up to this or to RLE127_ROW_THREADS_MAX */
    const char *const *only; /* rows whose names contain one of these texts, and memcpy */
    size_t n_only;           /* 0: all rows */
};

struct rle127_rows {
    struct rle127_row *rows;
    size_t n_rows;
};

/* Makes the rows, memcpy first. False where there is no memory; nothing is to be freed then. */
bool rle127_make_rows(struct rle127_rows *rows, const struct rle127_row_choice *choice);
void rle127_free_rows(struct rle127_rows *rows);

/* Whether some row's name contains the text, in upper or lower case. */
bool rle127_has_row(const struct rle127_rows *rows, const char *text);

#endif
