/*
 * What the header promises beside the coding itself: a status for every argument that can be
 * wrong, bounds, levels, texts, the counting of black pixels, and the format page's examples.
 */
#include "patterns.h"
#include "reference.h"
#include "streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed;

/* 000011000 in one row of 9 pixels, 1 = white. */
static uint8_t example_bits[] = {0x0C, 0x00};
static const uint8_t example_file[] = {9, 0, 1, 0, 0x04, 0x82, 0x03};

static struct rle127_bitmap example_bitmap(uint8_t *bits)
{
    return (struct rle127_bitmap){
        .width = 9, .height = 1, .stride_bytes = 2, .bits = bits, .one_is_black = false};
}

static void the_page_says_000011000_is_04_82_03(void **state)
{
    (void)state;
    struct rle127_bitmap src = example_bitmap(example_bits);
    uint8_t file[4 + 9];
    size_t n_bytes = 0;
    assert_int_equal(rle127_encode(&src, file, sizeof file, &n_bytes, NULL), RLE127_OK);
    assert_int_equal(n_bytes, sizeof example_file);
    assert_memory_equal(file, example_file, n_bytes);
    assert_int_equal(rle127_encode_rows(&src, file, sizeof file, &n_bytes, NULL), RLE127_OK);
    assert_int_equal(n_bytes, sizeof example_file - 4);
    assert_memory_equal(file, example_file + 4, n_bytes);
}

static void the_page_says_a_white_row_of_200_is_FF_C9(void **state)
{
    (void)state;
    uint8_t bits[25], file[4 + 200];
    memset(bits, 0xFF, sizeof bits);
    struct rle127_bitmap src = {200, 1, 25, bits, false};
    size_t n_bytes = 0;
    const uint8_t expected[] = {200, 0, 1, 0, 0xFF, 0xC9};
    assert_int_equal(rle127_encode(&src, file, sizeof file, &n_bytes, NULL), RLE127_OK);
    assert_int_equal(n_bytes, sizeof expected);
    assert_memory_equal(file, expected, n_bytes);
}

static void the_page_example_decodes_in_both_polarities(void **state)
{
    (void)state;
    uint8_t bits[2] = {0xFF, 0xFF};
    struct rle127_bitmap dst = example_bitmap(bits);
    assert_int_equal(rle127_decode(example_file, sizeof example_file, &dst, NULL), RLE127_OK);
    assert_memory_equal(bits, example_bits, 2);
    dst.one_is_black = true;
    assert_int_equal(rle127_decode(example_file, sizeof example_file, &dst, NULL), RLE127_OK);
    assert_int_equal(bits[0], 0xF3);
    assert_int_equal(bits[1], 0x80);
}

static void the_header_is_little_endian_width_first(void **state)
{
    (void)state;
    const uint8_t header[] = {0x34, 0x12, 0x78, 0x56};
    uint32_t width = 0, height = 0;
    assert_int_equal(rle127_read_header(header, 4, &width, &height), RLE127_OK);
    assert_int_equal(width, 0x1234);
    assert_int_equal(height, 0x5678);
    const uint8_t largest[] = {0xFF, 0xFF, 0xFF, 0xFF, 0x00};
    assert_int_equal(rle127_read_header(largest, 5, &width, &height), RLE127_OK);
    assert_int_equal(width, 65535);
    assert_int_equal(height, 65535);
}

static void a_header_of_less_than_4_bytes_is_truncated(void **state)
{
    (void)state;
    uint8_t bits[2];
    struct rle127_bitmap dst = example_bitmap(bits);
    for (size_t n_bytes = 0; n_bytes < 4; n_bytes++) {
        uint32_t width, height;
        bool is_canonical = true;
        size_t bad_offset = SIZE_MAX;
        assert_int_equal(rle127_read_header(example_file, n_bytes, &width, &height),
                         RLE127_HEADER_TRUNCATED);
        assert_int_equal(rle127_decode(example_file, n_bytes, &dst, NULL), RLE127_HEADER_TRUNCATED);
        assert_int_equal(rle127_verify(example_file, n_bytes, &is_canonical, &bad_offset, NULL),
                         RLE127_HEADER_TRUNCATED);
        assert_false(is_canonical);
        assert_int_equal(bad_offset, n_bytes);
    }
}

