#include "reference.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void reference_walk_start(struct reference_walk *walk, uint32_t width, uint32_t height,
                          uint8_t *pixels)
{
    *walk = (struct reference_walk){
        .width = width,
        .height = height,
        .pixels = pixels,
        .loose_offset = SIZE_MAX,
        .status = RLE127_OK,
    };
}

static void set_loose(struct reference_walk *walk, size_t offset)
{
    if (walk->loose_offset == SIZE_MAX)
        walk->loose_offset = offset;
}

static void set_error(struct reference_walk *walk, enum rle127_status status)
{
    walk->status = status;
    walk->error_offset = walk->n_bytes;
}

/* Takes a run of 1 or more pixels; stops at the row's end if it goes further. */
static void take_pixels(struct reference_walk *walk, bool white, unsigned length)
{
    for (unsigned i = 0; i < length; i++) {
        if (walk->x == walk->width) {
            set_error(walk, RLE127_ROW_OVERRUN);
            return;
        }
        if (i > 0 && walk->x % REFERENCE_CHUNK_PIXELS == 0)
            set_loose(walk, walk->n_bytes);
        if (walk->pixels != NULL)
            walk->pixels[(size_t)walk->row * walk->width + walk->x] = white;
        walk->x++;
    }
}

static void end_row(struct reference_walk *walk)
{
    walk->x = 0;
    walk->row++;
    walk->end_bytes = walk->n_bytes + 1;
}

void reference_walk_step(struct reference_walk *walk, uint8_t run)
{
    if (walk->status == RLE127_OK && walk->row < walk->height) {
        bool white = (run & 0x80) != 0;
        unsigned length = run & 0x7Fu;
        bool in_mid_chunk = walk->x % REFERENCE_CHUNK_PIXELS != 0;
        /* Of two runs that could have been one, the first is the one that is too short. */
        if (in_mid_chunk && white == walk->previous_is_white)
            set_loose(walk, walk->n_bytes - 1);
        if (length == 0)
            set_error(walk, RLE127_ZERO_RUN);
        take_pixels(walk, white, length);
        walk->previous_is_white = white;
        if (walk->status == RLE127_OK && walk->x == walk->width)
            end_row(walk);
    }
    walk->n_bytes++;
}

static struct reference_verdict verdict_error(enum rle127_status status, size_t offset)
{
    return (struct reference_verdict){
        .status = status, .consumed_bytes = offset, .is_canonical = false, .bad_offset = offset};
}

struct reference_verdict reference_walk_rows_verdict(const struct reference_walk *walk)
{
    if (walk->status != RLE127_OK)
        return verdict_error(walk->status, walk->error_offset);
    if (walk->row < walk->height)
        return verdict_error(RLE127_TRUNCATED, walk->n_bytes);
    bool is_canonical = walk->loose_offset == SIZE_MAX;
    return (struct reference_verdict){
        .status = RLE127_OK,
        .consumed_bytes = walk->end_bytes,
        .is_canonical = is_canonical,
        .bad_offset = is_canonical ? walk->end_bytes : walk->loose_offset,
    };
}

struct reference_verdict reference_walk_file_verdict(const struct reference_walk *walk)
{
    struct reference_verdict verdict = reference_walk_rows_verdict(walk);
    if (verdict.status == RLE127_OK && walk->n_bytes > walk->end_bytes)
        verdict = verdict_error(RLE127_TRAILING_DATA, walk->end_bytes);
    verdict.consumed_bytes += REFERENCE_HEADER_BYTES;
    verdict.bad_offset += REFERENCE_HEADER_BYTES;
    return verdict;
}

static void walk_runs(struct reference_walk *walk, const uint8_t *runs, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        reference_walk_step(walk, runs[i]);
}

struct reference_verdict reference_check_rows(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                              uint32_t height)
{
    struct reference_walk walk;
    reference_walk_start(&walk, width, height, NULL);
    walk_runs(&walk, runs, n_bytes);
    return reference_walk_rows_verdict(&walk);
}

static uint32_t read_side(const uint8_t *bytes)
{
    return bytes[0] + 256u * bytes[1];
}

