/*
 * The pixels of a JPEG or TGA file in memory, by stb_image.
 *
 * stb_image is not made for hostile or damaged files: it takes what is missing for zeros and never
 * says so. Callers have to check a file completely before it comes here.
 */
#ifndef RLE127_STB_PIXELS_H
#define RLE127_STB_PIXELS_H

#include <stddef.h>
#include <stdint.h>

/* The most pixels of an image: stb_image counts bytes in int, and needs up to 12 bytes a pixel. */
#define RLE127_STB_PIXELS_MAX (UINT64_C(1) << 28)
#define RLE127_STB_TOO_LARGE  "an image of more than 268435456 pixels cannot be held"

/* The most bytes of a file, for the same reason. */
#define RLE127_STB_FILE_BYTES_MAX UINT64_C(0x7FFFFFFF)

struct rle127_stb_pixels {
    uint32_t width, height;
    unsigned n_channels; /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha */
    uint8_t *samples;    /* from the top, without gaps; freed by rle127_stb_free() */
};

/* Decodes a file whose header says width x height pixels, which are set by the caller. stb_image
 * gets memory_bytes bytes at the most for the pixels, all of them zero at first, and nothing of it
 * stays behind but the samples. */
const char *rle127_stb_decode(const uint8_t *file, size_t file_bytes, uint64_t memory_bytes,
                              struct rle127_stb_pixels *pixels);

/* NULL is allowed. */
void rle127_stb_free(uint8_t *samples);

#endif
