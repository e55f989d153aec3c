/*
 * src/image/bmp_rle.c: run-length codes of 8 and 4 bits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image_bytes.h"

/* Threshold 128 is the palette rule, without Pillow's errors. */
static const struct rle127_binarize MIDDLE = {RLE127_BINARIZE_THRESHOLD, 128};
static const struct rle127_binarize PILLOW = {.method = RLE127_BINARIZE_PILLOW};

/* Index 0 is black, 1 to 14 are white. */
static const uint32_t PALETTE[15] = {0,        0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF,
                                     0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF,
                                     0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF};
static const struct rle127_test_bmp RLE8 = {
    .width = 6, .height = 2, .depth = 8, .compression = 1, .n_used = 15, .palette = PALETTE};
static const struct rle127_test_bmp RLE4 = {
    .width = 6, .height = 2, .depth = 4, .compression = 2, .n_used = 15, .palette = PALETTE};

/* What is noted where Pillow reads pixels that are not the file's. */
static const char PILLOWS_NOTE[] =
    "the pixels are those that Pillow reads, which are not quite this "
    "BMP's; --binarize=threshold:128 gives the file's own";

struct code {
    const char *bytes;
    size_t n_bytes;
};
#define CODE(text)            \
    (struct code)             \
    {                         \
        text, sizeof text - 1 \
    }

static struct rle127_test_bytes make_file(const struct rle127_test_bmp *head, struct code code)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_bmp_head(&bytes, head);
    rle127_test_add(&bytes, code.bytes, code.n_bytes);
    return bytes;
}

/* Checks 6 x 2 pixels, the upper row first, and the note. */
static void expect_picture(const struct rle127_test_bytes *bytes,
                           const struct rle127_binarize *binarize, const char *drawn,
                           const char *note)
{
    struct rle127_test_picture picture;
    const char *error = rle127_test_read_both(bytes, binarize, &picture);

    if (error)
        fail_msg("refused: %s", error);
    for (size_t i = 0; i < 12; i++)
        if (picture.pixels[i] != (drawn[i] == '.'))
            fail_msg("wrong pixel %zu", i);
    assert_int_equal(picture.note == NULL, note == NULL);
    if (note)
        assert_string_equal(picture.note, note);
    rle127_test_free_picture(&picture);
}

/* For codes that Pillow decodes in the same way or, because pixels are missing, not at all. */
static void expect_pixels(const struct rle127_test_bmp *head, struct code code, const char *drawn)
{
    struct rle127_test_bytes bytes = make_file(head, code);

    expect_picture(&bytes, &PILLOW, drawn, NULL);
    expect_picture(&bytes, &MIDDLE, drawn, NULL);
    rle127_test_free(&bytes);
}

/* For codes of which Pillow makes other pixels. */
static void expect_imitation(const struct rle127_test_bmp *head, struct code code, const char *own,
                             const char *pillows)
{
    struct rle127_test_bytes bytes = make_file(head, code);

    expect_picture(&bytes, &PILLOW, pillows, PILLOWS_NOTE);
    expect_picture(&bytes, &MIDDLE, own, NULL);
    rle127_test_free(&bytes);
}

