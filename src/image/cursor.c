/*
 * How a cursor fetches its bytes: in small requests, because the source's buffer does the reading
 * ahead. Must not know: image formats.
 */
#include "cursor.h"

#define FETCH_BYTES 4096

void rle127_cursor_start(struct rle127_cursor *cursor, struct rle127_source *source,
                         uint64_t offset)
{
    *cursor =
        (struct rle127_cursor){.source = source, .end_offset = offset, .limit_offset = UINT64_MAX};
}

void rle127_cursor_start_in_memory(struct rle127_cursor *cursor, const uint8_t *bytes,
                                   size_t n_bytes)
{
    *cursor = (struct rle127_cursor){
        .next = bytes, .end = bytes + n_bytes, .end_offset = n_bytes, .limit_offset = n_bytes};
}

bool rle127_cursor_refill(struct rle127_cursor *cursor)
{
    const uint64_t allowed_bytes = cursor->limit_offset - cursor->end_offset;
    const size_t n_bytes = allowed_bytes < FETCH_BYTES ? (size_t)allowed_bytes : FETCH_BYTES;
    size_t got_bytes;

    if (n_bytes == 0)
        return false;
    cursor->reason =
        rle127_source_peek(cursor->source, cursor->end_offset, n_bytes, &cursor->next, &got_bytes);
    if (cursor->reason)
        got_bytes = 0;
    cursor->end = cursor->next + got_bytes;
    cursor->end_offset += got_bytes;
    return got_bytes > 0;
}
