/*
 * Decoding rows of short runs with AVX-512. The toggles of the whole row are set in a map,
 * stretches of dense groups at once, what is between and behind them one by one; then the map is
 * filled.
 */
#include "avx512_dense.h"

#ifdef RLE127_HAVE_X86

#include "avx512_matrix.h"
#include "avx512_stretch.h"

#define BLOCK_WORDS 8
#define BLOCK_BYTES 64

/* Toggles of a row, in words that have the leftmost pixel in the least significant bit. What lies
 * behind the word of the last pixel so far is not set. */
struct map {
    uint64_t words[RLE127_ROW_WORDS_MAX + 2 * RLE127_GROUP_RUNS + BLOCK_WORDS];
};

/* Returns the number of its runs, which may be 0, and adds their pixels to *pixel. */
static size_t add_stretch(struct map *map, const uint8_t *runs, size_t n_bytes, size_t at,
                          uint8_t first, uint32_t width, uint32_t *pixel)
{
    uint64_t *const word = &map->words[*pixel / 64];
    const uint64_t before = *word;
    const struct rle127_stretch stretch = rle127_read_dense_avx512(
        runs + at, n_bytes - at, at ? runs[at - 1] : first, *pixel % 64, width - *pixel, word);
    *word |= before;
    *pixel += stretch.n_pixels;
    return stretch.n_runs;
}

/* Run by run, as the words that a long run passes over have to be cleared, too. */
RLE127_AVX512 static inline void add_group(struct map *map, const struct rle127_group *group,
                                           uint32_t pixel)
{
    uint16_t starts[RLE127_GROUP_RUNS / 2], middles[RLE127_GROUP_RUNS / 2];
    _mm512_storeu_si512(starts, group->starts);
    _mm512_storeu_si512(middles, group->middles);
    for (uint32_t w = pixel / 64 + 1; w <= group->end_pixel / 64; w++)
        map->words[w] = 0;
    uint64_t changes = _bzhi_u64(_mm512_movepi8_mask(group->changes), group->n_runs);
    for (; changes; changes &= changes - 1) {
        const unsigned run = (unsigned)_tzcnt_u64(changes);
        const uint16_t place = run % 2 ? middles[run / 2] : starts[run / 2];
        map->words[place / 64] |= UINT64_C(1) << place % 64;
    }
}

/* A word's last pixel says whether the words behind it turn over. */
RLE127_AVX512 static inline void fill_row(const struct map *map, uint32_t width, uint8_t *bits)
{
    const uint32_t row_bytes = (width + 7) / 8;
    const uint8_t last_byte = (uint8_t)(0xFF << (7 - (width - 1) % 8));
    unsigned colour = 0; /* all ones or all zeros */
    for (uint32_t at = 0;; at += BLOCK_BYTES) {
        __m512i words =
            rle127_fill_words(rle127_fill_bytes(_mm512_loadu_si512(map->words + at / 8)));
        const unsigned turns = rle127_find_turns(words);
        const unsigned before = (turns << 1 ^ colour) & 0xFF;
        words = _mm512_mask_xor_epi64(words, (__mmask8)before, words, _mm512_set1_epi64(-1));
        colour = 0 - ((turns ^ colour) >> 7 & 1);
        if (row_bytes - at <= BLOCK_BYTES) {
            rle127_store_end(bits + at, row_bytes - at, last_byte, words);
            return;
        }
        _mm512_storeu_si512(bits + at, words);
    }
}

RLE127_AVX512 enum rle127_status rle127_decode_dense_avx512(const uint8_t *runs, size_t n_bytes,
                                                            uint32_t width, uint8_t flip,
                                                            uint8_t *bits, size_t spare_bytes,
                                                            size_t *used_bytes)
{
    struct map map;
    struct rle127_group group;
    uint32_t pixel = 0;
    size_t i = 0;
    map.words[0] = 0;
    do {
        i += add_stretch(&map, runs, n_bytes, i, flip, width, &pixel);
        if (!rle127_read_group(&group, runs, n_bytes, i, flip, width, pixel))
            return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, spare_bytes,
                                            used_bytes);
        add_group(&map, &group, pixel);
        pixel = group.end_pixel;
        i += group.n_runs;
    } while (!group.is_last);
    _mm512_storeu_si512(map.words + pixel / 64 + 1, _mm512_setzero_si512());
    fill_row(&map, width, bits);
    *used_bytes = i;
    return RLE127_OK;
}

#endif
