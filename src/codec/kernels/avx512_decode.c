/*
 * Decoding with AVX-512. All runs of a row are read first: what is left of them are toggles, the
 * places where the colour changes. The row is then filled with the colour of its first run, its
 * background, and the runs of the other colour, its ink, are painted on it from left to right,
 * without a branch on how long they are. Whatever is wrong with a row is left to the scalar kernel.
 *
 * Nothing that has been stored is loaded again: each store brings all of the row that is known by
 * then from its first byte on, then background. So it also writes on what comes later, even behind
 * the row, and where nothing may be written there the row is drawn elsewhere.
 */
#include "avx512_dense.h"
#include "avx512_narrow.h"
#include "avx512_toggles.h"

#ifdef RLE127_HAVE_X86

#include <string.h>

#define BLOCK_BYTES   64
#define WORD_PIXELS   64
#define ROW_BYTES_MAX ((RLE127_SIDE_MAX + 7) / 8)

/* Four toggles: two runs of ink. */
#define QUAD_TOGGLES 4
#define BATCH_QUADS  (RLE127_BATCH_TOGGLES / QUAD_TOGGLES)
#define BATCH_RUNS   (RLE127_BATCH_TOGGLES / 2)

/* A run of ink that a word does not hold from its first byte on has more than 64 - 8 pixels. */
#define LONG_QUADS_MAX (RLE127_SIDE_MAX / (WORD_PIXELS - 7))

/* A row that has more bytes for each toggle is drawn run by run. */
#define SPARSE_BYTES 64

struct painter {
    uint8_t *bits;
    uint32_t row_bytes;
    uint64_t background; /* all zeros or all ones */
};

/* Of the last batch; paint_batch() says what they are. */
struct last_quads {
    __m512i inks, bases, known;
};

/* The quads of which a word does not hold all, with room for a whole batch behind the last. */
struct long_quads {
    uint64_t quads[LONG_QUADS_MAX + BATCH_QUADS];
    unsigned n;
};

RLE127_AVX512 static inline void fill_background(const struct painter *painter)
{
    const __m512i background = _mm512_set1_epi64((int64_t)painter->background);
    for (uint32_t at = 0; at < painter->row_bytes; at += BLOCK_BYTES)
        _mm512_storeu_si512(painter->bits + at, background);
}

/* Ones from one place to another, as pixels of a word that has its leftmost in the most significant
 * bit; places of 64 and more are the word's end. */
RLE127_AVX512 static inline __m512i draw_runs(__m512i from, __m512i to)
{
    const __m512i all = _mm512_set1_epi64(-1);
    return _mm512_xor_si512(_mm512_srlv_epi64(all, from), _mm512_srlv_epi64(all, to));
}

/* A place of each quad, 1 or 2. */
RLE127_AVX512 static inline __m512i pick_place(__m512i quads, unsigned i)
{
    const uint64_t first = 0x8080808080800100, each = 0x0202 * (uint64_t)i;
    const __m128i bytes = _mm_set_epi64x((int64_t)(first + 0x0808 + each), (int64_t)(first + each));
    return _mm512_shuffle_epi8(quads, _mm512_broadcast_i32x4(bytes));
}

RLE127_AVX512 static inline void store_words(uint64_t *words, __m512i pixels, __m512i background)
{
    const __m128i swap = _mm_set_epi64x(0x08090A0B0C0D0E0F, 0x0001020304050607);
    _mm512_store_si512(words, _mm512_shuffle_epi8(_mm512_xor_si512(pixels, background),
                                                  _mm512_broadcast_i32x4(swap)));
}

static inline void store_quad(uint8_t *bits, const uint16_t *quad, uint64_t first, uint64_t second)
{
    memcpy(bits + quad[0] / 8, &first, sizeof first);
    memcpy(bits + quad[2] / 8, &second, sizeof second);
}

/* All words of a batch, or those of its first runs. No loop for all, as compilers make scatters of
 * it, which are slow. */
static inline void store_batch(uint8_t *bits, const uint16_t *quads, const uint64_t *firsts,
                               const uint64_t *seconds, unsigned n_runs)
{
    if (n_runs < BATCH_RUNS) {
        for (unsigned i = 0; i < n_runs; i++)
            memcpy(bits + quads[2 * i] / 8, (i % 2 ? seconds : firsts) + i / 2, sizeof *firsts);
        return;
    }
    store_quad(bits, quads, firsts[0], seconds[0]);
    store_quad(bits, quads + 4, firsts[1], seconds[1]);
    store_quad(bits, quads + 8, firsts[2], seconds[2]);
    store_quad(bits, quads + 12, firsts[3], seconds[3]);
    store_quad(bits, quads + 16, firsts[4], seconds[4]);
    store_quad(bits, quads + 20, firsts[5], seconds[5]);
    store_quad(bits, quads + 24, firsts[6], seconds[6]);
    store_quad(bits, quads + 28, firsts[7], seconds[7]);
}

