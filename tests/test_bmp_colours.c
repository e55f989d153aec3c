/*
 * src/image/bmp_colours.c and bmp_reader.c: palettes, grey ramps, colour masks and depths.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image_bytes.h"

static const struct rle127_binarize MIDDLE = {RLE127_BINARIZE_THRESHOLD, 128};

static struct rle127_test_bytes make_file(const struct rle127_test_bmp *head, const char *data,
                                          size_t n_bytes)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_bmp_head(&bytes, head);
    rle127_test_add(&bytes, data, n_bytes);
    return bytes;
}

static void expect_rows(const struct rle127_test_bmp *head, const char *data, size_t n_bytes,
                        const char *drawn)
{
    struct rle127_test_bytes bytes = make_file(head, data, n_bytes);

    rle127_test_expect(&bytes, drawn);
    rle127_test_free(&bytes);
}

static void expect_refusal(const struct rle127_test_bmp *head, const char *data, size_t n_bytes,
                           const char *reason)
{
    struct rle127_test_bytes bytes = make_file(head, data, n_bytes);

    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static enum rle127_image_kind find_kind(const struct rle127_test_bmp *head)
{
    struct rle127_test_bytes bytes = make_file(head, "\0\0\0\0", 4);
    struct rle127_test_picture picture;

    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    assert_string_equal(picture.format, "BMP");
    assert_int_equal(picture.is_dithered,
                     picture.kind == RLE127_KIND_GREY || picture.kind == RLE127_KIND_COLOUR);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
    return picture.kind;
}

static void palette_decides_what_1_bit_is(void **state)
{
    (void)state;
    static const struct {
        uint32_t palette[2];
        const char *drawn;
    } CASES[] = {
        {{0x000000, 0xFFFFFF}, "#.#."}, {{0xFFFFFF, 0x000000}, ".#.#"},
        {{0x0000FF, 0xFFFF00}, "#.#."}, {{0xFFFF00, 0x0000FF}, ".#.#"},
        {{0xFEFEFE, 0xFFFFFF}, "...."}, {{0x101010, 0x7F7F7F}, "####"},
        {{0x808080, 0x7F7F7F}, ".#.#"}, {{0x000000, 0x000000}, "####"},
        {{0xFFFFFF, 0xFFFFFF}, "...."},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct rle127_test_bmp head = {
            .width = 4, .height = 1, .depth = 1, .palette = CASES[i].palette};
        expect_rows(&head, "\x5F\0\0\0", 4, CASES[i].drawn);
    }
}

static void luma_of_128_is_the_first_white(void **state)
{
    (void)state;
    /* 299 * 1 + 587 * 217 + 114 * 3 = 128020; one blue less is 127906 */
    static const uint32_t PALETTE[2] = {0x01D902, 0x01D903};
    const struct rle127_test_bmp head = {.width = 2, .height = 1, .depth = 1, .palette = PALETTE};

    expect_rows(&head, "\x40\0\0\0", 4, "#.");
}

static void equal_colours_on_a_short_pipe_are_still_refused(void **state)
{
    (void)state;
    static const uint32_t PALETTE[2] = {0xFFFFFF, 0xFFFFFF};
    const struct rle127_test_bmp head = {.width = 4, .height = 2, .depth = 1, .palette = PALETTE};

    expect_refusal(&head, "\0\0\0\0\0\0\0", 7, "the file ends early");
}

static void palettes_of_2_4_and_8_bits_are_not_dithered(void **state)
{
    (void)state;
    static const uint32_t COLOURS[3] = {0x0000FF, 0x00FF00, 0xFF0000};
    static const struct rle127_test_bmp TWO = {.width = 5, .height = 1, .depth = 2},
                                        FOUR = {.width = 5, .height = 1, .depth = 4},
                                        EIGHT = {.width = 4,
                                                 .height = 1,
                                                 .depth = 8,
                                                 .n_used = 3,
                                                 .palette = COLOURS};

    expect_rows(&TWO, "\x1B\x40\0\0", 4, "##..#");
    expect_rows(&FOUR, "\x07\x8F\x70\0", 4, "##..#");
    expect_rows(&EIGHT, "\0\1\2\1", 4, "#.#.");
    assert_int_equal(find_kind(&TWO), RLE127_KIND_PALETTE);
    assert_int_equal(find_kind(&FOUR), RLE127_KIND_PALETTE);
    assert_int_equal(find_kind(&EIGHT), RLE127_KIND_PALETTE);
}

