/*
 * Decoding narrow rows with AVX-512: the toggles of a whole row stay in one vector.
 */
#include "avx512_narrow.h"

#ifdef RLE127_HAVE_X86

#include "avx512_matrix.h"

/* On Zen 4, in ns a row here and by the scalar kernel, with runs of 8 pixels on average: 28 and 17
 * for 48 pixels, 28 and 30 for 96, 32 and 37 for 128. */
#define WIDTH_MIN 96

/* Of each run the byte of the row where it begins, modulo 64; of each eight runs the matrix of the
 * bits that their toggles are in their bytes. */
struct places {
    uint64_t bytes[8], bits[8];
};

RLE127_AVX512 static inline void find_places(struct places *places,
                                             const struct rle127_group *group)
{
    const __mmask64 changes = _bzhi_u64(_mm512_movepi8_mask(group->changes), group->n_runs);
    const __m512i pixels = rle127_join_low_bytes(group->starts, group->middles);
    _mm512_storeu_si512(places->bytes, rle127_join_low_bytes(_mm512_srli_epi16(group->starts, 3),
                                                             _mm512_srli_epi16(group->middles, 3)));
    _mm512_storeu_si512(places->bits,
                        rle127_transpose_matrices(rle127_look_up_columns(changes, pixels)));
}

/*
 * The toggles of eight runs in eight bytes are the product of two matrices: which of the runs
 * begins in which byte, and where in its byte (see avx512_matrix.h). Each lane has
 * other eight bytes, so eight products are a row.
 */
RLE127_AVX512 static inline __m512i multiply(uint64_t bytes, uint64_t bits)
{
    const int64_t ones = 0x0101010101010101;
    const __m512i first_bytes = _mm512_set_epi64(56 * ones, 48 * ones, 40 * ones, 32 * ones,
                                                 24 * ones, 16 * ones, 8 * ones, 0);
    const __m512i rows =
        _mm512_maskz_set1_epi64(1, RLE127_UNIT_MATRIX); /* none but for bytes 0..7 */
    __m512i columns = _mm512_set1_epi64((int64_t)bits);
    /* Else clang 14 makes it an operand in memory of the product, and gets its address wrong. */
    __asm__("" : "+v"(columns));
    const __m512i in_lanes = _mm512_sub_epi8(_mm512_set1_epi64((int64_t)bytes), first_bytes);
    return _mm512_gf2p8affine_epi64_epi8(
        rle127_transpose_matrices(_mm512_permutexvar_epi8(in_lanes, rows)), columns, 0);
}

RLE127_AVX512 static inline __m512i find_toggles(const struct rle127_group *group)
{
    struct places places;
    find_places(&places, group);
    __asm__("" : "+m"(places)); /* else gcc takes the vectors apart, which is slower than to load */
    __m512i toggles = _mm512_setzero_si512();
    const size_t n_eights = (group->n_runs + 7) / 8;
    for (size_t i = 0; i < n_eights; i++)
        toggles = _mm512_xor_si512(toggles, multiply(places.bytes[i], places.bits[i]));
    return toggles;
}

RLE127_AVX512 enum rle127_status rle127_decode_narrow_avx512(const uint8_t *runs, size_t n_bytes,
                                                             uint32_t width, uint8_t flip,
                                                             uint8_t *bits, size_t spare_bytes,
                                                             size_t *used_bytes)
{
    if (width < WIDTH_MIN)
        return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes, used_bytes);
    __m512i toggles = _mm512_setzero_si512();
    struct rle127_group group;
    uint32_t pixel = 0;
    size_t i = 0;
    do {
        if (!rle127_read_group(&group, runs, n_bytes, i, flip, width, pixel))
            return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes,
                                            used_bytes);
        toggles = _mm512_xor_si512(toggles, find_toggles(&group));
        pixel = group.end_pixel;
        i += group.n_runs;
    } while (!group.is_last);
    const __m512i words = rle127_fill_words(rle127_fill_bytes(toggles));
    const __mmask8 turned = (__mmask8)(rle127_find_turns(words) << 1);
    rle127_store_end(bits, (width + 7) / 8, (uint8_t)(0xFF << (7 - (width - 1) % 8)),
                     _mm512_mask_xor_epi64(words, turned, words, _mm512_set1_epi64(-1)));
    *used_bytes = i;
    return RLE127_OK;
}

#endif
