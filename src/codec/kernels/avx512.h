/*
 * What the AVX-512 kernels are compiled for; and for those that decode and verify, where each of 64
 * runs begins and ends. Knows nothing of bitmaps.
 */
#ifndef RLE127_AVX512_H
#define RLE127_AVX512_H

#include "kernels.h"

#ifdef RLE127_HAVE_X86

#include <immintrin.h>

#define RLE127_AVX512                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2," \
                          "avx512vpopcntdq,gfni,bmi,bmi2,popcnt")))

#define RLE127_GROUP_RUNS 64
#define RLE127_EVEN_RUNS  UINT64_C(0x5555555555555555)

/*
 * 64 runs. Places are pixels of the row in lanes of 16 bits, so that lane l has to do with the runs
 * 2l (even) and 2l + 1 (odd):
 *
 *     lane l   | even run ... | odd run ... |
 *              starts         middles       ends
 *
 * Runs beyond the row's last one mean nothing.
 */
struct rle127_group {
    __m512i changes; /* the top bit of a byte: of another colour than the run before it */
    __m512i starts, middles, ends; /* modulo 65536 */
    uint32_t end_pixel;            /* of its last run that is the row's */
    unsigned n_runs;               /* of the row: 1..64 */
    bool is_last;                  /* the row ends here */
};

/* The pixels before each quarter of 16 runs and, in its second half, before that half: in every
 * lane of 16 bits. */
RLE127_AVX512 static inline __m512i rle127_sum_before_eights(__m512i lengths)
{
    const int64_t lanes = 0x0001000100010001, none = (int64_t)0x8080808080808080;
    const __m512i eights = _mm512_sad_epu8(lengths, _mm512_setzero_si512());
    const __m512i totals = _mm512_add_epi64(eights, _mm512_bslli_epi128(eights, 8));
    const __m512i halves = _mm512_shuffle_epi8(
        eights, _mm512_broadcast_i32x4(_mm_set_epi64x(0x0100010001000100, none)));
    const __m512i one_back = _mm512_set_epi64(20 * lanes, 20 * lanes, 12 * lanes, 12 * lanes,
                                              4 * lanes, 4 * lanes, 0, 0);
    const __m512i two_back =
        _mm512_set_epi64(12 * lanes, 12 * lanes, 4 * lanes, 4 * lanes, 0, 0, 0, 0);
    const __m512i three_back = _mm512_set1_epi64(4 * lanes);
    return _mm512_add_epi16(
        _mm512_add_epi16(halves, _mm512_maskz_permutexvar_epi16(0xFFFFFF00, one_back, totals)),
        _mm512_add_epi16(_mm512_maskz_permutexvar_epi16(0xFFFF0000, two_back, totals),
                         _mm512_maskz_permutexvar_epi16(0xFF000000, three_back, totals)));
}

/* The pixels of each pair of runs. */
RLE127_AVX512 static inline __m512i rle127_sum_pairs(__m512i lengths)
{
    return _mm512_maddubs_epi16(lengths, _mm512_set1_epi8(1));
}

/* The pixels from the group's first one up to the end of each pair. */
RLE127_AVX512 static inline __m512i rle127_sum_runs(__m512i lengths)
{
    const __m512i pairs = rle127_sum_pairs(lengths);
    const __m512i twos = _mm512_add_epi16(pairs, _mm512_slli_epi64(pairs, 16));
    const __m512i eights = _mm512_add_epi16(twos, _mm512_slli_epi64(twos, 32));
    return _mm512_add_epi16(eights, rle127_sum_before_eights(lengths));
}

/* Sets the group's places, and returns the pixels that it has. */
RLE127_AVX512 static inline uint32_t rle127_place_runs(struct rle127_group *group, __m512i lengths,
                                                       uint32_t pixel)
{
    const __m512i within = rle127_sum_runs(lengths);
    group->ends = _mm512_add_epi16(within, _mm512_set1_epi16((short)pixel));
    group->middles = _mm512_sub_epi16(group->ends, _mm512_srli_epi16(lengths, 8));
    group->starts = _mm512_sub_epi16(group->ends, rle127_sum_pairs(lengths));
    return (uint32_t)_mm_extract_epi16(_mm512_extracti32x4_epi32(within, 3), 7);
}

/* 64 runs from `at` on, those that are not there as zeros. */
RLE127_AVX512 static inline __m512i rle127_load_runs(const uint8_t *runs, size_t n_bytes, size_t at)
{
    if (n_bytes - at >= RLE127_GROUP_RUNS)
        return _mm512_loadu_si512(runs + at);
    return _mm512_maskz_loadu_epi8(_bzhi_u64(UINT64_MAX, (unsigned)(n_bytes - at)), runs + at);
}

/* The run before each of them; the one before the row's first has the colour of `first`. */
RLE127_AVX512 static inline __m512i rle127_load_runs_before(const uint8_t *runs, size_t n_bytes,
                                                            size_t at, uint8_t first)
{
    if (at)
        return rle127_load_runs(runs, n_bytes, at - 1);
    const __m512i words = rle127_load_runs(runs, n_bytes, 0);
    const __m512i last_words =
        _mm512_alignr_epi64(words, _mm512_set1_epi64((int64_t)((uint64_t)first << 56)), 7);
    return _mm512_shldi_epi64(words, last_words, 8);
}

/* The first run that ends with the row; above 64 where none does. */
RLE127_AVX512 static inline unsigned rle127_count_row_runs(const struct rle127_group *group,
                                                           uint32_t width)
{
    const __m512i row_end = _mm512_set1_epi16((short)width);
    const unsigned even = _tzcnt_u32(_mm512_cmpeq_epi16_mask(group->middles, row_end));
    const unsigned odd = _tzcnt_u32(_mm512_cmpeq_epi16_mask(group->ends, row_end));
    return even <= odd ? 2 * even + 1 : 2 * odd + 2;
}

/*
 * Reads the runs from `pixel` (below width) on. False where something is wrong with one of them, or
 * where the data may end too early: then the scalar kernel has to say what.
 *
 * Places count modulo 65536, and a group has at most 64 * 127 = 8128 pixels. So a place that has
 * passed 65535 is below 8128 and, as the group began above 65535 - 8128, not the row's end.
 */
RLE127_AVX512 static inline bool rle127_read_group(struct rle127_group *group, const uint8_t *runs,
                                                   size_t n_bytes, size_t at, uint8_t first,
                                                   uint32_t width, uint32_t pixel)
{
    const __m512i some = rle127_load_runs(runs, n_bytes, at);
    const __m512i lengths = _mm512_and_si512(some, _mm512_set1_epi8(RLE127_LENGTH_MASK));
    group->changes = _mm512_xor_si512(some, rle127_load_runs_before(runs, n_bytes, at, first));
    const uint32_t n_pixels = rle127_place_runs(group, lengths, pixel);
    group->n_runs = rle127_count_row_runs(group, width);
    group->is_last = group->n_runs <= RLE127_GROUP_RUNS;
    group->end_pixel = width;
    if (!group->is_last) {
        group->n_runs = RLE127_GROUP_RUNS;
        group->end_pixel = pixel + n_pixels;
        if (n_bytes - at < RLE127_GROUP_RUNS || group->end_pixel >= width)
            return false;
    }
    const __mmask64 has_pixels = _mm512_test_epi8_mask(lengths, lengths);
    group->changes = _mm512_maskz_mov_epi8(has_pixels, group->changes);
    return !_bzhi_u64(~has_pixels, group->n_runs);
}

#endif
#endif
