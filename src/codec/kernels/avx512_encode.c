/*
 * Encoding for x86 with AVX-512 (BW, VL, VBMI, VBMI2, VPOPCNTDQ) and GFNI: blocks of 512 pixels.
 *
 * A mark is a pixel before which a run ends: where the colour changes, where a chunk starts, and
 * the one behind the row's last. Most bytes of a page have none, and which ones have is hard to
 * predict, so that nothing branches on it:
 *
 *     1. the bytes that have marks are brought together, from all blocks of a piece of the row;
 *     2. eight such bytes at a time, each mark becomes the place of its pixel modulo 128, with the
 *        colour of the run that ends there on top;
 *     3. the difference of two neighbouring places is a run's length, as none is above 127.
 *
 * Words have their leftmost pixel in the least significant bit here, as that is how masks count;
 * GFNI turns the bytes round. Masked loads and stores do not touch what they leave out.
 */
#include "avx512.h"

#ifdef RLE127_HAVE_X86

#include <string.h>

#define BLOCK_BYTES  64
#define BLOCK_PIXELS 512

/* Long enough for most pages: each piece has to wait until its first stores can be loaded. */
#define PIECE_BLOCKS 16

#define PLACE_MASK 0x7F

/* Rows of fewer pixels are left to the scalar kernel, which finds no starts in their shape, in its
 * order or another. On Zen 4, with runs of 8 pixels on average, both take 15 ns for 32 pixels. */
#define WIDTH_MIN 32
_Static_assert(WIDTH_MIN <= RLE127_CHUNK_PIXELS, "a narrow row has one chunk");

/* Bytes 0, 1, ... 63. */
#define COUNT_BYTES                                                              \
    _mm512_set_epi64(0x3F3E3D3C3B3A3938, 0x3736353433323130, 0x2F2E2D2C2B2A2928, \
                     0x2726252423222120, 0x1F1E1D1C1B1A1918, 0x1716151413121110, \
                     0x0F0E0D0C0B0A0908, 0x0706050403020100)

struct block {
    __m512i pixels;
    __m512i before; /* the pixel before each */
    __m512i marks;
};

/* So that the row's first pixel is no change of colour. */
RLE127_AVX512 static inline __m512i start_row(const uint8_t *bits)
{
    return _mm512_set1_epi64(-(int64_t)(bits[0] >> 7));
}

RLE127_AVX512 static inline struct block mark_block(__m512i bytes, __m512i pixels_before,
                                                    const uint64_t *starts)
{
    const __m512i turn = _mm512_set1_epi64((int64_t)0x8040201008040201);
    struct block block;
    block.pixels = _mm512_gf2p8affine_epi64_epi8(bytes, turn, 0);
    const __m512i word_before = _mm512_alignr_epi64(block.pixels, pixels_before, 7);
    block.before = _mm512_shldi_epi64(block.pixels, word_before, 1);
    const __m512i changes = _mm512_xor_si512(block.pixels, block.before);
    block.marks = _mm512_or_si512(changes, _mm512_loadu_si512(starts));
    return block;
}

RLE127_AVX512 static inline struct block load_block(const uint8_t *bits, __m512i pixels_before,
                                                    const uint64_t *starts)
{
    return mark_block(_mm512_loadu_si512(bits), pixels_before, starts);
}

/* Ones for the first n_pixels of a block, 0..512. */
RLE127_AVX512 static inline __m512i make_within(uint32_t n_pixels)
{
    const __m512i words = _mm512_set_epi64(448, 384, 320, 256, 192, 128, 64, 0);
    const __m512i left = _mm512_subs_epu16(_mm512_set1_epi64(n_pixels), words);
    const __m512i unused =
        _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_min_epu64(left, _mm512_set1_epi64(64)));
    return _mm512_srlv_epi64(_mm512_set1_epi64(-1), unused);
}

