/*
 * src/image/foreign/jpeg_*.c: which JPEG files are read, and as what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image_damage.h"
#include "jpeg_bytes.h"

static const uint8_t LEVELS[4] = {255, 0, 0, 255};
static const struct rle127_test_jpeg GREY = {0xC0, 1, 16, 8, .levels = LEVELS};
static const struct rle127_test_jpeg COLOUR = {0xC0, 3, 16, 8, .levels = LEVELS};
static const struct rle127_test_jpeg PROGRESSIVE = {0xC2, 1, 16, 8, .levels = LEVELS};
static const struct rle127_test_jpeg PROGRESSIVE_COLOUR = {0xC2, 3, 16, 8, .levels = LEVELS};
static const struct rle127_test_jpeg RESTARTED = {
    0xC0, 1, 16, 16, .levels = LEVELS, .restart_interval = 1};

/* Asserts that each block is white or black like its level. Frees the bytes. */
static void expect_blocks(struct rle127_test_bytes bytes, const struct rle127_test_jpeg *jpeg,
                          const char *note)
{
    struct rle127_test_picture picture;
    const char *reason = rle127_test_read_both(&bytes, NULL, &picture);

    if (reason)
        fail_msg("refused: %s", reason);
    assert_int_equal(picture.width, jpeg->width);
    assert_int_equal(picture.height, jpeg->height);
    assert_int_equal(picture.kind, jpeg->n_components == 1 ? RLE127_KIND_GREY : RLE127_KIND_COLOUR);
    for (unsigned y = 0; y < jpeg->height; y++)
        for (unsigned x = 0; x < jpeg->width; x++)
            assert_int_equal(picture.pixels[y * jpeg->width + x],
                             jpeg->levels[y / 8 * ((jpeg->width + 7) / 8) + x / 8] == 255);
    if (note)
        assert_string_equal(picture.note, note);
    else
        assert_null(picture.note);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

/* Where the content of the first such segment begins, behind its length. */
static size_t find_segment(const struct rle127_test_bytes *bytes, unsigned marker)
{
    for (size_t at = 2; at + 4 <= bytes->n_bytes;) {
        assert_int_equal(bytes->data[at], 0xFF);
        if (bytes->data[at + 1] == marker)
            return at + 4;
        at += 2 + ((size_t)bytes->data[at + 2] << 8 | bytes->data[at + 3]);
    }
    fail_msg("no such segment");
    return 0;
}

static void baseline_and_progressive_files_are_read(void **state)
{
    (void)state;
    expect_blocks(rle127_test_make_baseline(&GREY), &GREY, NULL);
    expect_blocks(rle127_test_make_baseline(&COLOUR), &COLOUR, NULL);
    expect_blocks(rle127_test_make_progressive(&PROGRESSIVE), &PROGRESSIVE, NULL);
    expect_blocks(rle127_test_make_progressive(&PROGRESSIVE_COLOUR), &PROGRESSIVE_COLOUR, NULL);
}

static void sides_need_not_be_of_whole_blocks(void **state)
{
    (void)state;
    static const struct rle127_test_jpeg ODD = {0xC0, 1, 9, 15, .levels = LEVELS};
    static const struct rle127_test_jpeg ONE = {0xC0, 3, 1, 1, .levels = LEVELS};

    expect_blocks(rle127_test_make_baseline(&ODD), &ODD, NULL);
    expect_blocks(rle127_test_make_baseline(&ONE), &ONE, NULL);
}

static void one_component_has_no_units_of_several_blocks(void **state)
{
    (void)state;
    static const struct rle127_test_jpeg HEAD = {0xC0, 1, 16, 8, .levels = LEVELS, .factors = 0x22};

    expect_blocks(rle127_test_make_baseline(&HEAD), &HEAD, NULL);
}

static void restart_markers_are_read_in_their_order(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = rle127_test_make_baseline(&RESTARTED);

    expect_blocks(bytes, &RESTARTED, NULL);
    for (unsigned marker = 0xD1; marker <= 0xD7; marker++) {
        bytes = rle127_test_make_baseline(&RESTARTED);
        for (size_t i = 0; i < bytes.n_bytes; i++)
            if (bytes.data[i] == 0xD0 && bytes.data[i - 1] == 0xFF)
                bytes.data[i] = (uint8_t)marker;
        rle127_test_expect_refusal_once(bytes, "damaged JPEG data: a restart marker is missing");
    }
}

static void data_after_the_end_is_noted(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = rle127_test_make_baseline(&GREY);

    rle127_test_add_byte(&bytes, 0);
    expect_blocks(bytes, &GREY, "there is data after the image");
}

static void markers_may_have_fill_bytes_and_comments_before_them(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = {0}, plain = rle127_test_make_baseline(&GREY);

    rle127_test_add(&bytes, plain.data, 2);
    rle127_test_add_jpeg_segment(&bytes, RLE127_TEST_COM, "hello", 5);
    rle127_test_add_jpeg_segment(&bytes, RLE127_TEST_COM, "", 0);
    rle127_test_add_fill(&bytes, 0xFF, 3);
    rle127_test_add(&bytes, plain.data + 2, plain.n_bytes - 2);
    expect_blocks(bytes, &GREY, NULL);
    rle127_test_free(&plain);
}

static void other_kinds_of_jpeg_are_refused(void **state)
{
    (void)state;
    struct rle127_test_jpeg head = GREY;

    head.sof = 0xC3;
    rle127_test_expect_refusal_once(rle127_test_make_baseline(&head),
                                    "lossless JPEG is not supported");
    head.sof = 0xC9;
    rle127_test_expect_refusal_once(rle127_test_make_baseline(&head),
                                    "arithmetic coding is not supported");
    head.sof = 0xCA;
    rle127_test_expect_refusal_once(rle127_test_make_baseline(&head),
                                    "arithmetic coding is not supported");
    head.sof = 0xC5;
    rle127_test_expect_refusal_once(rle127_test_make_baseline(&head),
                                    "the kind of JPEG is not supported");
    head = GREY;
    head.n_components = 2;
    rle127_test_expect_refusal_once(rle127_test_make_baseline(&head),
                                    "the number of components is not 1, 3 or 4");
    head.n_components = 4;
    rle127_test_expect_refusal_once(rle127_test_make_baseline(&head),
                                    "four components without an Adobe marker are not supported");
}

static void frames_that_are_not_supported_are_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = rle127_test_make_baseline(&GREY);

    bytes.data[find_segment(&bytes, 0xC0)] = 12;
    rle127_test_expect_refusal_once(bytes, "samples of other than 8 bits are not supported");
    bytes = rle127_test_make_baseline(&GREY);
    bytes.data[find_segment(&bytes, 0xC0) + 2] = 0;
    rle127_test_expect_refusal_once(bytes, "a side is 0");
    bytes = rle127_test_make_baseline(&COLOUR);
    bytes.data[find_segment(&bytes, 0xC0) + 7] = 0x31;
    bytes.data[find_segment(&bytes, 0xC0) + 10] = 0x21;
    rle127_test_expect_refusal_once(bytes, "the sampling factors are not supported");
}

