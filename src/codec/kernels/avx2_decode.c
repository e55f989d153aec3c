/*
 * Decoding for x86 with AVX2: blocks of 16 runs, whatever their lengths and colours.
 *
 * A run that has another colour than the one before it turns the pixels from its first one to the
 * end of that pixel's word. All these turns are summed up by XOR in one register, as if they were
 * in one word, and what the sum is after the last run that starts in a word is kept for the word:
 *
 *     word          0   1   2   3
 *     runs          a b c   d e         c goes on over word 2
 *     kept          b   c   c   e       where b stands for the sum of a and b, and so on
 *
 *     turned in a word = its sum XOR that of the word before
 *     colour in which it begins = the last pixel of the word before
 *                               = the last bit of that word's sum, as each turn has that bit
 *
 * So nothing branches on what a run is, and from run to run only one XOR has to be waited for.
 * What is wrong is left to the scalar kernel, which says how.
 */
#include "avx2.h"

#ifdef RLE127_HAVE_X86

#define BLOCK_RUNS  16
#define PIECE_RUNS  256
#define WORD_PIXELS 64

/* Rows of fewer pixels are left to the scalar kernel. On Zen 4, in ns a row here and there, with
 * runs of 8 pixels on average: 24 and 19 for 64 pixels, 24 and 26 for 80, 24 and 30 for 96. */
#define WIDTH_MIN 80

/* The words in which runs start and what they turn there. To sum up many at once is faster than
 * each block for itself, whose loads would wait for its own stores. */
struct piece {
    uint16_t words[PIECE_RUNS];
    uint64_t turns[PIECE_RUNS];
};

/* A block of 16 runs, of which the first one starts at `pixel`. Lanes have 16 bits. */
struct block {
    __m256i starts; /* never above 65535, which is behind any row */
    __m256i ends;   /* modulo 65536 */
    __m256i beyond; /* all ones: starts behind the row's last pixel */
    __m256i empty;  /* all ones: has no pixels, but is in the row */
    uint32_t n_pixels;
};

/* There need not be 16 runs, what is missing has the length 0. */
RLE127_AVX2 static inline __m128i load_runs(const uint8_t *runs, size_t n_bytes)
{
    if (n_bytes >= BLOCK_RUNS)
        return _mm_loadu_si128((const __m128i *)runs);
    uint8_t block[BLOCK_RUNS] = {0};
    for (size_t i = 0; i < n_bytes; i++)
        block[i] = runs[i];
    return _mm_loadu_si128((const __m128i *)block);
}

RLE127_AVX2 static inline struct block place_runs(__m128i runs, uint32_t pixel, __m256i width)
{
    const __m128i low_bits = _mm_and_si128(runs, _mm_set1_epi8(RLE127_LENGTH_MASK));
    const __m256i lengths = _mm256_cvtepu8_epi16(low_bits);
    const __m256i none = _mm256_cmpeq_epi16(lengths, _mm256_setzero_si256());
    const __m256i sums = rle127_sum_lanes(lengths);
    const __m256i first = _mm256_set1_epi16((short)pixel);
    struct block b;
    b.starts = _mm256_adds_epu16(_mm256_sub_epi16(sums, lengths), first);
    b.ends = _mm256_add_epi16(sums, first);
    b.beyond = _mm256_cmpeq_epi16(_mm256_max_epu16(b.starts, width), b.starts);
    b.empty = _mm256_andnot_si256(b.beyond, none);
    b.n_pixels = (uint32_t)_mm256_extract_epi16(sums, BLOCK_RUNS - 1);
    return b;
}

/* Adds a block to a piece that has n runs. `changes` has the top bit of a byte where a run's colour
 * is not that of the run before. */
RLE127_AVX2 static inline void add_block(struct piece *piece, size_t n, const struct block *b,
                                         __m128i changes)
{
    const __m256i is_same =
        _mm256_cmpgt_epi16(_mm256_cvtepi8_epi16(changes), _mm256_set1_epi16(-1));
    const __m256i in_word = _mm256_and_si256(b->starts, _mm256_set1_epi16(WORD_PIXELS - 1));
    uint16_t shifts[BLOCK_RUNS]; /* 64 or more leaves nothing */
    rle127_store_vector(shifts, _mm256_or_si256(in_word, _mm256_or_si256(is_same, b->beyond)));
    for (size_t i = 0; i < BLOCK_RUNS; i += 4) {
        const __m256i by = _mm256_cvtepu16_epi64(_mm_loadl_epi64((const __m128i *)(shifts + i)));
        rle127_store_vector(piece->turns + n + i, _mm256_srlv_epi64(_mm256_set1_epi64x(-1), by));
    }
    rle127_store_vector(piece->words + n, _mm256_srli_epi16(b->starts, 6));
}

