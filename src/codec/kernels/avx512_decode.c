/*
 * Decoding with AVX-512: 64 runs, then 512 pixels at a time.
 *
 * What is collected from runs is toggles: the pixels where the colour changes, in words that have
 * the leftmost pixel in the least significant bit. Filled bytes are the pixels, in the order of the
 * row, of words whose bytes each seem to begin after a pixel of colour 0. Three ways lead there,
 * for runs that are long, short, or neither. Whatever is wrong with a row is left to the scalar
 * kernel.
 */
#include "avx512.h"

#ifdef RLE127_HAVE_X86

#define BLOCK_WORDS 8
#define BLOCK_BYTES 64

/* A group has 64 * 127 pixels at most, so it touches 128 words.
 * What lies behind them is a place to write to. */
#define WINDOW_WORDS 128
#define SPARE_PIXEL  (64 * WINDOW_WORDS)

/* A group that reaches so far is sparse: its changes of colour are set one by one. The list of word
 * ends that the other way needs has room for 64. */
#define SPARSE_WORDS 56

/* Where the drawing of a row is: `word` is the row's first word that is not painted. */
struct painter {
    uint8_t *bits;
    uint32_t row_bytes, word;
    uint8_t last_byte; /* its bits that are pixels */
    __m512i seam;      /* the filled bytes that are known of `word`; else zeros */
    bool has_pending;  /* toggles of short runs, from `word` on, up to bit `filled` of *end */
    uint64_t *end;
    uint64_t end_word, filled;
    uint64_t pending[RLE127_ROW_WORDS_MAX + 2 * BLOCK_WORDS];
};

/* Toggles -> filled bytes. */
RLE127_AVX512 static inline __m512i fill_bytes(__m512i toggles)
{
    return _mm512_gf2p8affine_epi64_epi8(toggles, _mm512_set1_epi64((int64_t)0xFF7F3F1F0F070301),
                                         0);
}

RLE127_AVX512 static inline void store_end(const struct painter *painter, uint32_t at,
                                           __m512i pixels)
{
    const uint32_t n_bytes = painter->row_bytes - at;
    const __m512i within = _mm512_mask_set1_epi8(_mm512_set1_epi8(-1), UINT64_C(1) << (n_bytes - 1),
                                                 (char)painter->last_byte);
    _mm512_mask_storeu_epi8(painter->bits + at, _bzhi_u64(UINT64_MAX, n_bytes),
                            _mm512_and_si512(pixels, within));
}

RLE127_AVX512 static inline void store_block(const struct painter *painter, uint32_t n_words,
                                             __m512i pixels)
{
    const uint32_t at = 8 * (painter->word + n_words);
    if (painter->row_bytes - at > BLOCK_BYTES)
        _mm512_storeu_si512(painter->bits + at, pixels);
    else
        store_end(painter, at, pixels);
}

/* Where a byte ends with colour 1, the bytes behind it in its word turn over. */
RLE127_AVX512 static inline __m512i fill_words(__m512i bytes)
{
    const __m512i last_pixel = _mm512_set1_epi8(1), all = _mm512_set1_epi8(-1);
    const __m512i before = _mm512_set1_epi64((int64_t)0xFEFCF8F0E0C08000);
    const __m512i ends = _mm512_gf2p8affine_epi64_epi8(last_pixel, bytes, 0);
    const __m512i turned = _mm512_gf2p8affine_epi64_epi8(_mm512_and_si512(ends, before), all, 0);
    return _mm512_xor_si512(bytes, turned);
}

RLE127_AVX512 static inline __m512i pick_word(__m512i words, uint32_t lane)
{
    return _mm512_maskz_permutexvar_epi64(1, _mm512_set1_epi64(lane), words);
}

/* Paints the words 0..n_words of a window of toggles; the last of them is not finished. A word's
 * last pixel says whether the words behind it turn over. */
RLE127_AVX512 static inline void paint_window(struct painter *painter, const uint64_t *window,
                                              uint32_t n_words)
{
    __m512i seam = painter->seam;
    unsigned colour = 0;
    for (uint32_t w = 0;; w += BLOCK_WORDS) {
        const __m512i bytes = _mm512_xor_si512(seam, fill_bytes(_mm512_loadu_si512(window + w)));
        __m512i words = fill_words(bytes);
        unsigned turns = _mm512_test_epi64_mask(words, _mm512_set1_epi64(INT64_C(1) << 56));
        turns ^= turns << 1;
        turns ^= turns << 2;
        turns ^= turns << 4;
        const unsigned before = (turns << 1 ^ colour) & 0xFF;
        words = _mm512_mask_xor_epi64(words, (__mmask8)before, words, _mm512_set1_epi64(-1));
        colour = 0 - ((turns ^ colour) >> 7 & 1);
        store_block(painter, w, words);
        if (w + BLOCK_WORDS > n_words) {
            const __m512i first = _mm512_maskz_set1_epi64((__mmask8)before, 0xFF);
            painter->seam = pick_word(_mm512_xor_si512(first, bytes), n_words % BLOCK_WORDS);
            return;
        }
        seam = _mm512_setzero_si512();
    }
}

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
RLE127_AVX512 static inline __m512i multiply_words(__m512i rows, __m512i columns)
{
    const __m512i unit = _mm512_set1_epi64((int64_t)0x8040201008040201);
    return _mm512_gf2p8affine_epi64_epi8(_mm512_gf2p8affine_epi64_epi8(unit, rows, 0),
                                         _mm512_gf2p8affine_epi64_epi8(unit, columns, 0), 0);
}

