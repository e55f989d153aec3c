/*
 * src/image/bmp_header.c and bmp_reader.c: which BMP files are read, and in what order. Colours
 * and run-length codes have their own tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image_bytes.h"

/* Offsets of header fields that tests overwrite. */
enum { PIXELS_AT = 10, HEADER_SIZE_AT = 14, WIDTH_AT = 18, HEIGHT_AT = 22, N_USED_AT = 46 };

/* 10 x 2 pixels of 1 bit, the lower row first, with garbage in the padding. */
static const struct rle127_test_bmp HEAD = {.width = 10, .height = 2, .depth = 1};
static const uint8_t ROWS[8] = {0xA0, 0x7F, 0xEE, 0xEE, 0x00, 0xBF, 0xFF, 0x01};
static const char UPWARDS[] = "########.#/.#.######.";
static const char DOWNWARDS[] = ".#.######./########.#";

static struct rle127_test_bytes make_file(const struct rle127_test_bmp *head)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_bmp_head(&bytes, head);
    rle127_test_add(&bytes, ROWS, sizeof ROWS);
    return bytes;
}

static void expect_rows(const struct rle127_test_bmp *head, const char *drawn)
{
    struct rle127_test_bytes bytes = make_file(head);

    rle127_test_expect(&bytes, drawn);
    rle127_test_free(&bytes);
}

static void expect_refusal(const struct rle127_test_bmp *head, const char *reason)
{
    struct rle127_test_bytes bytes = make_file(head);

    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

/* The file above with a field of its header overwritten. */
static void expect_patched_refusal(size_t offset, uint32_t value, const char *reason)
{
    struct rle127_test_bytes bytes = make_file(&HEAD);

    rle127_test_put_u32(&bytes, offset, value);
    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static void rows_lie_from_the_bottom_up(void **state)
{
    (void)state;
    expect_rows(&HEAD, UPWARDS);
}

static void negative_height_is_top_down(void **state)
{
    (void)state;
    struct rle127_test_bmp head = HEAD;

    head.height = -2;
    expect_rows(&head, DOWNWARDS);
}

static void row_padding_is_ignored(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file(&HEAD);

    for (unsigned garbage = 0; garbage < 256; garbage++) {
        memset(bytes.data + bytes.n_bytes - 2, (int)garbage, 2);
        bytes.data[bytes.n_bytes - 3] = (uint8_t)(0x80 | (garbage & 0x3F));
        rle127_test_expect(&bytes, UPWARDS);
    }
    rle127_test_free(&bytes);
}

static void offset_of_the_pixels_may_be_odd_or_leave_a_gap(void **state)
{
    (void)state;
    struct rle127_test_bmp head = HEAD;

    for (head.gap_bytes = 1; head.gap_bytes < 600; head.gap_bytes += 66)
        expect_rows(&head, UPWARDS);
}

static void offset_inside_the_header_or_beyond_the_file_is_refused(void **state)
{
    (void)state;
    static const char INSIDE[] = "the pixels are said to begin inside the headers or the palette";

    for (uint32_t offset = 0; offset < 62; offset++)
        expect_patched_refusal(PIXELS_AT, offset, INSIDE);
    expect_patched_refusal(PIXELS_AT, 63, "the file ends early");
}

static void offset_beyond_the_file_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file(&HEAD);

    rle127_test_put_u32(&bytes, PIXELS_AT, 70);
    rle127_test_expect_refusal(&bytes, "the pixels are said to begin behind the end of the file");
    rle127_test_put_u32(&bytes, PIXELS_AT, UINT32_MAX);
    rle127_test_expect_refusal(&bytes, "the pixels are said to begin behind the end of the file");
    rle127_test_free(&bytes);
}

static void sides_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    expect_patched_refusal(WIDTH_AT, 0, "a side is 0");
    expect_patched_refusal(HEIGHT_AT, 0, "a side is 0");
    expect_patched_refusal(WIDTH_AT, (uint32_t)-10, "the width is negative");
    expect_patched_refusal(WIDTH_AT, 0x80000000, "the width is negative");
    expect_patched_refusal(WIDTH_AT, 65536, "a side exceeds 65535 pixels");
    expect_patched_refusal(HEIGHT_AT, 65536, "a side exceeds 65535 pixels");
    expect_patched_refusal(HEIGHT_AT, (uint32_t)-65536, "a side exceeds 65535 pixels");
    expect_patched_refusal(HEIGHT_AT, 0x80000000, "a side exceeds 65535 pixels");
    expect_patched_refusal(HEIGHT_AT, 0x7FFFFFFF, "a side exceeds 65535 pixels");
}

