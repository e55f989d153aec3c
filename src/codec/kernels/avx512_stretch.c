/*
 * Reading short runs with AVX-512. The toggles of 8 or 16 runs that fit into a word lie in one or
 * two words of the row: they are found for several groups of 64 runs, then joined. Nothing branches
 * on what a group holds, but for how many of its runs fit into a word.
 */
#include "avx512_stretch.h"

#ifdef RLE127_HAVE_X86

#include "avx512_matrix.h"

/* Long enough that what is stored first can be loaded when it is needed. */
#define PIECE_GROUPS 4

/* The toggles of some runs that follow one another, in the bits of their places modulo 64, and the
 * pixels before the first of these runs and behind the last, from the stretch's first word on. */
struct toggles {
    __m512i bits, starts, ends;
};

/*
 * What four times 8 or 16 runs do to the row's words: here[i] belongs to the word number words[i].
 * behind[i] is what the word has in which they end, but for what the runs before them have set in
 * it; those count if it is the same word, and then in_same[i] is all ones, else 0.
 */
struct four_parts {
    _Alignas(32) uint64_t words[4], here[4], in_same[4], behind[4];
};

struct reader {
    const uint8_t *runs;
    size_t n_runs;              /* so many are read */
    __m512i runs_before, start; /* of the next group */
    uint64_t end, most;         /* pixels, as in struct toggles */
    bool is_done;
};

/* The pixels before each eight of the group. */
RLE127_AVX512 static inline __m512i sum_before(__m512i sums)
{
    const __m512i none = _mm512_setzero_si512();
    const __m512i before = _mm512_alignr_epi64(sums, none, 7);
    const __m512i twos = _mm512_add_epi64(before, _mm512_alignr_epi64(before, none, 7));
    const __m512i fours = _mm512_add_epi64(twos, _mm512_alignr_epi64(twos, none, 6));
    return _mm512_add_epi64(fours, _mm512_alignr_epi64(fours, none, 4));
}

/* The place of each run's first pixel, modulo 256: a product sums up the runs before it. */
RLE127_AVX512 static inline __m512i place_runs(__m512i lengths, __m512i starts)
{
    const __m512i sums = _mm512_mullo_epi64(lengths, _mm512_set1_epi64(0x0101010101010100));
    const __m512i low_bytes = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0808080808080808, 0));
    return _mm512_add_epi8(sums, _mm512_shuffle_epi8(starts, low_bytes));
}

RLE127_AVX512 static inline __m512i find_changes(const struct reader *reader, __m512i runs)
{
    const __m512i words_before = _mm512_alignr_epi64(runs, reader->runs_before, 7);
    return _mm512_xor_si512(runs, _mm512_shldi_epi64(runs, words_before, 8));
}

RLE127_AVX512 static inline void store_parts(struct four_parts *parts, __m256i toggles,
                                             __m256i starts, __m256i ends)
{
    const __m256i words = _mm256_srli_epi64(starts, 6);
    const __m256i in_same = _mm256_cmpeq_epi64(words, _mm256_srli_epi64(ends, 6));
    const __m256i here = _mm256_shldv_epi64(_mm256_set1_epi64x(-1), _mm256_setzero_si256(), starts);
    const __m256i behind = /* toggles & (~here | in_same) */
        _mm256_ternarylogic_epi64(toggles, here, in_same, 0xB0);
    _mm256_store_si256((__m256i *)parts->words, words);
    _mm256_store_si256((__m256i *)parts->here, _mm256_and_si256(toggles, here));
    _mm256_store_si256((__m256i *)parts->in_same, in_same);
    _mm256_store_si256((__m256i *)parts->behind, behind);
}

RLE127_AVX512 static inline void store_eights(struct four_parts parts[2],
                                              const struct toggles *eights)
{
    store_parts(&parts[0], _mm512_castsi512_si256(eights->bits),
                _mm512_castsi512_si256(eights->starts), _mm512_castsi512_si256(eights->ends));
    store_parts(&parts[1], _mm512_extracti64x4_epi64(eights->bits, 1),
                _mm512_extracti64x4_epi64(eights->starts, 1),
                _mm512_extracti64x4_epi64(eights->ends, 1));
}

RLE127_AVX512 static inline __m256i pick_lanes(__m512i lanes, __m512i of)
{
    return _mm512_castsi512_si256(_mm512_permutexvar_epi64(lanes, of));
}

