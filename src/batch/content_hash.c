/*
 * Hashing by xxHash, where this build has it.
 */
#include "content_hash.h"

#ifdef RLE127_HAVE_XXHASH
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "read_at.h"

#define PIECE_BYTES 65536

struct rle127_hasher *rle127_hasher_open(void)
{
    return (struct rle127_hasher *)XXH3_createState(); /* is aligned as no malloc() would do it */
}

void rle127_hasher_close(struct rle127_hasher *hasher)
{
    XXH3_freeState((XXH3_state_t *)hasher);
}

void rle127_hasher_begin(struct rle127_hasher *hasher)
{
    XXH3_64bits_reset((XXH3_state_t *)hasher);
}

void rle127_hasher_add(struct rle127_hasher *hasher, const void *bytes, size_t n_bytes)
{
    XXH3_64bits_update((XXH3_state_t *)hasher, bytes, n_bytes);
}

uint64_t rle127_hasher_end(struct rle127_hasher *hasher)
{
    return XXH3_64bits_digest((const XXH3_state_t *)hasher);
}

bool rle127_hash_file(int fd, uint64_t *hash)
{
    uint8_t piece[PIECE_BYTES];
    XXH3_state_t state;
    uint64_t offset = 0;
    ssize_t n_bytes;
    XXH3_64bits_reset(&state);
    while ((n_bytes = rle127_read_at(fd, piece, sizeof piece, offset)) > 0) {
        XXH3_64bits_update(&state, piece, (size_t)n_bytes);
        offset += (size_t)n_bytes;
    }
    *hash = XXH3_64bits_digest(&state);
    return n_bytes == 0;
}
#else
struct rle127_hasher *rle127_hasher_open(void)
{
    return NULL;
}

void rle127_hasher_close(struct rle127_hasher *hasher)
{
    (void)hasher;
}

void rle127_hasher_begin(struct rle127_hasher *hasher)
{
    (void)hasher;
}

void rle127_hasher_add(struct rle127_hasher *hasher, const void *bytes, size_t n_bytes)
{
    (void)hasher;
    (void)bytes;
    (void)n_bytes;
}

uint64_t rle127_hasher_end(struct rle127_hasher *hasher)
{
    (void)hasher;
    return 0;
}

bool rle127_hash_file(int fd, uint64_t *hash)
{
    (void)fd;
    (void)hash;
    return false;
}
#endif
