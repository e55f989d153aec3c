/*
 * Rows that a reader unpacks; see row_buffer.h.
 */
#include "row_buffer.h"

#include <stdlib.h>

const char *rle127_row_buffer_grow(struct rle127_row_buffer *buffer, size_t n_bytes)
{
    if (n_bytes <= buffer->room_bytes)
        return NULL;
    uint8_t *larger = realloc(buffer->bytes, n_bytes);
    if (!larger)
        return "out of memory";
    buffer->bytes = larger;
    buffer->room_bytes = n_bytes;
    return NULL;
}
