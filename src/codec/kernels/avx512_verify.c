/*
 * Checking runs, and counting their pixels, with AVX-512. Whatever looks wrong or not canonical is
 * left to the scalar kernels, which say where.
 */
#include "avx512.h"
#include "skip.h"

#ifdef RLE127_HAVE_X86

/* Rows of fewer pixels are left to the scalar kernel. On Zen 4, in ns a row here and there, with
 * runs of 8 pixels on average: 25 and 19 for 64 pixels, 25 and 24 for 96, 25 and 35 for 128. */
#define WIDTH_MIN 96

/*
 * A bit for each run that begins where a chunk may. 127 * 49023 = 1 modulo 65536, so places that
 * are multiples of 127 are brought to their quotients, 0..516, and all others elsewhere.
 */
RLE127_AVX512 static inline uint64_t find_chunk_starts(const struct rle127_group *group)
{
    const __m512i inverse = _mm512_set1_epi16((short)49023);
    const __m512i most = _mm512_set1_epi16(UINT16_MAX / RLE127_CHUNK_PIXELS);
    const uint32_t even = _mm512_cmple_epu16_mask(_mm512_mullo_epi16(group->starts, inverse), most);
    const uint32_t odd = _mm512_cmple_epu16_mask(_mm512_mullo_epi16(group->middles, inverse), most);
    return _pdep_u64(even, RLE127_EVEN_RUNS) | _pdep_u64(odd, ~RLE127_EVEN_RUNS);
}

/* A row is canonical if a run begins with each of its chunks, and no other run goes on in the
 * colour of the one before it. */
RLE127_AVX512 enum rle127_status rle127_verify_row_avx512(const uint8_t *runs, size_t n_bytes,
                                                          uint32_t width, size_t *used_bytes,
                                                          size_t *loose_run)
{
    if (width < WIDTH_MIN)
        return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
    struct rle127_group group;
    uint64_t extending = 0;
    uint32_t pixel = 0, n_chunks = 0;
    size_t i = 0;
    do {
        if (!rle127_read_group(&group, runs, n_bytes, i, 0, width, pixel))
            return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
        const uint64_t starts = find_chunk_starts(&group);
        const uint64_t changes = _mm512_movepi8_mask(group.changes);
        extending |= _bzhi_u64(~(changes | starts), group.n_runs);
        n_chunks += (uint32_t)_mm_popcnt_u64(_bzhi_u64(starts, group.n_runs));
        pixel = group.end_pixel;
        i += group.n_runs;
    } while (!group.is_last);
    if (extending || n_chunks != (width + RLE127_CHUNK_PIXELS - 1) / RLE127_CHUNK_PIXELS)
        return rle127_verify_row_scalar(runs, n_bytes, width, used_bytes, loose_run);
    *used_bytes = i;
    *loose_run = SIZE_MAX;
    return RLE127_OK;
}

#define STEP_RUNS 1024

RLE127_AVX512 static inline uint64_t sum_lengths(const uint8_t *runs)
{
    const __m512i mask = _mm512_set1_epi8(RLE127_LENGTH_MASK);
    __m512i sums = _mm512_setzero_si512();
    for (size_t i = 0; i < STEP_RUNS; i += RLE127_GROUP_RUNS) {
        const __m512i lengths = _mm512_and_si512(_mm512_loadu_si512(runs + i), mask);
        sums = _mm512_add_epi64(sums, _mm512_sad_epu8(lengths, _mm512_setzero_si512()));
    }
    return (uint64_t)_mm512_reduce_add_epi64(sums);
}

RLE127_AVX512 size_t rle127_skip_pixels_avx512(const uint8_t *runs, size_t n_bytes,
                                               uint64_t n_pixels)
{
    const struct rle127_step step = {STEP_RUNS, sum_lengths, rle127_skip_pixels_scalar};
    return rle127_skip_by_steps(step, runs, n_bytes, n_pixels);
}

#endif