/* What is left of a row, 0..511 pixels, and the mark behind them. */
RLE127_AVX512 static inline struct block load_last_block(const uint8_t *bits, uint32_t n_pixels,
                                                         __m512i pixels_before,
                                                         const uint64_t *starts)
{
    const __mmask64 there = _bzhi_u64(UINT64_MAX, (n_pixels + 7) / 8);
    struct block block = mark_block(_mm512_maskz_loadu_epi8(there, bits), pixels_before, starts);
    const __m512i within = make_within(n_pixels);
    const __m512i end = _mm512_xor_si512(within, make_within(n_pixels + 1));
    block.marks = _mm512_or_si512(_mm512_and_si512(block.marks, within), end);
    return block;
}

RLE127_AVX512 size_t rle127_count_row_avx512(const uint8_t *bits,
                                             const struct rle127_row_shape *shape)
{
    const uint32_t n_blocks = shape->width / BLOCK_PIXELS;
    const uint64_t *starts = shape->starts;
    struct block block = {.pixels = start_row(bits)};
    __m512i n_runs = _mm512_setzero_si512();
    for (uint32_t i = 0; i < n_blocks; i++, bits += BLOCK_BYTES, starts += RLE127_BLOCK_WORDS) {
        block = load_block(bits, block.pixels, starts);
        n_runs = _mm512_add_epi64(n_runs, _mm512_popcnt_epi64(block.marks));
    }
    block = load_last_block(bits, shape->width % BLOCK_PIXELS, block.pixels, starts);
    n_runs = _mm512_add_epi64(n_runs, _mm512_popcnt_epi64(block.marks));
    return (size_t)_mm512_reduce_add_epi64(n_runs);
}

/* The bytes of a piece that have marks, with room for a whole vector behind the last. How many
 * there are is kept outside, where no store of bytes can change it. */
#define LIST_BYTES ((PIECE_BLOCKS + 1) * BLOCK_BYTES)
struct marked_bytes {
    uint8_t marks[LIST_BYTES], before[LIST_BYTES], indices[LIST_BYTES]; /* in their blocks */
};

/* Appends those of a block; returns how many there are now. Eight zeros, which are no marks, follow
 * those of a row's last block: mostly in the same store, because two would hold up the load that
 * needs both. */
RLE127_AVX512 static inline size_t list_marked(struct marked_bytes *list, size_t n,
                                               const struct block *block, bool is_last)
{
    const __mmask64 is_marked = _mm512_test_epi8_mask(block->marks, block->marks);
    const __m512i indices = _mm512_maskz_compress_epi8(is_marked, COUNT_BYTES);
    const __m512i marks = is_last ? _mm512_maskz_compress_epi8(is_marked, block->marks)
                                  : _mm512_permutexvar_epi8(indices, block->marks);
    _mm512_storeu_si512(list->marks + n, marks);
    if (is_last)
        memset(list->marks + n + BLOCK_BYTES, 0, 8);
    _mm512_storeu_si512(list->before + n, _mm512_permutexvar_epi8(indices, block->before));
    _mm512_storeu_si512(list->indices + n, indices);
    return n + (size_t)_mm_popcnt_u64(is_marked);
}

