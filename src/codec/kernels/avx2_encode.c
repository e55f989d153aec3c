/*
 * Encoding for x86 with AVX2: vectors of 256 pixels.
 *
 * A mark is a pixel before which a run ends: where the colour changes, where a chunk starts, and
 * the one behind the row's last. A row is coded in pieces. Blank vectors before a piece are passed
 * over, as only chunks start there. Within a piece most bytes have no marks, and which ones have is
 * hard to predict, so that nothing branches on it:
 *
 *     1. the bytes that have marks are listed, from all vectors of the piece;
 *     2. for each of them, tables give the places of its marks: the pixel's number modulo 128 with
 *        the colour of the run that ends there on top;
 *     3. the difference of two neighbouring places is a run's length, as none is above 127.
 */
#include "avx2.h"
#include "byte_tables.h"

#ifdef RLE127_HAVE_X86

/* Long, as each piece has to wait until its first stores can be loaded, and short, as blank vectors
 * are passed over only before one. Of 8, 10, 12, 16 and 32 this is the fastest on most pages. */
#define PIECE_VECTORS 10

/* Rows of fewer pixels are left to the scalar kernels. On Zen 4, in ns a row here and there, with
 * runs of 8 pixels on average: 45 and 33 for 96 pixels, 38 and 39 for 128, 40 and 56 for 192. */
#define WIDTH_MIN 128
_Static_assert(WIDTH_MIN >= 8 * 16, "load_before() reads 16 bytes of a row");

/* With the vector that ends the row. */
#define PIECE_BYTES  ((PIECE_VECTORS + 1) * RLE127_VECTOR_BYTES)
#define PIECE_PIXELS (8 * PIECE_BYTES)

/* Of a row in one colour. */
#define CHUNKS_MAX (RLE127_SIDE_MAX / RLE127_CHUNK_PIXELS + 1)

#define VECTOR_WORDS   (RLE127_VECTOR_PIXELS / 64)
#define EIGHT_TIMES(n) (UINT64_MAX / 255 * (n))

struct vector {
    __m256i pixels;
    __m256i before; /* the pixel before each */
    __m256i marks;
};

/* The 0..16 bytes before `end`, zeros after them; the 16 bytes before it are read. */
RLE127_AVX2 static inline __m128i load_before(const uint8_t *end, size_t n_bytes)
{
    static const uint8_t move[32] = {0,   1,   2,   3,   4,   5,   6,   7,   8,   9,   10,
                                     11,  12,  13,  14,  15,  128, 128, 128, 128, 128, 128,
                                     128, 128, 128, 128, 128, 128, 128, 128, 128, 128};
    const __m128i order = _mm_loadu_si128((const __m128i *)(move + 16 - n_bytes));
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(end - 16)), order);
}

/* The last n_bytes (0..32) of a row, zeros after them. */
RLE127_AVX2 static inline __m256i load_tail(const uint8_t *end, size_t n_bytes)
{
    if (n_bytes < 16)
        return _mm256_zextsi128_si256(load_before(end, n_bytes));
    const __m128i low = _mm_loadu_si128((const __m128i *)(end - n_bytes));
    return _mm256_set_m128i(load_before(end, n_bytes - 16), low);
}

/* Each pixel's left neighbour, of the first one in the vector before. */
RLE127_AVX2 static inline __m256i move_on(__m256i pixels, __m256i vector_before)
{
    const __m256i top = _mm256_set1_epi8((char)0x80);
    const __m256i within = _mm256_andnot_si256(top, _mm256_srli_epi16(pixels, 1));
    const __m256i carried = _mm256_slli_epi16(rle127_move_bytes(pixels, vector_before), 7);
    return _mm256_or_si256(within, _mm256_and_si256(top, carried));
}

/* The words of a shape in the order of the row's bytes. */
RLE127_AVX2 static inline __m256i load_starts(const uint64_t *starts)
{
    const __m256i turn = _mm256_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7,
                                          6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    return _mm256_shuffle_epi8(rle127_load_vector(starts), turn);
}