static void expect_refusal(const struct rle127_test_bmp *head, struct code code, const char *reason)
{
    struct rle127_test_bytes bytes = make_file(head, code);

    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static void runs_of_8_bits_repeat_a_pixel(void **state)
{
    (void)state;
    expect_pixels(&RLE8, CODE("\2\1\4\0\0\0\6\2\0\0\0\1"), "........####");
    expect_pixels(&RLE8, CODE("\1\1\5\0\0\0\5\0\1\7\0\1"), "#####..#####");
}

static void runs_of_4_bits_take_turns(void **state)
{
    (void)state;
    expect_pixels(&RLE4, CODE("\5\x10\1\x10\0\0\6\x01\0\1"), "#.#.#..#.#..");
    expect_pixels(&RLE4, CODE("\3\x01\3\x01\0\0\6\x22\0\1"), "......#.##.#");
}

static void literals_are_padded_to_16_bits(void **state)
{
    (void)state;
    expect_pixels(&RLE8, CODE("\0\3\1\0\1\x99\3\0\0\0\0\4\0\0\1\1\2\1\0\1"), "##.....#.###");
    expect_pixels(&RLE4, CODE("\0\6\x10\x10\x11\x99\0\0\0\4\x01\x01\2\x10\0\1"), "#.#..#.#.#..");
}

static void pillow_loses_the_last_of_an_odd_number_of_4_bit_pixels(void **state)
{
    (void)state;
    expect_imitation(&RLE4, CODE("\0\3\x10\x19\3\0\0\0\6\0\0\1"), "######.#.###", "######.#####");
}

static void pillow_takes_a_delta_from_the_next_code(void **state)
{
    (void)state;
    expect_imitation(&RLE8, CODE("\1\1\0\2\3\0\2\1\0\0\6\1\0\1"), ".......###..", "######.#####");
    expect_imitation(&RLE4, CODE("\0\2\0\1\6\x11\0\0\0\1"), "......######", "############");
}

static void pillow_lets_literals_flow_into_the_next_row(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file(&RLE8, CODE("\5\0\0\4\1\1\1\1\0\0\6\0\0\1"));

    expect_picture(&bytes, &PILLOW, "...########.", PILLOWS_NOTE);
    expect_picture(&bytes, &MIDDLE, "###########.", "runs past the end of a row were cut");
    rle127_test_free(&bytes);
}

static void pixels_are_the_files_own_where_pillow_finds_too_few(void **state)
{
    (void)state;
    struct rle127_test_bmp at_odd_offset = RLE8;

    at_odd_offset.gap_bytes = 1;
    expect_pixels(&at_odd_offset, CODE("\0\3\1\0\1\x99\3\0\0\0\6\0\0\1"), "######.#.###");
    expect_pixels(&RLE8, CODE("\1\1\0\2\3\1\2\1\0\1"), "####...#####");
    expect_pixels(&RLE8, CODE("\0\0\6\1\0\1"), "......######");
}

/* At an odd place in the file, literals of an odd number of bytes have no padding for Pillow, and
 * those of an even number have some. */
static void pillow_pads_literals_by_their_place_in_the_file(void **state)
{
    (void)state;
    struct rle127_test_bmp at_odd_offset = RLE8;

    at_odd_offset.gap_bytes = 1;
    expect_imitation(&at_odd_offset, CODE("\0\3\1\0\1\3\3\0\0\0\6\1\0\1\1\0\1"), ".......#.###",
                     ".#..#..#....");
    expect_imitation(&at_odd_offset, CODE("\0\4\1\0\1\0\2\0\0\0\6\1\0\1\1\0\1"), ".......#.###",
                     ".#..#..#.###");
}

/* The row below has no pixels of its own; Pillow puts there what overflows the row above. */
static void pillow_takes_the_end_of_an_empty_row_for_nothing(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes =
        make_file(&RLE8, CODE("\0\0\0\x0C\1\1\0\0\0\0\1\0\1\0\1\0\0\1"));

    expect_picture(&bytes, &PILLOW, ".#.#.#..####", PILLOWS_NOTE);
    expect_picture(&bytes, &MIDDLE,
                   "..####"
                   "######",
                   "runs past the end of a row were cut");
    rle127_test_free(&bytes);
}

static void pixels_after_an_early_end_are_of_index_0(void **state)
{
    (void)state;
    expect_pixels(&RLE8, CODE("\6\1\0\0\2\1\0\1"), "..####......");
    expect_pixels(&RLE8, CODE("\2\1\0\1"), "######..####");
    expect_pixels(&RLE8, CODE("\0\1"), "############");
}

static void end_of_the_image_may_be_missing_when_all_pixels_are_there(void **state)
{
    (void)state;
    expect_pixels(&RLE8, CODE("\6\1\0\0\6\1\0\0"), "............");
    expect_pixels(&RLE8, CODE("\6\1\0\0\6\1"), "............");
    expect_pixels(&RLE8, CODE("\6\1\0\0\6\1\0"), "............");
    expect_pixels(&RLE8, CODE("\6\1\0\0\6\1\0\0\0\0"), "............");
}

static void code_that_ends_early_is_refused(void **state)
{
    (void)state;
    static const char REASON[] = "the run-length code ends early";

    expect_refusal(&RLE8, CODE("\6"), REASON);
    expect_refusal(&RLE8, CODE("\6\1"), REASON);
    expect_refusal(&RLE8, CODE("\6\1\0\0\5\1"), REASON);
    expect_refusal(&RLE8, CODE("\6\1\0\0\0\2\1"), REASON);
    expect_refusal(&RLE8, CODE("\6\1\0\0\0\3\1\1\1"), REASON);
    expect_refusal(&RLE4, CODE("\6\1\0\0\0\6\1\1\1"), REASON);
}

static void runs_past_the_end_of_a_row_are_cut_and_noted(void **state)
{
    (void)state;
    static const char NOTE[] = "runs past the end of a row were cut";
    struct rle127_test_bytes run = make_file(&RLE8, CODE("\7\1\0\0\6\0\0\1"));
    struct rle127_test_bytes literal = make_file(&RLE8, CODE("\5\0\0\4\1\1\1\1\0\0\6\0\0\1"));
    struct rle127_test_bytes unended = make_file(&RLE8, CODE("\6\1\6\1\0\0\6\0\0\1"));

    expect_picture(&run, &PILLOW, "######......", NOTE);
    expect_picture(&unended, &PILLOW, "######......", NOTE);
    expect_picture(&literal, &MIDDLE, "###########.", NOTE);
    rle127_test_free(&run);
    rle127_test_free(&literal);
    rle127_test_free(&unended);
}

static void code_past_the_last_row_is_refused(void **state)
{
    (void)state;
    static const char REASON[] = "the run-length code goes on past the last row";

    expect_refusal(&RLE8, CODE("\6\1\0\0\6\1\0\0\1\1\0\1"), REASON);
    expect_refusal(&RLE8, CODE("\6\1\0\0\6\1\0\0\0\4\1\1\1\1\0\1"), REASON);
    expect_refusal(&RLE8, CODE("\6\1\0\2\0\2\1\1\0\1"), REASON);
}

static void delta_out_of_the_image_is_refused(void **state)
{
    (void)state;
    static const char REASON[] = "a delta leads out of the image";

    expect_refusal(&RLE8, CODE("\0\2\7\0\0\1"), REASON);
    expect_refusal(&RLE8, CODE("\1\1\0\2\6\0\0\1"), REASON);
    expect_refusal(&RLE8, CODE("\0\2\0\3\0\1"), REASON);
    expect_refusal(&RLE8, CODE("\0\2\xFF\xFF\0\1"), REASON);
}

static void index_beyond_the_palette_is_refused(void **state)
{
    (void)state;
    expect_refusal(&RLE8, CODE("\6\x0F\0\0\6\1\0\1"), "a pixel names no colour of the palette");
    expect_refusal(&RLE4, CODE("\6\x0F\0\0\6\1\0\1"), "a pixel names no colour of the palette");
}

static void run_length_code_from_the_top_down_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bmp head = RLE8;

    head.height = -2;
    expect_refusal(&head, CODE("\0\1"), "run-length coding from the top down is not allowed");
}

