/*
 * src/image/foreign/gif_header.c: which GIF files are read, and in what colours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "gif_bytes.h"

static const char ENLARGED[] = "the frame leads out of the screen, which was enlarged";
static const char NO_COLOUR[] = "a pixel names no colour of the palette";

static const uint32_t WHITE_BLACK[2] = {0xFFFFFF, 0x000000};
static const uint32_t FOUR[4] = {0xFFFFFF, 0x000000, 0xFFFF00, 0x0000FF}; /* white, black twice */
static const uint32_t GREYS[4] = {0x000000, 0x010101, 0x020202, 0x030303};

static void indices_have_the_colours_of_the_palette(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame frame = {.width = 5, .height = 2, .pixels = "0101100023"};
    const struct rle127_test_gif_frame two = {
        .width = 9, .height = 2, .pixels = "010110001111111110"};
    static const uint32_t BLACK_WHITE[2] = {0x000000, 0xFFFFFF};
    static const uint32_t BOTH_DARK[2] = {0x800000, 0x7F7F7F};

    rle127_test_expect_once(rle127_test_make_gif(4, FOUR, &frame), ".#.##/....#");
    rle127_test_expect_once(rle127_test_make_gif(2, WHITE_BLACK, &two), ".#.##...#/########.");
    rle127_test_expect_once(rle127_test_make_gif(2, BLACK_WHITE, &two), "#.#..###./........#");
    rle127_test_expect_once(rle127_test_make_gif(2, BOTH_DARK, &two), "#########/#########");
}

static void the_local_palette_goes_before_the_global_one(void **state)
{
    (void)state;
    static const uint32_t OTHER[4] = {0x0000FF, 0xFF0000, 0x00FF00, 0xFFFFFF};
    const struct rle127_test_gif_frame frame = {
        .width = 4, .height = 1, .pixels = "0123", .n_colours = 4, .palette = OTHER};

    rle127_test_expect_once(rle127_test_make_gif(4, FOUR, &frame), "##..");
    rle127_test_expect_once(rle127_test_make_gif(0, NULL, &frame), "##..");
}

static void expect_on_screen(unsigned width, unsigned height, int transparent, const char *rows)
{
    const struct rle127_test_gif_frame frame = {
        .left = 1, .top = 1, .width = 2, .height = 2, .pixels = "0110"};
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_gif_screen(&bytes, width, height, 2, WHITE_BLACK);
    if (transparent >= 0)
        rle127_test_add_gif_transparent(&bytes, (uint8_t)transparent);
    rle127_test_add_gif_frame(&bytes, &frame);
    rle127_test_add_text(&bytes, ";");
    if (rows)
        rle127_test_expect_once(bytes, rows);
    else
        rle127_test_expect_refusal_once(bytes, NO_COLOUR);
}

static void what_the_frame_leaves_free_has_the_transparent_or_the_first_colour(void **state)
{
    (void)state;
    expect_on_screen(4, 4, -1, "..../..#./.#../....");
    expect_on_screen(4, 4, 0, "..../..#./.#../....");
    expect_on_screen(4, 4, 1, "####/#.##/##.#/####");
    expect_on_screen(4, 4, 2, NULL);
}

static void transparent_index_beyond_the_palette_does_not_matter_where_nothing_is_free(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame frame = {.width = 2, .height = 1, .pixels = "01"};
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_gif_screen(&bytes, 2, 1, 2, WHITE_BLACK);
    rle127_test_add_gif_transparent(&bytes, 255);
    rle127_test_add_gif_frame(&bytes, &frame);
    rle127_test_add_text(&bytes, ";");
    rle127_test_expect_once(bytes, ".#");
}

static void frame_out_of_the_screen_enlarges_it_with_a_note(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame frame = {.left = 1, .width = 2, .height = 1, .pixels = "10"};
    struct rle127_test_bytes bytes = rle127_test_make_gif(2, WHITE_BLACK, &frame);

    expect_on_screen(2, 3, -1, ".../..#/.#.");
    expect_on_screen(0, 0, -1, ".../..#/.#.");
    rle127_test_expect(&bytes, ".#.");
    rle127_test_expect_note_once(bytes, ENLARGED);
}

