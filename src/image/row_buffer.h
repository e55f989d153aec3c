/*
 * Memory for rows that a reader unpacks, which cannot be given as they lie in the file. Must not
 * know: image formats.
 */
#ifndef RLE127_ROW_BUFFER_H
#define RLE127_ROW_BUFFER_H

#include <stddef.h>
#include <stdint.h>

/* Begins as zeroes; `bytes` is to be freed. */
struct rle127_row_buffer {
    uint8_t *bytes;
    size_t room_bytes;
};

/* Makes room for n_bytes, what was there before is kept. Returns NULL, or the reason why not. */
const char *rle127_row_buffer_grow(struct rle127_row_buffer *buffer, size_t n_bytes);

#endif
