/*
 * The hot loops on one row, in one set for each level of CPU.
 *
 * A kernel allocates nothing, starts nothing and touches only the bytes of its row and the runs it
 * was given, at any alignment. Its caller has checked the width (1..RLE127_SIDE_MAX). The scalar
 * kernels define what is right; every other level equals them byte for byte.
 */
#ifndef RLE127_KERNELS_H
#define RLE127_KERNELS_H

#include "../format.h"

#define RLE127_ROW_WORDS_MAX ((RLE127_SIDE_MAX + 63) / 64)

/*
 * Where the runs of every row of one width must begin, whatever its pixels: at the chunks.
 * Row words have 64 pixels, the leftmost in the most significant bit where a level counts from the
 * left, and in the least significant one where it counts from the right:
 *
 *       word 0                     word 1                      word 2
 *     | 63 ... 0 |               | 63 62 ... 1 0 |           | 63 62 ... 0 |     from the left
 *     | 0 ... 63 |               | 0 1 ... 62 63 |           | 0 1 ... 63 |      from the right
 *       no start                               ^ pixel 127         the next at pixel 254 ...
 *
 * The start at pixel 0 is left out: a mark stands for the end of the run before it. Zeros follow
 * the last word up to a multiple of RLE127_BLOCK_WORDS.
 */
#define RLE127_BLOCK_WORDS 8

struct rle127_kernels;

struct rle127_row_shape {
    uint32_t width;
    uint32_t n_full_words;  /* words that lie wholly within the row */
    uint32_t n_tail_pixels; /* in one more word: 0..63 */
    uint64_t starts[RLE127_ROW_WORDS_MAX];
};

void rle127_shape_row(struct rle127_row_shape *shape, uint32_t width,
                      const struct rle127_kernels *kernels);

/* The size of the row's runs in bytes: 1..width. */
typedef size_t rle127_count_row_kernel(const uint8_t *bits, const struct rle127_row_shape *shape);

/* Writes the row's runs, exactly so many bytes as counting them says, and returns their number.
 * `flip` is XORed to each: RLE127_WHITE where a 1 in the bitmap is black, else 0. */
typedef size_t rle127_encode_row_kernel(const uint8_t *bits, const struct rle127_row_shape *shape,
                                        uint8_t flip, uint8_t *runs);

/* Behind a row, so many bytes are of use to a kernel that stores more than there is to store. */
#define RLE127_SPARE_BYTES 64

/* Fills a row from runs[0 .. n_bytes), `flip` as above; padding bits become 0. *used_bytes is the
 * size of its runs or, after an error, the index of the first wrong byte. Of the spare_bytes bytes
 * behind the row any may be written to, and then mean nothing. */
typedef enum rle127_status rle127_decode_row_kernel(const uint8_t *runs, size_t n_bytes,
                                                    uint32_t width, uint8_t flip, uint8_t *bits,
                                                    size_t spare_bytes, size_t *used_bytes);

/* Checks a row. *loose_run is the index of its first run that is not canonical, or SIZE_MAX. */
typedef enum rle127_status rle127_verify_row_kernel(const uint8_t *runs, size_t n_bytes,
                                                    uint32_t width, size_t *used_bytes,
                                                    size_t *loose_run);

/* The fewest runs that together have n_pixels or more: returns their number, n_bytes where all have
 * fewer. */
typedef size_t rle127_skip_pixels_kernel(const uint8_t *runs, size_t n_bytes, uint64_t n_pixels);

struct rle127_kernels {
    const char *level;
    bool counts_from_right; /* in the words of a row shape */
    rle127_count_row_kernel *count_row;
    rle127_encode_row_kernel *encode_row;
    rle127_decode_row_kernel *decode_row;
    rle127_verify_row_kernel *verify_row;
    rle127_skip_pixels_kernel *skip_pixels;
};

/* No compiler flag is needed: the functions themselves say what they are compiled for. */
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define RLE127_HAVE_X86
#endif

#if defined(__aarch64__) && defined(__ARM_NEON) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RLE127_HAVE_NEON
#endif

#define RLE127_DECLARE_KERNELS(level)                   \
    rle127_count_row_kernel rle127_count_row_##level;   \
    rle127_encode_row_kernel rle127_encode_row_##level; \
    rle127_decode_row_kernel rle127_decode_row_##level; \
    rle127_verify_row_kernel rle127_verify_row_##level; \
    rle127_skip_pixels_kernel rle127_skip_pixels_##level
RLE127_DECLARE_KERNELS(scalar);
RLE127_DECLARE_KERNELS(avx2);
RLE127_DECLARE_KERNELS(avx512);
RLE127_DECLARE_KERNELS(neon);

#define RLE127_LEVEL_AVX512 "avx512"
#define RLE127_LEVEL_AVX2   "avx2"
#define RLE127_LEVEL_NEON   "neon"
#define RLE127_LEVEL_SCALAR "scalar"

/* The kernels of a level, by name or, for NULL, of the best one that this machine has. NULL where
 * it has none of that name. */
const struct rle127_kernels *rle127_find_kernels(const char *level);

#endif