static void small_files_do_not_demand_large_images(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = rle127_test_make_baseline(&GREY);
    const size_t sides = find_segment(&bytes, 0xC0) + 1;

    memset(bytes.data + sides, 0x40, 4);
    rle127_test_expect_refusal_once(bytes, "an image of more than 268435456 pixels cannot be held");
    bytes = rle127_test_make_baseline(&GREY);
    memcpy(bytes.data + sides, "\x40\0\x40", 4);
    rle127_test_expect_refusal_once(bytes, "the file ends early");
}

static void scans_have_to_end_where_their_blocks_do(void **state)
{
    (void)state;
    static const char LEFT_OVER[] = "damaged JPEG data: a scan does not end where its blocks do";
    struct rle127_test_bytes bytes = rle127_test_make_baseline(&GREY);
    const size_t height = find_segment(&bytes, 0xC0) + 1;

    bytes.data[height + 1] = 16; /* twice the blocks */
    rle127_test_expect_refusal_once(bytes, "damaged JPEG data");
    bytes = rle127_test_make_baseline(&GREY);
    bytes.data[height + 3] = 8; /* half of them */
    rle127_test_expect_refusal_once(bytes, LEFT_OVER);
    bytes = rle127_test_make_baseline(&GREY);
    bytes.n_bytes -= 2;
    rle127_test_add_byte(&bytes, 0);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, LEFT_OVER);
}

static void files_without_a_whole_image_are_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_jpeg_start(&bytes, &GREY);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, "damaged JPEG data: a scan is missing");

    bytes = (struct rle127_test_bytes){0};
    rle127_test_add_jpeg_start(&bytes, &PROGRESSIVE);
    rle127_test_add_jpeg_scan(&bytes, 1, 0, 0, 0x01);
    rle127_test_add_jpeg_blocks(&bytes, &PROGRESSIVE, 1);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, "damaged JPEG data: a scan is missing");

    bytes = (struct rle127_test_bytes){0};
    rle127_test_add_jpeg_marker(&bytes, 0xD8);
    rle127_test_add_jpeg_tables(&bytes);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, "damaged JPEG data: the frame header is missing");
}

static void tables_that_are_missing_are_missed(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_jpeg_marker(&bytes, 0xD8);
    rle127_test_add_jpeg_frame(&bytes, &GREY);
    rle127_test_add_jpeg_scan(&bytes, 1, 0, 63, 0);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, "damaged JPEG data: a quantisation table is missing");

    bytes = rle127_test_make_baseline(&GREY);
    bytes.data[find_segment(&bytes, RLE127_TEST_SOS) + 2] = 0x11;
    rle127_test_expect_refusal_once(bytes, "damaged JPEG data: a Huffman table is missing");
}

