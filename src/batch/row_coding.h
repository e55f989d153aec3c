/*
 * Coding the rows of a band by the row pool that was chosen: the caller alone, threads or
 * processes. The bytes are the same for all of them. Must not know: files, formats.
 */
#ifndef RLE127_ROW_CODING_H
#define RLE127_ROW_CODING_H

#include "rle127.h"

enum rle127_row_pool { RLE127_ROWS_SERIAL, RLE127_ROWS_THREADS, RLE127_ROWS_PROCESSES };

/* Belongs to one thread; its memory is kept from band to band and from image to image. */
struct rle127_row_coder {
    enum rle127_row_pool pool;
    unsigned n_workers; /* the caller is one of them */
    const char *level;  /* NULL: the best */

    /* private: coded bands; of processes, shared with them and behind their results */
    uint8_t *memory;
    size_t memory_bytes;
};

#define RLE127_PIECES_MAX 256

/* Rows and their runs. */
struct rle127_encoded_piece {
    struct rle127_bitmap rows;
    const uint8_t *runs;
    size_t n_bytes;
};

/* The pieces of a band, from the top; their runs are to be joined. */
struct rle127_encoded_band {
    unsigned n_pieces;
    struct rle127_encoded_piece pieces[RLE127_PIECES_MAX];
};

/* codec->threads is the number of workers, of whatever kind. Takes no memory yet. */
void rle127_row_coder_open(struct rle127_row_coder *coder, enum rle127_row_pool pool,
                           const struct rle127_options *codec);
void rle127_row_coder_close(struct rle127_row_coder *coder);

/* Encodes a band. The runs lie in the coder's memory until the next call. Returns NULL or the
 * reason why not. */
const char *rle127_row_coder_encode(struct rle127_row_coder *coder,
                                    const struct rle127_bitmap *band,
                                    struct rle127_encoded_band *encoded);

/* Does what rle127_decode_rows() does; after an error *consumed_bytes is undefined. */
enum rle127_status rle127_row_coder_decode(struct rle127_row_coder *coder, const uint8_t *runs,
                                           size_t n_bytes, const struct rle127_bitmap *band,
                                           size_t *consumed_bytes);

#endif
