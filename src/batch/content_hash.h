/*
 * The hash by which a finished file is known again: XXH3 of all of its bytes. Must not know: who
 * writes or reads it.
 */
#ifndef RLE127_CONTENT_HASH_H
#define RLE127_CONTENT_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For bytes that come piece by piece, one file after the other. NULL where there is no memory, or
 * this build has no hash (libxxhash was missing). */
struct rle127_hasher *rle127_hasher_open(void);
void rle127_hasher_close(struct rle127_hasher *hasher); /* NULL is closed already */

void rle127_hasher_begin(struct rle127_hasher *hasher);
void rle127_hasher_add(struct rle127_hasher *hasher, const void *bytes, size_t n_bytes);
uint64_t rle127_hasher_end(struct rle127_hasher *hasher);

/* The hash of an open file, whose position stays. False where it cannot be read, or this build has
 * no hash. */
bool rle127_hash_file(int fd, uint64_t *hash);

#endif