/* Few runs are long; they are painted when the words of the whole row are. */
RLE127_AVX512 static inline void list_long(struct long_quads *longs, __m512i quads,
                                           __m512i first_ends, __m512i second_ends)
{
    const __mmask8 is_long = _mm512_cmpgt_epu64_mask(_mm512_max_epu64(first_ends, second_ends),
                                                     _mm512_set1_epi64(WORD_PIXELS));
    if (!is_long)
        return;
    _mm512_storeu_si512(longs->quads + longs->n, _mm512_maskz_compress_epi64(is_long, quads));
    longs->n += (unsigned)_mm_popcnt_u32(is_long);
}

/*
 * Paints eight quads. A quad has two runs of ink and for each a word, that begins with the byte in
 * which the run begins:
 *
 *     first:    |...11111....11|         the first run, and what is there of the second
 *     second:              |..11111111.....|
 *
 * What lies before the run in that byte is ink of runs before, and of which ones is known: a quad
 * has at least four pixels, so that no byte has parts of more than three quads, and a byte in which
 * a second run begins has parts of no more than two.
 *
 *     inks:   both runs, in the place of the second word
 *     known:  these, and the inks of the quad before: the second word
 *     first word:  both runs, and what is known of the quad before
 */
RLE127_AVX512 static inline void paint_batch(const struct painter *painter, struct last_quads *last,
                                             struct long_quads *longs, const uint16_t *places,
                                             unsigned n_runs)
{
    _Alignas(BLOCK_BYTES) uint64_t firsts[BATCH_QUADS], seconds[BATCH_QUADS];
    const __m512i background = _mm512_set1_epi64((int64_t)painter->background);
    const __m512i byte = _mm512_set1_epi64(0xFFF8), in_byte = _mm512_set1_epi64(7);
    const __m512i quads = _mm512_loadu_si512(places);
    const __m512i second_place = pick_place(quads, 2);
    const __m512i first_base = _mm512_and_si512(quads, byte);
    const __m512i second_base = _mm512_and_si512(second_place, byte);
    const __m512i first_end = _mm512_sub_epi64(pick_place(quads, 1), first_base);
    const __m512i second_end = _mm512_sub_epi64(_mm512_srli_epi64(quads, 48), second_base);
    const __m512i first_run = draw_runs(_mm512_and_si512(quads, in_byte), first_end);
    const __m512i second_run = draw_runs(_mm512_and_si512(second_place, in_byte), second_end);
    const __m512i between = _mm512_sub_epi64(second_base, first_base);
    const __m512i inks = _mm512_or_si512(second_run, _mm512_sllv_epi64(first_run, between));
    const __m512i base_before = _mm512_alignr_epi64(second_base, last->bases, 7);
    const __m512i known =
        _mm512_or_si512(inks, _mm512_sllv_epi64(_mm512_alignr_epi64(inks, last->inks, 7),
                                                _mm512_sub_epi64(second_base, base_before)));
    const __m512i known_before = _mm512_sllv_epi64(_mm512_alignr_epi64(known, last->known, 7),
                                                   _mm512_sub_epi64(first_base, base_before));
    const __m512i first_word = _mm512_ternarylogic_epi64(
        first_run, _mm512_srlv_epi64(second_run, between), known_before, 0xFE);
    store_words(firsts, first_word, background);
    store_words(seconds, known, background);
    last->inks = inks;
    last->bases = second_base;
    last->known = known;
    list_long(longs, quads, first_end, second_end);
    store_batch(painter->bits, places, firsts, seconds, n_runs);
}

/* Paints what a run of ink has beyond its word; up to there all is painted, and also what follows
 * it. */
static inline void paint_beyond(const struct painter *painter, uint32_t start, uint32_t end)
{
    const uint32_t first_byte = start / 8 + 8, last_byte = end / 8;
    if (last_byte < first_byte)
        return;
    memset(painter->bits + first_byte, (uint8_t)~painter->background, last_byte - first_byte);
    if (end % 8)
        painter->bits[last_byte] ^= (uint8_t) ~(0xFF >> end % 8);
}

static inline void paint_long(const struct painter *painter, const struct long_quads *longs)
{
    for (unsigned i = 0; i < longs->n; i++) {
        const uint64_t quad = longs->quads[i];
        paint_beyond(painter, (uint16_t)quad, (uint16_t)(quad >> 16));
        paint_beyond(painter, (uint16_t)(quad >> 32), (uint16_t)(quad >> 48));
    }
}

/* Few runs, most of them long: whole blocks of ink, up to the byte where the run ends, and
 * background from there on. */
RLE127_AVX512 static inline void paint_sparse(const struct painter *painter,
                                              struct rle127_toggles *toggles, uint32_t width)
{
    rle127_end_toggles(toggles, width);
    const __m512i background = _mm512_set1_epi64((int64_t)painter->background);
    const __m512i ink = _mm512_set1_epi64((int64_t)~painter->background);
    const uint8_t turn = (uint8_t)painter->background;
    uint8_t *const bits = painter->bits;
    uint32_t byte_before = UINT32_MAX;
    unsigned ink_before = 0;
    for (unsigned i = 0; i < toggles->n; i += 2) {
        const uint32_t start = toggles->places[i], end = toggles->places[i + 1];
        const uint32_t first_byte = start / 8, last_byte = end / 8;
        const unsigned known = first_byte == byte_before ? ink_before : 0;
        const unsigned first_ink = known | 0xFF >> start % 8;
        ink_before = (first_byte == last_byte ? first_ink : 0xFF) & ~(0xFFU >> end % 8);
        byte_before = last_byte;
        for (uint32_t at = first_byte; at < last_byte; at += BLOCK_BYTES)
            _mm512_storeu_si512(bits + at, ink);
        bits[first_byte] = (uint8_t)first_ink ^ turn;
        _mm512_storeu_si512(bits + last_byte, background);
        bits[last_byte] = (uint8_t)ink_before ^ turn;
    }
}

