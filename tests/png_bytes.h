/*
 * PNG files built in memory for the tests, without libpng: chunks, checksums and Adam7 are by hand.
 */
#ifndef RLE127_TEST_PNG_BYTES_H
#define RLE127_TEST_PNG_BYTES_H

#include "image_bytes.h"

enum { PNG_GREY = 0, PNG_RGB = 2, PNG_PALETTE = 3, PNG_GREY_ALPHA = 4, PNG_RGBA = 6 };

/* What a PNG says about itself. */
struct rle127_test_png {
    uint32_t width, height;
    unsigned depth, colour_type, interlace;
    uint32_t n_palette;      /* 0: there is no palette */
    const uint32_t *palette; /* 0xRRGGBB */
};

/* The checksums of a chunk and of a zlib stream. */
uint32_t rle127_test_crc32(const uint8_t *data, size_t n_bytes);
uint32_t rle127_test_adler32(const uint8_t *data, size_t n_bytes);

void rle127_test_add_u32_be(struct rle127_test_bytes *bytes, uint32_t value);

/* A chunk, its length and CRC. */
void rle127_test_add_chunk(struct rle127_test_bytes *bytes, const char *name, const void *data,
                           size_t n_bytes);
/* The signature, IHDR and, where there is one, PLTE. */
void rle127_test_add_png_head(struct rle127_test_bytes *bytes, const struct rle127_test_png *png);
void rle127_test_add_iend(struct rle127_test_bytes *bytes);

/* A zlib stream of the data: in stored blocks of at the most block_bytes, or compressed. */
struct rle127_test_bytes rle127_test_store(const uint8_t *data, size_t n_bytes, size_t block_bytes);
struct rle127_test_bytes rle127_test_compress(const uint8_t *data, size_t n_bytes);

/* The rows with a filter byte of 0 before each, as IDAT holds them compressed: from samples of one
 * byte each, packed to png->depth bits, in the order of the interlace method. */
struct rle127_test_bytes rle127_test_filter_rows(const struct rle127_test_png *png,
                                                 const uint8_t *samples);

/* A whole file: one IDAT, stored in one block or compressed. */
struct rle127_test_bytes rle127_test_make_png(const struct rle127_test_png *png,
                                              const uint8_t *samples, bool is_compressed);

/* A whole file of this compressed stream, cut into chunks of at the most chunk_bytes. */
struct rle127_test_bytes rle127_test_wrap_stream(const struct rle127_test_png *png,
                                                 const struct rle127_test_bytes *stream,
                                                 size_t chunk_bytes);

#endif
