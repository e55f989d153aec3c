/*
 * Runs -> toggles with AVX-512: the places in a row, in pixels, where its colour changes. Reads 64
 * runs at a time; knows nothing of bitmaps.
 */
#ifndef RLE127_AVX512_TOGGLES_H
#define RLE127_AVX512_TOGGLES_H

#include "avx512.h"

#ifdef RLE127_HAVE_X86

/* A row that has more is drawn piece by piece. */
#define RLE127_PIECE_TOGGLES 2048

/* What is painted at once. */
#define RLE127_BATCH_TOGGLES 32

/* In order. The row begins with the colour of its first run, which is no toggle. Behind the last
 * there is room for what a group has too much, and for the end of a row. */
struct rle127_toggles {
    uint16_t places[RLE127_PIECE_TOGGLES + 2 * RLE127_GROUP_RUNS];
    unsigned n;
};

/* Where the reading of a row is. */
struct rle127_reader {
    const uint8_t *runs;
    size_t n_bytes, at;
    uint32_t width;
    __m512i before; /* the runs before `at` in its highest lane; at first, the colour of the row */
    __m512i pixel;  /* of the run `at`, in each lane of 16 bits */
    __m512i shortest; /* 0 where a run of any group had no pixels, even one behind the row's last */
    bool is_at_end;
};

/* The places of a group are kept below 65536 by saturation, as nothing ends behind a row's end. */
struct rle127_group_places {
    __m512i even, odd; /* the ends of the even and the odd runs, in pixels from the group's first */
    __m512i starts, middles, ends;
};

RLE127_AVX512 static inline struct rle127_reader rle127_start_reader(const uint8_t *runs,
                                                                     size_t n_bytes, uint32_t width)
{
    return (struct rle127_reader){.runs = runs,
                                  .n_bytes = n_bytes,
                                  .width = width,
                                  .before = _mm512_set1_epi8((char)runs[0]),
                                  .pixel = _mm512_setzero_si512(),
                                  .shortest = _mm512_set1_epi8(1)};
}

/* Runs that are not there get one pixel, so that they are not taken for runs without any. */
RLE127_AVX512 static inline __m512i rle127_load_some_runs(const struct rle127_reader *reader,
                                                          size_t at)
{
    const size_t left = reader->n_bytes - at;
    if (left >= RLE127_GROUP_RUNS)
        return _mm512_loadu_si512(reader->runs + at);
    return _mm512_mask_loadu_epi8(_mm512_set1_epi8(1), _bzhi_u64(UINT64_MAX, (unsigned)left),
                                  reader->runs + at);
}

RLE127_AVX512 static inline struct rle127_group_places rle127_place_group(__m512i lengths,
                                                                          __m512i pixel)
{
    struct rle127_group_places places;
    places.odd = rle127_sum_runs(lengths);
    places.even = _mm512_sub_epi16(places.odd, _mm512_srli_epi16(lengths, 8));
    places.ends = _mm512_adds_epu16(places.odd, pixel);
    places.middles = _mm512_adds_epu16(places.even, pixel);
    places.starts =
        _mm512_adds_epu16(_mm512_sub_epi16(places.odd, rle127_sum_pairs(lengths)), pixel);
    return places;
}

/* Those of the runs that the mask names, in order, and then others. */
RLE127_AVX512 static inline void rle127_list_starts(const struct rle127_group_places *places,
                                                    uint64_t mask, uint16_t *list)
{
    /* Of run r: lane r / 2 of the starts, for odd runs of the middles. */
    const __m512i lanes = _mm512_set_epi64(
        0x3F1F3E1E3D1D3C1C, 0x3B1B3A1A39193818, 0x3717361635153414, 0x3313321231113010,
        0x2F0F2E0E2D0D2C0C, 0x2B0B2A0A29092808, 0x2707260625052404, 0x2303220221012000);
    const __m512i named = _mm512_maskz_compress_epi8(mask, lanes);
    const __m512i low = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(named));
    const __m512i high = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(named, 1));
    _mm512_storeu_si512(list, _mm512_permutex2var_epi16(places->starts, low, places->middles));
    _mm512_storeu_si512(list + RLE127_GROUP_RUNS / 2,
                        _mm512_permutex2var_epi16(places->starts, high, places->middles));
}