/* Keeps for the next piece what fills no batch. */
RLE127_AVX512 static inline void paint_full_batches(const struct painter *painter,
                                                    struct last_quads *last,
                                                    struct long_quads *longs,
                                                    struct rle127_toggles *toggles)
{
    unsigned i = 0;
    for (; i + RLE127_BATCH_TOGGLES <= toggles->n; i += RLE127_BATCH_TOGGLES)
        paint_batch(painter, last, longs, toggles->places + i, BATCH_RUNS);
    _mm512_storeu_si512(toggles->places, _mm512_loadu_si512(toggles->places + i));
    toggles->n -= i;
}

/* The last batch has runs without ink: they may be painted behind the row, but where no place is so
 * high they would be painted into its last byte. */
RLE127_AVX512 static inline void paint_all_batches(const struct painter *painter,
                                                   struct last_quads *last,
                                                   struct long_quads *longs,
                                                   struct rle127_toggles *toggles, uint32_t width)
{
    if (width <= UINT16_MAX / 8 * 8) {
        rle127_end_toggles(toggles, width);
        for (unsigned i = 0; i < toggles->n; i += RLE127_BATCH_TOGGLES)
            paint_batch(painter, last, longs, toggles->places + i, BATCH_RUNS);
        return;
    }
    paint_full_batches(painter, last, longs, toggles);
    rle127_end_toggles(toggles, width);
    paint_batch(painter, last, longs, toggles->places, (toggles->n + 1) / 2);
}

static inline bool is_sparse(const struct painter *painter, const struct rle127_toggles *toggles)
{
    return toggles->n * SPARSE_BYTES <= painter->row_bytes;
}

/* False where something may be wrong with the row. */
RLE127_AVX512 static inline bool paint_row(const struct painter *painter,
                                           struct rle127_reader *reader)
{
    struct last_quads last = {_mm512_setzero_si512(), _mm512_setzero_si512(),
                              _mm512_setzero_si512()};
    struct long_quads longs;
    struct rle127_toggles toggles;
    longs.n = toggles.n = 0;
    if (!rle127_read_toggles(reader, &toggles))
        return false;
    fill_background(painter);
    if (reader->is_at_end && is_sparse(painter, &toggles)) {
        paint_sparse(painter, &toggles, reader->width);
        return true;
    }
    while (!reader->is_at_end) {
        paint_full_batches(painter, &last, &longs, &toggles);
        if (!rle127_read_toggles(reader, &toggles))
            return false;
    }
    paint_all_batches(painter, &last, &longs, &toggles, reader->width);
    paint_long(painter, &longs);
    return true;
}

/* Draws a row, up to RLE127_SPARE_BYTES too far. */
RLE127_AVX512 static inline bool draw_row(struct rle127_reader *reader, uint8_t flip, uint8_t *bits)
{
    const struct painter painter = {.bits = bits,
                                    .row_bytes = (reader->width + 7) / 8,
                                    .background = 0 - (uint64_t)((reader->runs[0] ^ flip) >> 7)};
    if (!paint_row(&painter, reader))
        return false;
    if (painter.background)
        bits[painter.row_bytes - 1] &= (uint8_t)(0xFF << (7 - (reader->width - 1) % 8));
    return true;
}

RLE127_AVX512 enum rle127_status rle127_decode_row_avx512(const uint8_t *runs, size_t n_bytes,
                                                          uint32_t width, uint8_t flip,
                                                          uint8_t *bits, size_t spare_bytes,
                                                          size_t *used_bytes)
{
    if (width <= RLE127_NARROW_PIXELS)
        return rle127_decode_narrow_avx512(runs, n_bytes, width, flip, bits, spare_bytes,
                                           used_bytes);
    if (rle127_seems_dense(runs, n_bytes, width))
        return rle127_decode_dense_avx512(runs, n_bytes, width, flip, bits, spare_bytes,
                                          used_bytes);
    uint8_t elsewhere[ROW_BYTES_MAX + RLE127_SPARE_BYTES];
    const bool has_spare = spare_bytes >= RLE127_SPARE_BYTES;
    if (n_bytes) {
        struct rle127_reader reader = rle127_start_reader(runs, n_bytes, width);
        if (draw_row(&reader, flip, has_spare ? bits : elsewhere)) {
            if (!has_spare)
                memcpy(bits, elsewhere, (width + 7) / 8);
            *used_bytes = reader.at;
            return RLE127_OK;
        }
    }
    return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, 0, used_bytes);
}

#endif