/* R for places in words; 0 for the runs that are no toggles. */
RLE127_AVX512 static inline __m512i look_up_rows(const struct rle127_group *group, __m512i places)
{
    const int64_t ones = 0x0101010101010101;
    const __m512i rows = _mm512_set_epi64((int64_t)0x8080808080808080, 64 * ones, 32 * ones,
                                          16 * ones, 8 * ones, 4 * ones, 2 * ones, ones);
    return _mm512_maskz_permutexvar_epi8(_mm512_movepi8_mask(group->changes), places, rows);
}

/* The low bytes of two vectors of places, as places of the even and the odd runs. */
RLE127_AVX512 static inline __m512i join_low_bytes(__m512i even, __m512i odd)
{
    return _mm512_mask_blend_epi8(RLE127_EVEN_RUNS, _mm512_slli_epi16(odd, 8), even);
}

/* Long runs: most of them are whole chunks, so there are few changes of colour. Their places are
 * brought together, and set one by one; up to a multiple of four with a pixel that is spare. */
RLE127_AVX512 static inline void set_toggles(uint64_t *window, const struct rle127_group *group,
                                             uint32_t first_word)
{
    const uint64_t changes = _bzhi_u64(_mm512_movepi8_mask(group->changes), group->n_runs);
    uint16_t places[RLE127_GROUP_RUNS + 32];
    const __m512i origin = _mm512_set1_epi16((short)(64 * first_word));
    const __m512i spare = _mm512_set1_epi16(SPARE_PIXEL);
    const __mmask32 even = (__mmask32)_pext_u64(changes, RLE127_EVEN_RUNS);
    const __mmask32 odd = (__mmask32)_pext_u64(changes, ~RLE127_EVEN_RUNS);
    const unsigned n_even = (unsigned)_mm_popcnt_u32(even);
    const unsigned n_toggles = n_even + (unsigned)_mm_popcnt_u32(odd);
    const __m512i starts = _mm512_sub_epi16(group->starts, origin);
    const __m512i middles = _mm512_sub_epi16(group->middles, origin);
    _mm512_storeu_si512(places, _mm512_maskz_compress_epi16(even, starts));
    _mm512_storeu_si512(places + n_even, _mm512_maskz_compress_epi16(odd, middles));
    _mm512_storeu_si512(places + n_toggles, spare);
    for (unsigned i = 0; i < n_toggles; i += 4)
        for (unsigned j = i; j < i + 4; j++)
            window[places[j] / 64] ^= UINT64_C(1) << places[j] % 64;
}

RLE127_AVX512 static inline void paint_sparse(struct painter *painter,
                                              const struct rle127_group *group, uint32_t n_words)
{
    uint64_t window[WINDOW_WORDS + BLOCK_WORDS];
    for (uint32_t w = 0; w <= n_words; w += BLOCK_WORDS)
        _mm512_storeu_si512(window + w, _mm512_setzero_si512());
    set_toggles(window, group, painter->word);
    paint_window(painter, window, n_words);
}

/* A group is dense if it has so few pixels, and no eight of its runs more than a word. */
#define DENSE_PIXELS 320

RLE127_AVX512 static inline bool is_dense(const struct rle127_group *group, uint32_t first_pixel)
{
    const __m512i eights = _mm512_srli_epi64(group->eights, 48);
    return group->end_pixel - first_pixel <= DENSE_PIXELS &&
           !_mm512_cmpgt_epu64_mask(eights, _mm512_set1_epi64(64));
}

/* The toggles of eight runs each, as a product: what stands in a word is places in its eight. */
RLE127_AVX512 static inline __m512i join_runs(const struct rle127_group *group)
{
    const __m512i columns = _mm512_set1_epi64(0x0102040810204080);
    const __m512i starts = _mm512_sub_epi16(group->eights, group->pairs);
    const __m512i middles = _mm512_sub_epi16(group->eights, _mm512_srli_epi16(group->lengths, 8));
    const __m512i places = join_low_bytes(starts, middles);
    return multiply_words(look_up_rows(group, places), _mm512_permutexvar_epi8(places, columns));
}