static void check_zero_side(const uint8_t *file, size_t n_bytes, size_t side_offset)
{
    uint8_t bits[2];
    struct rle127_bitmap dst = example_bitmap(bits);
    uint32_t width, height;
    bool is_canonical = true;
    size_t bad_offset = SIZE_MAX;
    assert_int_equal(rle127_read_header(file, n_bytes, &width, &height), RLE127_ZERO_SIDE);
    assert_int_equal(rle127_decode(file, n_bytes, &dst, NULL), RLE127_ZERO_SIDE);
    assert_int_equal(rle127_verify(file, n_bytes, &is_canonical, &bad_offset, NULL),
                     RLE127_ZERO_SIDE);
    assert_false(is_canonical);
    assert_int_equal(bad_offset, side_offset);
}

static void a_side_of_zero_in_the_header_is_refused_before_all_else(void **state)
{
    (void)state;
    const uint8_t no_width[] = {0, 0, 1, 0, 0x04, 0x82, 0x03};
    const uint8_t no_height[] = {9, 0, 0, 0, 0x04, 0x82, 0x03};
    const uint8_t neither[] = {0, 0, 0, 0, 0x00};
    for (size_t n_bytes = 4; n_bytes <= 7; n_bytes++) {
        check_zero_side(no_width, n_bytes, 0);
        check_zero_side(no_height, n_bytes, 2);
    }
    check_zero_side(neither, 4, 0);
    check_zero_side(neither, 5, 0);
}

static void sides_that_are_not_the_bitmaps_are_refused_before_the_runs(void **state)
{
    (void)state;
    uint8_t bits[4];
    const uint8_t zero_run[] = {9, 0, 1, 0, 0x00};
    struct rle127_bitmap dst = example_bitmap(bits);
    dst.width = 8;
    assert_int_equal(rle127_decode(example_file, 7, &dst, NULL), RLE127_SIDES_DIFFER);
    assert_int_equal(rle127_decode(example_file, 4, &dst, NULL), RLE127_SIDES_DIFFER);
    assert_int_equal(rle127_decode(zero_run, 5, &dst, NULL), RLE127_SIDES_DIFFER);
    dst = example_bitmap(bits);
    dst.height = 2;
    assert_int_equal(rle127_decode(example_file, 7, &dst, NULL), RLE127_SIDES_DIFFER);
}

static void check_bad_side(uint32_t width, uint32_t height)
{
    uint8_t bits[2] = {0, 0}, file[16];
    size_t n_bytes = 0;
    struct rle127_bitmap bitmap = {width, height, 2, bits, false};
    assert_int_equal(rle127_encode(&bitmap, file, sizeof file, &n_bytes, NULL), RLE127_BAD_SIDE);
    assert_int_equal(rle127_encode_rows(&bitmap, file, sizeof file, &n_bytes, NULL),
                     RLE127_BAD_SIDE);
    /* No header has such a side, so both statuses are true of decode. */
    enum rle127_status status = rle127_decode(example_file, 7, &bitmap, NULL);
    assert_true(status == RLE127_BAD_SIDE || status == RLE127_SIDES_DIFFER);
    assert_int_equal(rle127_decode_rows(example_file + 4, 3, &bitmap, &n_bytes, NULL),
                     RLE127_BAD_SIDE);
    assert_int_equal(
        rle127_verify_rows(example_file + 4, 3, width, height, &n_bytes, NULL, NULL, NULL),
        RLE127_BAD_SIDE);
    assert_int_equal(rle127_bound(width, height), 0);
}

static void a_bitmap_side_of_0_or_65536_is_a_status(void **state)
{
    (void)state;
    const uint32_t bad[] = {0, 65536, 65537, 65536 + 9, 0x80000000u, UINT32_MAX};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        check_bad_side(bad[i], 1);
        check_bad_side(9, bad[i]);
        check_bad_side(bad[i], bad[i]);
    }
}

static void check_unknown_level(const char *level)
{
    uint8_t bits[2] = {0, 0}, file[16];
    size_t n_bytes = 0;
    struct rle127_bitmap bitmap = example_bitmap(bits);
    struct rle127_options options = {.threads = 1, .level = level};
    assert_int_equal(rle127_encode(&bitmap, file, sizeof file, &n_bytes, &options),
                     RLE127_UNKNOWN_LEVEL);
    assert_int_equal(rle127_encode_rows(&bitmap, file, sizeof file, &n_bytes, &options),
                     RLE127_UNKNOWN_LEVEL);
    assert_int_equal(rle127_decode(example_file, 7, &bitmap, &options), RLE127_UNKNOWN_LEVEL);
    assert_int_equal(rle127_decode_rows(example_file + 4, 3, &bitmap, &n_bytes, &options),
                     RLE127_UNKNOWN_LEVEL);
    assert_int_equal(rle127_verify(example_file, 7, NULL, NULL, &options), RLE127_UNKNOWN_LEVEL);
    assert_int_equal(rle127_verify_rows(example_file + 4, 3, 9, 1, &n_bytes, NULL, NULL, &options),
                     RLE127_UNKNOWN_LEVEL);
}