/* So that the row's first pixel is no change of colour. */
RLE127_AVX2 static inline __m256i start_row(const uint8_t *bits)
{
    return _mm256_set1_epi8((char)-(bits[0] >> 7));
}

RLE127_AVX2 static inline struct vector mark_vector(__m256i pixels, __m256i pixels_before,
                                                    const uint64_t *starts)
{
    struct vector v = {.pixels = pixels, .before = move_on(pixels, pixels_before)};
    v.marks = _mm256_or_si256(_mm256_xor_si256(pixels, v.before), load_starts(starts));
    return v;
}

/* Vector number i of a row, which has all its pixels in the row. */
RLE127_AVX2 static inline struct vector load_full(const uint8_t *bits, uint32_t i,
                                                  __m256i pixels_before,
                                                  const struct rle127_row_shape *shape)
{
    return mark_vector(rle127_load_vector(bits + i * RLE127_VECTOR_BYTES), pixels_before,
                       shape->starts + i * VECTOR_WORDS);
}

/* The last vector of a row: what is left, 0..255 pixels, and the mark behind them. */
RLE127_AVX2 static inline struct vector load_last(const uint8_t *bits, __m256i pixels_before,
                                                  const struct rle127_row_shape *shape)
{
    const uint32_t i = shape->width / RLE127_VECTOR_PIXELS;
    const uint32_t n_pixels = shape->width % RLE127_VECTOR_PIXELS;
    const uint8_t *const end_byte = bits + rle127_row_bytes(shape->width);
    const __m256i pixels = load_tail(end_byte, rle127_row_bytes(n_pixels));
    const __m256i within = rle127_make_within(n_pixels);
    const __m256i end = _mm256_andnot_si256(within, rle127_make_within(n_pixels + 1));
    struct vector v = mark_vector(pixels, pixels_before, shape->starts + i * VECTOR_WORDS);
    v.marks = _mm256_or_si256(_mm256_and_si256(v.marks, within), end);
    return v;
}

RLE127_AVX2 static inline size_t count_ones(__m256i vector)
{
    uint64_t words[4];
    rle127_store_vector(words, vector);
    return (size_t)(_mm_popcnt_u64(words[0]) + _mm_popcnt_u64(words[1]) + _mm_popcnt_u64(words[2]) +
                    _mm_popcnt_u64(words[3]));
}

RLE127_AVX2 size_t rle127_count_row_avx2(const uint8_t *bits, const struct rle127_row_shape *shape)
{
    if (shape->width < WIDTH_MIN)
        return rle127_count_row_scalar(bits, shape);
    const uint32_t n_vectors = shape->width / RLE127_VECTOR_PIXELS;
    struct vector v = {.pixels = start_row(bits)};
    size_t n_runs = 0;
    for (uint32_t i = 0; i < n_vectors; i++) {
        v = load_full(bits, i, v.pixels, shape);
        n_runs += count_ones(v.marks);
    }
    return n_runs + count_ones(load_last(bits, v.pixels, shape).marks);
}

/* The vectors of a piece, and the numbers of the bytes that have marks. How many there are is kept
 * outside, where no store of bytes can change it. One more byte has none. */
struct piece {
    uint8_t marks[PIECE_BYTES + 1], before[PIECE_BYTES + 1];
    uint16_t marked[PIECE_BYTES + 8];
};

RLE127_AVX2 static inline __m128i load_eight(const uint64_t *eight)
{
    return _mm_loadl_epi64((const __m128i *)eight);
}

/* Adds vector number i of a piece to a list of n_marked bytes; returns how many there are now.
 * Whole vectors of numbers are written. */
