/*
 * The kernels in plain C, on words of 64 pixels: what every machine has, and the definition of
 * right for the other levels.
 *
 * A word has its leftmost pixel in the most significant bit, so that "next pixel" is one shift to
 * the right whatever the machine's byte order.
 */
#include <string.h>

#include "kernels.h"
#include "skip.h"

#define TOP_BIT (UINT64_C(1) << 63)

static inline uint64_t swap_to_big_endian(uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

static inline uint64_t load_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return swap_to_big_endian(word);
}

static inline void store_word(uint8_t *bytes, uint64_t word)
{
    word = swap_to_big_endian(word);
    memcpy(bytes, &word, sizeof word);
}

/* The last n_pixels (1..63) pixels of a row; what lies beyond them means nothing. */
static inline uint64_t load_tail(const uint8_t *bytes, uint32_t n_pixels)
{
    uint64_t word = 0;
    for (uint32_t i = 0; i < (n_pixels + 7) / 8; i++)
        word |= (uint64_t)bytes[i] << (56 - 8 * i);
    return word;
}

static inline void store_tail(uint8_t *bytes, uint64_t word, uint32_t n_pixels)
{
    for (uint32_t i = 0; i < (n_pixels + 7) / 8; i++)
        bytes[i] = (uint8_t)(word >> (56 - 8 * i));
}

static inline unsigned count_bits(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 255;
    word -= word >> 1 & ones * 0x55;
    word = (word & ones * 0x33) + (word >> 2 & ones * 0x33);
    word = (word + (word >> 4)) & ones * 0x0F;
    return (unsigned)(word * ones >> 56);
}

/* One bit for each pixel of word that begins a run; `before` is word moved on by one pixel. */
static inline uint64_t mark_starts(uint64_t word, uint64_t before, uint64_t fixed_starts)
{
    return (word ^ before) | fixed_starts;
}

/* Chunks always begin a run; what has to be counted besides are changes of colour within them, and
 * most words of a page have none. */
size_t rle127_count_row_scalar(const uint8_t *bits, const struct rle127_row_shape *shape)
{
    size_t n_runs = (shape->width + RLE127_CHUNK_PIXELS - 1) / RLE127_CHUNK_PIXELS;
    uint64_t last = bits[0] >> 7; /* so that the row's first pixel is no change of colour */
    uint32_t w = 0;
    for (; w < shape->n_full_words; w++) {
        const uint64_t word = load_word(bits + 8 * (size_t)w);
        const uint64_t changes = (word ^ (word >> 1 | last << 63)) & ~shape->starts[w];
        if (changes)
            n_runs += count_bits(changes);
        last = word & 1;
    }
    if (shape->n_tail_pixels) {
        const uint64_t word = load_tail(bits + 8 * (size_t)w, shape->n_tail_pixels);
        const uint64_t within = ~(UINT64_MAX >> shape->n_tail_pixels);
        const uint64_t changes = (word ^ (word >> 1 | last << 63)) & ~shape->starts[w];
        n_runs += count_bits(changes & within);
    }
    return n_runs;
}

/* Where the encoding of a row is. */
struct encoder {
    uint8_t *out;
    uint32_t run_start; /* the first pixel of the run that has not been written yet */
    uint8_t flip;
};

/* Writes the run that ends before each mark. Its colour is that of the pixel before the mark. */
static inline void write_runs(struct encoder *e, uint32_t first_pixel, uint64_t marks,
                              uint64_t before)
{
    while (marks) {
        const unsigned at = (unsigned)__builtin_clzll(marks);
        const uint8_t colour = (uint8_t)((before << at >> 63) << 7);
        *e->out++ = (uint8_t)((first_pixel + at - e->run_start) | (colour ^ e->flip));
        e->run_start = first_pixel + at;
        marks ^= TOP_BIT >> at;
    }
}