static void a_level_that_is_not_there_is_a_status(void **state)
{
    (void)state;
    const char *const unknown[] = {"", "no such level", "scala", "scalar ", "scalars", "SCALAR"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        check_unknown_level(unknown[i]);
}

static void scalar_is_the_last_level_and_each_level_is_named_once(void **state)
{
    (void)state;
    const char *const *levels = rle127_levels();
    assert_non_null(levels[0]);
    size_t n_levels = 0;
    while (levels[n_levels] != NULL) {
        for (size_t i = 0; i < n_levels; i++)
            assert_string_not_equal(levels[i], levels[n_levels]);
        n_levels++;
    }
    assert_string_equal(levels[n_levels - 1], "scalar");
}

static void check_options(const struct rle127_options *options)
{
    uint8_t bits[2] = {0xFF, 0xFF}, file[16];
    struct rle127_bitmap src = example_bitmap(example_bits), dst = example_bitmap(bits);
    size_t n_bytes = 0;
    assert_int_equal(rle127_encode(&src, file, sizeof file, &n_bytes, options), RLE127_OK);
    assert_int_equal(n_bytes, sizeof example_file);
    assert_memory_equal(file, example_file, n_bytes);
    assert_int_equal(rle127_decode(file, n_bytes, &dst, options), RLE127_OK);
    assert_memory_equal(bits, example_bits, 2);
    assert_int_equal(rle127_verify(file, n_bytes, NULL, NULL, options), RLE127_OK);
}

/* A caller may have built the name: the characters count, not the pointer. */
static void every_level_works_by_a_copy_of_its_name_and_with_0_threads(void **state)
{
    (void)state;
    struct rle127_options options = {.threads = 0, .level = NULL};
    check_options(NULL);
    check_options(&options);
    for (const char *const *level = rle127_levels(); *level != NULL; level++) {
        char name[32];
        assert_true(strlen(*level) < sizeof name);
        strcpy(name, *level);
        options.level = name;
        check_options(&options);
    }
}

static void bound_is_a_byte_a_pixel_and_the_header(void **state)
{
    (void)state;
    assert_int_equal(rle127_bound(1, 1), 5);
    assert_int_equal(rle127_bound(200, 3), 604);
    assert_int_equal(rle127_bound(65535, 1), 65539);
    assert_int_equal(rle127_bound(1, 65535), 65539);
#if SIZE_MAX > 0xFFFFFFFF
    assert_int_equal(rle127_bound(65535, 65535), 4294836229u);
#endif
}

static void every_status_has_a_text_of_its_own(void **state)
{
    (void)state;
    for (int status = RLE127_OK; status <= RLE127_TRAILING_DATA; status++) {
        const char *text = rle127_status_text((enum rle127_status)status);
        assert_non_null(text);
        assert_true(text[0] >= 'a' && text[0] <= 'z');
        assert_true(text[strlen(text) - 1] != '.');
        for (int other = RLE127_OK; other < status; other++)
            assert_string_not_equal(text, rle127_status_text((enum rle127_status)other));
    }
    assert_non_null(rle127_status_text((enum rle127_status)(RLE127_TRAILING_DATA + 1)));
}

static void verify_may_be_asked_for_the_status_alone(void **state)
{
    (void)state;
    const uint8_t split[] = {9, 0, 1, 0, 0x02, 0x02, 0x82, 0x03};
    bool is_canonical = true;
    size_t bad_offset = 0, n_bytes = 0;
    assert_int_equal(rle127_verify(split, 8, NULL, NULL, NULL), RLE127_OK);
    assert_int_equal(rle127_verify(split, 7, NULL, NULL, NULL), RLE127_TRUNCATED);
    assert_int_equal(rle127_verify(split, 8, &is_canonical, NULL, NULL), RLE127_OK);
    assert_false(is_canonical);
    assert_int_equal(rle127_verify(split, 8, NULL, &bad_offset, NULL), RLE127_OK);
    assert_int_equal(bad_offset, 4);
    assert_int_equal(rle127_verify_rows(split + 4, 4, 9, 1, &n_bytes, NULL, NULL, NULL), RLE127_OK);
    assert_int_equal(n_bytes, 4);
}

static void count_black_counts_the_lengths_of_black_runs(void **state)
{
    (void)state;
    uint64_t random = seed;
    uint8_t *runs = pattern_allocate(70000 + 64);
    for (uint32_t n_runs = 0; n_runs < 70000; n_runs += 1 + n_runs / 8) {
        uint32_t shift = reference_random_below(&random, 64);
        uint64_t expected = 0;
        for (uint32_t i = 0; i < n_runs; i++) {
            unsigned length = 1 + reference_random_below(&random, n_runs % 2 ? 127 : 3);
            bool white = reference_random_below(&random, 2) != 0;
            runs[shift + i] = (uint8_t)(length | (white ? 0x80u : 0));
            expected += white ? 0 : length;
        }
        assert_int_equal(rle127_count_black(runs + shift, n_runs), expected);
        memset(runs + shift, 0x7F, n_runs); /* sums in narrow lanes must not wrap round */
        assert_int_equal(rle127_count_black(runs + shift, n_runs), 127u * (uint64_t)n_runs);
    }
    free(runs);
}

/* Good rows of any number and with anything behind them. */
static void skip_rows_finds_where_rows_end(void **state)
{
    (void)state;
    uint64_t random = seed;
    static const uint32_t sides[][2] = {{1, 40}, {9, 70}, {127, 33}, {2000, 50}, {65535, 6}};
    for (size_t i = 0; i < 5; i++) {
        const uint32_t width = sides[i][0], height = sides[i][1];
        struct rle127_bitmap image = pattern_new_bitmap(width, height, false);
        uint8_t *runs = pattern_allocate((size_t)width * height);
        size_t *starts = pattern_allocate((height + 1) * sizeof *starts);
        pattern_draw_page(&image, &random);
        size_t n_bytes = reference_encode_rows(&image, runs);
        stream_find_rows(runs, width, height, starts);
        for (uint32_t row = 0; row <= height; row++) {
            assert_int_equal(rle127_skip_rows(runs, n_bytes, width, row), starts[row]);
            assert_int_equal(rle127_skip_rows(runs, starts[row], width, row), starts[row]);
        }
        assert_int_equal(rle127_skip_rows(runs, n_bytes, width, height + 1), n_bytes);
        assert_int_equal(rle127_skip_rows(runs, n_bytes, UINT32_MAX, UINT32_MAX), n_bytes);
        pattern_free_bitmap(&image);
        free(runs);
        free(starts);
    }
}

static void skip_rows_stays_in_wrong_data(void **state)
{
    (void)state;
    uint8_t runs[300];
    assert_int_equal(rle127_skip_rows(NULL, 0, 9, 1), 0);
    memset(runs, 0x00, sizeof runs);
    assert_int_equal(rle127_skip_rows(runs, sizeof runs, 1, 1), sizeof runs);
    memset(runs, 0xFF, sizeof runs);
    assert_int_equal(rle127_skip_rows(runs, sizeof runs, 1, 1), 1);
    assert_int_equal(rle127_skip_rows(runs, sizeof runs, 128, 100), 101);
    assert_int_equal(rle127_skip_rows(runs, 100, 128, 100), 100);
}

int main(int argc, char **argv)
{
    seed = reference_seed(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_000011000_is_04_82_03),
        cmocka_unit_test(the_page_says_a_white_row_of_200_is_FF_C9),
        cmocka_unit_test(the_page_example_decodes_in_both_polarities),
        cmocka_unit_test(the_header_is_little_endian_width_first),
        cmocka_unit_test(a_header_of_less_than_4_bytes_is_truncated),
        cmocka_unit_test(a_side_of_zero_in_the_header_is_refused_before_all_else),
        cmocka_unit_test(sides_that_are_not_the_bitmaps_are_refused_before_the_runs),
        cmocka_unit_test(a_bitmap_side_of_0_or_65536_is_a_status),
        cmocka_unit_test(a_level_that_is_not_there_is_a_status),
        cmocka_unit_test(scalar_is_the_last_level_and_each_level_is_named_once),
        cmocka_unit_test(every_level_works_by_a_copy_of_its_name_and_with_0_threads),
        cmocka_unit_test(bound_is_a_byte_a_pixel_and_the_header),
        cmocka_unit_test(every_status_has_a_text_of_its_own),
        cmocka_unit_test(verify_may_be_asked_for_the_status_alone),
        cmocka_unit_test(count_black_counts_the_lengths_of_black_runs),
        cmocka_unit_test(skip_rows_finds_where_rows_end),
        cmocka_unit_test(skip_rows_stays_in_wrong_data),
    };
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