/* They are not painted before the row or its short runs end: to load what has just been stored in
 * smaller pieces takes as long as a group of runs. */
RLE127_AVX512 static inline void
append_dense(struct painter *painter, const struct rle127_group *group, uint32_t first_pixel)
{
    if (!painter->has_pending) {
        painter->has_pending = true;
        painter->end = painter->pending;
        painter->end_word = 0;
        painter->filled = first_pixel % 64;
    }
    uint64_t eights[8], lengths[8];
    _mm512_storeu_si512(eights, join_runs(group));
    _mm512_storeu_si512(lengths, _mm512_sad_epu8(group->lengths, _mm512_setzero_si512()));
    uint64_t *end = painter->end;
    uint64_t word = painter->end_word, filled = painter->filled;
    for (size_t i = 0; i < 8; i++) {
        const uint64_t beyond = eights[i] >> 1 >> (63 - filled);
        word |= eights[i] << filled;
        *end = word;
        filled += lengths[i];
        word = filled >= 64 ? beyond : word;
        end += filled / 64;
        filled %= 64;
    }
    *end = word;
    painter->end = end;
    painter->end_word = word;
    painter->filled = filled;
}

RLE127_AVX512 static inline void paint_pending(struct painter *painter, uint32_t last_word)
{
    if (!painter->has_pending)
        return;
    paint_window(painter, painter->pending, last_word - painter->word);
    painter->word = last_word;
    painter->has_pending = false;
}

/* Neither: the runs of each word are gathered, up to 8 at a time. */
struct factors {
    __m512i rows, columns; /* a byte for each run; 0 in rows for those that are no toggles */
    __m512i colours;       /* FF or 00, of the run */
    __m512i word_ends;     /* [w]: the number of runs that begin before the end of word w, or 64 */
};

/* A run ends 0, 1 or 2 words; two where bit 6 of its end is that of its start and bit 7 is not. */
RLE127_AVX512 static inline __m512i count_word_ends(__m512i starts, __m512i ends)
{
    const __m512i words = _mm512_set1_epi8((char)0xC0);
    return _mm512_sub_epi8(_mm512_and_si512(ends, words), _mm512_and_si512(starts, words));
}

