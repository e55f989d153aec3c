/*
 * JPEG files of blocks of one level each: their one coefficient is that level less 128, as its
 * quantiser is 8. Also parts of such files, for files that something is wrong with.
 */
#ifndef RLE127_TEST_JPEG_BYTES_H
#define RLE127_TEST_JPEG_BYTES_H

#include "image_bytes.h"

enum rle127_test_jpeg_marker {
    RLE127_TEST_DHT = 0xC4,
    RLE127_TEST_SOS = 0xDA,
    RLE127_TEST_DQT = 0xDB,
    RLE127_TEST_DRI = 0xDD,
    RLE127_TEST_COM = 0xFE
};

/* What a file is made of. */
struct rle127_test_jpeg {
    unsigned sof; /* the marker: 0xC0 baseline, 0xC2 progressive */
    unsigned n_components;
    unsigned width, height;
    const uint8_t *levels; /* of each block, row by row; all components have the same */
    unsigned factors;      /* of the first component, 0x11 where it is 0 */
    unsigned restart_interval;
};

struct rle127_test_bytes rle127_test_make_baseline(const struct rle127_test_jpeg *jpeg);

/* The first coefficients but for their last bit, that bit, and of two blocks of the first component
 * that nothing else is in them. */
struct rle127_test_bytes rle127_test_make_progressive(const struct rle127_test_jpeg *jpeg);

void rle127_test_add_byte(struct rle127_test_bytes *bytes, unsigned value);
void rle127_test_add_jpeg_marker(struct rle127_test_bytes *bytes, unsigned marker);
void rle127_test_add_jpeg_segment(struct rle127_test_bytes *bytes, unsigned marker,
                                  const void *data, size_t n_bytes);
void rle127_test_add_jpeg_tables(struct rle127_test_bytes *bytes);
void rle127_test_add_jpeg_frame(struct rle127_test_bytes *bytes,
                                const struct rle127_test_jpeg *jpeg);

/* All that stands before the first scan. */
void rle127_test_add_jpeg_start(struct rle127_test_bytes *bytes,
                                const struct rle127_test_jpeg *jpeg);
void rle127_test_add_jpeg_scan(struct rle127_test_bytes *bytes, unsigned n_components,
                               unsigned first, unsigned last, unsigned approximation);

/* The data of a scan of first coefficients down to low_bit, 0 or 1. */
void rle127_test_add_jpeg_blocks(struct rle127_test_bytes *bytes,
                                 const struct rle127_test_jpeg *jpeg, unsigned low_bit);

#endif
