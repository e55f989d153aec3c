/*
 * Checking and skipping runs with the NEON vectors that every 64-bit Arm has: 16 runs at a time.
 *
 * A row is accepted here or not at all: whatever is wrong with it or not canonical, or too near to
 * the end of the data to be loaded, the scalar kernel checks it again and says what it is.
 */
#include "kernels.h"
#include "skip.h"

#ifdef RLE127_HAVE_NEON

#include <arm_neon.h>

/* Rows of fewer pixels are left to the scalar kernel. In instructions a row here and there, with
 * runs of 8 pixels on average: 95 and 48 for 8 pixels, 106 and 118 for 32. */
#define WIDTH_MIN 32

/* 16 lanes, each of 16 bits. */
struct lanes {
    uint16x8_t low, high;
};

/* Where runs end, in pixels after the start of the first of them. */
static inline struct lanes sum_up(uint8x16_t lengths)
{
    const uint16x8_t none = vdupq_n_u16(0);
    struct lanes ends = {vmovl_u8(vget_low_u8(lengths)), vmovl_high_u8(lengths)};
    ends.low = vaddq_u16(ends.low, vextq_u16(none, ends.low, 7));
    ends.high = vaddq_u16(ends.high, vextq_u16(none, ends.high, 7));
    ends.low = vaddq_u16(ends.low, vextq_u16(none, ends.low, 6));
    ends.high = vaddq_u16(ends.high, vextq_u16(none, ends.high, 6));
    ends.low = vaddq_u16(ends.low, vextq_u16(none, ends.low, 4));
    ends.high = vaddq_u16(ends.high, vextq_u16(none, ends.high, 4));
    ends.high = vaddq_u16(ends.high, vdupq_laneq_u16(ends.low, 7));
    return ends;
}

/* Whether numbers are multiples of 127: 127 * 49023 is 1 modulo 65536, so that multiplying by 49023
 * divides those that are; the others do not reach numbers up to 65535 / 127, as those are taken. */
static inline uint16x8_t is_multiple(uint16x8_t numbers)
{
    return vcleq_u16(vmulq_n_u16(numbers, 49023), vdupq_n_u16(UINT16_MAX / RLE127_CHUNK_PIXELS));
}

static inline uint8x16_t narrow(struct lanes lanes)
{
    return vuzp1q_u8(vreinterpretq_u8_u16(lanes.low), vreinterpretq_u8_u16(lanes.high));
}

/* What is known of a row after some of its runs. */
struct check {
    uint32_t left;         /* pixels */
    uint8x16_t runs;       /* the 16 before */
    uint8x16_t chunk_ends; /* of them: 0xFF where a run ends with its chunk, else 0 */
    uint8x16_t wrong;      /* not 0 somewhere: a run of length 0, or two that should be one */
    uint16x8_t n_ends;     /* runs that end with their chunks */
};

/* Takes those of 16 runs that lie within the row, and returns their number. Ends beyond pixel 65535
 * are wrong here, and beyond the row. */
static inline unsigned check_runs(struct check *c, uint32_t width, uint8x16_t runs)
{
    const uint8x16_t lengths = vandq_u8(runs, vdupq_n_u8(RLE127_LENGTH_MASK));
    const struct lanes ends = sum_up(lengths);
    const uint16x8_t left = vdupq_n_u16((uint16_t)c->left);
    const struct lanes within = {vcleq_u16(ends.low, left), vcleq_u16(ends.high, left)};
    const uint16x8_t start = vdupq_n_u16((uint16_t)(width - c->left));
    const struct lanes chunk_ends = {
        vandq_u16(is_multiple(vaddq_u16(start, ends.low)), within.low),
        vandq_u16(is_multiple(vaddq_u16(start, ends.high)), within.high)};
    const uint8x16_t all_chunk_ends = narrow(chunk_ends);
    const uint8x16_t starts_chunk = vextq_u8(c->chunk_ends, all_chunk_ends, 15);
    const uint8x16_t other_colours = veorq_u8(runs, vextq_u8(c->runs, runs, 15));
    const uint8x16_t right = vorrq_u8(
        starts_chunk, vreinterpretq_u8_s8(vshrq_n_s8(vreinterpretq_s8_u8(other_colours), 7)));
    const uint8x16_t is_within = narrow(within);
    const uint8x16_t wrong = vornq_u8(vceqzq_u8(lengths), right);
    c->wrong = vorrq_u8(c->wrong, vandq_u8(wrong, is_within));
    c->n_ends = vsubq_u16(vsubq_u16(c->n_ends, chunk_ends.low), chunk_ends.high);
    c->runs = runs;
    c->chunk_ends = all_chunk_ends;
    const struct lanes taken = {vandq_u16(ends.low, within.low), vandq_u16(ends.high, within.high)};
    c->left -= vmaxvq_u16(vmaxq_u16(taken.low, taken.high));
    return (unsigned)-vaddvq_s8(vreinterpretq_s8_u8(is_within));
}

/* Where no run has length 0, the ends of runs are different pixels. So all ends of whole chunks are
 * ends of runs, and no run crosses one, just if there are as many of the ones as of the others. */
static inline bool is_right(const struct check *c, uint32_t width)
{
    return !c->left && !vmaxvq_u8(c->wrong) && vaddvq_u16(c->n_ends) == width / RLE127_CHUNK_PIXELS;
}

enum rle127_status rle127_verify_row_neon(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                          size_t *used_bytes, size_t *loose_run)
{
    if (width < WIDTH_MIN)
        return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
    const uint8x16_t none = vdupq_n_u8(0);
    struct check c = {width, none, vdupq_n_u8(0xFF), none, vdupq_n_u16(0)};
    unsigned n_runs = 16; /* of the last 16 */
    size_t i = 0;
    for (; c.left && n_runs == 16 && n_bytes - i >= 16; i += n_runs)
        n_runs = check_runs(&c, width, vld1q_u8(runs + i));
    if (!is_right(&c, width))
        return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
    *used_bytes = i;
    *loose_run = SIZE_MAX;
    return RLE127_OK;
}

#define STEP_RUNS 64

/* Two lengths fit into a byte. */
static inline uint64_t sum_lengths(const uint8_t *runs)
{
    const uint8x16_t mask = vdupq_n_u8(RLE127_LENGTH_MASK);
    const uint8x16_t first = vandq_u8(vld1q_u8(runs), mask);
    const uint8x16_t second = vandq_u8(vld1q_u8(runs + 16), mask);
    const uint8x16_t third = vandq_u8(vld1q_u8(runs + 32), mask);
    const uint8x16_t fourth = vandq_u8(vld1q_u8(runs + 48), mask);
    const uint16x8_t half = vpaddlq_u8(vaddq_u8(first, second));
    return vaddlvq_u16(vpadalq_u8(half, vaddq_u8(third, fourth)));
}

size_t rle127_skip_pixels_neon(const uint8_t *runs, size_t n_bytes, uint64_t n_pixels)
{
    const struct rle127_step step = {STEP_RUNS, sum_lengths, rle127_skip_pixels_scalar};
    return rle127_skip_by_steps(step, runs, n_bytes, n_pixels);
}

#endif
