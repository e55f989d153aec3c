/*
 * The two directions of a conversion, between an open input and an open output.
 */
#ifndef RLE127_CONVERSION_H
#define RLE127_CONVERSION_H

#include "../image/sink.h"
#include "convert.h"

/* What the rows of a band, packed, may take. */
size_t rle127_band_bytes(const struct rle127_conversion *conversion);

/* Reads all of source and writes sink; a NULL sink: reads the header only. False where the outcome
 * says why not. */
bool rle127_compress(struct rle127_source *source, struct rle127_sink *sink,
                     const struct rle127_conversion *conversion, struct rle127_outcome *outcome);
bool rle127_decompress(struct rle127_source *source, struct rle127_sink *sink,
                       const struct rle127_conversion *conversion, struct rle127_outcome *outcome);

#endif