size_t rle127_encode_row_scalar(const uint8_t *bits, const struct rle127_row_shape *shape,
                                uint8_t flip, uint8_t *runs)
{
    struct encoder e = {.out = runs, .run_start = 0, .flip = flip};
    uint64_t last = bits[0] >> 7;
    uint32_t w = 0;
    for (; w < shape->n_full_words; w++) {
        const uint64_t word = load_word(bits + 8 * (size_t)w);
        const uint64_t before = word >> 1 | last << 63;
        write_runs(&e, 64 * w, mark_starts(word, before, shape->starts[w]), before);
        last = word & 1;
    }
    if (shape->n_tail_pixels) {
        const uint64_t word = load_tail(bits + 8 * (size_t)w, shape->n_tail_pixels);
        const uint64_t within = ~(UINT64_MAX >> shape->n_tail_pixels);
        const uint64_t before = word >> 1 | last << 63;
        write_runs(&e, 64 * w, mark_starts(word, before, shape->starts[w]) & within, before);
        last = word >> (64 - shape->n_tail_pixels) & 1;
    }
    *e.out++ = (uint8_t)((shape->width - e.run_start) | ((uint8_t)(last << 7) ^ flip));
    return (size_t)(e.out - runs);
}

/*
 * `word` holds the row's pixels from the last multiple of 64 on; those from the current pixel
 * (`filled`) on all have the current run's colour. So a run changes nothing but, where its colour
 * is another one, the pixels from `filled` on; and a full word is stored as it is.
 */
enum rle127_status rle127_decode_row_scalar(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                            uint8_t flip, uint8_t *bits, size_t spare_bytes,
                                            size_t *used_bytes)
{
    (void)spare_bytes;
    uint64_t word = 0, colour = 0; /* all zeros or all ones */
    uint32_t filled = 0, left = width;
    size_t i = 0;
    enum rle127_status status = RLE127_OK;
    while (left) {
        if (i == n_bytes) {
            status = RLE127_TRUNCATED;
            break;
        }
        const uint8_t run = runs[i] ^ flip;
        const uint32_t length = run & RLE127_LENGTH_MASK;
        if (length - 1 >= left) { /* 0 wraps round */
            status = length ? RLE127_ROW_OVERRUN : RLE127_ZERO_RUN;
            break;
        }
        const uint64_t next_colour = 0 - (uint64_t)(run >> 7);
        word ^= (colour ^ next_colour) >> filled;
        colour = next_colour;
        left -= length;
        for (filled += length; filled >= 64; filled -= 64, bits += 8) {
            store_word(bits, word);
            word = colour;
        }
        i++;
    }
    *used_bytes = i;
    if (status == RLE127_OK && filled)
        store_tail(bits, word & ~(UINT64_MAX >> filled), filled);
    return status;
}

enum rle127_status rle127_verify_row_scalar(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                            size_t *used_bytes, size_t *loose_run)
{
    uint32_t pixel = 0, chunk_end = RLE127_CHUNK_PIXELS;
    size_t i = 0;
    *loose_run = SIZE_MAX;
    for (; pixel < width; i++) {
        *used_bytes = i;
        if (i == n_bytes)
            return RLE127_TRUNCATED;
        const uint32_t length = runs[i] & RLE127_LENGTH_MASK;
        if (length - 1 >= width - pixel)
            return length ? RLE127_ROW_OVERRUN : RLE127_ZERO_RUN;
        const bool extends = pixel && pixel + RLE127_CHUNK_PIXELS != chunk_end &&
                             !((runs[i] ^ runs[i - 1]) & RLE127_WHITE);
        if (extends && *loose_run == SIZE_MAX)
            *loose_run = i - 1;
        pixel += length;
        if (pixel > chunk_end && *loose_run == SIZE_MAX)
            *loose_run = i;
        if (pixel >= chunk_end)
            chunk_end += RLE127_CHUNK_PIXELS;
    }
    *used_bytes = i;
    return RLE127_OK;
}

static inline uint64_t sum_lengths(const uint8_t *runs)
{
    return rle127_sum_eight(load_word(runs));
}

static size_t skip_single_runs(const uint8_t *runs, size_t n_bytes, uint64_t n_pixels)
{
    uint64_t pixels = 0;
    size_t i = 0;
    for (; i < n_bytes && pixels < n_pixels; i++)
        pixels += runs[i] & RLE127_LENGTH_MASK;
    return i;
}

size_t rle127_skip_pixels_scalar(const uint8_t *runs, size_t n_bytes, uint64_t n_pixels)
{
    const struct rle127_step step = {sizeof(uint64_t), sum_lengths, skip_single_runs};
    return rle127_skip_by_steps(step, runs, n_bytes, n_pixels);
}
