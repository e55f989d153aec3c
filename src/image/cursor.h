/*
 * Byte after byte from a source, for the formats that are no table of rows: text and run-length
 * codes. Must not know: image formats.
 *
 * A cursor points into the source's buffer: no other request may be made while it is in use.
 */
#ifndef RLE127_CURSOR_H
#define RLE127_CURSOR_H

#include "source.h"

#define RLE127_CURSOR_END (-1)

struct rle127_cursor {
    struct rle127_source *source;
    const uint8_t *next, *end; /* what was fetched and not taken yet */
    uint64_t end_offset;       /* of `end` in the input */
    uint64_t limit_offset;     /* where the input is taken to end at the latest */
    const char *reason;        /* why the input could not be read, or NULL */
};

/* Starts at offset, without a limit; reads nothing yet. */
void rle127_cursor_start(struct rle127_cursor *cursor, struct rle127_source *source,
                         uint64_t offset);

/* Starts on bytes in memory, which are all that there is. */
void rle127_cursor_start_in_memory(struct rle127_cursor *cursor, const uint8_t *bytes,
                                   size_t n_bytes);

/* Fetches more bytes. False where the input ends or, with cursor->reason set, cannot be read. */
bool rle127_cursor_refill(struct rle127_cursor *cursor);

/* Takes the next byte, or gives RLE127_CURSOR_END. */
static inline int rle127_cursor_next(struct rle127_cursor *cursor)
{
    if (cursor->next == cursor->end && !rle127_cursor_refill(cursor))
        return RLE127_CURSOR_END;
    return *cursor->next++;
}

/* The byte that is taken next, or RLE127_CURSOR_END. */
static inline int rle127_cursor_peek(struct rle127_cursor *cursor)
{
    if (cursor->next == cursor->end && !rle127_cursor_refill(cursor))
        return RLE127_CURSOR_END;
    return *cursor->next;
}

/* The offset in the input of the byte that is taken next. */
static inline uint64_t rle127_cursor_offset(const struct rle127_cursor *cursor)
{
    return cursor->end_offset - (uint64_t)(cursor->end - cursor->next);
}

#endif
