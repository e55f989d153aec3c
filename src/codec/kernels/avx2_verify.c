/*
 * Checking and skipping runs for x86 with AVX2: 32 runs at a time.
 *
 * Only what is right and canonical is known here: for all else the scalar kernel says what it is.
 */
#include "avx2.h"
#include "skip.h"

#ifdef RLE127_HAVE_X86

#define BLOCK_RUNS 32

/* Rows of fewer pixels are left to the scalar kernel. On Zen 4, in ns a row here and there, with
 * runs of 8 pixels on average: 18 and 15 for 48 pixels, 18 and 18 for 64, 18 and 21 for 80. */
#define WIDTH_MIN 64

/* The chunks in which pixels lie, 16 of them: exact below 33554, by 33027 / 2^22 for 1 / 127. */
RLE127_AVX2 static inline __m256i find_chunks(__m256i pixels)
{
    const __m256i high = _mm256_mulhi_epu16(pixels, _mm256_set1_epi16((short)33027));
    return _mm256_srli_epi16(high, 6);
}

/* Of 16 runs that start at `starts` and end before `ends`, counted from the start of a chunk: those
 * that start their chunk, and those that leave it. */
RLE127_AVX2 static inline __m256i find_first(__m256i starts)
{
    const __m256i chunk = _mm256_set1_epi16(RLE127_CHUNK_PIXELS);
    return _mm256_cmpeq_epi16(_mm256_mullo_epi16(find_chunks(starts), chunk), starts);
}

RLE127_AVX2 static inline __m256i find_within(__m256i starts, __m256i ends)
{
    const __m256i last = _mm256_sub_epi16(ends, _mm256_set1_epi16(1));
    return _mm256_cmpeq_epi16(find_chunks(starts), find_chunks(last));
}

/* The runs of a block that are not canonical: they leave their chunk, or go on in the colour of the
 * run before them within a chunk. The block starts chunk_pixels after the start of a chunk. */
RLE127_AVX2 static inline uint32_t find_loose(const struct rle127_extents *e, uint32_t chunk_pixels,
                                              __m256i changes)
{
    const __m256i from = _mm256_set1_epi16((short)chunk_pixels);
    __m256i first[2], within[2];
    for (int half = 0; half < 2; half++) {
        const __m256i starts = _mm256_add_epi16(e->starts[half], from);
        first[half] = find_first(starts);
        within[half] = find_within(starts, _mm256_add_epi16(e->ends[half], from));
    }
    const uint32_t turns = (uint32_t)_mm256_movemask_epi8(changes);
    return ~((turns | rle127_mask_lanes(first[0], first[1])) &
             rle127_mask_lanes(within[0], within[1]));
}

RLE127_AVX2 enum rle127_status rle127_verify_row_avx2(const uint8_t *runs, size_t n_bytes,
                                                      uint32_t width, size_t *used_bytes,
                                                      size_t *loose_run)
{
    if (width < WIDTH_MIN)
        return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
    __m256i block_before = _mm256_setzero_si256();
    size_t i = 0;
    for (uint32_t pixel = 0; pixel < width;) {
        const __m256i block = rle127_load_runs(runs + i, n_bytes - i);
        const __m256i changes = _mm256_xor_si256(block, rle127_move_bytes(block, block_before));
        const __m256i lengths = _mm256_and_si256(block, _mm256_set1_epi8(RLE127_LENGTH_MASK));
        const __m256i empty = _mm256_cmpeq_epi8(lengths, _mm256_setzero_si256());
        const struct rle127_extents e = rle127_find_extents(lengths);
        const uint32_t left = width - pixel, chunk_pixels = pixel % RLE127_CHUNK_PIXELS;
        const uint32_t wrong =
            (uint32_t)_mm256_movemask_epi8(empty) | find_loose(&e, chunk_pixels, changes);
        uint32_t n_runs = BLOCK_RUNS;
        if (e.n_pixels >= left)
            n_runs = _tzcnt_u32(rle127_find_end(&e, left)) + 1;
        if (n_runs > BLOCK_RUNS || _bzhi_u32(wrong, n_runs))
            return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
        pixel += e.n_pixels < left ? e.n_pixels : left;
        i += n_runs;
        block_before = block;
    }
    *used_bytes = i;
    *loose_run = SIZE_MAX;
    return RLE127_OK;
}

RLE127_AVX2 static inline uint64_t sum_lengths(const uint8_t *runs)
{
    const __m256i lengths =
        _mm256_and_si256(rle127_load_vector(runs), _mm256_set1_epi8(RLE127_LENGTH_MASK));
    const __m256i sums = _mm256_sad_epu8(lengths, _mm256_setzero_si256());
    const __m128i two =
        _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return (uint64_t)_mm_cvtsi128_si64(two) + (uint64_t)_mm_extract_epi64(two, 1);
}

RLE127_AVX2 size_t rle127_skip_pixels_avx2(const uint8_t *runs, size_t n_bytes, uint64_t n_pixels)
{
    const struct rle127_step step = {BLOCK_RUNS, sum_lengths, rle127_skip_pixels_scalar};
    return rle127_skip_by_steps(step, runs, n_bytes, n_pixels);
}

#endif
