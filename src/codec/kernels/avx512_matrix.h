/*
 * Runs' places -> toggles -> pixels with AVX-512, by products of matrices. Toggles are the pixels
 * where the colour changes, in words that have the leftmost pixel in the least significant bit.
 * Filled bytes are the pixels, in the order of the row, of words whose bytes each seem to begin
 * after a pixel of colour 0.
 */
#ifndef RLE127_AVX512_MATRIX_H
#define RLE127_AVX512_MATRIX_H

#include "avx512.h"

#ifdef RLE127_HAVE_X86

/*
 * Toggles of one word are a matrix of 8 * 8 bits, its bytes the rows. A toggle in row r and column
 * c is the product of a column vector, which has bit r alone, and a row vector, which has bit c, or
 * the bits from c on where filled bytes are wanted:
 *
 *     word = R' C,   R and C: 8 * 8 bits, a row for each of 8 runs
 *
 * GFNI multiplies such matrices, eight at once. It takes its second factor transposed, and with the
 * unit matrix as first factor it transposes.
 */
#define RLE127_UNIT_MATRIX ((int64_t)0x8040201008040201)

RLE127_AVX512 static inline __m512i rle127_transpose_matrices(__m512i matrices)
{
    return _mm512_gf2p8affine_epi64_epi8(_mm512_set1_epi64(RLE127_UNIT_MATRIX), matrices, 0);
}

RLE127_AVX512 static inline __m512i rle127_multiply_matrices(__m512i rows, __m512i columns)
{
    return _mm512_gf2p8affine_epi64_epi8(rle127_transpose_matrices(rows),
                                         rle127_transpose_matrices(columns), 0);
}

/* R for places in words; 0 for the runs that are no toggles. */
RLE127_AVX512 static inline __m512i rle127_look_up_rows(__mmask64 toggles, __m512i places)
{
    const int64_t ones = 0x0101010101010101;
    const __m512i rows = _mm512_set_epi64((int64_t)0x8080808080808080, 64 * ones, 32 * ones,
                                          16 * ones, 8 * ones, 4 * ones, 2 * ones, ones);
    return _mm512_maskz_permutexvar_epi8(toggles, places, rows);
}

/* C where the toggles alone are wanted. */
RLE127_AVX512 static inline __m512i rle127_look_up_columns(__mmask64 toggles, __m512i places)
{
    const __m512i columns = _mm512_set1_epi64(0x0102040810204080);
    return _mm512_maskz_permutexvar_epi8(toggles, places, columns);
}

/* The low bytes of two vectors of places, as places of the even and the odd runs. */
RLE127_AVX512 static inline __m512i rle127_join_low_bytes(__m512i even, __m512i odd)
{
    return _mm512_mask_blend_epi8(RLE127_EVEN_RUNS, _mm512_slli_epi16(odd, 8), even);
}

/* Toggles -> filled bytes. */
RLE127_AVX512 static inline __m512i rle127_fill_bytes(__m512i toggles)
{
    return _mm512_gf2p8affine_epi64_epi8(toggles, _mm512_set1_epi64((int64_t)0xFF7F3F1F0F070301),
                                         0);
}

/* Where a byte ends with colour 1, the bytes behind it in its word turn over. */
RLE127_AVX512 static inline __m512i rle127_fill_words(__m512i bytes)
{
    const __m512i last_pixel = _mm512_set1_epi8(1), all = _mm512_set1_epi8(-1);
    const __m512i before = _mm512_set1_epi64((int64_t)0xFEFCF8F0E0C08000);
    const __m512i ends = _mm512_gf2p8affine_epi64_epi8(last_pixel, bytes, 0);
    const __m512i turned = _mm512_gf2p8affine_epi64_epi8(_mm512_and_si512(ends, before), all, 0);
    return _mm512_xor_si512(bytes, turned);
}

/* A bit for each of 8 filled words: whether it ends with colour 1, as the words before it do not
 * seem to. Returns whether it really does, where a pixel of colour 0 comes before the first. */
RLE127_AVX512 static inline unsigned rle127_find_turns(__m512i words)
{
    unsigned turns = _mm512_test_epi64_mask(words, _mm512_set1_epi64(INT64_C(1) << 56));
    turns ^= turns << 1;
    turns ^= turns << 2;
    turns ^= turns << 4;
    return turns;
}

/* Stores the last n_bytes bytes of a row, 1..64; `last_byte` has ones for the pixels of the last.
 */
RLE127_AVX512 static inline void rle127_store_end(uint8_t *bits, uint32_t n_bytes,
                                                  uint8_t last_byte, __m512i pixels)
{
    const __m512i within =
        _mm512_mask_set1_epi8(_mm512_set1_epi8(-1), UINT64_C(1) << (n_bytes - 1), (char)last_byte);
    _mm512_mask_storeu_epi8(bits, _bzhi_u64(UINT64_MAX, n_bytes), _mm512_and_si512(pixels, within));
}

#endif
#endif
