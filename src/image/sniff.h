/*
 * Which reader a file belongs to. The rest of the program has rle127_image_sniff() of image.h.
 */
#ifndef RLE127_SNIFF_H
#define RLE127_SNIFF_H

#include "reader.h"

/* Finds the reader for a file that begins with these bytes. Returns NULL, or the reason why there
 * is none. */
const char *rle127_find_reader(const uint8_t *head, size_t head_bytes,
                               const struct rle127_reader **reader);

#endif
