/*
 * src/image/foreign/gif_blocks.c: what a GIF has besides its first frame.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gif_bytes.h"

static const uint32_t WHITE_BLACK[2] = {0xFFFFFF, 0x000000};

static void extensions_are_passed_over(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame frame = {.width = 2, .height = 1, .pixels = "10"};
    struct rle127_test_bytes bytes = {0};
    char data[1000];

    memset(data, ',', sizeof data);
    rle127_test_add_gif_screen(&bytes, 2, 1, 2, WHITE_BLACK);
    rle127_test_add_gif_extension(&bytes, 0xFE, "a comment", 9, 3);
    rle127_test_add_gif_extension(&bytes, 0xFE, "", 0, 0);
    rle127_test_add_gif_extension(&bytes, 0xFF, "NETSCAPE2.0", 11, 0);
    rle127_test_add_gif_extension(&bytes, 0xFF, data, sizeof data, 0);
    rle127_test_add_gif_extension(&bytes, 0x01, data, 12, 0);
    rle127_test_add_gif_extension(&bytes, 0x77, data, sizeof data, 1);
    rle127_test_add_gif_frame(&bytes, &frame);
    rle127_test_add_gif_extension(&bytes, 0xFE, data, 300, 0);
    rle127_test_add_text(&bytes, ";");
    rle127_test_expect(&bytes, "#.");
    rle127_test_expect_note_once(bytes, NULL);
}

static void expect_control(const char *sub_blocks, size_t n_bytes, const char *reason)
{
    const struct rle127_test_gif_frame frame = {.width = 2, .height = 1, .pixels = "10"};
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_gif_screen(&bytes, 2, 1, 2, WHITE_BLACK);
    rle127_test_add_text(&bytes, "!\xF9");
    rle127_test_add(&bytes, sub_blocks, n_bytes);
    rle127_test_add_gif_frame(&bytes, &frame);
    rle127_test_add_text(&bytes, ";");
    if (reason)
        rle127_test_expect_refusal_once(bytes, reason);
    else
        rle127_test_expect_once(bytes, "#.");
}

static void control_extension_has_4_bytes(void **state)
{
    (void)state;
    static const char REASON[] = "the graphic control extension is not of 4 bytes";

    expect_control("\4\1\2\3\1\0", 6, NULL);
    expect_control("\3\1\2\3\0", 5, REASON);
    expect_control("\5\1\2\3\1\1\0", 7, REASON);
    expect_control("\4\1\2\3\1\1\1\0", 8, REASON);
    expect_control("\0", 1, REASON);
}

static void blocks_of_an_unknown_kind_are_refused(void **state)
{
    (void)state;
    static const char REASON[] = "a block is of an unknown kind";
    const struct rle127_test_gif_frame frame = {.width = 3, .height = 1, .pixels = "010"};
    struct rle127_test_bytes before = {0}, behind = rle127_test_make_gif(2, WHITE_BLACK, &frame),
                             none = {0};

    rle127_test_add_gif_screen(&before, 3, 1, 2, WHITE_BLACK);
    rle127_test_add(&none, before.data, before.n_bytes);
    rle127_test_add_text(&before, "?");
    rle127_test_add_gif_frame(&before, &frame);
    rle127_test_expect_refusal_once(before, REASON);
    behind.n_bytes--;
    rle127_test_add(&behind, "\0;", 2);
    rle127_test_expect_refusal_once(behind, REASON);
    rle127_test_add_text(&none, ";");
    rle127_test_expect_refusal_once(none, "there is no image in the file");
}

/* A second frame that no row of the first depends on: bad codes in it do not matter. */
static struct rle127_test_bytes make_two_frames(bool is_interlaced)
{
    const struct rle127_test_gif_frame first = {
        .width = 2, .height = 2, .pixels = "0110", .is_interlaced = is_interlaced};
    struct rle127_test_bytes bytes = rle127_test_make_gif(2, WHITE_BLACK, &first);

    bytes.n_bytes--;
    rle127_test_add_gif_transparent(&bytes, 1);
    rle127_test_add(&bytes, ",\0\0\0\0\2\0\2\0\x80\0\0\0\xFF\xFF\xFF\2\1\x99\1\x99\0;", 23);
    return bytes;
}

static void further_frames_are_left_out_with_a_note(void **state)
{
    (void)state;
    static const char NOTE[] = "further frames were left out";
    struct rle127_test_bytes bytes = make_two_frames(false);

    rle127_test_expect(&bytes, ".#/#.");
    rle127_test_expect_note_once(bytes, NOTE);
    rle127_test_expect_note_once(make_two_frames(true), NOTE);
}

static void further_frames_have_to_be_whole(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_two_frames(false);

    for (int i = 0; i < 23; i++) {
        bytes.n_bytes--;
        rle127_test_expect_refusal(&bytes, "the file ends early");
    }
    rle127_test_free(&bytes);
}

static void data_behind_the_trailer_is_noted(void **state)
{
    (void)state;
    const struct rle127_test_gif_frame frame = {.width = 2, .height = 1, .pixels = "01"};
    struct rle127_test_bytes bytes = rle127_test_make_gif(2, WHITE_BLACK, &frame);

    rle127_test_add_fill(&bytes, 0, 1);
    rle127_test_expect_note_once(bytes, "there is data after the image");
    rle127_test_expect_note_once(rle127_test_make_gif(2, WHITE_BLACK, &frame), NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extensions_are_passed_over),
        cmocka_unit_test(control_extension_has_4_bytes),
        cmocka_unit_test(blocks_of_an_unknown_kind_are_refused),
        cmocka_unit_test(further_frames_are_left_out_with_a_note),
        cmocka_unit_test(further_frames_have_to_be_whole),
        cmocka_unit_test(data_behind_the_trailer_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
