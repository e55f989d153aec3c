/*
 * Decoding for x86 with AVX2: where the colour changes is found for a block of 32 runs at a time.
 *
 * In a long block each change fills what follows it with its colour. In a short one each sets a
 * byte of a map; the map's bytes are gathered to bits, and a carry-less product with all ones turns
 * changes into pixels. Neither has a branch that depends on the length of one run. What is wrong
 * is left to the scalar kernel, which says how.
 */
#include "avx2.h"

#ifdef RLE127_HAVE_X86

#include <string.h>

#define BLOCK_RUNS 32

/* Up to so many pixels, a block is decoded by the map; of 256, 512 and 1024 the fastest on text. */
#define MAP_PIXELS 512
#define MAP_BYTES  (64 + MAP_PIXELS + 64)

/* The map has 32 pixels in the order in which a mask has them: the leftmost last. */
#define TURN 31

/* A change fills the four words after its own, so that short gaps need no loop. */
#define SPARE_WORDS 8

/* Where the decoding of a row is. The words from `at` on are of one colour from the next run on. */
struct decoder {
    const uint8_t *runs;
    size_t n_bytes, used_bytes;
    uint32_t pixel, width;
    __m256i block_before;
    uint64_t word, colour; /* of the word `at`; all zeros or all ones */
    uint64_t *at, *row;
    uint8_t *map; /* all zeros where has_map, else never used yet */
    bool has_map;
};

/* A block, with places in pixels from the start of the word in which its first run starts. */
struct block {
    uint64_t *first_word;
    uint32_t n_runs; /* that belong to the row */
    uint32_t end;    /* the place where the last of them ends */
    __m256i changes; /* the top bit: a run has another colour than the run before */
    bool is_short;
    uint16_t *places; /* where runs start; XOR TURN in a short block */
};

RLE127_AVX2 static inline void store_places(struct block *b, const struct rle127_extents *e,
                                            uint32_t first_place)
{
    const __m256i first = _mm256_set1_epi16((short)first_place);
    const __m256i turn = _mm256_set1_epi16(b->is_short ? TURN : 0);
    for (int half = 0; half < 2; half++)
        rle127_store_vector(b->places + 16 * half,
                            _mm256_xor_si256(_mm256_add_epi16(e->starts[half], first), turn));
}

/* False: there is an error among the block's runs. */
RLE127_AVX2 static inline bool take_block(struct decoder *d, struct block *b, __m256i flips)
{
    const uint8_t *const runs = d->runs + d->used_bytes;
    const __m256i block =
        _mm256_xor_si256(rle127_load_runs(runs, d->n_bytes - d->used_bytes), flips);
    const __m256i lengths = _mm256_and_si256(block, _mm256_set1_epi8(RLE127_LENGTH_MASK));
    const __m256i empty = _mm256_cmpeq_epi8(lengths, _mm256_setzero_si256());
    const struct rle127_extents e = rle127_find_extents(lengths);
    const uint32_t left = d->width - d->pixel;
    uint32_t n_pixels = e.n_pixels;
    b->changes = _mm256_xor_si256(block, rle127_move_bytes(block, d->block_before));
    b->n_runs = BLOCK_RUNS;
    b->is_short = n_pixels <= MAP_PIXELS;
    store_places(b, &e, d->pixel % 64);
    if (n_pixels >= left) {
        n_pixels = left;
        b->n_runs = _tzcnt_u32(rle127_find_end(&e, left)) + 1;
    }
    if (b->n_runs > BLOCK_RUNS || _bzhi_u32((uint32_t)_mm256_movemask_epi8(empty), b->n_runs))
        return false;
    b->first_word = d->row + d->pixel / 64;
    b->end = d->pixel % 64 + n_pixels;
    d->pixel += n_pixels;
    d->used_bytes += b->n_runs;
    d->block_before = block;
    return true;
}

RLE127_AVX2 static inline void fill_words(uint64_t *words, uint64_t colour)
{
    rle127_store_vector(words, _mm256_set1_epi64x((long long)colour));
}

/* is_same ? same : other. Compilers make a branch of that, which is often guessed wrong. */
RLE127_AVX2 static inline uint64_t choose_word(bool is_same, uint64_t same, uint64_t other)
{
    __asm__("test %1, %1\n\tcmove %2, %0" : "+r"(same) : "q"(is_same), "r"(other) : "cc");
    return same;
}

/* Goes on to a word, of which no pixel but those of the current colour is known yet. */
RLE127_AVX2 static inline void go_to_word(struct decoder *d, uint64_t *to)
{
    for (uint64_t *word = d->at + 5; word < to; word += 4)
        fill_words(word, d->colour);
    d->word = choose_word(d->at == to, d->word, d->colour);
    d->at = to;
}

/* Each change alone: it turns all pixels after it. */
RLE127_AVX2 static inline void fill_block(struct decoder *d, const struct block *b)
{
    uint32_t mask = _bzhi_u32((uint32_t)_mm256_movemask_epi8(b->changes), b->n_runs);
    for (; mask; mask = _blsr_u32(mask)) {
        const uint32_t place = b->places[_tzcnt_u32(mask)];
        go_to_word(d, b->first_word + place / 64);
        d->colour = ~d->colour;
        d->word ^= UINT64_MAX >> place % 64;
        *d->at = __builtin_bswap64(d->word);
        fill_words(d->at + 1, d->colour);
    }
}

