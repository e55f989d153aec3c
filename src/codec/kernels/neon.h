/*
 * What the NEON kernels share: blocks of 512 pixels, their starts of chunks and
 * changes of colour, and the end of a row.
 *
 * Pixels stay in the order of the file, the most significant bit of a byte to the left; so do
 * changes and marks, which are 64 bytes a block like the pixels themselves.
 */
#ifndef RLE127_NEON_H
#define RLE127_NEON_H

#include "kernels.h"

#ifdef RLE127_HAVE_NEON

#include <arm_neon.h>
#include <string.h>

#define BLOCK_VECTORS 4
#define BLOCK_BYTES   64
#define BLOCK_PIXELS  512

struct block {
    uint8x16_t bytes[BLOCK_VECTORS];
};

static inline struct block load_block(const uint8_t *bytes)
{
    return (struct block){
        {vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

static inline void store_block(uint8_t *bytes, struct block block)
{
    for (size_t v = 0; v < BLOCK_VECTORS; v++)
        vst1q_u8(bytes + 16 * v, block.bytes[v]);
}

/* The starts of chunks in one of a block's vectors: words become bytes in the file's order. */
static inline uint8x16_t load_starts(const struct rle127_row_shape *shape, uint32_t pixel, size_t v)
{
    return vrev64q_u8(vreinterpretq_u8_u64(vld1q_u64(shape->starts + pixel / 64 + 2 * v)));
}

/* One bit for each pixel that differs from the one before it; that of the block's first pixel is
 * the last bit of block_before. */
static inline struct block mark_changes(struct block pixels, uint8x16_t block_before)
{
    struct block changes;
    for (size_t v = 0; v < BLOCK_VECTORS; v++) {
        const uint8x16_t left = v ? pixels.bytes[v - 1] : block_before;
        const uint8x16_t byte_before = vextq_u8(left, pixels.bytes[v], 15);
        const uint8x16_t before = vsliq_n_u8(vshrq_n_u8(pixels.bytes[v], 1), byte_before, 7);
        changes.bytes[v] = veorq_u8(pixels.bytes[v], before);
    }
    return changes;
}

/* 0xFF everywhere if the pixel is a 1, else 0. */
static inline uint8x16_t spread_pixel(const uint8_t *bits, uint32_t pixel)
{
    return vdupq_n_u8(bits[pixel / 8] >> (7 - pixel % 8) & 1 ? 0xFF : 0);
}

/* Fills a block with the n_pixels (1..511) pixels that a row ends with, and what lies beyond them
 * with the colour of the last one: so there is no change to be taken away. */
static inline const uint8_t *pad_block(uint8_t *block, const uint8_t *bits, uint32_t n_pixels)
{
    const uint32_t last = n_pixels - 1;
    const uint8_t padding = (uint8_t)(0x7F >> last % 8);
    const uint8x16_t colour = spread_pixel(bits, last);
    store_block(block, (struct block){{colour, colour, colour, colour}});
    memcpy(block, bits, last / 8);
    block[last / 8] = (uint8_t)((bits[last / 8] & ~padding) | (vgetq_lane_u8(colour, 0) & padding));
    return block;
}

/* The block that begins at a pixel: where it lies or, at the end of the row, in `room`. */
static inline const uint8_t *find_block(const uint8_t *bits, uint32_t width, uint32_t pixel,
                                        uint8_t room[BLOCK_BYTES])
{
    const uint32_t left = width - pixel;
    return left < BLOCK_PIXELS ? pad_block(room, bits + pixel / 8, left) : bits + pixel / 8;
}

#endif
#endif
