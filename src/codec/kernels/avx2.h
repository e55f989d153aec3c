/*
 * What the kernels for x86 with AVX2 share: their target, and places of runs from lengths of runs.
 */
#ifndef RLE127_AVX2_H
#define RLE127_AVX2_H

#include "kernels.h"

#ifdef RLE127_HAVE_X86

#include <immintrin.h>
#include <string.h>

#define RLE127_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

#define RLE127_VECTOR_BYTES  32
#define RLE127_VECTOR_PIXELS 256

RLE127_AVX2 static inline __m256i rle127_load_vector(const void *bytes)
{
    return _mm256_loadu_si256(bytes);
}

RLE127_AVX2 static inline void rle127_store_vector(void *bytes, __m256i vector)
{
    _mm256_storeu_si256(bytes, vector);
}

/* 0, 1, 2 ... 31 */
RLE127_AVX2 static inline __m256i rle127_count_up(void)
{
    return _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
                            20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
}

/* The bytes that stand before those of `bytes`, of which `block_before` ends with the first. */
RLE127_AVX2 static inline __m256i rle127_move_bytes(__m256i bytes, __m256i block_before)
{
    const __m256i halves = _mm256_permute2x128_si256(block_before, bytes, 0x21);
    return _mm256_alignr_epi8(bytes, halves, 15);
}

/* Ones for the first n_pixels of a vector, 0..256. */
RLE127_AVX2 static inline __m256i rle127_make_within(uint32_t n_pixels)
{
    const __m256i byte = _mm256_set1_epi8((char)(n_pixels / 8));
    const __m256i part = _mm256_set1_epi8((char)(0xFF00 >> n_pixels % 8));
    const __m256i count = rle127_count_up();
    return _mm256_or_si256(_mm256_cmpgt_epi8(byte, count),
                           _mm256_and_si256(_mm256_cmpeq_epi8(byte, count), part));
}

/* 0..32 bytes, by two copies that may overlap. */
static inline void rle127_copy_few(uint8_t *to, const uint8_t *from, size_t n_bytes)
{
    if (n_bytes >= 16) {
        memcpy(to, from, 16);
        memcpy(to + n_bytes - 16, from + n_bytes - 16, 16);
    } else if (n_bytes >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n_bytes - 8, from + n_bytes - 8, 8);
    } else if (n_bytes >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n_bytes - 4, from + n_bytes - 4, 4);
    } else {
        for (size_t i = 0; i < n_bytes; i++)
            to[i] = from[i];
    }
}

/* A block of 32 runs; there need not be so many, what is missing has the length 0. */
RLE127_AVX2 static inline __m256i rle127_load_runs(const uint8_t *runs, size_t n_bytes)
{
    if (n_bytes >= RLE127_VECTOR_BYTES)
        return rle127_load_vector(runs);
    uint8_t block[RLE127_VECTOR_BYTES] = {0};
    for (size_t i = 0; i < n_bytes; i++)
        block[i] = runs[i];
    return rle127_load_vector(block);
}

/* Of each of 16 lanes, the sum of it and those before it. */
RLE127_AVX2 static inline __m256i rle127_sum_lanes(__m256i lanes)
{
    lanes = _mm256_add_epi16(lanes, _mm256_slli_si256(lanes, 2));
    lanes = _mm256_add_epi16(lanes, _mm256_slli_si256(lanes, 4));
    lanes = _mm256_add_epi16(lanes, _mm256_slli_si256(lanes, 8));
    const __m256i low_half = _mm256_permute2x128_si256(lanes, lanes, 0x08);
    return _mm256_add_epi16(lanes, _mm256_shuffle_epi8(low_half, _mm256_set1_epi16(0x0F0E)));
}

/* Where 32 runs begin and end, in pixels from the first one's start: 0..32 * 127. */
struct rle127_extents {
    __m256i starts[2], ends[2];
    uint32_t n_pixels;
};

RLE127_AVX2 static inline struct rle127_extents rle127_find_extents(__m256i lengths)
{
    const __m256i low = _mm256_cvtepu8_epi16(_mm256_castsi256_si128(lengths));
    const __m256i high = _mm256_cvtepu8_epi16(_mm256_extracti128_si256(lengths, 1));
    struct rle127_extents e;
    e.ends[0] = rle127_sum_lanes(low);
    const __m256i top = _mm256_permute4x64_epi64(e.ends[0], 0xFF);
    const __m256i sum = _mm256_shuffle_epi8(top, _mm256_set1_epi16(0x0706));
    e.ends[1] = _mm256_add_epi16(rle127_sum_lanes(high), sum);
    e.starts[0] = _mm256_sub_epi16(e.ends[0], low);
    e.starts[1] = _mm256_sub_epi16(e.ends[1], high);
    e.n_pixels = (uint32_t)_mm256_extract_epi16(e.ends[1], 15);
    return e;
}

/* One bit for each of 32 lanes of 16 bits, of which each is all ones or all zeros. */
RLE127_AVX2 static inline uint32_t rle127_mask_lanes(__m256i low, __m256i high)
{
    const __m256i packed = _mm256_packs_epi16(low, high);
    return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(packed, 0xD8));
}

/* Which of the 32 runs ends n_pixels after the first one's start: one bit, or none. */
RLE127_AVX2 static inline uint32_t rle127_find_end(const struct rle127_extents *e,
                                                   uint32_t n_pixels)
{
    const __m256i end = _mm256_set1_epi16((short)n_pixels);
    return rle127_mask_lanes(_mm256_cmpeq_epi16(e->ends[0], end),
                             _mm256_cmpeq_epi16(e->ends[1], end));
}

#endif
#endif
