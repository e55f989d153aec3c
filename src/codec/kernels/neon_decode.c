/*
 * Decoding for 64-bit Arm: 8 runs at a time, and no branch that depends on a single run.
 *
 * The row is built in a buffer that is longer than a row, so that words can be stored before it is
 * known whether they are full. Rows that are wrong are decoded again by the scalar kernel, which
 * says what is wrong where.
 */
#include "kernels.h"
#include "skip.h"

#ifdef RLE127_HAVE_NEON

#include <arm_neon.h>
#include <string.h>

#define GROUP_RUNS 8
#define EACH_BYTE  (UINT64_MAX / 255) /* a 1 in each byte */

/* Rows of fewer pixels are left to the scalar kernel. In instructions a row here and there, with
 * runs of 8 pixels on average: 334 and 327 for 96 pixels, 402 and 412 for 128. */
#define WIDTH_MIN 128

/* The most words that are stored at once, the one that is being filled included. */
#define STORED_WORDS (1 + 2 * GROUP_RUNS)

/*
 * `word` holds the row's pixels from the last multiple of 64 on, the leftmost in the most
 * significant bit; those from the current pixel (`filled`) on all have the current run's colour.
 */
struct decoder {
    uint64_t *out; /* where word goes */
    uint64_t word;
    uint64_t colour; /* all zeros or all ones */
    uint32_t filled; /* 0..63 */
    uint32_t left;   /* pixels */
};

/* Goes on to where the next n_pixels (0..127) end. That may be in the word behind this one, which
 * is next_word then, or one further on, where all pixels have the current colour again. */
static inline void move_on(struct decoder *d, uint64_t next_word, uint32_t n_pixels)
{
    d->filled += n_pixels;
    d->word = d->filled < 64 ? d->word : next_word;
    d->out += d->filled / 64;
    d->filled %= 64;
}

static inline void add_run(struct decoder *d, uint64_t colour, uint32_t length)
{
    d->word ^= (d->colour ^ colour) >> d->filled;
    d->colour = colour;
    d->out[0] = __builtin_bswap64(d->word);
    d->out[1] = colour;
    move_on(d, colour, length);
}

static inline void add_runs(struct decoder *d, uint64_t runs)
{
    for (unsigned r = 0; r < GROUP_RUNS; r++)
        add_run(d, 0 - (runs >> (8 * r + 7) & 1), runs >> 8 * r & RLE127_LENGTH_MASK);
}

/* Adds 8 runs of 127 pixels. They fill the word and 14 or 15 behind it. */
static inline void add_chunks(struct decoder *d, uint64_t colour)
{
    d->word ^= (d->colour ^ colour) >> d->filled;
    d->out[0] = __builtin_bswap64(d->word);
    for (size_t w = 1; w < STORED_WORDS; w += 2)
        vst1q_u64(d->out + w, vdupq_n_u64(colour));
    d->colour = colour;
    d->word = colour;
    d->filled += GROUP_RUNS * RLE127_CHUNK_PIXELS;
    d->out += d->filled / 64;
    d->filled %= 64;
}

/* One byte of 8 for each of two lanes; what a lane has above its low byte is of no use. */
static inline int64x2_t spread_bytes(int64x2_t bytes, int first)
{
    const int64x2_t shifts = {-8 * first, -8 * (first + 1)};
    return vreinterpretq_s64_u64(vshlq_u64(vreinterpretq_u64_s64(bytes), shifts));
}

/* Ones from where a run starts to the end of 64 pixels if it changes the colour: for two runs. */
static inline uint64x2_t toggle_two(int64x2_t minus_starts, uint64x2_t changes, int first)
{
    const uint64x2_t changed = {UINT64_C(0x80) << 8 * first, UINT64_C(0x8000) << 8 * first};
    return vshlq_u64(vtstq_u64(changes, changed), spread_bytes(minus_starts, first));
}