RLE127_AVX512 static inline void store_sixteens(struct four_parts *parts,
                                                const struct toggles *eights)
{
    const __m512i first = _mm512_set_epi64(0, 0, 0, 0, 6, 4, 2, 0);
    const __m512i second = _mm512_set_epi64(0, 0, 0, 0, 7, 5, 3, 1);
    const __m256i bits =
        _mm256_or_si256(pick_lanes(first, eights->bits), pick_lanes(second, eights->bits));
    store_parts(parts, bits, pick_lanes(first, eights->starts), pick_lanes(second, eights->ends));
}

RLE127_AVX512 static inline __mmask8 find_too_long(__m512i sums)
{
    return _mm512_cmpgt_epu64_mask(sums, _mm512_set1_epi64(64));
}

/* Appends the toggles of the group to n_fours times four parts, unless it is not dense or wrong;
 * returns how many there are now. */
RLE127_AVX512 static inline size_t read_group(struct reader *reader, struct four_parts *parts,
                                              size_t n_fours)
{
    const __m512i runs = _mm512_loadu_si512(reader->runs + reader->n_runs);
    const __m512i lengths = _mm512_and_si512(runs, _mm512_set1_epi8(RLE127_LENGTH_MASK));
    const __m512i sums = _mm512_sad_epu8(lengths, _mm512_setzero_si512());
    struct toggles eights;
    eights.starts = _mm512_add_epi64(sum_before(sums), reader->start);
    eights.ends = _mm512_add_epi64(eights.starts, sums);
    const __m512i end = _mm512_permutexvar_epi64(_mm512_set1_epi64(7), eights.ends);
    const uint64_t end_pixel = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(end));
    const uint64_t misfits = find_too_long(sums) | _mm512_testn_epi8_mask(lengths, lengths);
    reader->is_done = misfits || end_pixel >= reader->most;
    if (reader->is_done)
        return n_fours;
    const __m512i places = place_runs(lengths, eights.starts);
    eights.bits = rle127_multiply_matrices(
        rle127_look_up_rows(_mm512_movepi8_mask(find_changes(reader, runs)), places),
        rle127_look_up_columns(UINT64_MAX, places));
    reader->start = end;
    reader->end = end_pixel;
    reader->runs_before = runs;
    reader->n_runs += RLE127_GROUP_RUNS;
    if (find_too_long(_mm512_add_epi64(sums, _mm512_shuffle_epi32(sums, _MM_PERM_BADC)))) {
        store_eights(parts + n_fours, &eights);
        return n_fours + 2;
    }
    store_sixteens(parts + n_fours, &eights);
    return n_fours + 1;
}

/* `word` is what the next part's word has so far. */
static inline uint64_t join_parts(const struct four_parts *parts, size_t n_fours, uint64_t word,
                                  uint64_t *toggles)
{
    for (size_t i = 0; i < n_fours; i++)
        for (size_t j = 0; j < 4; j++) {
            toggles[parts[i].words[j]] = word | parts[i].here[j];
            word = (word & parts[i].in_same[j]) | parts[i].behind[j];
        }
    return word;
}

RLE127_AVX512 struct rle127_stretch rle127_read_dense_avx512(const uint8_t *runs, size_t n_bytes,
                                                             uint8_t before, uint32_t first_bit,
                                                             uint32_t most_pixels,
                                                             uint64_t *toggles)
{
    struct reader reader = {.runs = runs,
                            .runs_before = _mm512_set1_epi8((char)before),
                            .start = _mm512_set1_epi64(first_bit),
                            .end = first_bit,
                            .most = (uint64_t)first_bit + most_pixels};
    struct four_parts parts[2 * PIECE_GROUPS];
    uint64_t word = 0;
    while (!reader.is_done) {
        size_t n_fours = 0;
        for (size_t g = 0; g < PIECE_GROUPS && !reader.is_done; g++) {
            if (n_bytes - reader.n_runs < RLE127_GROUP_RUNS)
                reader.is_done = true;
            else
                n_fours = read_group(&reader, parts, n_fours);
        }
        word = join_parts(parts, n_fours, word, toggles);
    }
    toggles[reader.end / 64] = word;
    return (struct rle127_stretch){.n_runs = reader.n_runs,
                                   .n_pixels = (uint32_t)reader.end - first_bit};
}

#endif
