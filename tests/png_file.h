/*
 * PNG files taken apart, by this room's own code but for inflate, which is stb_image's.
 */
#ifndef PNG_FILE_H
#define PNG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rle127.h>

struct png_file {
    uint8_t ihdr[13];
    unsigned n_idat;
    uint8_t *zlib; /* the data of all IDAT chunks */
    size_t zlib_bytes;
};

/* Asserts that the bytes are a signature and the chunks IHDR, IDAT (one or more), IEND, each with
 * the right CRC, and nothing else. */
void png_file_take_apart(const uint8_t *bytes, size_t n_bytes, struct png_file *file);
void png_file_free(struct png_file *file);

/* Asserts that the zlib stream holds just rows of 1 bit a pixel, each without a filter, and their
 * right checksum, and that they are the bitmap. */
void png_file_check_rows(const struct png_file *file, const struct rle127_bitmap *bitmap);

/* Asserts that stb_image reads these pixels, whatever the depth. Both skip without stb_image. */
void png_file_check_pixels(const uint8_t *bytes, size_t n_bytes,
                           const struct rle127_bitmap *bitmap);

#endif
