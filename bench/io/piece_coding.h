/*
 * Coding a file that comes in pieces: PBM (P4) to .rle and back, from memory to memory, by the
 * library alone. Must not know: how pieces are read and written.
 */
#ifndef RLE127_PIECE_CODING_H
#define RLE127_PIECE_CODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much is read at a time, as rle127 does. A file's first piece is a small one: then the system
 * takes it that the file is read in order, and reads ahead, which with a cold cache took a third of
 * the time off (measured with Linux 6.18: 28 ms became 18). */
#define RLE127_FIRST_PIECE_BYTES 8192
#define RLE127_PIECE_BYTES       262144

/* What room a piece's result has: at worst a bit becomes a byte. */
#define RLE127_PIECE_ROOM_BYTES (8 * RLE127_PIECE_BYTES)

/* The most that stays uncoded at the end of a piece, and is given again before the next one: less
 * than a row, or than the longest header. */
#define RLE127_PIECE_REST_BYTES 65536

/* All zero but the first before the first piece. */
struct rle127_piece_coder {
    bool is_decompression;
    uint32_t width, height; /* of the file's header; 0: it has not come yet */
    uint32_t next_row;
};

struct rle127_piece {
    const uint8_t *from;
    size_t n_bytes;
    bool is_last; /* the file ends with it */
    uint8_t *to;
    size_t room_bytes; /* RLE127_PIECE_BYTES or more */

    /* The result. What is not used comes again: with more bytes behind, or at once where the room
     * was too small. */
    size_t used_bytes, made_bytes;
    bool wants_more; /* it can go on only with more bytes */
};

/* Returns NULL, or the reason why the file is wrong. */
const char *rle127_code_piece(struct rle127_piece_coder *coder, struct rle127_piece *piece);

/* All rows are coded, and what comes now is not looked at. */
bool rle127_is_coded(const struct rle127_piece_coder *coder);

#endif