RLE127_AVX2 static inline size_t list_marked(struct piece *piece, size_t n_marked, uint32_t i,
                                             const struct vector *v)
{
    const size_t at = i * RLE127_VECTOR_BYTES;
    const __m256i none = _mm256_cmpeq_epi8(v->marks, _mm256_setzero_si256());
    const uint32_t any = ~(uint32_t)_mm256_movemask_epi8(none);
    rle127_store_vector(piece->marks + at, v->marks);
    rle127_store_vector(piece->before + at, v->before);
    __m128i first = _mm_set1_epi16((short)at);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        const uint8_t any8 = (uint8_t)(any >> shift);
        const __m128i numbers = _mm_cvtepu8_epi16(load_eight(rle127_ones_from_right + any8));
        _mm_storeu_si128((__m128i *)(piece->marked + n_marked), _mm_add_epi16(numbers, first));
        first = _mm_add_epi16(first, _mm_set1_epi16(8));
        n_marked += (size_t)_mm_popcnt_u32(any8);
    }
    return n_marked;
}

/* Writes the places of the marks of a byte and what means nothing behind them; returns how many. */
RLE127_AVX2 static inline size_t place_byte(const struct piece *piece, uint16_t byte,
                                            uint8_t *places)
{
    const uint8_t marks = piece->marks[byte];
    const __m128i all = load_eight(rle127_spread_bits + piece->before[byte]);
    const __m128i order = load_eight(rle127_ones_from_left + marks);
    const uint64_t first = byte % 16 * EIGHT_TIMES(8); /* 16 bytes have 128 pixels */
    const __m128i firsts = _mm_cvtsi64_si128((long long)first);
    _mm_storel_epi64((__m128i *)places, _mm_add_epi8(_mm_shuffle_epi8(all, order), firsts));
    return (size_t)_mm_popcnt_u32(marks);
}

/* The same for the marks of a whole piece. In fours, the last of which are made up with the byte
 * that has none. */
RLE127_AVX2 static inline size_t place_marks(struct piece *piece, size_t n_marked, uint8_t *places)
{
    uint16_t *const marked = piece->marked;
    size_t n_places = 0;
    piece->marks[PIECE_BYTES] = piece->before[PIECE_BYTES] = 0;
    for (size_t i = n_marked; i < n_marked + 4; i++)
        marked[i] = PIECE_BYTES;
    for (size_t i = 0; i < n_marked; i += 4) {
        n_places += place_byte(piece, marked[i], places + n_places);
        n_places += place_byte(piece, marked[i + 1], places + n_places);
        n_places += place_byte(piece, marked[i + 2], places + n_places);
        n_places += place_byte(piece, marked[i + 3], places + n_places);
    }
    return n_places;
}

/* The runs that end at 32 places: the byte before them is the first run's start. */
RLE127_AVX2 static inline __m256i find_runs(const uint8_t *places, uint8_t flip)
{
    const __m256i top = _mm256_set1_epi8((char)RLE127_WHITE);
    const __m256i ends = rle127_load_vector(places);
    const __m256i lengths = _mm256_sub_epi8(ends, rle127_load_vector(places - 1));
    const __m256i colours = _mm256_xor_si256(ends, _mm256_set1_epi8((char)flip));
    return _mm256_or_si256(_mm256_andnot_si256(top, lengths), _mm256_and_si256(top, colours));
}

RLE127_AVX2 static inline void write_runs(uint8_t *runs, const uint8_t *places, size_t n_runs,
                                          uint8_t flip)
{
    if (n_runs < RLE127_VECTOR_BYTES) {
        uint8_t few[RLE127_VECTOR_BYTES];
        rle127_store_vector(few, find_runs(places, flip));
        rle127_copy_few(runs, few, n_runs);
        return;
    }
    const size_t last = n_runs - RLE127_VECTOR_BYTES;
    for (size_t i = 0; i < last; i += RLE127_VECTOR_BYTES)
        rle127_store_vector(runs + i, find_runs(places + i, flip));
    rle127_store_vector(runs + last, find_runs(places + last, flip));
}

