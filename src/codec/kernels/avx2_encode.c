/*
 * Encoding for x86 with AVX2: 256 pixels at a time.
 *
 * A row is coded in pieces. Blank vectors at the start of a piece are passed over: there only
 * chunks begin. Of the others the marks are found, one for each pixel that begins a run, and the
 * bytes that have any are listed. Then tables give the places of each such byte's marks, and the
 * differences of all places are the lengths.
 */
#include "avx2.h"
#include "avx2_tables.h"

#ifdef RLE127_HAVE_X86

#include <string.h>

#define VECTOR_PIXELS 256
#define PIECE_BYTES   512
#define PIECE_PIXELS  (8 * PIECE_BYTES)

/* Of a row in one colour; and what whole vectors write beyond their last place. */
#define CHUNKS_MAX  (RLE127_SIDE_MAX / RLE127_CHUNK_PIXELS + 1)
#define SPARE_BYTES 64

/* The row, and where its encoding is. */
struct encoder {
    const uint8_t *bits;
    const struct rle127_row_shape *shape;
    size_t row_bytes;
    __m256i pixels_before; /* of the last vector */
};

/* The marked bytes of a piece. */
struct marked {
    uint8_t marks[PIECE_BYTES], before[PIECE_BYTES];
    uint16_t bytes[PIECE_BYTES + 8]; /* their places */
};

/* The 0..16 bytes before `end`, zeros after them; the 16 bytes before it are read. */
RLE127_AVX2 static inline __m128i load_last(const uint8_t *end, size_t n_bytes)
{
    static const uint8_t move[32] = {0,   1,   2,   3,   4,   5,   6,   7,   8,   9,   10,
                                     11,  12,  13,  14,  15,  128, 128, 128, 128, 128, 128,
                                     128, 128, 128, 128, 128, 128, 128, 128, 128, 128};
    const __m128i order = _mm_loadu_si128((const __m128i *)(move + 16 - n_bytes));
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(end - 16)), order);
}

/* The last n_bytes (1..31) of a row, zeros after them. */
RLE127_AVX2 static inline __m256i load_tail(const uint8_t *bits, size_t row_bytes, size_t n_bytes)
{
    const uint8_t *const end = bits + row_bytes;
    if (n_bytes >= 16) {
        const __m128i low = _mm_loadu_si128((const __m128i *)(end - n_bytes));
        return _mm256_set_m128i(load_last(end, n_bytes - 16), low);
    }
    if (row_bytes >= 16)
        return _mm256_zextsi128_si256(load_last(end, n_bytes));
    uint8_t bytes[RLE127_VECTOR_BYTES] = {0};
    for (size_t i = 0; i < n_bytes; i++)
        bytes[i] = bits[row_bytes - n_bytes + i];
    return rle127_load_vector(bytes);
}

RLE127_AVX2 static inline __m256i load_pixels(const uint8_t *bits, size_t row_bytes, size_t at)
{
    const size_t left = row_bytes - at;
    return left >= RLE127_VECTOR_BYTES ? rle127_load_vector(bits + at)
                                       : load_tail(bits, row_bytes, left);
}

/* Each pixel's left neighbour, of the first one in the vector before. */
RLE127_AVX2 static inline __m256i move_on(__m256i pixels, __m256i vector_before)
{
    const __m256i top = _mm256_set1_epi8((char)0x80);
    const __m256i within = _mm256_andnot_si256(top, _mm256_srli_epi16(pixels, 1));
    const __m256i carried = _mm256_slli_epi16(rle127_move_bytes(pixels, vector_before), 7);
    return _mm256_or_si256(within, _mm256_and_si256(top, carried));
}

/* Ones for the first n_pixels of a vector, 0..255. */
RLE127_AVX2 static inline __m256i make_within(uint32_t n_pixels)
{
    const __m256i byte = _mm256_set1_epi8((char)(n_pixels / 8));
    const __m256i part = _mm256_set1_epi8((char)(0xFF00 >> n_pixels % 8));
    const __m256i count = rle127_count_up();
    return _mm256_or_si256(_mm256_cmpgt_epi8(byte, count),
                           _mm256_and_si256(_mm256_cmpeq_epi8(byte, count), part));
}

