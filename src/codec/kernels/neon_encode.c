/*
 * Encoding and counting with the NEON vectors that every 64-bit Arm has: 512 pixels at a time.
 *
 * A row's runs are found as places first: a byte for the first pixel of each run, its number modulo
 * 128 with its colour on top. A run is then the difference of two neighbours, which is below 128.
 * Places are collected in a buffer, so that storing a few too many of them does no harm.
 */
#include "kernels.h"

#ifdef RLE127_HAVE_NEON

#include "byte_tables.h"
#include "neon.h"

/* Rows of fewer pixels are left to the scalar kernels. In instructions a row here and there, with
 * runs of 8 pixels on average: 947 and 897 for 384 pixels, 1091 and 1189 for 512; to count them 205
 * and 123, 149 and 155. */
#define WIDTH_MIN BLOCK_PIXELS

size_t rle127_count_row_neon(const uint8_t *bits, const struct rle127_row_shape *shape)
{
    if (shape->width < WIDTH_MIN)
        return rle127_count_row_scalar(bits, shape);
    uint8_t room[BLOCK_BYTES];
    uint8x16_t block_before = spread_pixel(bits, 0);
    uint16x8_t sums = vdupq_n_u16(0); /* at most 64 a block in each lane, and 128 blocks */
    for (uint32_t pixel = 0; pixel < shape->width; pixel += BLOCK_PIXELS) {
        const struct block pixels = load_block(find_block(bits, shape->width, pixel, room));
        const struct block changes = mark_changes(pixels, block_before);
        uint8x16_t counts = vdupq_n_u8(0);
        for (size_t v = 0; v < BLOCK_VECTORS; v++) {
            const uint8x16_t starts = load_starts(shape, pixel, v);
            counts = vaddq_u8(counts, vcntq_u8(vbicq_u8(changes.bytes[v], starts)));
        }
        sums = vpadalq_u8(sums, counts);
        block_before = pixels.bytes[BLOCK_VECTORS - 1];
    }
    return (shape->width + RLE127_CHUNK_PIXELS - 1) / RLE127_CHUNK_PIXELS + vaddlvq_u16(sums);
}

#define PLACES_ROOM  4096
#define STORE_PLACES 8 /* so many are stored at once, whatever is needed */

struct encoder {
    uint8_t *runs;
    uint8_t *place; /* where the next one goes */
    uint8_t flip;
    uint8_t places[PLACES_ROOM + BLOCK_PIXELS + STORE_PLACES];
};

/* One bit for each byte of a block that is not 0, the first in the most significant bit. */
static inline uint64_t find_bytes(struct block block)
{
    const uint8x16_t weights = vreinterpretq_u8_u64(vdupq_n_u64(0x0102040810204080));
    uint8x16_t bits[BLOCK_VECTORS];
    for (size_t v = 0; v < BLOCK_VECTORS; v++)
        bits[v] = vandq_u8(vtstq_u8(block.bytes[v], block.bytes[v]), weights);
    const uint8x16_t half = vpaddq_u8(bits[0], bits[1]), other_half = vpaddq_u8(bits[2], bits[3]);
    const uint8x16_t quarters = vpaddq_u8(half, other_half);
    const uint8x16_t bytes = vpaddq_u8(quarters, quarters);
    return __builtin_bswap64(vgetq_lane_u64(vreinterpretq_u64_u8(bytes), 0));
}

/* Collects a block's marks, byte by byte: only the end of the loop depends on the page. */
static inline uint8_t *collect_marks(uint8_t *place, const uint8_t *bits, struct block marks)
{
    uint8_t mark_bytes[BLOCK_BYTES], counts[BLOCK_BYTES];
    store_block(mark_bytes, marks);
    for (size_t v = 0; v < BLOCK_VECTORS; v++)
        vst1q_u8(counts + 16 * v, vcntq_u8(marks.bytes[v]));
    for (uint64_t bytes = find_bytes(marks); bytes;) {
        const unsigned at = (unsigned)__builtin_clzll(bytes);
        bytes &= ~(UINT64_C(1) << 63 >> at);
        const uint8x8_t pixels = vcreate_u8(rle127_ones_from_left[mark_bytes[at]]);
        const uint8x8_t colours = vshl_u8(vdup_n_u8(bits[at]), vreinterpret_s8_u8(pixels));
        const uint8x8_t numbers = vsli_n_u8(pixels, vdup_n_u8((uint8_t)at), 3);
        vst1_u8(place, vbsl_u8(vdup_n_u8(RLE127_WHITE), colours, numbers));
        place += counts[at];
    }
    return place;
}