static void grey_ramp_of_8_bits_is_grey(void **state)
{
    (void)state;
    uint32_t ramp[256];
    struct rle127_test_bmp head = {.width = 1, .height = 1, .depth = 8, .palette = ramp};

    for (uint32_t i = 0; i < 256; i++)
        ramp[i] = i * 0x010101;
    assert_int_equal(find_kind(&head), RLE127_KIND_GREY);
    for (head.n_used = 1; head.n_used < 257; head.n_used++)
        assert_int_equal(find_kind(&head),
                         head.n_used == 2 ? RLE127_KIND_PALETTE : RLE127_KIND_GREY);
    head.n_used = 200;
    ramp[199]++;
    assert_int_equal(find_kind(&head), RLE127_KIND_PALETTE);
    head.n_used = 199;
    assert_int_equal(find_kind(&head), RLE127_KIND_GREY);
    head.n_used = 0;
    head.header_bytes = 12;
    ramp[199]--;
    assert_int_equal(find_kind(&head), RLE127_KIND_GREY);
}

static void index_beyond_the_palette_is_refused(void **state)
{
    (void)state;
    static const char REASON[] = "a pixel names no colour of the palette";
    const struct rle127_test_bmp two = {.width = 4, .height = 1, .depth = 2, .n_used = 3},
                                 four = {.width = 2, .height = 1, .depth = 4, .n_used = 15},
                                 eight = {.width = 2, .height = 1, .depth = 8, .n_used = 255};

    expect_rows(&two, "\x06\0\0\0", 4, "###.");
    expect_refusal(&two, "\x03\0\0\0", 4, REASON);
    expect_rows(&four, "\x0E\0\0\0", 4, "#.");
    expect_refusal(&four, "\x0F\0\0\0", 4, REASON);
    expect_rows(&eight, "\0\xFE\0\0", 4, "#.");
    expect_refusal(&eight, "\0\xFF\0\0", 4, REASON);
}

static void palette_of_an_os2_file_may_be_cut_short_by_the_pixels(void **state)
{
    (void)state;
    const struct rle127_test_bmp head = {
        .header_bytes = 12, .width = 4, .height = 1, .depth = 8, .n_palette = 100};

    expect_rows(&head, "\0\x63\0\1", 4, "####");
    expect_refusal(&head, "\0\x64\0\1", 4, "a pixel names no colour of the palette");
}

/* A row of colours comes out white where its luma is at least 128. */
static void expect_colours(const struct rle127_test_bmp *head, const char *data, size_t n_bytes,
                           const char *pixels)
{
    struct rle127_test_bytes bytes = make_file(head, data, n_bytes);
    struct rle127_test_picture picture;

    assert_null(rle127_test_read_both(&bytes, &MIDDLE, &picture));
    assert_int_equal(picture.kind, RLE127_KIND_COLOUR);
    assert_false(picture.is_dithered);
    for (uint32_t x = 0; x < picture.width; x++)
        assert_int_equal(picture.pixels[x], pixels[x] == '.');
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void pixels_of_24_and_32_bits_are_blue_green_red(void **state)
{
    (void)state;
    const struct rle127_test_bmp deep24 = {.width = 3, .height = 1, .depth = 24},
                                 deep32 = {.width = 3, .height = 1, .depth = 32};

    expect_colours(&deep24, "\xFF\0\0\0\xFF\0\0\0\xFF\0\0\0", 12, "#.#");
    expect_colours(&deep32, "\xFF\0\0\xFF\0\xFF\0\xFF\0\0\xFF\xFF", 12, "#.#");
}

static void pixels_of_16_bits_are_5_5_5_without_masks(void **state)
{
    (void)state;
    const struct rle127_test_bmp head = {.width = 4, .height = 1, .depth = 16};

    expect_colours(&head, "\x1F\0\xE0\x03\0\x7C\0\x80", 8, "#.##");
}

static void masks_say_where_the_colours_are(void **state)
{
    (void)state;
    static const uint32_t MASKS[][3] = {{0xF800, 0x7E0, 0x1F}, {0x1F, 0x7E0, 0xF800}},
                          WIDE[][3] = {{0xFF, 0xFF00, 0xFF0000},
                                       {0xFFC00000, 0x3FF000, 0xFFC},
                                       {0x1, 0xFFFFFFFC, 0x2}};
    struct rle127_test_bmp head = {.width = 2, .height = 1, .depth = 16, .compression = 3};

    head.masks = MASKS[0];
    expect_colours(&head, "\xFF\xF8\xE0\x07", 4, "#.");
    head.masks = MASKS[1];
    expect_colours(&head, "\x1F\xF8\xE0\x07", 4, "#.");
    head.depth = 32;
    head.masks = WIDE[0];
    expect_colours(&head, "\xFF\0\xFF\xFF\0\xFF\0\0", 8, "#.");
    head.masks = WIDE[1];
    expect_colours(&head, "\0\0\xC0\xFF\0\xF0\x3F\0", 8, "#.");
    head.masks = WIDE[2];
    expect_colours(&head, "\3\0\0\0\xFC\xFF\xFF\xFF", 8, "#.");
}

static void masks_are_found_in_every_header(void **state)
{
    (void)state;
    static const uint32_t MASKS[3] = {0xFF00, 0xFF0000, 0xFF}, SIZES[] = {40, 52, 56, 108, 124};
    struct rle127_test_bmp head = {.width = 2, .height = 1, .depth = 32, .masks = MASKS};

    for (head.compression = 3; head.compression < 7; head.compression += 3)
        for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
            head.header_bytes = SIZES[i];
            head.gap_bytes = head.compression == 6 ? 4 : 0; /* the mask of alpha */
            expect_colours(&head, "\0\xFF\0\0\0\0\xFF\0", 8, "#.");
        }
}

