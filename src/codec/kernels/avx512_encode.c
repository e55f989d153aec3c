/*
 * The kernels for x86 with AVX-512 (BW, VL, VBMI, VBMI2) and GFNI: 512 pixels at a time.
 *
 * Words have their leftmost pixel in the least significant bit here, as that is how masks count;
 * GFNI turns the bytes round. Bytes beyond a row are neither read nor written: masked loads and
 * stores do not touch what they leave out.
 */
#include "kernels.h"

#ifdef RLE127_HAVE_X86

#include <immintrin.h>

#define TARGET      \
    __attribute__(( \
        target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,gfni,bmi,bmi2,lzcnt,popcnt")))

#define BLOCK_BYTES  64
#define BLOCK_PIXELS 512
#define BLOCK_WORDS  8

/* Turns the bits of each byte round. */
TARGET static inline __m512i turn_bytes(__m512i bytes)
{
    return _mm512_gf2p8affine_epi64_epi8(bytes, _mm512_set1_epi64((int64_t)0x8040201008040201), 0);
}

/* The pixels before those of a block: moved on by one, from the end of the block before. */
TARGET static inline __m512i move_on(__m512i pixels, __m512i block_before)
{
    const __m512i word_before = _mm512_alignr_epi64(pixels, block_before, 7);
    return _mm512_or_si512(_mm512_slli_epi64(pixels, 1), _mm512_srli_epi64(word_before, 63));
}

/* Ones for the first n_pixels of a block, 0..512. */
TARGET static inline __m512i make_within(uint32_t n_pixels)
{
    const __m512i words = _mm512_set_epi64(448, 384, 320, 256, 192, 128, 64, 0);
    const __m512i left = _mm512_subs_epu16(_mm512_set1_epi64(n_pixels), words);
    const __m512i unused =
        _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_min_epu64(left, _mm512_set1_epi64(64)));
    return _mm512_srlv_epi64(_mm512_set1_epi64(-1), unused);
}

/* A block's pixels and what is known of them. */
struct block {
    __m512i pixels, before, changes;
    uint32_t n_pixels; /* 1..512 */
};

TARGET static inline struct block load_block(const uint8_t *bits, uint32_t n_pixels,
                                             __m512i block_before)
{
    const __mmask64 there = _bzhi_u64(UINT64_MAX, (n_pixels + 7) / 8);
    struct block block = {.n_pixels = n_pixels};
    block.pixels = turn_bytes(_mm512_maskz_loadu_epi8(there, bits));
    block.before = move_on(block.pixels, block_before);
    block.changes = _mm512_xor_si512(block.pixels, block.before);
    if (n_pixels < BLOCK_PIXELS)
        block.changes = _mm512_and_si512(block.changes, make_within(n_pixels));
    return block;
}

/* So that the row's first pixel is no change of colour. */
TARGET static inline __m512i start_row(const uint8_t *bits)
{
    return _mm512_set1_epi64(-(int64_t)(bits[0] >> 7));
}

static inline uint32_t count_block_pixels(const struct rle127_row_shape *shape, uint32_t pixel)
{
    const uint32_t left = shape->width - pixel;
    return left < BLOCK_PIXELS ? left : BLOCK_PIXELS;
}

/* Chunks always begin a run; changes of colour are counted besides. */
TARGET size_t rle127_count_row_avx512(const uint8_t *bits, const struct rle127_row_shape *shape)
{
    size_t n_runs = (shape->width + RLE127_CHUNK_PIXELS - 1) / RLE127_CHUNK_PIXELS;
    __m512i block_before = start_row(bits);
    for (uint32_t pixel = 0; pixel < shape->width; pixel += BLOCK_PIXELS) {
        const uint32_t n_pixels = count_block_pixels(shape, pixel);
        const struct block block = load_block(bits + pixel / 8, n_pixels, block_before);
        block_before = block.pixels;
        if (!_mm512_test_epi64_mask(block.changes, block.changes))
            continue;
        uint64_t marks[BLOCK_WORDS];
        const __m512i starts = _mm512_loadu_si512(shape->starts + pixel / 64);
        _mm512_storeu_si512(marks, _mm512_andnot_si512(starts, block.changes));
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            n_runs += (size_t)_mm_popcnt_u64(marks[w]);
    }
    return n_runs;
}

/* Where the encoding of a row is. */
struct encoder {
    uint8_t *out;
    uint32_t run_start;   /* the first pixel of the run that has not been written yet */
    uint32_t chunk_start; /* the first start of a chunk that no block has reached */
    uint8_t flip;
};

/* A block of one colour: runs end where chunks do. All but the first of them are whole chunks. */
TARGET static inline void write_chunks(struct encoder *e, uint32_t end, bool is_white)
{
    if (e->chunk_start >= end)
        return;
    const uint32_t n_runs = (end - 1 - e->chunk_start) / RLE127_CHUNK_PIXELS + 1; /* 1..5 */
    const uint8_t colour = (uint8_t)(is_white << 7) ^ e->flip;
    const uint64_t whole = UINT64_MAX / 255 * (RLE127_CHUNK_PIXELS | colour);
    const uint64_t first = (e->chunk_start - e->run_start) | colour;
    const __mmask16 written = (__mmask16)_bzhi_u32(0xFF, n_runs);
    _mm_mask_storeu_epi8(e->out, written, _mm_cvtsi64_si128((int64_t)(whole << 8 | first)));
    e->out += n_runs;
    e->run_start = e->chunk_start + (n_runs - 1) * RLE127_CHUNK_PIXELS;
    e->chunk_start = e->run_start + RLE127_CHUNK_PIXELS;
}

/*
 * Writes the run that ends before each mark of a word. Each of the 64 bytes of `places` is the
 * place of a pixel modulo 128 with the colour of the pixel before it on top; those that are marked
 * are brought together, and the difference of two neighbours is a run's length, which is below 128.
 */
TARGET static inline void write_runs(struct encoder *e, uint32_t first_pixel, uint64_t marks,
                                     uint64_t before)
{
    const __m512i count = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i top = _mm512_set1_epi8((char)RLE127_WHITE);
    const __m512i black =
        _mm512_or_si512(count, _mm512_set1_epi8((char)((first_pixel & 64) | e->flip)));
    const __m512i places = _mm512_mask_blend_epi8(before, black, _mm512_xor_si512(black, top));
    const __m512i ends = _mm512_maskz_compress_epi8(marks, places);
    const __m512i moved =
        _mm512_permutexvar_epi8(_mm512_sub_epi8(count, _mm512_set1_epi8(1)), ends);
    const __m512i starts = _mm512_mask_set1_epi8(moved, 1, (char)e->run_start);
    const __m512i lengths = _mm512_sub_epi8(ends, starts);
    const unsigned n_runs = (unsigned)_mm_popcnt_u64(marks);
    _mm512_mask_storeu_epi8(e->out, _bzhi_u64(UINT64_MAX, n_runs),
                            _mm512_ternarylogic_epi32(top, ends, lengths, 0xCA)); /* top ? : */
    e->out += n_runs;
    e->run_start = first_pixel + 63 - (uint32_t)_lzcnt_u64(marks);
}

TARGET static inline void write_block(struct encoder *e, const struct rle127_row_shape *shape,
                                      uint32_t pixel, const struct block *block)
{
    const uint32_t end = pixel + block->n_pixels;
    uint64_t marks[BLOCK_WORDS], before[BLOCK_WORDS];
    const __m512i starts = _mm512_loadu_si512(shape->starts + pixel / 64);
    _mm512_storeu_si512(marks, _mm512_or_si512(block->changes, starts));
    _mm512_storeu_si512(before, block->before);
    for (uint32_t w = 0; w < BLOCK_WORDS; w++)
        if (marks[w])
            write_runs(e, pixel + 64 * w, marks[w], before[w]);
    if (e->chunk_start < end)
        e->chunk_start +=
            ((end - 1 - e->chunk_start) / RLE127_CHUNK_PIXELS + 1) * RLE127_CHUNK_PIXELS;
}

TARGET size_t rle127_encode_row_avx512(const uint8_t *bits, const struct rle127_row_shape *shape,
                                       uint8_t flip, uint8_t *runs)
{
    struct encoder e = {.out = runs, .chunk_start = RLE127_CHUNK_PIXELS, .flip = flip};
    const uint32_t last = shape->width - 1;
    __m512i block_before = start_row(bits);
    for (uint32_t pixel = 0; pixel < shape->width; pixel += BLOCK_PIXELS) {
        const uint32_t n_pixels = count_block_pixels(shape, pixel);
        const struct block block = load_block(bits + pixel / 8, n_pixels, block_before);
        block_before = block.pixels;
        if (_mm512_test_epi64_mask(block.changes, block.changes))
            write_block(&e, shape, pixel, &block);
        else
            write_chunks(&e, pixel + n_pixels, bits[pixel / 8] >> 7);
    }
    const uint8_t colour = (uint8_t)((bits[last / 8] >> (7 - last % 8) & 1) << 7);
    *e.out++ = (uint8_t)((shape->width - e.run_start) | (colour ^ flip));
    return (size_t)(e.out - runs);
}

#endif