static inline uint64_t load_eight(const uint8_t *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* Writes a place for each mark of eight bytes from the list, and more behind them that mean
 * nothing; returns how many. */
RLE127_AVX512 static inline size_t place_eight(const struct marked_bytes *list, size_t at,
                                               uint8_t flip, uint8_t *places)
{
    const __m512i each_eight_times = _mm512_set_epi64(
        0x0707070707070707, 0x0606060606060606, 0x0505050505050505, 0x0404040404040404,
        0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0);
    const __m512i black =
        _mm512_or_si512(_mm512_set1_epi64(0x0706050403020100), _mm512_set1_epi8((char)flip));
    const __m512i white = _mm512_xor_si512(black, _mm512_set1_epi8((char)RLE127_WHITE));
    const uint64_t marks = load_eight(list->marks + at);
    const uint64_t first_pixels =
        load_eight(list->indices + at) << 3 & UINT64_MAX / 255 * (PLACE_MASK & ~7);
    const __m512i first_places =
        _mm512_shuffle_epi8(_mm512_set1_epi64((int64_t)first_pixels), each_eight_times);
    const __m512i in_bytes = _mm512_mask_blend_epi8(load_eight(list->before + at), black, white);
    _mm512_storeu_si512(places,
                        _mm512_maskz_compress_epi8(marks, _mm512_or_si512(first_places, in_bytes)));
    return (size_t)_mm_popcnt_u64(marks);
}

/* Writes the place of each mark in the list, n_bytes bytes long; returns how many. */
RLE127_AVX512 static inline size_t place_marks(const struct marked_bytes *list, size_t n_bytes,
                                               uint8_t flip, uint8_t *places)
{
    size_t n_places = 0;
    for (size_t at = 0; at < n_bytes; at += 8)
        n_places += place_eight(list, at, flip, places + n_places);
    return n_places;
}

/* The runs that end at 64 places; *before is the vector of places before them. */
RLE127_AVX512 static inline __m512i measure_runs(const uint8_t *places, __m512i *before)
{
    const __m512i one_back = _mm512_add_epi8(COUNT_BYTES, _mm512_set1_epi8(63));
    const __m512i ends = _mm512_load_si512(places);
    const __m512i starts = _mm512_permutex2var_epi8(*before, one_back, ends);
    const __m512i lengths = _mm512_sub_epi8(ends, starts);
    const __m512i top = _mm512_set1_epi8((char)RLE127_WHITE);
    *before = ends;
    return _mm512_ternarylogic_epi32(top, ends, lengths, 0xCA); /* top ? ends : lengths */
}

/* Writes the runs that end at n places, of which the first one starts at `last_place`. */
RLE127_AVX512 static inline void write_runs(const uint8_t *places, size_t n, uint8_t last_place,
                                            uint8_t *runs)
{
    __m512i before = _mm512_set1_epi8((char)last_place);
    size_t i = 0;
    for (; i + BLOCK_BYTES <= n; i += BLOCK_BYTES)
        _mm512_storeu_si512(runs + i, measure_runs(places + i, &before));
    const __mmask64 left = _bzhi_u64(UINT64_MAX, (unsigned)(n - i));
    _mm512_mask_storeu_epi8(runs + i, left, measure_runs(places + i, &before));
}

RLE127_AVX512 size_t rle127_encode_row_avx512(const uint8_t *bits,
                                              const struct rle127_row_shape *shape, uint8_t flip,
                                              uint8_t *runs)
{
    if (shape->width < WIDTH_MIN)
        return rle127_encode_row_scalar(bits, shape, flip, runs);
    _Alignas(BLOCK_BYTES) uint8_t places[PIECE_BLOCKS * BLOCK_PIXELS + 2 * BLOCK_BYTES];
    struct marked_bytes list;
    uint8_t last_place = 0;
    uint8_t *out = runs;
    const uint64_t *starts = shape->starts;
    uint32_t blocks_left = shape->width / BLOCK_PIXELS;
    struct block block = {.pixels = start_row(bits)};
    for (bool is_last = false; !is_last;) {
        const uint32_t n_blocks = blocks_left < PIECE_BLOCKS ? blocks_left : PIECE_BLOCKS;
        size_t n = 0;
        for (uint32_t i = 0; i < n_blocks; i++, bits += BLOCK_BYTES, starts += RLE127_BLOCK_WORDS) {
            block = load_block(bits, block.pixels, starts);
            n = list_marked(&list, n, &block, false);
        }
        blocks_left -= n_blocks;
        is_last = n_blocks < PIECE_BLOCKS;
        if (is_last) {
            block = load_last_block(bits, shape->width % BLOCK_PIXELS, block.pixels, starts);
            n = list_marked(&list, n, &block, true);
        } else {
            memset(list.marks + n, 0, 8);
        }
        n = place_marks(&list, n, flip, places);
        write_runs(places, n, last_place, out);
        last_place = places[n - 1]; /* a piece that is not the last one has starts of chunks */
        out += n;
    }
    return (size_t)(out - runs);
}

#endif