static void claim_of_a_large_image_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    expect_patched_refusal(HEIGHT_AT, 3, "the file ends early");
    expect_patched_refusal(HEIGHT_AT, 65535, "the file ends early");
    expect_patched_refusal(WIDTH_AT, 65535, "the file ends early");
}

static void all_header_sizes_are_read(void **state)
{
    (void)state;
    static const uint32_t SIZES[] = {12, 16, 20, 36, 40, 48, 52, 56, 64, 108, 124};

    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        struct rle127_test_bmp head = HEAD;
        head.header_bytes = SIZES[i];
        expect_rows(&head, UPWARDS);
    }
}

static void unknown_header_sizes_are_refused(void **state)
{
    (void)state;
    static const uint32_t SIZES[] = {0, 11, 13, 15, 65, 66, 100, 107, 109, 123, 125, 65535};

    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++)
        expect_patched_refusal(HEADER_SIZE_AT, SIZES[i],
                               "the size of the information header is unknown");
    expect_patched_refusal(HEADER_SIZE_AT, 65536, "not a known image format");
}

static void numbers_of_used_colours_up_to_2_are_read(void **state)
{
    (void)state;
    struct rle127_test_bmp head = HEAD;

    head.n_used = 2;
    expect_rows(&head, UPWARDS);
    expect_patched_refusal(N_USED_AT, 3, "the palette has more colours than a pixel can name");
    expect_patched_refusal(N_USED_AT, UINT32_MAX,
                           "the palette has more colours than a pixel can name");
}

static void palette_of_one_colour_is_read_where_no_pixel_is_of_the_other(void **state)
{
    (void)state;
    static const uint32_t WHITE = 0xFFFFFF;
    const struct rle127_test_bmp head = {
        .width = 10, .height = 2, .depth = 1, .n_used = 1, .palette = &WHITE};
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_bmp_head(&bytes, &head);
    rle127_test_add(&bytes, "\0\x3F\xFF\xFF\0\0\0\0", 8);
    rle127_test_expect(&bytes, "........../..........");
    for (size_t x = 0; x < 10; x++) {
        uint8_t *byte = bytes.data + bytes.n_bytes - 8 + x / 8;
        *byte ^= (uint8_t)(0x80 >> x % 8);
        rle127_test_expect_refusal(&bytes, "a pixel names no colour of the palette");
        *byte ^= (uint8_t)(0x80 >> x % 8);
    }
    rle127_test_free(&bytes);
}

static void compressions_that_do_not_fit_the_depth_are_refused(void **state)
{
    (void)state;
    struct rle127_test_bmp head = HEAD;

    head.compression = 1;
    expect_refusal(&head, "8-bit run-length coding of other pixels is not supported");
    head.compression = 2;
    expect_refusal(&head, "4-bit run-length coding of other pixels is not supported");
    head.compression = 3;
    expect_refusal(&head, "colour masks for pixels of other than 16 or 32 bits are not supported");
    head.compression = 6;
    expect_refusal(&head, "colour masks for pixels of other than 16 or 32 bits are not supported");
    head.compression = 7;
    expect_refusal(&head, "the compression is not supported");
}

static void codings_that_are_not_read_are_named(void **state)
{
    (void)state;
    struct rle127_test_bmp head = HEAD;

    head.compression = 4;
    expect_refusal(&head, "JPEG inside a BMP is not supported");
    head.compression = 5;
    expect_refusal(&head, "PNG inside a BMP is not supported");
    head.header_bytes = 64;
    expect_refusal(&head, "the compression is not supported");
    head.compression = 3;
    expect_refusal(&head, "Huffman coding in a BMP is not supported");
    head.compression = 4;
    expect_refusal(&head, "24-bit run-length coding in a BMP is not supported");
}

