/*
 * How a listing keeps its names, for those who fill and sort it.
 *
 * A name is a byte for its kind, its stem, NUL, its suffix with the dot, NUL. So it is in order
 * before another one where its bytes are less, and a pass over them needs no search for the dot.
 * Names lie in blocks; a place is the number of a block and the offset in it. Blocks never move, so
 * that there is no moment at which names are held twice.
 */
#ifndef RLE127_NAME_BLOCKS_H
#define RLE127_NAME_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#define RLE127_BLOCK_BITS  16
#define RLE127_BLOCK_BYTES (1u << RLE127_BLOCK_BITS)

/* The stem at a place; its kind is the byte before it. */
static inline const char *rle127_name_at(char *const *blocks, uint32_t place)
{
    return blocks[place >> RLE127_BLOCK_BITS] + (place & (RLE127_BLOCK_BYTES - 1)) + 1;
}

/* Puts n places in the order of their names, no two of which are equal. */
void rle127_sort_names(char *const *blocks, uint32_t *places, size_t n_places);

#endif