/* Collects what is marked in a block of one colour: its 0 to 5 starts of chunks, of which the k-th
 * is pixel 127 k, which is -k modulo 128. */
static inline uint8_t *collect_starts(uint8_t *place, uint32_t pixel, uint32_t end,
                                      uint8x16_t colour)
{
    const uint32_t first = pixel ? (pixel - 1) / RLE127_CHUNK_PIXELS + 1 : 1;
    const uint32_t next = (end - 1) / RLE127_CHUNK_PIXELS + 1;
    const uint8x8_t down = vcreate_u8(0xF9FAFBFCFDFEFF00);
    const uint8x8_t numbers = vadd_u8(down, vdup_n_u8((uint8_t)-first));
    vst1_u8(place, vbsl_u8(vdup_n_u8(RLE127_WHITE), vget_low_u8(colour), numbers));
    return place + (next - first);
}

/* 16 runs, from their places and the place behind them. */
static inline void write_16_runs(uint8_t *runs, const uint8_t *places, uint8_t flip)
{
    const uint8x16_t starts = vld1q_u8(places), ends = vld1q_u8(places + 1);
    const uint8x16_t colours = veorq_u8(starts, vdupq_n_u8(flip));
    vst1q_u8(runs, vbslq_u8(vdupq_n_u8(RLE127_WHITE), colours, vsubq_u8(ends, starts)));
}

/* Writes the runs of all places but the last, which begins what comes next. The last 16 may begin
 * in those that have been written before. */
static void write_runs(struct encoder *e)
{
    const size_t n_runs = (size_t)(e->place - 1 - e->places);
    const uint8_t end = e->place[-1];
    if (n_runs < 16) {
        for (size_t i = 0; i < n_runs; i++)
            e->runs[i] = (uint8_t)(((e->places[i + 1] - e->places[i]) & RLE127_LENGTH_MASK) |
                                   ((e->places[i] ^ e->flip) & RLE127_WHITE));
    } else {
        for (size_t i = 0; i < n_runs - 16; i += 16)
            write_16_runs(e->runs + i, e->places + i, e->flip);
        write_16_runs(e->runs + n_runs - 16, e->places + n_runs - 16, e->flip);
    }
    e->runs += n_runs;
    e->places[0] = end;
    e->place = e->places + 1;
}

/* Whether a block has one colour. */
static inline bool is_filled(struct block pixels, uint8x16_t colour)
{
    uint8x16_t others = veorq_u8(pixels.bytes[0], colour);
    for (size_t v = 1; v < BLOCK_VECTORS; v++)
        others = vorrq_u8(others, veorq_u8(pixels.bytes[v], colour));
    return !vmaxvq_u32(vreinterpretq_u32_u8(others));
}

static inline struct block mark_runs(struct block pixels, uint8x16_t colour_before,
                                     const struct rle127_row_shape *shape, uint32_t pixel)
{
    struct block marks = mark_changes(pixels, colour_before);
    for (size_t v = 0; v < BLOCK_VECTORS; v++)
        marks.bytes[v] = vorrq_u8(marks.bytes[v], load_starts(shape, pixel, v));
    return marks;
}

size_t rle127_encode_row_neon(const uint8_t *bits, const struct rle127_row_shape *shape,
                              uint8_t flip, uint8_t *runs)
{
    if (shape->width < WIDTH_MIN)
        return rle127_encode_row_scalar(bits, shape, flip, runs);
    const uint32_t width = shape->width;
    uint8_t room[BLOCK_BYTES];
    struct encoder e;
    e.runs = runs;
    e.flip = flip;
    e.places[0] = bits[0] & RLE127_WHITE;
    e.place = e.places + 1;
    uint8x16_t colour = spread_pixel(bits, 0); /* of the pixel before the block */
    for (uint32_t pixel = 0; pixel < width; pixel += BLOCK_PIXELS) {
        const uint8_t *const block = find_block(bits, width, pixel, room);
        const struct block pixels = load_block(block);
        const uint32_t end = width - pixel < BLOCK_PIXELS ? width : pixel + BLOCK_PIXELS;
        if (is_filled(pixels, colour)) {
            e.place = collect_starts(e.place, pixel, end, colour);
        } else {
            e.place = collect_marks(e.place, block, mark_runs(pixels, colour, shape, pixel));
            colour = spread_pixel(block, BLOCK_PIXELS - 1);
        }
        if (e.place - e.places >= PLACES_ROOM)
            write_runs(&e);
    }
    *e.place++ = (uint8_t)width;
    write_runs(&e);
    return (size_t)(e.runs - runs);
}

#endif