static void scans_come_in_their_order(void **state)
{
    (void)state;
    static const char REASON[] = "damaged JPEG data: the scans do not follow each other";
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_jpeg_start(&bytes, &PROGRESSIVE);
    rle127_test_add_jpeg_scan(&bytes, 1, 1, 63, 0x00);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, REASON);

    bytes = rle127_test_make_baseline(&GREY);
    bytes.n_bytes -= 2;
    rle127_test_add_jpeg_scan(&bytes, 1, 0, 63, 0);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, REASON);
}

static void files_of_very_many_scans_are_refused(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = {0};
    unsigned n_scans = 1;

    rle127_test_add_jpeg_start(&bytes, &PROGRESSIVE);
    rle127_test_add_jpeg_scan(&bytes, 1, 0, 0, 0x00);
    rle127_test_add_jpeg_blocks(&bytes, &PROGRESSIVE, 0);
    for (unsigned k = 1; k < 64; k++)
        for (unsigned bit = 6; bit-- > 0 && n_scans <= 256; n_scans++) {
            rle127_test_add_jpeg_scan(&bytes, 1, k, k, bit < 5 ? (bit + 1) << 4 | bit : bit);
            rle127_test_add_byte(&bytes, 0x9F); /* 2 blocks without anything */
        }
    assert_int_equal(n_scans, 257);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    rle127_test_expect_refusal_once(bytes, "more than 256 scans are not supported");
}

#define N_SAMPLES 5

static struct rle127_test_bytes make_sample(unsigned index)
{
    switch (index) {
    case 0:
        return rle127_test_make_baseline(&GREY);
    case 1:
        return rle127_test_make_baseline(&COLOUR);
    case 2:
        return rle127_test_make_baseline(&RESTARTED);
    case 3:
        return rle127_test_make_progressive(&PROGRESSIVE);
    default:
        return rle127_test_make_progressive(&PROGRESSIVE_COLOUR);
    }
}

static void files_cut_at_any_byte_are_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < N_SAMPLES; i++) {
        struct rle127_test_bytes bytes = make_sample(i);

        rle127_test_expect_cuts_are_refused(&bytes, 3);
        rle127_test_free(&bytes);
    }
}

/* Where a JPEG has nothing that a wrong bit would contradict: the values in tables, the sides as
 * far as they need no more blocks, the sampling of components, which table is taken, the data of
 * scans. Everything else is here: markers, lengths, counts, identifiers, ranges. */
static bool may_hide_damage(const struct rle127_test_bytes *bytes, size_t offset)
{
    const bool is_progressive =
        bytes->data[find_segment(bytes, RLE127_TEST_DHT) + 29 + 4 + 20 + 1] == 0xC2;
    const size_t frame = find_segment(bytes, is_progressive ? 0xC2 : 0xC0);
    const size_t tables = find_segment(bytes, RLE127_TEST_DQT);

    return (offset > tables && offset < frame - 4) || (offset > frame && offset < frame + 5) ||
           offset == frame + 7 || offset >= find_segment(bytes, RLE127_TEST_SOS) + 2;
}

static void flipped_bits_are_seen_but_in_the_named_places(void **state)
{
    (void)state;
    for (unsigned i = 0; i < N_SAMPLES; i++) {
        struct rle127_test_bytes bytes = make_sample(i);

        rle127_test_expect_flips_are_seen(&bytes, may_hide_damage);
        rle127_test_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline_and_progressive_files_are_read),
        cmocka_unit_test(sides_need_not_be_of_whole_blocks),
        cmocka_unit_test(one_component_has_no_units_of_several_blocks),
        cmocka_unit_test(restart_markers_are_read_in_their_order),
        cmocka_unit_test(data_after_the_end_is_noted),
        cmocka_unit_test(markers_may_have_fill_bytes_and_comments_before_them),
        cmocka_unit_test(other_kinds_of_jpeg_are_refused),
        cmocka_unit_test(frames_that_are_not_supported_are_refused),
        cmocka_unit_test(small_files_do_not_demand_large_images),
        cmocka_unit_test(scans_have_to_end_where_their_blocks_do),
        cmocka_unit_test(files_without_a_whole_image_are_refused),
        cmocka_unit_test(tables_that_are_missing_are_missed),
        cmocka_unit_test(scans_come_in_their_order),
        cmocka_unit_test(files_of_very_many_scans_are_refused),
        cmocka_unit_test(files_cut_at_any_byte_are_refused),
        cmocka_unit_test(flipped_bits_are_seen_but_in_the_named_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