static void other_depths_are_refused(void **state)
{
    (void)state;
    struct rle127_test_bmp head = HEAD;

    head.n_palette = 2;
    for (head.depth = 0; head.depth < 70; head.depth++)
        if (head.depth != 1 && head.depth != 2 && head.depth != 4 && head.depth != 8 &&
            head.depth != 16 && head.depth != 24 && head.depth != 32)
            expect_refusal(&head, "the number of bits a pixel is not supported");
}

/* Every depth, every place to cut: the reason may differ, but there must be one. */
static void files_cut_anywhere_are_refused(void **state)
{
    (void)state;
    static const unsigned DEPTHS[] = {1, 2, 4, 8, 16, 24, 32};

    for (size_t i = 0; i < sizeof DEPTHS / sizeof *DEPTHS; i++) {
        struct rle127_test_bmp head = {.width = 3, .height = 2, .depth = DEPTHS[i]};
        struct rle127_test_bytes bytes = {0};
        rle127_test_add_bmp_head(&bytes, &head);
        rle127_test_add_fill(&bytes, 0, (3 * DEPTHS[i] + 31) / 32 * 8);
        for (size_t n_bytes = 0; n_bytes <= bytes.n_bytes; n_bytes++) {
            struct rle127_test_bytes cut = {.data = bytes.data, .n_bytes = n_bytes};
            assert_int_equal(rle127_test_is_readable(&cut), n_bytes == bytes.n_bytes);
        }
        rle127_test_free(&bytes);
    }
}

static void rows_pass_the_bands_in_both_directions(void **state)
{
    (void)state;
    enum { WIDTH = 500, HEIGHT = 6000, STRIDE = 64 };

    for (int is_top_down = 0; is_top_down < 2; is_top_down++) {
        const struct rle127_test_bmp head = {
            .width = WIDTH, .height = is_top_down ? -HEIGHT : HEIGHT, .depth = 1};
        struct rle127_test_bytes bytes = {0};
        struct rle127_test_picture picture;
        rle127_test_add_bmp_head(&bytes, &head);
        for (uint32_t i = 0; i < HEIGHT * STRIDE; i++) {
            const uint8_t byte = (uint8_t)(i * i / 9 + i / 64);
            rle127_test_add(&bytes, &byte, 1);
        }
        const uint8_t *rows = bytes.data + bytes.n_bytes - HEIGHT * STRIDE;
        assert_null(rle127_test_read_both(&bytes, NULL, &picture));
        for (size_t y = 0; y < HEIGHT; y++)
            for (size_t x = 0; x < WIDTH; x++) {
                const size_t row = is_top_down ? y : HEIGHT - 1 - y;
                const unsigned bit = rows[row * STRIDE + x / 8] >> (7 - x % 8) & 1;
                if (picture.pixels[y * WIDTH + x] != bit)
                    fail_msg("wrong pixel %zu of row %zu", x, y);
            }
        rle127_test_free_picture(&picture);
        rle127_test_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_lie_from_the_bottom_up),
        cmocka_unit_test(negative_height_is_top_down),
        cmocka_unit_test(row_padding_is_ignored),
        cmocka_unit_test(offset_of_the_pixels_may_be_odd_or_leave_a_gap),
        cmocka_unit_test(offset_inside_the_header_or_beyond_the_file_is_refused),
        cmocka_unit_test(offset_beyond_the_file_is_refused_when_it_is_opened),
        cmocka_unit_test(sides_beyond_the_limits_are_refused),
        cmocka_unit_test(claim_of_a_large_image_is_refused_when_it_is_opened),
        cmocka_unit_test(all_header_sizes_are_read),
        cmocka_unit_test(unknown_header_sizes_are_refused),
        cmocka_unit_test(numbers_of_used_colours_up_to_2_are_read),
        cmocka_unit_test(palette_of_one_colour_is_read_where_no_pixel_is_of_the_other),
        cmocka_unit_test(compressions_that_do_not_fit_the_depth_are_refused),
        cmocka_unit_test(codings_that_are_not_read_are_named),
        cmocka_unit_test(other_depths_are_refused),
        cmocka_unit_test(files_cut_anywhere_are_refused),
        cmocka_unit_test(rows_pass_the_bands_in_both_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