static void masks_of_zero_mean_the_usual_ones(void **state)
{
    (void)state;
    static const uint32_t MASKS[3] = {0, 0, 0};
    const struct rle127_test_bmp head = {
        .width = 2, .height = 1, .depth = 32, .compression = 3, .masks = MASKS};

    expect_colours(&head, "\xFF\0\xFF\0\0\xFF\0\0", 8, "#.");
}

static void masks_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t masks[3];
        const char *reason;
    } CASES[] = {
        {{0xF800, 0x7E0, 0}, "a colour mask is empty"},
        {{0xF800, 0x5E0, 0x1F}, "a colour mask has gaps"},
        {{0xF800, 0xFE0, 0x1F}, "the colour masks overlap or do not fit a pixel"},
        {{0x1F0000, 0x7E0, 0x1F}, "the colour masks overlap or do not fit a pixel"},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct rle127_test_bmp head = {
            .width = 2, .height = 1, .depth = 16, .compression = 3, .masks = CASES[i].masks};
        expect_refusal(&head, "\0\0\0\0", 4, CASES[i].reason);
    }
}

static void method_none_takes_1_bit_alone(void **state)
{
    (void)state;
    const struct rle127_binarize none = {.method = RLE127_BINARIZE_NONE};

    for (unsigned depth = 1; depth <= 32; depth *= 2) {
        const struct rle127_test_bmp head = {.width = 1, .height = 1, .depth = depth};
        struct rle127_test_bytes bytes = make_file(&head, "\0\0\0\0", 4);
        struct rle127_test_picture picture;
        const char *error = rle127_test_read_both(&bytes, &none, &picture);
        if (depth == 1)
            assert_null(error);
        else
            assert_string_equal(error, "not a 1-bit image; --binarize=none takes no other");
        rle127_test_free_picture(&picture);
        rle127_test_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(palette_decides_what_1_bit_is),
        cmocka_unit_test(luma_of_128_is_the_first_white),
        cmocka_unit_test(equal_colours_on_a_short_pipe_are_still_refused),
        cmocka_unit_test(palettes_of_2_4_and_8_bits_are_not_dithered),
        cmocka_unit_test(grey_ramp_of_8_bits_is_grey),
        cmocka_unit_test(index_beyond_the_palette_is_refused),
        cmocka_unit_test(palette_of_an_os2_file_may_be_cut_short_by_the_pixels),
        cmocka_unit_test(pixels_of_24_and_32_bits_are_blue_green_red),
        cmocka_unit_test(pixels_of_16_bits_are_5_5_5_without_masks),
        cmocka_unit_test(masks_say_where_the_colours_are),
        cmocka_unit_test(masks_are_found_in_every_header),
        cmocka_unit_test(masks_of_zero_mean_the_usual_ones),
        cmocka_unit_test(masks_that_make_no_sense_are_refused),
        cmocka_unit_test(method_none_takes_1_bit_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
