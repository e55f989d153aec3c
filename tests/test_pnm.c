/*
 * src/image/pnm_*.c: which PNM files are read, and as what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "image_bytes.h"

static const struct rle127_binarize MIDDLE = {RLE127_BINARIZE_THRESHOLD, 128};

static struct rle127_test_bytes make_file(const char *header, const char *data, size_t n_bytes)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_text(&bytes, header);
    rle127_test_add(&bytes, data, n_bytes);
    return bytes;
}

static void expect_rows(const char *header, const char *data, size_t n_bytes, const char *rows)
{
    rle127_test_expect_once(make_file(header, data, n_bytes), rows);
}

static void expect_refusal(const char *header, const char *data, size_t n_bytes, const char *reason)
{
    rle127_test_expect_refusal_once(make_file(header, data, n_bytes), reason);
}

static void expect_note(const char *header, const char *data, size_t n_bytes, const char *note)
{
    rle127_test_expect_note_once(make_file(header, data, n_bytes), note);
}

static void p4_bits_of_1_are_black(void **state)
{
    (void)state;
    expect_rows("P4\n10 2\n", "\xA0\x40\x00\x80", 4, "#.#......#/........#.");
}

static void p4_padding_bits_are_ignored(void **state)
{
    (void)state;
    expect_rows("P4\n3 2\n", "\xBF\x1F", 2, "#.#/...");
}

static void headers_may_hold_comments_and_any_white_space(void **state)
{
    (void)state;
    static const char *const HEADERS[] = {
        "P4 8 1 ",         "P4\t8\t1\n",          "P4\r\n8\r\n1\r",      "P4\v8\f1\v",
        "P4\n# a 9\n8 1 ", "P4#9\n8 #x\r #\n1\n", "P4\n  8 \n\n\t  1\n", "P4\n008 01\n",
    };

    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++)
        expect_rows(HEADERS[i], "\x0A", 1, "....#.#.");
}

static void a_comment_leaves_the_end_of_its_line_as_white_space(void **state)
{
    (void)state;
    expect_rows("P1\n10#wide\n1\n", "1010101010", 10, "#.#.#.#.#.");
    expect_refusal("P1\n1#the width does not go on:\n0 1\n", "1", 1, "a side is 0");
    expect_rows("P4\n8 1#this ends the header\n", "\x0A", 1, "....#.#.");
}

static void just_one_white_space_byte_ends_the_header(void **state)
{
    (void)state;
    expect_rows("P4\n8 2\n", "\n ", 2, "....#.#./..#.....");
    expect_rows("P5 2 1 255\n", "\n#", 2, "##");
}

static void widths_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    expect_refusal("P4\n65536 1\n", "", 0, "a side exceeds 65535 pixels");
    expect_refusal("P4\n1 65536\n", "", 0, "a side exceeds 65535 pixels");
    expect_refusal("P4\n4294967297 1\n", "", 0, "a side exceeds 65535 pixels");
    expect_refusal("P4\n99999999999 1\n", "", 0, "a number has more than 10 digits");
    expect_refusal("P4\n0 1\n", "", 0, "a side is 0");
    expect_refusal("P4\n1 0\n", "", 0, "a side is 0");
}

static void sizes_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    static const char REASON[] = "a character that is no digit stands in a number";

    expect_refusal("P4\n-8 1\n", "0", 1, REASON);
    expect_refusal("P4\n+8 1\n", "0", 1, REASON);
    expect_refusal("P4\n8x 1\n", "0", 1, REASON);
    expect_refusal("P4\n0x8 1\n", "0", 1, REASON);
    expect_refusal("P4\n8.0 1\n", "0", 1, REASON);
}

static void maximum_values_are_1_to_65535(void **state)
{
    (void)state;
    expect_refusal("P5\n1 1\n0\n", "00", 2, "the maximum value is not 1..65535");
    expect_refusal("P5\n1 1\n65536\n", "00", 2, "the maximum value is not 1..65535");
    expect_rows("P5\n2 1\n1\n", "\0\1", 2, "#.");
    expect_rows("P5\n2 1\n65535\n", "\0\0\xFF\xFF", 4, "#.");
}

static void header_of_64_kb_of_comment_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file("P4\n#", "", 0);

    rle127_test_add_fill(&bytes, 'c', 65000);
    rle127_test_add_text(&bytes, "\n8 1\n\x0A");
    rle127_test_expect(&bytes, "....#.#.");
    bytes.n_bytes = 4;
    rle127_test_add_fill(&bytes, 'c', 65536);
    rle127_test_add_text(&bytes, "\n8 1\n\x0A");
    rle127_test_expect_refusal(&bytes, "the header is too long");
    rle127_test_free(&bytes);
}

static void data_short_by_a_byte_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    const struct rle127_binarize pillow = {.method = RLE127_BINARIZE_PILLOW};
    struct rle127_test_bytes bytes = make_file("P4\n9 5\n", "123456789", 9);
    struct rle127_source source;
    struct rle127_image image;
    const int fd = rle127_test_open_file(&bytes);

    assert_null(rle127_source_open(&source, fd, 100));
    assert_string_equal(rle127_image_open(&image, &source, &pillow, rle127_test_decoder()),
                        "the file ends early");
    rle127_source_close(&source);
    close(fd);
    rle127_test_expect_refusal(&bytes, "the file ends early");
    rle127_test_free(&bytes);
}

static void claim_of_a_large_image_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    static const char *const HEADERS[] = {"P1 65535 65535 0",      "P2 65535 65535 255 0",
                                          "P3 65535 65535 255 0",  "P4 65535 65535\n0",
                                          "P5 65535 65535 255\n0", "P6 65535 65535 65535\n0"};

    for (size_t i = 0; i < 6; i++)
        expect_refusal(HEADERS[i], "", 0, "the file ends early");
}

static void data_after_the_image_is_noted(void **state)
{
    (void)state;
    static const char NOTE[] = "there is data after the image";

    expect_note("P4\n8 1\n", "0", 1, NULL);
    expect_note("P4\n8 1\n", "0\n", 2, NOTE);
    expect_note("P4\n8 1\n", "0P4\n8 1\n0", 9, NOTE);
    expect_note("P6\n1 1\n255\n", "abcd", 4, NOTE);
    expect_note("P1\n2 1\n", "01 \n\n", 5, NULL);
    expect_note("P1\n2 1\n", "01\n1", 4, NOTE);
    expect_note("P2\n2 1\n9\n", "1 2\n", 4, NULL);
    expect_note("P3\n1 1\n9\n", "1 2 3\n4", 7, NOTE);
}

static void p1_needs_no_white_space(void **state)
{
    (void)state;
    expect_rows("P1\n9 2\n", "100000001011111110", 18, "#.......#/.#######.");
    expect_rows("P1 9 2\n", "1 0 00\t000\r\n01\n01#11\n11#\r111 10 ", 32, "#.......#/.#######.");
}

static void p1_with_anything_else_is_refused(void **state)
{
    (void)state;
    expect_refusal("P1\n3 1\n", "012", 3, "a pixel is neither 0 nor 1");
    expect_refusal("P1\n3 1\n", "01x", 3, "a pixel is neither 0 nor 1");
    expect_refusal("P1\n3 1\n", "01#10", 5, "the file ends early");
    expect_refusal("P1\n3 1\n", "01", 2, "the file ends early");
}

static void p1_rows_pass_the_bands(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file("P1\n8 40000\n", "", 0);
    struct rle127_test_picture picture;
    char *rows = malloc(320000);

    assert_non_null(rows);
    for (size_t i = 0; i < 320000; i++)
        rows[i] = (char)('0' + (i * i / 7 + i / 3) % 2);
    rle127_test_add(&bytes, rows, 320000);
    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    for (size_t i = 0; i < 320000; i++)
        assert_int_equal(picture.pixels[i], rows[i] == '0');
    free(rows);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void p2_and_p3_values_are_numbers(void **state)
{
    (void)state;
    expect_rows("P2 3 1 100 ", "0 100\n50", 8, "#.#");
    expect_rows("P3 2 1 3 ", "3 3 3 #c 3\n0 0 1", 16, ".#");
    expect_refusal("P2 2 1 100 ", "0 101", 5, "a sample is above the maximum value");
    expect_refusal("P2 2 1 100 ", "0 -1 ", 5, "a character that is no digit stands in a number");
    expect_refusal("P2 2 1 100 ", "0 00000000001", 13, "a number has more than 10 digits");
    expect_refusal("P2 2 1 100 ", "0 \n\n", 4, "the file ends early");
}

static void text_is_read_twice_for_a_histogram(void **state)
{
    (void)state;
    const struct rle127_binarize otsu = {.method = RLE127_BINARIZE_OTSU};
    struct rle127_test_bytes bytes = make_file("P2 2 2 255 ", "10 20\n20 30", 11);
    struct rle127_test_picture picture;

    assert_null(rle127_test_read_both(&bytes, &otsu, &picture));
    assert_memory_equal(picture.pixels, "\0\1\1\1", 4);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

/* The samples 0..maxval of a P5, which threshold 128 splits where round(v * 255 / maxval) does. */
static void expect_scaling(unsigned maxval)
{
    struct rle127_test_bytes bytes = make_file("P5\n", "", 0);
    struct rle127_test_picture picture;
    char numbers[40];
    const unsigned n = maxval < 65535 ? maxval + 1 : 65535;

    snprintf(numbers, sizeof numbers, "%u 1 %u\n", n, maxval);
    rle127_test_add_text(&bytes, numbers);
    for (unsigned value = 0; value < n; value++) {
        const uint8_t wide[2] = {(uint8_t)(value >> 8), (uint8_t)value};
        rle127_test_add(&bytes, maxval < 256 ? wide + 1 : wide, maxval < 256 ? 1 : 2);
    }
    assert_null(rle127_test_read_both(&bytes, &MIDDLE, &picture));
    /* 127.5 goes to the even 128 */
    for (unsigned value = 0; value < n; value++)
        assert_int_equal(picture.pixels[value], 2 * 255 * value >= 255 * maxval);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void samples_are_scaled_to_255(void **state)
{
    (void)state;
    static const unsigned MAXVALS[] = {1, 2, 3, 7, 100, 254, 255, 256, 257, 1000, 65534, 65535};

    for (size_t i = 0; i < sizeof MAXVALS / sizeof *MAXVALS; i++)
        expect_scaling(MAXVALS[i]);
}

/* v * 255 / 510 is v / 2: halves go down to the even neighbour as often as up. */
static void halves_are_rounded_to_the_even_neighbour(void **state)
{
    (void)state;
    static const struct {
        uint8_t sample, level;
    } PAIRS[] = {{1, 0}, {3, 2}, {5, 2}, {7, 4}, {129, 64}, {131, 66}, {253, 126}, {255, 128}};

    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        struct rle127_test_bytes bytes = make_file("P5\n1 1\n510\n", "", 1);
        bytes.data[bytes.n_bytes - 1] = 0;
        rle127_test_add(&bytes, &PAIRS[i].sample, 1);
        for (unsigned threshold = 0; threshold < 256; threshold++) {
            const struct rle127_binarize method = {RLE127_BINARIZE_THRESHOLD, threshold};
            struct rle127_test_picture picture;
            const int fd = rle127_test_open_file(&bytes);
            assert_null(rle127_test_read(fd, &method, &picture));
            assert_int_equal(picture.pixels[0], PAIRS[i].level >= threshold);
            rle127_test_free_picture(&picture);
            close(fd);
        }
        rle127_test_free(&bytes);
    }
}