/* 64 bytes of the map, in bits: the leftmost in the most significant one. */
RLE127_AVX2 static inline uint64_t gather_changes(const uint8_t *map)
{
    const uint32_t left = (uint32_t)_mm256_movemask_epi8(rle127_load_vector(map));
    const uint32_t right = (uint32_t)_mm256_movemask_epi8(rle127_load_vector(map + 32));
    return (uint64_t)left << 32 | right;
}

/* Each bit is the XOR of it and those to the left of it. */
RLE127_AVX2 static inline uint64_t sum_changes(uint64_t changes)
{
    const __m128i product =
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)changes), _mm_set1_epi32(-1), 0);
    return changes ^ (uint64_t)_mm_extract_epi64(product, 1);
}

RLE127_AVX2 static inline void clear_map(uint8_t *map, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i += RLE127_VECTOR_BYTES)
        rle127_store_vector(map + i, _mm256_setzero_si256());
}

/* The changes of the row's runs; those after them have places in the map, too, but no change. */
RLE127_AVX2 static inline void store_changes(const struct block *b, uint8_t *map)
{
    const __m256i n_runs = _mm256_set1_epi8((char)b->n_runs);
    const __m256i within = _mm256_cmpgt_epi8(n_runs, rle127_count_up());
    uint8_t changes[BLOCK_RUNS];
    rle127_store_vector(changes, _mm256_and_si256(b->changes, within));
    for (uint32_t i = 0; i < BLOCK_RUNS; i += 4) {
        map[b->places[i]] = changes[i];
        map[b->places[i + 1]] = changes[i + 1];
        map[b->places[i + 2]] = changes[i + 2];
        map[b->places[i + 3]] = changes[i + 3];
    }
}

RLE127_AVX2 static inline void map_block(struct decoder *d, const struct block *b)
{
    const uint32_t n_words = b->end / 64 + 1;
    uint8_t *const map = d->map;
    if (!d->has_map)
        clear_map(map, MAP_BYTES);
    d->has_map = true;
    store_changes(b, map);
    go_to_word(d, b->first_word);
    uint64_t word = d->word;
    for (uint32_t w = 0; w < n_words; w++) {
        d->word = word ^ sum_changes(gather_changes(map + 64 * w));
        clear_map(map + 64 * w, 64);
        b->first_word[w] = __builtin_bswap64(d->word);
        word = 0 - (d->word & 1);
    }
    d->colour = word;
    d->at = b->first_word + n_words - 1;
    fill_words(d->at + 1, d->colour);
}

RLE127_AVX2 static inline void copy_row(uint8_t *bits, const uint64_t *row, size_t n_bytes)
{
    const uint8_t *const bytes = (const uint8_t *)row;
    if (n_bytes < RLE127_VECTOR_BYTES) {
        memcpy(bits, bytes, n_bytes);
        return;
    }
    const size_t last = n_bytes - RLE127_VECTOR_BYTES;
    for (size_t i = 0; i < last; i += RLE127_VECTOR_BYTES)
        rle127_store_vector(bits + i, rle127_load_vector(bytes + i));
    rle127_store_vector(bits + last, rle127_load_vector(bytes + last));
}

RLE127_AVX2 static inline bool decode_blocks(struct decoder *d, uint8_t flip)
{
    const __m256i flips = _mm256_set1_epi8((char)flip);
    uint16_t places[BLOCK_RUNS];
    struct block b = {.places = places};
    while (d->pixel < d->width) {
        if (!take_block(d, &b, flips))
            return false;
        if (b.is_short)
            map_block(d, &b);
        else
            fill_block(d, &b);
    }
    return true;
}

RLE127_AVX2 enum rle127_status rle127_decode_row_avx2(const uint8_t *runs, size_t n_bytes,
                                                      uint32_t width, uint8_t flip, uint8_t *bits,
                                                      size_t *used_bytes)
{
    uint64_t row[RLE127_ROW_WORDS_MAX + SPARE_WORDS]; /* 8 kB: not worth clearing */
    uint8_t map[MAP_BYTES];
    struct decoder d = {.runs = runs, .n_bytes = n_bytes, .width = width, .at = row, .map = map};
    d.block_before = _mm256_setzero_si256();
    d.row = row;
    row[0] = 0;
    fill_words(row + 1, 0);
    if (!decode_blocks(&d, flip))
        return rle127_decode_row_scalar(runs, n_bytes, width, flip, bits, used_bytes);
    go_to_word(&d, row + (width + 63) / 64);
    if (width % 64)
        row[width / 64] &= __builtin_bswap64(~(UINT64_MAX >> width % 64));
    copy_row(bits, row, rle127_row_bytes(width));
    *used_bytes = d.used_bytes;
    return RLE127_OK;
}

#endif