struct reference_verdict reference_check(const uint8_t *file, size_t n_bytes)
{
    if (n_bytes < REFERENCE_HEADER_BYTES)
        return verdict_error(RLE127_HEADER_TRUNCATED, n_bytes);
    if (read_side(file) == 0)
        return verdict_error(RLE127_ZERO_SIDE, 0);
    if (read_side(file + 2) == 0)
        return verdict_error(RLE127_ZERO_SIDE, 2);
    struct reference_walk walk;
    reference_walk_start(&walk, read_side(file), read_side(file + 2), NULL);
    walk_runs(&walk, file + REFERENCE_HEADER_BYTES, n_bytes - REFERENCE_HEADER_BYTES);
    return reference_walk_file_verdict(&walk);
}

void reference_decode(const uint8_t *file, size_t n_bytes, uint8_t *pixels)
{
    struct reference_walk walk;
    reference_walk_start(&walk, read_side(file), read_side(file + 2), pixels);
    walk_runs(&walk, file + REFERENCE_HEADER_BYTES, n_bytes - REFERENCE_HEADER_BYTES);
}

enum rle127_status reference_decode_status(const uint8_t *file, size_t n_bytes,
                                           enum rle127_status truth)
{
    if (truth == RLE127_HEADER_TRUNCATED || truth == RLE127_ZERO_SIDE)
        return truth;
    uint64_t width = read_side(file), height = read_side(file + 2);
    uint64_t n_chunks = (width + REFERENCE_CHUNK_PIXELS - 1) / REFERENCE_CHUNK_PIXELS;
    uint64_t n_runs = n_bytes - REFERENCE_HEADER_BYTES;
    if (n_runs < height * n_chunks)
        return RLE127_TRUNCATED;
    if (n_runs > width * height)
        return RLE127_TRAILING_DATA;
    return truth;
}

size_t reference_encode_rows(const struct rle127_bitmap *src, uint8_t *dst)
{
    size_t n_bytes = 0;
    for (uint32_t row = 0; row < src->height; row++) {
        bool previous_white = false;
        for (uint32_t x = 0; x < src->width; x++) {
            bool white = reference_get_pixel(src, x, row);
            if (x % REFERENCE_CHUNK_PIXELS != 0 && white == previous_white)
                dst[n_bytes - 1]++;
            else
                dst[n_bytes++] = white ? 0x81 : 0x01;
            previous_white = white;
        }
    }
    return n_bytes;
}

size_t reference_encode(const struct rle127_bitmap *src, uint8_t *dst)
{
    dst[0] = (uint8_t)(src->width % 256);
    dst[1] = (uint8_t)(src->width / 256);
    dst[2] = (uint8_t)(src->height % 256);
    dst[3] = (uint8_t)(src->height / 256);
    return REFERENCE_HEADER_BYTES + reference_encode_rows(src, dst + REFERENCE_HEADER_BYTES);
}

static uint8_t *byte_of_pixel(const struct rle127_bitmap *bitmap, uint32_t x, uint32_t row)
{
    return bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes + x / 8;
}

bool reference_get_pixel(const struct rle127_bitmap *bitmap, uint32_t x, uint32_t row)
{
    unsigned bit = (unsigned)*byte_of_pixel(bitmap, x, row) >> (7 - x % 8) & 1u;
    return bitmap->one_is_black ? bit == 0 : bit == 1;
}

void reference_set_pixel(const struct rle127_bitmap *bitmap, uint32_t x, uint32_t row, bool white)
{
    uint8_t *byte = byte_of_pixel(bitmap, x, row);
    unsigned mask = 0x80u >> x % 8;
    bool is_one = white != bitmap->one_is_black;
    *byte = (uint8_t)(is_one ? *byte | mask : *byte & ~mask);
}

uint64_t reference_seed(int argc, char **argv)
{
    const char *text = argc > 1 ? argv[1] : getenv("RLE127_TEST_SEED");
    uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : 127;
    printf("seed %" PRIu64 "\n", seed);
    return seed;
}

int reference_exit_status(int n_failed, uint64_t seed)
{
    if (n_failed == 0)
        return 0;
    fprintf(stderr, "failed with seed %" PRIu64 " (RLE127_TEST_SEED or the first argument)\n",
            seed);
    return 1;
}

uint64_t reference_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

uint32_t reference_random_below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)(reference_random(state) % limit);
}