/* The colour of a byte's last pixel. */
RLE127_AVX2 static inline __m256i spread_last(uint8_t byte)
{
    return _mm256_set1_epi8((char)-(byte & 1));
}

/* The first of the vectors from number i on that is not all in one colour. */
RLE127_AVX2 static inline uint32_t find_blank_end(const uint8_t *bits, uint32_t i, uint32_t end,
                                                  __m256i blank)
{
    for (; i < end; i++) {
        const __m256i differ =
            _mm256_xor_si256(rle127_load_vector(bits + i * RLE127_VECTOR_BYTES), blank);
        if (!_mm256_testz_si256(differ, differ))
            break;
    }
    return i;
}

/* Writes the places where chunks start in blank vectors; returns how many. Chunk number c starts at
 * 127 * c, which is -c modulo 128. */
RLE127_AVX2 static inline size_t place_chunks(uint32_t from_vector, uint32_t to_vector,
                                              __m256i blank, uint8_t *places)
{
    const uint32_t first_pixel = from_vector ? from_vector * RLE127_VECTOR_PIXELS : 1;
    const size_t first = (first_pixel - 1) / RLE127_CHUNK_PIXELS + 1;
    const size_t end = (to_vector * RLE127_VECTOR_PIXELS - 1) / RLE127_CHUNK_PIXELS + 1;
    const __m256i top = _mm256_set1_epi8((char)RLE127_WHITE);
    const __m256i colour = _mm256_and_si256(blank, top);
    for (size_t c = first; c < end; c += RLE127_VECTOR_BYTES) {
        const __m256i chunks = _mm256_add_epi8(_mm256_set1_epi8((char)c), rle127_count_up());
        const __m256i starts = _mm256_sub_epi8(_mm256_setzero_si256(), chunks);
        rle127_store_vector(places + (c - first),
                            _mm256_or_si256(_mm256_andnot_si256(top, starts), colour));
    }
    return end - first;
}

RLE127_AVX2 size_t rle127_encode_row_avx2(const uint8_t *bits, const struct rle127_row_shape *shape,
                                          uint8_t flip, uint8_t *runs)
{
    if (shape->width < WIDTH_MIN)
        return rle127_encode_row_scalar(bits, shape, flip, runs);
    const uint32_t row_end = shape->width / RLE127_VECTOR_PIXELS;
    struct piece piece;
    uint8_t room[1 + CHUNKS_MAX + PIECE_PIXELS + RLE127_VECTOR_BYTES];
    uint8_t *const places = room + 1, *out = runs;
    struct vector v = {.pixels = start_row(bits)};
    uint32_t end = 0; /* of the vectors that are done */
    places[-1] = 0;
    for (bool is_last = false; !is_last;) {
        const __m256i blank = end ? spread_last(bits[end * RLE127_VECTOR_BYTES - 1]) : v.pixels;
        const uint32_t first = find_blank_end(bits, end, row_end, blank);
        size_t n_places = 0, n_marked = 0;
        if (first > end) {
            n_places = place_chunks(end, first, blank, places);
            v.pixels = blank;
        }
        is_last = row_end - first <= PIECE_VECTORS;
        end = is_last ? row_end : first + PIECE_VECTORS;
        for (uint32_t i = first; i < end; i++) {
            v = load_full(bits, i, v.pixels, shape);
            n_marked = list_marked(&piece, n_marked, i - first, &v);
        }
        if (is_last) {
            v = load_last(bits, v.pixels, shape);
            n_marked = list_marked(&piece, n_marked, end - first, &v);
        }
        n_places += place_marks(&piece, n_marked, places + n_places);
        write_runs(out, places, n_places, flip);
        places[-1] = places[n_places - 1]; /* a piece that is not the last has starts of chunks */
        out += n_places;
    }
    return (size_t)(out - runs);
}

#endif
