/*
 * Every single-byte edit and every truncation of small files, canonical and loose ones, is judged
 * as the model judges it, by every level: beyond the exhaustive streams this reaches the ends of
 * chunks and the inner loops of wide kernels.
 */
#include "patterns.h"
#include "reference.h"
#include "streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FILES           (REFERENCE_IS_SANITIZED ? 150 : 400)
#define MOST_FILE_BYTES 160u

static uint64_t seed;

/* Small enough to try all edits, wide enough for several chunks. */
static size_t write_file(struct rle127_bitmap *image, uint8_t *file, unsigned number,
                         uint64_t *random)
{
    size_t n_bytes;
    do {
        pattern_draw(image, &pattern_list[reference_random_below(random, pattern_count())], random);
        n_bytes = reference_encode(image, file);
        if (number % 2 != 0)
            n_bytes = 4 + stream_write_loose(image, number % 4 == 1 ? 100 : 600, file + 4, random);
    } while (n_bytes > MOST_FILE_BYTES);
    return n_bytes;
}

static void check_verify(const uint8_t *file, size_t n_bytes, const struct reference_verdict *truth,
                         const struct rle127_options *options)
{
    bool is_canonical = !truth->is_canonical;
    size_t bad_offset = SIZE_MAX;
    assert_int_equal(rle127_verify(file, n_bytes, &is_canonical, &bad_offset, options),
                     truth->status);
    assert_int_equal(bad_offset, truth->bad_offset);
    assert_int_equal(is_canonical, truth->is_canonical);
}

/* The bitmap has the sides of the file as it was before an edit. */
static enum rle127_status expected_status(const uint8_t *file, size_t n_bytes,
                                          const struct rle127_bitmap *dst, enum rle127_status truth)
{
    if (truth == RLE127_HEADER_TRUNCATED || truth == RLE127_ZERO_SIDE)
        return truth;
    uint32_t width = file[0] + 256u * file[1], height = file[2] + 256u * file[3];
    if (width != dst->width || height != dst->height)
        return RLE127_SIDES_DIFFER;
    return reference_decode_status(file, n_bytes, truth);
}

static void check_decode(const uint8_t *file, size_t n_bytes, const struct rle127_bitmap *dst,
                         enum rle127_status expected, const struct rle127_options *options)
{
    assert_int_equal(rle127_decode(file, n_bytes, dst, options), expected);
    if (expected != RLE127_OK)
        return;
    uint8_t *pixels = pattern_allocate((size_t)dst->width * dst->height);
    reference_decode(file, n_bytes, pixels);
    bool is_same = true;
    for (uint32_t row = 0; row < dst->height; row++) {
        for (uint32_t x = 0; x < dst->width; x++) {
            bool white = pixels[(size_t)row * dst->width + x] != 0;
            is_same = is_same && reference_get_pixel(dst, x, row) == white;
        }
    }
    free(pixels);
    assert_true(is_same);
}

static void check_file(const uint8_t *file, size_t n_bytes, const struct rle127_bitmap *dst)
{
    struct reference_verdict truth = reference_check(file, n_bytes);
    enum rle127_status expected = expected_status(file, n_bytes, dst, truth.status);
    for (const char *const *level = rle127_levels(); *level != NULL; level++) {
        struct rle127_options options = {.threads = 1, .level = *level};
        check_verify(file, n_bytes, &truth, &options);
        check_decode(file, n_bytes, dst, expected, &options);
    }
}

static void check_edits(uint8_t *file, size_t n_bytes, const struct rle127_bitmap *dst)
{
    for (size_t i = 0; i < n_bytes; i++) {
        uint8_t good = file[i];
        for (unsigned byte = 0; byte < 256; byte++) {
            file[i] = (uint8_t)byte;
            check_file(file, n_bytes, dst);
        }
        file[i] = good;
    }
}

static void check_truncations(const uint8_t *file, size_t n_bytes, const struct rle127_bitmap *dst)
{
    for (size_t n_left = 0; n_left < n_bytes; n_left++) {
        uint8_t *cut = pattern_allocate(n_left); /* so that a sanitizer sees its end */
        memcpy(cut, file, n_left);
        check_file(cut, n_left, dst);
        free(cut);
    }
}

static void every_edit_of_a_byte_and_every_truncation_is_judged_as_the_model_judges(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (unsigned number = 0; number < FILES; number++) {
        uint32_t width = 1 + reference_random_below(&random, number % 8 == 0 ? 2000 : 400);
        uint32_t height = 1 + reference_random_below(&random, 4);
        struct rle127_bitmap image = pattern_new_bitmap(width, height, number % 3 == 0);
        uint8_t *file = pattern_allocate(rle127_bound(width, height));
        size_t n_bytes = write_file(&image, file, number, &random);
        check_edits(file, n_bytes, &image);
        check_truncations(file, n_bytes, &image);
        free(file);
        pattern_free_bitmap(&image);
    }
}

/* Writes the canonical runs of the black pixels from x to end. */
static size_t write_black(uint8_t *dst, uint32_t x, uint32_t end)
{
    size_t n_bytes = 0;
    while (x < end) {
        uint32_t length = REFERENCE_CHUNK_PIXELS - x % REFERENCE_CHUNK_PIXELS;
        length = length < end - x ? length : end - x;
        dst[n_bytes++] = (uint8_t)length;
        x += length;
    }
    return n_bytes;
}

/* One black row with one white run, the only loose one, from `before` pixels before the end of a
 * chunk to `after` behind it. */
static void check_crossing(uint32_t border, uint32_t before, uint32_t after, uint32_t width)
{
    uint8_t file[16] = {(uint8_t)width, (uint8_t)(width / 256), 1, 0};
    uint8_t bits[64];
    struct rle127_bitmap dst = {width, 1, sizeof bits, bits, false};
    size_t loose_offset = 4 + write_black(file + 4, 0, border - before);
    file[loose_offset] = (uint8_t)(0x80 | (before + after));
    size_t n_bytes = loose_offset + 1;
    n_bytes += write_black(file + n_bytes, border + after, width);
    struct reference_verdict truth = reference_check(file, n_bytes);
    assert_int_equal(truth.bad_offset, loose_offset);
    check_file(file, n_bytes, &dst);
}

/* It is followed by the other colour or by the row's end: only its length shows what it is. */
static void a_run_over_the_end_of_a_chunk_is_loose_however_little_it_is_over(void **state)
{
    (void)state;
    for (uint32_t border = REFERENCE_CHUNK_PIXELS; border <= 3 * REFERENCE_CHUNK_PIXELS;
         border += REFERENCE_CHUNK_PIXELS) {
        for (uint32_t before = 1; before < REFERENCE_CHUNK_PIXELS; before++) {
            for (uint32_t after = 1; after + before <= REFERENCE_CHUNK_PIXELS; after++) {
                check_crossing(border, before, after, border + after);
                check_crossing(border, before, after, border + after + 1);
                check_crossing(border, before, after, border + 130);
            }
        }
    }
}

int main(int argc, char **argv)
{
    seed = reference_seed(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edit_of_a_byte_and_every_truncation_is_judged_as_the_model_judges),
        cmocka_unit_test(a_run_over_the_end_of_a_chunk_is_loose_however_little_it_is_over),
    };
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
