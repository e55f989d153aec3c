/*
 * Memory that is freed all at once, and that remembers where there was none.
 */
#ifndef RLE127_DOCUMENT_MEMORY_H
#define RLE127_DOCUMENT_MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct rle127_memory {
    void **blocks;
    size_t n_blocks, room_blocks;
    bool has_failed;
};

/* Zeroed; NULL where there is no memory. */
void *rle127_memory_take(struct rle127_memory *memory, size_t n_bytes);

/* "" where there is no memory. */
const char *rle127_memory_print(struct rle127_memory *memory, const char *format, va_list values);

/* Makes room for one more element behind the n of an array that grew by this function alone. False
 * where there is no memory; the array stays as it is then. */
bool rle127_memory_grow(struct rle127_memory *memory, void **array, size_t n, size_t element_bytes);

/* Whether all that was asked for could be given. */
bool rle127_memory_is_whole(const struct rle127_memory *memory);

void rle127_memory_free(struct rle127_memory *memory);

#endif