static void expect_kind(unsigned n_colours, const uint32_t *palette, enum rle127_image_kind kind)
{
    const struct rle127_test_gif_frame frame = {.width = 2, .height = 1, .pixels = "10"};
    struct rle127_test_bytes bytes = rle127_test_make_gif(n_colours, palette, &frame);
    struct rle127_test_picture picture;

    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    assert_string_equal(picture.format, "GIF");
    assert_int_equal(picture.kind, kind);
    assert_int_equal(picture.is_dithered, kind == RLE127_KIND_GREY);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void palettes_of_two_are_bilevel_and_ramps_of_any_length_grey(void **state)
{
    (void)state;
    uint32_t ramp[256];

    for (uint32_t i = 0; i < 256; i++)
        ramp[i] = i * 0x010101;
    expect_kind(2, WHITE_BLACK, RLE127_KIND_BILEVEL);
    expect_kind(4, FOUR, RLE127_KIND_PALETTE);
    for (unsigned n_colours = 2; n_colours <= 256; n_colours *= 2)
        expect_kind(n_colours, ramp, RLE127_KIND_GREY);
    ramp[255] = 0xFFFFFE;
    expect_kind(256, ramp, RLE127_KIND_PALETTE);
    expect_kind(128, ramp, RLE127_KIND_GREY);
}

/* 0 is white and 1 black in the global palette; in the local one 2 and 3 are the greys that are
 * nearest to white. */
static void pillow_takes_the_global_palette_for_a_local_grey_ramp(void **state)
{
    (void)state;
    const struct rle127_binarize two = {RLE127_BINARIZE_THRESHOLD, 2};
    const struct rle127_test_gif_frame frame = {
        .width = 4, .height = 1, .pixels = "0123", .n_colours = 4, .palette = GREYS};
    struct rle127_test_bytes bytes = rle127_test_make_gif(2, WHITE_BLACK, &frame);
    struct rle127_test_picture picture;

    rle127_test_expect(&bytes, ".###");
    assert_null(rle127_test_read_both(&bytes, &two, &picture));
    assert_memory_equal(picture.pixels, "\0\0\1\1", 4);
    assert_null(picture.note);
    rle127_test_free_picture(&picture);
    rle127_test_expect_note_once(
        bytes, "the pixels are those that Pillow reads, which are not quite this GIF's; "
               "--binarize=threshold:128 gives the file's own");
    rle127_test_expect_note_once(rle127_test_make_gif(4, GREYS, &frame), NULL);
}

static void index_beyond_the_palette_is_refused(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame two = {.width = 3, .height = 1, .pixels = "012"};
    const struct rle127_test_gif_frame four = {
        .width = 3, .height = 1, .pixels = "314", .code_size = 3};
    const struct rle127_test_gif_frame interlaced = {
        .width = 1, .height = 2, .pixels = "02", .is_interlaced = true};

    rle127_test_expect_refusal_once(rle127_test_make_gif(2, WHITE_BLACK, &two), NO_COLOUR);
    rle127_test_expect_refusal_once(rle127_test_make_gif(4, FOUR, &four), NO_COLOUR);
    rle127_test_expect_refusal_once(rle127_test_make_gif(4, GREYS, &four), NO_COLOUR);
    rle127_test_expect_refusal_once(rle127_test_make_gif(2, WHITE_BLACK, &interlaced), NO_COLOUR);
}

static void image_without_palette_is_refused(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame frame = {.width = 2, .height = 1, .pixels = "10"};

    rle127_test_expect_refusal_once(rle127_test_make_gif(0, NULL, &frame), "there is no palette");
}

static void sides_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame at_left = {
        .left = 65534, .width = 2, .height = 1, .pixels = "00"};
    const struct rle127_test_gif_frame at_top = {
        .top = 65535, .width = 1, .height = 1, .pixels = "0"};

    rle127_test_expect_refusal_once(rle127_test_make_gif(2, WHITE_BLACK, &at_left),
                                    "a side exceeds 65535 pixels");
    rle127_test_expect_refusal_once(rle127_test_make_gif(2, WHITE_BLACK, &at_top),
                                    "a side exceeds 65535 pixels");
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(0, 1, 0, 2, "\x44\x01"),
                                    "a side is 0");
    rle127_test_expect_refusal_once(rle127_test_make_coded_gif(1, 0, 0, 2, "\x44\x01"),
                                    "a side is 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_have_the_colours_of_the_palette),
        cmocka_unit_test(the_local_palette_goes_before_the_global_one),
        cmocka_unit_test(what_the_frame_leaves_free_has_the_transparent_or_the_first_colour),
        cmocka_unit_test(
            transparent_index_beyond_the_palette_does_not_matter_where_nothing_is_free),
        cmocka_unit_test(frame_out_of_the_screen_enlarges_it_with_a_note),
        cmocka_unit_test(palettes_of_two_are_bilevel_and_ramps_of_any_length_grey),
        cmocka_unit_test(pillow_takes_the_global_palette_for_a_local_grey_ramp),
        cmocka_unit_test(index_beyond_the_palette_is_refused),
        cmocka_unit_test(image_without_palette_is_refused),
        cmocka_unit_test(sides_beyond_the_limits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
