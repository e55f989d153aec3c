/*
 * A stretch of an input in memory of its own, for the formats that have to be looked at as a whole.
 */
#ifndef RLE127_COPY_BYTES_H
#define RLE127_COPY_BYTES_H

#include "../source.h"

/* Copies n_bytes bytes at offset. Fewer are an error: "the file ends early". */
const char *rle127_copy_bytes(struct rle127_source *source, uint64_t offset, size_t n_bytes,
                              uint8_t *to);

#endif