/* The pixels that have not the colour of their left neighbour. */
RLE127_AVX2 static inline __m256i find_changes(__m256i pixels, __m256i before, uint32_t n_pixels)
{
    const __m256i changes = _mm256_xor_si256(pixels, before);
    return n_pixels < VECTOR_PIXELS ? _mm256_and_si256(changes, make_within(n_pixels)) : changes;
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

/* The colour of a byte's last pixel. */
RLE127_AVX2 static inline __m256i spread_last(uint8_t byte)
{
    return _mm256_set1_epi8((char)-(byte & 1));
}

RLE127_AVX2 static inline size_t count_ones(__m256i vector)
{
    uint64_t words[4];
    rle127_store_vector(words, vector);
    return (size_t)(_mm_popcnt_u64(words[0]) + _mm_popcnt_u64(words[1]) + _mm_popcnt_u64(words[2]) +
                    _mm_popcnt_u64(words[3]));
}

/* Chunks always begin a run; changes of colour are counted besides. */
RLE127_AVX2 size_t rle127_count_row_avx2(const uint8_t *bits, const struct rle127_row_shape *shape)
{
    const size_t row_bytes = rle127_row_bytes(shape->width);
    size_t n_runs = (shape->width + RLE127_CHUNK_PIXELS - 1) / RLE127_CHUNK_PIXELS;
    __m256i vector_before = start_row(bits);
    for (size_t at = 0; at < row_bytes; at += RLE127_VECTOR_BYTES) {
        const __m256i pixels = load_pixels(bits, row_bytes, at);
        const uint32_t n_pixels = shape->width - 8 * (uint32_t)at;
        const __m256i changes = find_changes(pixels, move_on(pixels, vector_before), n_pixels);
        vector_before = pixels;
        n_runs += count_ones(_mm256_andnot_si256(load_starts(shape->starts + at / 8), changes));
    }
    return n_runs;
}

/* Lists the bytes of a vector that have marks: `at` is the first one's place. Returns their
 * number; whole vectors are written. */
RLE127_AVX2 static inline size_t list_bytes(uint16_t *bytes, __m256i marks, size_t at)
{
    const __m256i none = _mm256_cmpeq_epi8(marks, _mm256_setzero_si256());
    const uint32_t any = ~(uint32_t)_mm256_movemask_epi8(none);
    __m128i first = _mm_set1_epi16((short)at);
    size_t n_bytes = 0;
    for (unsigned i = 0; i < 4; i++) {
        const uint8_t any8 = (uint8_t)(any >> 8 * i);
        const __m128i numbers =
            _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(rle127_ones_from_right + any8)));
        _mm_storeu_si128((__m128i *)(bytes + n_bytes), _mm_add_epi16(numbers, first));
        first = _mm_add_epi16(first, _mm_set1_epi16(8));
        n_bytes += (size_t)_mm_popcnt_u32(any8);
    }
    return n_bytes;
}

/* Finds the marks of a piece and returns how many bytes have any. */
RLE127_AVX2 static inline size_t mark_piece(struct encoder *e, struct marked *m, size_t first,
                                            size_t n_bytes)
{
    size_t n_marked = 0;
    __m256i pixels_before = e->pixels_before;
    for (size_t at = 0; at < n_bytes; at += RLE127_VECTOR_BYTES) {
        const __m256i pixels = load_pixels(e->bits, e->row_bytes, first + at);
        const __m256i before = move_on(pixels, pixels_before);
        const uint32_t n_pixels = e->shape->width - 8 * (uint32_t)(first + at);
        const __m256i changes = find_changes(pixels, before, n_pixels);
        const __m256i starts = load_starts(e->shape->starts + (first + at) / 8);
        const __m256i marks = _mm256_or_si256(changes, starts);
        rle127_store_vector(m->marks + at, marks);
        rle127_store_vector(m->before + at, before);
        n_marked += list_bytes(m->bytes + n_marked, marks, at);
        pixels_before = pixels;
    }
    e->pixels_before = pixels_before;
    return n_marked;
}

/* Writes the places of a piece's marks and returns what is behind them. A place is a pixel's number
 * modulo 128, on top of it the colour of the pixel before it. */
RLE127_AVX2 static inline uint8_t *collect_places(const struct marked *m, size_t n_marked,
                                                  uint8_t *places)
{
    for (size_t i = 0; i < n_marked; i++) {
        const unsigned byte = m->bytes[i], marks = m->marks[byte];
        const __m128i all =
            _mm_loadl_epi64((const __m128i *)(rle127_spread_bits + m->before[byte]));
        const __m128i order = _mm_loadl_epi64((const __m128i *)(rle127_ones_from_left + marks));
        const __m128i first = _mm_set1_epi8((char)(byte % 16 * 8));
        _mm_storel_epi64((__m128i *)places, _mm_add_epi8(_mm_shuffle_epi8(all, order), first));
        places += _mm_popcnt_u32(marks);
    }
    return places;
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

/* Fewer than 32 bytes, by two copies that may overlap. */
static inline void copy_few(uint8_t *to, const uint8_t *from, size_t n_bytes)
{
    if (n_bytes >= 16) {
        memcpy(to, from, 16);
        memcpy(to + n_bytes - 16, from + n_bytes - 16, 16);
    } else if (n_bytes >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n_bytes - 8, from + n_bytes - 8, 8);
    } else if (n_bytes >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n_bytes - 4, from + n_bytes - 4, 4);
    } else {
        for (size_t i = 0; i < n_bytes; i++)
            to[i] = from[i];
    }
}