/* Each half of the group's runs, twice: the second time for the runs that end two words. */
RLE127_AVX512 static inline __m512i find_word_ends(__m512i n_ends, __mmask64 behind_first_half)
{
    const __m512i first = _mm512_set_epi8(
        31, 31, 30, 30, 29, 29, 28, 28, 27, 27, 26, 26, 25, 25, 24, 24, 23, 23, 22, 22, 21, 21, 20,
        20, 19, 19, 18, 18, 17, 17, 16, 16, 15, 15, 14, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8,
        8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
    const __m512i second = _mm512_add_epi8(first, _mm512_set1_epi8(32));
    const __m512i least = _mm512_set1_epi16((short)0x8040);
    const __m512i one = _mm512_set1_epi8(1), all = _mm512_set1_epi8(RLE127_GROUP_RUNS);
    const __mmask64 ends = _mm512_cmpge_epu8_mask(_mm512_permutexvar_epi8(first, n_ends), least);
    const __mmask64 more = _mm512_cmpge_epu8_mask(_mm512_permutexvar_epi8(second, n_ends), least);
    const __m512i low = _mm512_mask_compress_epi8(all, ends, _mm512_add_epi8(first, one));
    const __m512i high = _mm512_mask_compress_epi8(all, more, _mm512_add_epi8(second, one));
    return _mm512_mask_expand_epi8(low, behind_first_half, high);
}

RLE127_AVX512 static inline __mmask64 find_second_half(const struct rle127_group *group,
                                                       uint32_t first_word)
{
    const __m512i words =
        _mm512_sub_epi16(_mm512_srli_epi16(group->starts, 6), _mm512_set1_epi16((short)first_word));
    const __m512i n_words = _mm512_permutexvar_epi8(_mm512_set1_epi8(32), words);
    const __m512i count = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    return _mm512_cmpge_epu8_mask(count, n_words);
}

RLE127_AVX512 static inline struct factors make_factors(const struct rle127_group *group,
                                                        uint32_t first_word, uint8_t flip)
{
    const __m512i columns = _mm512_set1_epi64((int64_t)0x80C0E0F0F8FCFEFF);
    const __m512i starts = join_low_bytes(group->starts, group->middles);
    const __m512i ends = join_low_bytes(group->middles, group->ends);
    struct factors factors;
    factors.rows = look_up_rows(group, starts);
    factors.columns = _mm512_permutexvar_epi8(starts, columns);
    factors.colours =
        _mm512_gf2p8affine_epi64_epi8(_mm512_xor_si512(group->runs, _mm512_set1_epi8((char)flip)),
                                      _mm512_set1_epi8((char)0x80), 0);
    factors.word_ends =
        find_word_ends(count_word_ends(starts, ends), find_second_half(group, first_word));
    return factors;
}

RLE127_AVX512 static inline __m512i multiply_some(const struct factors *factors, __m512i from,
                                                  __m512i count, __m512i place)
{
    const __mmask64 there = _mm512_cmplt_epu8_mask(place, count);
    const __m512i run = _mm512_add_epi8(from, place);
    return multiply_words(_mm512_maskz_permutexvar_epi8(there, run, factors->rows),
                          _mm512_permutexvar_epi8(run, factors->columns));
}

/* The filled bytes of 8 words, from the runs `from` on, `count` of each word. */
RLE127_AVX512 static inline __m512i multiply(const struct factors *factors, __m512i from,
                                             __m512i count)
{
    const __m512i eight = _mm512_set1_epi8(8);
    __m512i place = _mm512_set1_epi64(0x0706050403020100);
    __m512i bytes = multiply_some(factors, from, count, place);
    while (_mm512_cmpgt_epu8_mask(count, _mm512_add_epi8(place, eight))) {
        place = _mm512_add_epi8(place, eight);
        bytes = _mm512_xor_si512(bytes, multiply_some(factors, from, count, place));
    }
    return bytes;
}

RLE127_AVX512 static inline void paint_product(struct painter *painter,
                                               const struct rle127_group *group, uint8_t flip,
                                               uint32_t n_words)
{
    const int64_t ones = 0x0101010101010101;
    const struct factors factors = make_factors(group, painter->word, flip);
    __m512i word =
        _mm512_set_epi64(7 * ones, 6 * ones, 5 * ones, 4 * ones, 3 * ones, 2 * ones, ones, 0);
    __m512i bytes = painter->seam;
    __mmask64 has_word_before = ~UINT64_C(0xFF);
    for (uint32_t w = 0;; w += BLOCK_WORDS) {
        const __m512i word_before = _mm512_sub_epi8(word, _mm512_set1_epi8(1));
        const __m512i from =
            _mm512_maskz_permutexvar_epi8(has_word_before, word_before, factors.word_ends);
        const __m512i to = _mm512_permutexvar_epi8(word, factors.word_ends);
        const __m512i colours = _mm512_maskz_permutexvar_epi8(
            has_word_before & 0x0101010101010101, _mm512_sub_epi8(from, _mm512_set1_epi8(1)),
            factors.colours);
        bytes = _mm512_ternarylogic_epi64(
            bytes, colours, multiply(&factors, from, _mm512_sub_epi8(to, from)), 0x96);
        store_block(painter, w, fill_words(bytes));
        if (w + BLOCK_WORDS > n_words)
            break;
        bytes = _mm512_setzero_si512();
        word = _mm512_add_epi8(word, _mm512_set1_epi8(BLOCK_WORDS));
        has_word_before = UINT64_MAX;
    }
    painter->seam = pick_word(bytes, n_words % BLOCK_WORDS);
}

RLE127_AVX512 static inline void paint_group(struct painter *painter,
                                             const struct rle127_group *group, uint8_t flip,
                                             uint32_t first_pixel)
{
    const uint32_t last_word = (group->end_pixel - group->is_last) / 64;
    if (is_dense(group, first_pixel)) {
        append_dense(painter, group, first_pixel);
        if (group->is_last)
            paint_pending(painter, last_word);
        return;
    }
    paint_pending(painter, first_pixel / 64);
    const uint32_t n_words = last_word - painter->word;
    if (n_words >= SPARSE_WORDS)
        paint_sparse(painter, group, n_words);
    else
        paint_product(painter, group, flip, n_words);
    painter->word = last_word;
}

RLE127_AVX512 enum rle127_status rle127_decode_row_avx512(const uint8_t *runs, size_t n_bytes,
                                                          uint32_t width, uint8_t flip,
                                                          uint8_t *bits, size_t *used_bytes)
{
    struct painter painter;
    painter.bits = bits;
    painter.row_bytes = (width + 7) / 8;
    painter.word = 0;
    painter.last_byte = (uint8_t)(0xFF << (7 - (width - 1) % 8));
    painter.seam = _mm512_setzero_si512();
    painter.has_pending = false;
    struct rle127_group group;
    uint32_t pixel = 0;
    size_t i = 0;
    do {
        if (!rle127_read_group(&group, runs, n_bytes, i, flip, width, pixel))
            return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, used_bytes);
        paint_group(&painter, &group, flip, pixel);
        pixel = group.end_pixel;
        i += group.n_runs;
    } while (!group.is_last);
    *used_bytes = i;
    return RLE127_OK;
}

#endif
