/*
 * What a byte of 8 pixels or of 8 marks means, 8 bytes for each: for the kernels without an
 * instruction that compresses. The first of the 8 is the least significant one.
 */
#include "byte_tables.h"

#define EACH_4(of, b)  of(b), of((b) + 1), of((b) + 2), of((b) + 3)
#define EACH_16(of, b) EACH_4(of, b), EACH_4(of, (b) + 4), EACH_4(of, (b) + 8), EACH_4(of, (b) + 12)
#define EACH_64(of, b) \
    EACH_16(of, b), EACH_16(of, (b) + 16), EACH_16(of, (b) + 32), EACH_16(of, (b) + 48)
#define EACH_BYTE(of)                                                       \
    {                                                                       \
        EACH_64(of, 0), EACH_64(of, 64), EACH_64(of, 128), EACH_64(of, 192) \
    }

/* `of` a byte and each of its bits, 0..7. */
#define EACH_BIT(of, b) \
    (of(b, 0) | of(b, 1) | of(b, 2) | of(b, 3) | of(b, 4) | of(b, 5) | of(b, 6) | of(b, 7))

#define BIT(b, n)  (UINT64_C(1) & (b) >> (n))
#define COUNT_2(b) (BIT(b, 0) + BIT(b, 1))
#define COUNT_4(b) (COUNT_2(b) + COUNT_2((b) >> 2))
#define COUNT_8(b) (COUNT_4(b) + COUNT_4((b) >> 4))

#if defined(RLE127_HAVE_X86) || defined(RLE127_HAVE_NEON)

/* The numbers of the bits that are 1, from the most significant one, which is number 0. */
#define FROM_LEFT(b, n)   (n * BIT(b, 7 - n) << 8 * COUNT_8((b) >> (8 - n)))
#define ONES_FROM_LEFT(b) EACH_BIT(FROM_LEFT, b)

const uint64_t rle127_ones_from_left[256] = EACH_BYTE(ONES_FROM_LEFT);

#endif

#ifdef RLE127_HAVE_X86

/* The same from the least significant bit. */
#define FROM_RIGHT(b, n)   (n * BIT(b, n) << 8 * COUNT_8((b) & ((1 << n) - 1)))
#define ONES_FROM_RIGHT(b) EACH_BIT(FROM_RIGHT, b)

const uint64_t rle127_ones_from_right[256] = EACH_BYTE(ONES_FROM_RIGHT);

/* The numbers 0..7 of the bits from the left, each with its bit on top. */
#define SPREAD(b, n)   ((n | BIT(b, 7 - n) << 7) << 8 * n)
#define SPREAD_BITS(b) EACH_BIT(SPREAD, b)

const uint64_t rle127_spread_bits[256] = EACH_BYTE(SPREAD_BITS);

#endif