RLE127_AVX2 static inline void write_runs(uint8_t *runs, const uint8_t *places, size_t n_runs,
                                          uint8_t flip)
{
    if (n_runs < RLE127_VECTOR_BYTES) {
        uint8_t few[RLE127_VECTOR_BYTES];
        rle127_store_vector(few, find_runs(places, flip));
        copy_few(runs, few, n_runs);
        return;
    }
    const size_t last = n_runs - RLE127_VECTOR_BYTES;
    for (size_t i = 0; i < last; i += RLE127_VECTOR_BYTES)
        rle127_store_vector(runs + i, find_runs(places + i, flip));
    rle127_store_vector(runs + last, find_runs(places + last, flip));
}

/* The end of the whole vectors in the colour of the pixel before them. */
RLE127_AVX2 static inline size_t find_blank_end(const struct encoder *e, size_t at, __m256i blank)
{
    for (; e->row_bytes - at > RLE127_VECTOR_BYTES; at += RLE127_VECTOR_BYTES) {
        const __m256i differ = _mm256_xor_si256(rle127_load_vector(e->bits + at), blank);
        if (!_mm256_testz_si256(differ, differ))
            break;
    }
    return at;
}

/* The places where chunks start in blank pixels. Chunk number c starts at 127 * c, which is -c
 * modulo 128. */
RLE127_AVX2 static inline uint8_t *place_chunks(uint8_t *places, size_t first_byte, size_t end_byte,
                                                __m256i blank)
{
    const size_t first = first_byte ? (8 * first_byte - 1) / RLE127_CHUNK_PIXELS + 1 : 1;
    const size_t end = (8 * end_byte - 1) / RLE127_CHUNK_PIXELS + 1;
    const __m256i top = _mm256_set1_epi8((char)RLE127_WHITE);
    const __m256i colour = _mm256_and_si256(blank, top);
    for (size_t c = first; c < end; c += RLE127_VECTOR_BYTES) {
        const __m256i chunks = _mm256_add_epi8(_mm256_set1_epi8((char)c), rle127_count_up());
        const __m256i starts = _mm256_sub_epi8(_mm256_setzero_si256(), chunks);
        rle127_store_vector(places + (c - first),
                            _mm256_or_si256(_mm256_andnot_si256(top, starts), colour));
    }
    return places + (end - first);
}

RLE127_AVX2 static inline uint8_t end_place(const struct encoder *e)
{
    const uint32_t last = e->shape->width - 1;
    const unsigned pixel = e->bits[last / 8] >> (7 - last % 8) & 1;
    return (uint8_t)((e->shape->width & RLE127_LENGTH_MASK) | pixel << 7);
}

RLE127_AVX2 size_t rle127_encode_row_avx2(const uint8_t *bits, const struct rle127_row_shape *shape,
                                          uint8_t flip, uint8_t *runs)
{
    struct marked m;
    uint8_t room[1 + CHUNKS_MAX + PIECE_PIXELS + SPARE_BYTES];
    uint8_t *const places = room + 1, *out = runs;
    struct encoder e = {.bits = bits, .shape = shape, .row_bytes = rle127_row_bytes(shape->width)};
    e.pixels_before = start_row(bits);
    places[-1] = 0;
    for (size_t first = 0; first < e.row_bytes;) {
        uint8_t *end = places;
        const __m256i blank = first ? spread_last(bits[first - 1]) : e.pixels_before;
        const size_t blank_end = find_blank_end(&e, first, blank);
        if (blank_end > first) {
            end = place_chunks(end, first, blank_end, blank);
            e.pixels_before = blank;
            first = blank_end;
        }
        const size_t left = e.row_bytes - first;
        const size_t n_bytes = left < PIECE_BYTES ? left : PIECE_BYTES;
        end = collect_places(&m, mark_piece(&e, &m, first, n_bytes), end);
        first += n_bytes;
        if (first == e.row_bytes)
            *end++ = end_place(&e);
        write_runs(out, places, (size_t)(end - places), flip);
        out += end - places;
        places[-1] = end[-1];
    }
    return (size_t)(out - runs);
}

#endif
