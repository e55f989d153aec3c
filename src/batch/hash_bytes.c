/*
 * The hash as a function of its own: xxhash's inline code stands in the program once.
 */
#include "hash_bytes.h"

#ifdef RLE127_HAVE_XXHASH
#define XXH_INLINE_ALL
#include <xxhash.h>

bool rle127_can_hash(void)
{
    return true;
}

uint64_t rle127_hash_bytes(const void *bytes, size_t n_bytes)
{
    return XXH3_64bits(bytes, n_bytes);
}
#else
bool rle127_can_hash(void)
{
    return false;
}

uint64_t rle127_hash_bytes(const void *bytes, size_t n_bytes)
{
    (void)bytes;
    (void)n_bytes;
    return 0;
}
#endif
