/*
 * src/image/foreign/gif_lzw.c and gif_reader.c: the pixels of a GIF's frame.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gif_bytes.h"

static const char ENDS_EARLY[] = "the LZW code ends early";

static const uint32_t WHITE_BLACK[2] = {0xFFFFFF, 0x000000};
static const uint32_t FOUR[4] = {0xFFFFFF, 0x000000, 0xFFFF00, 0x0000FF}; /* white, black twice */

static void draw(unsigned width, unsigned height, char *pixels, char *rows)
{
    for (unsigned i = 0; i < width * height; i++) {
        const unsigned index = (i * i / 5 + i / 3) % 3 == 0;
        pixels[i] = (char)('0' + index);
        *rows++ = index ? '#' : '.';
        if ((i + 1) % width == 0)
            *rows++ = '/';
    }
    pixels[width * height] = '\0';
    rows[-1] = '\0';
}

static void check_size(unsigned width, unsigned height)
{
    char pixels[1024], rows[1024];

    draw(width, height, pixels, rows);
    for (unsigned coding = 0; coding < 6; coding++) {
        const struct rle127_test_gif_frame frame = {.width = width,
                                                    .height = height,
                                                    .pixels = pixels,
                                                    .is_interlaced = coding % 2,
                                                    .coding =
                                                        (enum rle127_test_gif_coding)(coding / 2),
                                                    .sub_block_bytes = width};
        rle127_test_expect_once(rle127_test_make_gif(2, WHITE_BLACK, &frame), rows);
    }
}

static void all_widths_are_read_in_all_codings(void **state)
{
    (void)state;
    for (unsigned width = 1; width <= 33; width++)
        check_size(width, 5);
    for (unsigned height = 1; height <= 20; height++)
        check_size(3, height);
}

/* Three codes of n + 1 bits each: clear, 1, end. */
static void code_sizes_are_2_to_8(void **state)
{
    (void)state;
    static const char REASON[] = "the LZW code size is not 2..8";

    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 0, "\x19"), REASON);
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 1, "\x36"), REASON);
    rle127_test_expect_once(rle127_test_make_coded_gif(1, 1, 0, 2, "\x4C\x01"), "#");
    rle127_test_expect_once(rle127_test_make_coded_gif(1, 1, 0, 7, "\x80\x01\x81"), "#");
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 9, "\x4C\x01"), REASON);
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 255, "\x4C\x01"), REASON);
}

/* Codes of 3 bits: 0..3 are pixels, 4 clears, 5 ends, 6 gets its meaning by the second pixel. */
static void codes_are_taken_by_the_letter(void **state)
{
    (void)state;
    static const char NO_MEANING[] = "an LZW code has no meaning";

    rle127_test_expect_once(rle127_test_make_coded_gif(3, 1, 0, 2, "\x8C\x0B"),
                            "###");                                                    /* 4 1 6 5 */
    rle127_test_expect_once(rle127_test_make_coded_gif(1, 1, 0, 2, "\x0C\x0B"), "#");  /* 4 1 4 5 */
    rle127_test_expect_once(rle127_test_make_coded_gif(2, 1, 0, 2, "\x48\x01"), ".#"); /* 0 1 5 */
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(4, 1, 0, 2, "\x84\x0B"),
                                    ENDS_EARLY); /* 4 0 6 5 */
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(3, 1, 0, 2, "\xC4\x0B"),
                                    NO_MEANING); /* 4 0 7 5 */
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 2, "\x74\x01"),
                                    NO_MEANING); /* 4 6 5 */
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 2, ""), ENDS_EARLY);
}

static void more_pixels_than_the_frame_has_are_refused(void **state)
{
    (void)state;
    static const char REASON[] = "there are more pixels than the frame has room for";

    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 1, 0, 2, "\x48\x01"),
                                    REASON); /* 0 1 5 */
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(2, 1, 0, 2, "\x8C\x0B"),
                                    REASON); /* 4 1 6 5 */
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(2, 1, 0x40, 2, "\x8C\x0B"),
                                    REASON); /* interlaced */
}

static void missing_end_code_is_refused(void **state)
{
    (void)state;
    rle127_test_expect_once(rle127_test_make_coded_gif(2, 1, 0, 7, "\x80\x01\x01\x81"), "##");
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(2, 1, 0, 7, "\x80\x01\x01"),
                                    ENDS_EARLY);
}