/* Adds 8 runs that have at most 64 pixels together. */
static inline void add_short_runs(struct decoder *d, uint64_t runs)
{
    const uint64_t ends = (runs & EACH_BYTE * RLE127_LENGTH_MASK) * EACH_BYTE;
    const int8x16_t starts = vreinterpretq_s8_u64(vdupq_n_u64(ends << 8));
    const int64x2_t minus_starts = vreinterpretq_s64_s8(vnegq_s8(starts));
    const uint64x2_t changes = vdupq_n_u64(runs ^ (runs << 8 | (d->colour & 0xFF)));
    const uint64x2_t toggles = veorq_u64(
        veorq_u64(toggle_two(minus_starts, changes, 0), toggle_two(minus_starts, changes, 2)),
        veorq_u64(toggle_two(minus_starts, changes, 4), toggle_two(minus_starts, changes, 6)));
    const uint64_t toggled = vgetq_lane_u64(toggles, 0) ^ vgetq_lane_u64(toggles, 1);
    const uint64_t colour = 0 - (runs >> 63);
    const uint64_t others = toggled ^ d->colour ^ colour; /* pixels that are not the last run's */
    const uint64_t next_word = colour ^ (others << 1 << (63 - d->filled));
    d->word ^= toggled >> d->filled;
    d->colour = colour;
    d->out[0] = __builtin_bswap64(d->word);
    d->out[1] = __builtin_bswap64(next_word);
    move_on(d, next_word, (uint32_t)(ends >> 56));
}

static inline bool has_zero(uint64_t lengths)
{
    return ((lengths + EACH_BYTE * RLE127_LENGTH_MASK) & EACH_BYTE * 0x80) != EACH_BYTE * 0x80;
}

/* Adds runs by groups as far as they lie within the row and none has length 0; returns their
 * number. */
static size_t add_groups(struct decoder *d, const uint8_t *runs, size_t n_bytes, uint8_t flip)
{
    size_t i = 0;
    for (; n_bytes - i >= GROUP_RUNS; i += GROUP_RUNS) {
        uint64_t group;
        memcpy(&group, runs + i, sizeof group);
        group ^= EACH_BYTE * flip;
        const uint64_t lengths = group & EACH_BYTE * RLE127_LENGTH_MASK;
        const uint32_t n_pixels = (uint32_t)rle127_sum_eight(group);
        const uint64_t colour = 0 - (group >> 63); /* of the last run */
        if (n_pixels > d->left || has_zero(lengths))
            break;
        if (n_pixels <= 64)
            add_short_runs(d, group);
        else if (group == (colour | EACH_BYTE * RLE127_CHUNK_PIXELS))
            add_chunks(d, colour);
        else
            add_runs(d, group);
        d->left -= n_pixels;
    }
    return i;
}

/* Adds what is left of the row, and returns the number of its runs; d->left is not 0 afterwards
 * where something is wrong. */
static size_t add_rest(struct decoder *d, const uint8_t *runs, size_t n_bytes, uint8_t flip)
{
    size_t i = 0;
    for (; d->left && i < n_bytes; i++) {
        const uint8_t run = runs[i] ^ flip;
        const uint32_t length = run & RLE127_LENGTH_MASK;
        if (length - 1 >= d->left) /* 0 wraps round */
            break;
        add_run(d, 0 - (uint64_t)(run >> 7), length);
        d->left -= length;
    }
    return i;
}

enum rle127_status rle127_decode_row_neon(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                          uint8_t flip, uint8_t *bits, size_t spare_bytes,
                                          size_t *used_bytes)
{
    if (width < WIDTH_MIN)
        return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes, used_bytes);
    uint64_t row[RLE127_ROW_WORDS_MAX + STORED_WORDS];
    struct decoder d = {.out = row, .left = width};
    size_t n_runs = add_groups(&d, runs, n_bytes, flip);
    n_runs += add_rest(&d, runs + n_runs, n_bytes - n_runs, flip);
    if (d.left)
        return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes, used_bytes);
    *d.out = __builtin_bswap64(d.word);
    const size_t row_bytes = rle127_row_bytes(width);
    memcpy(bits, row, row_bytes);
    bits[row_bytes - 1] &= (uint8_t) - (1 << (7 - (width - 1) % 8));
    *used_bytes = n_runs;
    return RLE127_OK;
}

#endif