static void binary_samples_above_the_maximum_are_clipped_and_noted(void **state)
{
    (void)state;
    expect_rows("P5 2 1 800\n", "\0\0\x40\0", 4, "#.");
    expect_rows("P5 2 1 9\n", "\0\xFF", 2, "#.");
    expect_note("P5 2 1 9\n", "\0\xFF", 2, "samples above the maximum value were taken as it");
}

static void kinds_and_formats_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *file, *format;
        enum rle127_image_kind kind;
        bool is_dithered;
    } FILES[] = {
        {"P1 1 1 0", "PBM", RLE127_KIND_BILEVEL, false},
        {"P2 1 1 9 0", "PGM", RLE127_KIND_GREY, true},
        {"P3 1 1 9 0 0 0", "PPM", RLE127_KIND_COLOUR, true},
        {"P4 1 1\n0", "PBM", RLE127_KIND_BILEVEL, false},
        {"P5 1 1 255\n0", "PGM", RLE127_KIND_GREY, true},
        {"P6 1 1 255\n000", "PPM", RLE127_KIND_COLOUR, true},
    };

    for (size_t i = 0; i < 6; i++) {
        struct rle127_test_bytes bytes = make_file(FILES[i].file, "", 0);
        struct rle127_test_picture picture;
        assert_null(rle127_test_read_both(&bytes, NULL, &picture));
        assert_string_equal(picture.format, FILES[i].format);
        assert_int_equal(picture.kind, FILES[i].kind);
        assert_int_equal(picture.is_dithered, FILES[i].is_dithered);
        rle127_test_free_picture(&picture);
        rle127_test_free(&bytes);
    }
}

