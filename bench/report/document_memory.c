/*
 * A list of blocks.
 */
#include "document_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 16

static bool keep(struct rle127_memory *memory, void *block)
{
    if (memory->n_blocks == memory->room_blocks) {
        const size_t room = memory->room_blocks ? 2 * memory->room_blocks : FIRST_ROOM;
        void **const blocks = realloc(memory->blocks, room * sizeof *blocks);
        if (!blocks)
            return false;
        memory->blocks = blocks;
        memory->room_blocks = room;
    }
    memory->blocks[memory->n_blocks++] = block;
    return true;
}

void *rle127_memory_take(struct rle127_memory *memory, size_t n_bytes)
{
    void *const block = calloc(1, n_bytes);
    if (block && keep(memory, block))
        return block;
    free(block);
    memory->has_failed = true;
    return NULL;
}

const char *rle127_memory_print(struct rle127_memory *memory, const char *format, va_list values)
{
    va_list again;
    va_copy(again, values);
    const int n_bytes = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *const text = n_bytes < 0 ? NULL : rle127_memory_take(memory, (size_t)n_bytes + 1);
    if (!text)
        return "";
    vsnprintf(text, (size_t)n_bytes + 1, format, values);
    return text;
}

bool rle127_memory_grow(struct rle127_memory *memory, void **array, size_t n, size_t element_bytes)
{
    const bool is_full = n == 0 || (n >= FIRST_ROOM && (n & (n - 1)) == 0);
    if (!is_full)
        return true;
    void *const grown = rle127_memory_take(memory, (n ? 2 * n : FIRST_ROOM) * element_bytes);
    if (!grown)
        return false;
    if (n)
        memcpy(grown, *array, n * element_bytes);
    *array = grown;
    return true;
}

bool rle127_memory_is_whole(const struct rle127_memory *memory)
{
    return !memory->has_failed;
}

void rle127_memory_free(struct rle127_memory *memory)
{
    for (size_t i = 0; i < memory->n_blocks; i++)
        free(memory->blocks[i]);
    free(memory->blocks);
    *memory = (struct rle127_memory){0};
}