/* So many strings that all codes get a meaning, in pixels that take all codes. */
static void expect_full_table(enum rle127_test_gif_coding coding)
{
    enum { SIDE = 120 };
    char pixels[SIDE * SIDE + 1];
    const struct rle127_test_gif_frame frame = {
        .width = SIDE, .height = SIDE, .pixels = pixels, .coding = coding, .code_size = 4};
    uint32_t palette[16], random = 1;
    struct rle127_test_picture picture;

    for (uint32_t i = 0; i < 16; i++)
        palette[i] = i % 3 ? 0 : 0xFFFFFF;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        random = random * 1103515245 + 12345;
        pixels[i] = "0123456789abcdef"[random >> 16 & 15];
    }
    pixels[SIDE * SIDE] = '\0';
    struct rle127_test_bytes bytes = rle127_test_make_gif(16, palette, &frame);
    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    for (size_t i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(picture.pixels[i], strchr("0369cf", pixels[i]) != NULL);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void codes_go_on_when_all_have_a_meaning(void **state)
{
    (void)state;
    expect_full_table(RLE127_TEST_GIF_STRINGS);
    expect_full_table(RLE127_TEST_GIF_LATE);
    expect_full_table(RLE127_TEST_GIF_PLAIN);
}

static void claims_of_large_images_are_refused_when_they_are_opened(void **state)
{
    (void)state;
    static const unsigned SIDES[][2] = {{16384, 16448}, {65535, 65535}, {65535, 1}};

    for (size_t i = 0; i < 3; i++) {
        struct rle127_test_bytes bytes =
            rle127_test_make_coded_gif(SIDES[i][0], SIDES[i][1], 0, 2, "");
        struct rle127_source source;
        struct rle127_image image;
        const struct rle127_binarize pillow = {.method = RLE127_BINARIZE_PILLOW};
        const int fd = rle127_test_open_file(&bytes);
        assert_null(rle127_source_open(&source, fd, 100));
        assert_string_equal(rle127_image_open(&image, &source, &pillow, rle127_test_decoder()),
                            "the file ends early");
        rle127_source_close(&source);
        close(fd);
        rle127_test_free(&bytes);
    }
}

static void interlaced_frame_of_more_than_2_to_the_28_pixels_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = rle127_test_make_coded_gif(16385, 16384, 0x40, 2, "");

    rle127_test_add_fill(&bytes, 0, 100000);
    rle127_test_expect_refusal_once(
        bytes, "an interlaced image of more than 268435456 pixels cannot be held");
}

/* 131 million pixels out of less than 100 kB. */
static void flat_frame_of_many_pixels_takes_little_memory(void **state)
{
    (void)state;
    const struct rle127_binarize pillow = {.method = RLE127_BINARIZE_PILLOW};
    const struct rle127_test_gif_frame frame = {.width = 65535, .height = 2000, .flat = 1};
    struct rle127_test_bytes bytes = rle127_test_make_gif(4, FOUR, &frame);
    struct rle127_source source;
    struct rle127_image image;
    const int fd = rle127_test_open_file(&bytes);

    assert_in_range(bytes.n_bytes, 1, 100000);
    assert_null(rle127_source_open(&source, fd, 65536));
    assert_null(rle127_image_open(&image, &source, &pillow, rle127_test_decoder()));
    for (uint32_t row = 0; row < 2000;) {
        struct rle127_bitmap band;
        assert_null(rle127_image_next_band(&image, &band));
        for (uint32_t i = 0; i < band.height; i++, row++)
            assert_int_equal(band.bits[band.stride_bytes * (ptrdiff_t)i + 4000], 0);
    }
    rle127_test_expect_small_decoder(16);
    rle127_image_close(&image);
    rle127_source_close(&source);
    close(fd);
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_widths_are_read_in_all_codings),
        cmocka_unit_test(code_sizes_are_2_to_8),
        cmocka_unit_test(codes_are_taken_by_the_letter),
        cmocka_unit_test(more_pixels_than_the_frame_has_are_refused),
        cmocka_unit_test(missing_end_code_is_refused),
        cmocka_unit_test(codes_go_on_when_all_have_a_meaning),
        cmocka_unit_test(claims_of_large_images_are_refused_when_they_are_opened),
        cmocka_unit_test(interlaced_frame_of_more_than_2_to_the_28_pixels_is_refused),
        cmocka_unit_test(flat_frame_of_many_pixels_takes_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