/* Whether a run ends with the row, without saturation: a group has at most 8128 pixels, so what has
 * wrapped round is below 8128 and, as the group began above 65535 - 8128, not the row's end. */
RLE127_AVX512 static inline bool rle127_meets_row_end(const struct rle127_group_places *places,
                                                      __m512i pixel, __m512i row_end)
{
    return _mm512_cmpeq_epi16_mask(_mm512_add_epi16(places->even, pixel), row_end) |
           _mm512_cmpeq_epi16_mask(_mm512_add_epi16(places->odd, pixel), row_end);
}

/*
 * Appends the toggles of the next groups, up to the row's end or until a piece is full. False where
 * something may be wrong with the runs. Whatever they are, toggles are below the width: a run is
 * looked at only if the one before it ends there.
 */
RLE127_AVX512 static inline bool rle127_read_toggles(struct rle127_reader *reader,
                                                     struct rle127_toggles *toggles)
{
    const __m512i row_end = _mm512_set1_epi16((short)reader->width);
    struct rle127_group_places places;
    __m512i first_pixel, pixel = reader->pixel, before = reader->before;
    __m512i shortest = reader->shortest;
    size_t at = reader->at;
    unsigned n_within, n = toggles->n; /* n_within: runs that end before the row does */
    do {
        if (at >= reader->n_bytes)
            return false;
        const __m512i runs = rle127_load_some_runs(reader, at);
        const __m512i lengths = _mm512_and_si512(runs, _mm512_set1_epi8(RLE127_LENGTH_MASK));
        const __m512i words_before = _mm512_alignr_epi64(runs, before, 7);
        const __m512i changes = _mm512_xor_si512(runs, _mm512_shldi_epi64(runs, words_before, 8));
        first_pixel = pixel;
        places = rle127_place_group(lengths, pixel);
        n_within = (unsigned)_mm_popcnt_u32(_mm512_cmplt_epu16_mask(places.middles, row_end)) +
                   (unsigned)_mm_popcnt_u32(_mm512_cmplt_epu16_mask(places.ends, row_end));
        const uint64_t mask = _bzhi_u64(_mm512_movepi8_mask(changes), n_within + 1);
        rle127_list_starts(&places, mask, toggles->places + n);
        n += (unsigned)_mm_popcnt_u64(mask);
        shortest = _mm512_min_epu8(shortest, lengths);
        pixel = _mm512_permutexvar_epi16(_mm512_set1_epi16(31), places.ends);
        before = runs;
        at += RLE127_GROUP_RUNS;
    } while (n_within == RLE127_GROUP_RUNS && n <= RLE127_PIECE_TOGGLES);
    toggles->n = n;
    reader->pixel = pixel;
    reader->before = before;
    reader->shortest = shortest;
    reader->is_at_end = n_within < RLE127_GROUP_RUNS;
    reader->at = reader->is_at_end ? at - RLE127_GROUP_RUNS + n_within + 1 : at;
    return !reader->is_at_end ||
           (reader->at <= reader->n_bytes && !_mm512_testn_epi8_mask(shortest, shortest) &&
            rle127_meets_row_end(&places, first_pixel, row_end));
}

/* A last run of the other colour ends with the row. Then up to a batch what draws nothing: pairs of
 * toggles at the end of the row's last byte or, where no place is so high, in it. */
RLE127_AVX512 static inline void rle127_end_toggles(struct rle127_toggles *toggles, uint32_t width)
{
    const uint32_t end = (width + 7) / 8 * 8;
    const uint16_t beyond = end > UINT16_MAX ? UINT16_MAX : (uint16_t)end;
    _mm512_storeu_si512(toggles->places + toggles->n, _mm512_set1_epi16((short)beyond));
    toggles->places[toggles->n] = toggles->n % 2 ? (uint16_t)width : beyond;
}

#endif
#endif