static void binary_files_cut_anywhere_are_refused(void **state)
{
    (void)state;
    static const char *const FILES[] = {"P4 20 3\n123456789", "P5 3 2 255\n123456",
                                        "P6 2 2 65535\n123456789012345678901234",
                                        "P5 1 3 256\n\1\1\1\1\1\1"};

    for (size_t i = 0; i < 4; i++)
        for (size_t n_bytes = 2; n_bytes < strlen(FILES[i]); n_bytes++) {
            struct rle127_test_bytes bytes = make_file("", FILES[i], n_bytes);
            rle127_test_expect_refusal(&bytes, "the file ends early");
            rle127_test_free(&bytes);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(p4_bits_of_1_are_black),
        cmocka_unit_test(p4_padding_bits_are_ignored),
        cmocka_unit_test(headers_may_hold_comments_and_any_white_space),
        cmocka_unit_test(a_comment_leaves_the_end_of_its_line_as_white_space),
        cmocka_unit_test(just_one_white_space_byte_ends_the_header),
        cmocka_unit_test(widths_beyond_the_limits_are_refused),
        cmocka_unit_test(sizes_that_are_no_numbers_are_refused),
        cmocka_unit_test(maximum_values_are_1_to_65535),
        cmocka_unit_test(header_of_64_kb_of_comment_is_refused),
        cmocka_unit_test(data_short_by_a_byte_is_refused_when_it_is_opened),
        cmocka_unit_test(claim_of_a_large_image_is_refused_when_it_is_opened),
        cmocka_unit_test(data_after_the_image_is_noted),
        cmocka_unit_test(p1_needs_no_white_space),
        cmocka_unit_test(p1_with_anything_else_is_refused),
        cmocka_unit_test(p1_rows_pass_the_bands),
        cmocka_unit_test(p2_and_p3_values_are_numbers),
        cmocka_unit_test(text_is_read_twice_for_a_histogram),
        cmocka_unit_test(samples_are_scaled_to_255),
        cmocka_unit_test(halves_are_rounded_to_the_even_neighbour),
        cmocka_unit_test(binary_samples_above_the_maximum_are_clipped_and_noted),
        cmocka_unit_test(kinds_and_formats_are_told),
        cmocka_unit_test(binary_files_cut_anywhere_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
