/*
 * The readers of the decoder program: contracts as in reader.h, by libraries that were written for
 * files of friends. Their sources are regular files, and rows are asked for once, from the top,
 * packed ones with memory for them.
 */
#ifndef RLE127_FOREIGN_READERS_H
#define RLE127_FOREIGN_READERS_H

#include "../foreign_formats.h"
#include "../reader.h"

extern const struct rle127_reader rle127_reader_png;
extern const struct rle127_reader rle127_reader_gif;
extern const struct rle127_reader rle127_reader_jpeg;
extern const struct rle127_reader rle127_reader_psd;
extern const struct rle127_reader rle127_reader_tga;

/* The reader of a file that begins with these bytes, or NULL. */
const struct rle127_reader *rle127_find_foreign_reader(const uint8_t *head, size_t head_bytes);

#endif