static void image_of_more_than_2_to_the_28_pixels_is_refused(void **state)
{
    (void)state;
    struct rle127_test_bmp head = RLE8;

    head.width = 16385;
    head.height = 16384;
    expect_refusal(&head, CODE("\0\1"), "run-length-coded BMP of more than 268435456 pixels");
}

static void file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    const struct code code = CODE("\2\1\0\4\1\2\3\4\0\0\0\2\1\0\5\2\0\0\0\1");
    struct rle127_test_bytes bytes = make_file(&RLE8, code);
    const size_t n_all = bytes.n_bytes;
    struct rle127_test_picture picture;

    /* the last pixel is there before the last two codes */
    for (bytes.n_bytes = 0; bytes.n_bytes < n_all - 4; bytes.n_bytes++) {
        assert_non_null(rle127_test_read_both(&bytes, &MIDDLE, &picture));
        rle127_test_free_picture(&picture);
    }
    expect_picture(&bytes, &MIDDLE, "#...........", NULL);
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_of_8_bits_repeat_a_pixel),
        cmocka_unit_test(runs_of_4_bits_take_turns),
        cmocka_unit_test(literals_are_padded_to_16_bits),
        cmocka_unit_test(pillow_loses_the_last_of_an_odd_number_of_4_bit_pixels),
        cmocka_unit_test(pillow_takes_a_delta_from_the_next_code),
        cmocka_unit_test(pillow_lets_literals_flow_into_the_next_row),
        cmocka_unit_test(pixels_are_the_files_own_where_pillow_finds_too_few),
        cmocka_unit_test(pillow_pads_literals_by_their_place_in_the_file),
        cmocka_unit_test(pillow_takes_the_end_of_an_empty_row_for_nothing),
        cmocka_unit_test(pixels_after_an_early_end_are_of_index_0),
        cmocka_unit_test(end_of_the_image_may_be_missing_when_all_pixels_are_there),
        cmocka_unit_test(code_that_ends_early_is_refused),
        cmocka_unit_test(runs_past_the_end_of_a_row_are_cut_and_noted),
        cmocka_unit_test(code_past_the_last_row_is_refused),
        cmocka_unit_test(delta_out_of_the_image_is_refused),
        cmocka_unit_test(index_beyond_the_palette_is_refused),
        cmocka_unit_test(run_length_code_from_the_top_down_is_refused),
        cmocka_unit_test(image_of_more_than_2_to_the_28_pixels_is_refused),
        cmocka_unit_test(file_cut_anywhere_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