/* Keeps a sum for a word and for the next one, in which no run may start: 127 pixels reach over one
 * such word, not over two. */
RLE127_AVX2 static inline void keep_sum(uint64_t *kept, uint32_t word, __m128i sum)
{
    _mm_storeu_si128((__m128i *)(kept + word), sum);
}

/* In blocks, so that compilers unroll them; n is a multiple of theirs. */
RLE127_AVX2 static inline __m128i sum_turns(const struct piece *piece, size_t n, uint64_t *kept,
                                            __m128i sum)
{
    for (size_t i = 0; i < n; i += BLOCK_RUNS)
        for (size_t k = i; k < i + BLOCK_RUNS; k++) {
            sum = _mm_xor_si128(sum, _mm_set1_epi64x((long long)piece->turns[k]));
            keep_sum(kept, piece->words[k], sum);
        }
    return sum;
}

/* Keeps the sums of a row's words; returns the number of its runs, or 0 where there is an error. */
RLE127_AVX2 static inline size_t sum_row(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                         uint8_t flip, uint64_t *kept)
{
    const __m256i widths = _mm256_set1_epi16((short)width);
    __m128i sum = _mm_setzero_si128(), before = _mm_set1_epi8((char)flip);
    __m256i empty = _mm256_setzero_si256();
    struct piece piece;
    struct block b;
    size_t i = 0, n = 0;
    for (uint32_t pixel = 0; pixel < width; pixel += b.n_pixels, i += BLOCK_RUNS) {
        if (i >= n_bytes)
            return 0;
        const __m128i block = load_runs(runs + i, n_bytes - i);
        b = place_runs(block, pixel, widths);
        add_block(&piece, n, &b, _mm_xor_si128(block, _mm_alignr_epi8(block, before, 15)));
        empty = _mm256_or_si256(empty, b.empty);
        before = block;
        n += BLOCK_RUNS;
        if (n == PIECE_RUNS) {
            sum = sum_turns(&piece, n, kept, sum);
            n = 0;
        }
    }
    sum = sum_turns(&piece, n, kept, sum);
    keep_sum(kept, width / WORD_PIXELS, sum); /* the last run may start two words before */
    const __m256i at_end = _mm256_cmpeq_epi16(b.ends, widths);
    const uint32_t ends = (uint32_t)_mm256_movemask_epi8(at_end);
    if (!ends || !_mm256_testz_si256(empty, empty))
        return 0;
    return i - BLOCK_RUNS + _tzcnt_u32(ends) / 2 + 1;
}

/* The pixels of four words, in the order of a row's bytes. */
RLE127_AVX2 static inline __m256i find_pixels(const uint64_t *kept)
{
    const __m256i turn_round = _mm256_setr_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F,
                                                  0x0001020304050607, 0x08090A0B0C0D0E0F);
    const __m256i before = rle127_load_vector(kept - 1);
    const __m256i turned = _mm256_xor_si256(before, rle127_load_vector(kept));
    const __m256i last = _mm256_and_si256(before, _mm256_set1_epi64x(1));
    const __m256i colour = _mm256_sub_epi64(_mm256_setzero_si256(), last);
    return _mm256_shuffle_epi8(_mm256_xor_si256(turned, colour), turn_round);
}

RLE127_AVX2 static inline void write_pixels(const uint64_t *kept, uint32_t width, uint8_t *bits)
{
    const uint32_t n_last = width % RLE127_VECTOR_PIXELS;
    for (uint32_t n = width / RLE127_VECTOR_PIXELS; n; n--) {
        rle127_store_vector(bits, find_pixels(kept));
        bits += RLE127_VECTOR_BYTES;
        kept += RLE127_VECTOR_PIXELS / WORD_PIXELS;
    }
    if (n_last) {
        uint8_t few[RLE127_VECTOR_BYTES];
        const __m256i within = rle127_make_within(n_last);
        rle127_store_vector(few, _mm256_and_si256(find_pixels(kept), within));
        rle127_copy_few(bits, few, rle127_row_bytes(n_last));
    }
}

RLE127_AVX2 enum rle127_status rle127_decode_row_avx2(const uint8_t *runs, size_t n_bytes,
                                                      uint32_t width, uint8_t flip, uint8_t *bits,
                                                      size_t spare_bytes, size_t *used_bytes)
{
    if (width < WIDTH_MIN)
        return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes, used_bytes);
    uint64_t room[1 + RLE127_ROW_WORDS_MAX + 1]; /* 8 kB: not worth clearing */
    uint64_t *const kept = room + 1;
    kept[-1] = 0;
    const size_t n_runs = sum_row(runs, n_bytes, width, flip, kept);
    if (!n_runs)
        return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes, used_bytes);
    write_pixels(kept, width, bits);
    *used_bytes = n_runs;
    return RLE127_OK;
}

#endif
