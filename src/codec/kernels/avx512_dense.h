/*
 * Decoding rows of short runs with AVX-512.
 */
#ifndef RLE127_AVX512_DENSE_H
#define RLE127_AVX512_DENSE_H

#include "avx512.h"

#ifdef RLE127_HAVE_X86

/* The most pixels of 8 runs that are dense. */
#define RLE127_DENSE_PIXELS 32

/* Whether a row that begins here may be dense, as those of a dithered image are. A dense row has a
 * run for every four pixels or more, so that what is looked at lies well within it; for another row
 * it is some that come later. First a few runs, as this is asked of every row. */
RLE127_AVX512 static inline bool rle127_seems_dense(const uint8_t *runs, size_t n_bytes,
                                                    uint32_t width)
{
    const size_t at = width / 8;
    if (n_bytes < at + RLE127_GROUP_RUNS)
        return false;
    const __m128i few = _mm_and_si128(_mm_loadl_epi64((const __m128i *)(runs + at)),
                                      _mm_set1_epi8(RLE127_LENGTH_MASK));
    if (_mm_cvtsi128_si32(_mm_sad_epu8(few, _mm_setzero_si128())) > RLE127_DENSE_PIXELS)
        return false;
    const __m512i lengths =
        _mm512_and_si512(_mm512_loadu_si512(runs + at), _mm512_set1_epi8(RLE127_LENGTH_MASK));
    const __m512i eights = _mm512_sad_epu8(lengths, _mm512_setzero_si512());
    return _mm512_reduce_add_epi64(eights) <= 8 * RLE127_DENSE_PIXELS;
}

/* For any row, but slow where that is not so. */
rle127_decode_row_kernel rle127_decode_dense_avx512;

#endif
#endif
