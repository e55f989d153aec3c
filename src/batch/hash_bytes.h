/*
 * The hash of the journal: XXH3, 64 bits. The same on every machine, so that what is written on one
 * is understood on another. Optional at build time.
 */
#ifndef RLE127_HASH_BYTES_H
#define RLE127_HASH_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether this build has it. */
bool rle127_can_hash(void);

/* Where it has not, this is 0 and means nothing. */
uint64_t rle127_hash_bytes(const void *bytes, size_t n_bytes);

#endif
