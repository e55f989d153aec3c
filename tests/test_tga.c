/*
 * src/image/foreign/tga_*.c: which TGA files are read, and as what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "image_damage.h"

enum { HEADER_BYTES = 18, TOP_DOWN = 0x20, RIGHT_TO_LEFT = 0x10 };

/* What a header says. */
struct tga {
    unsigned type, depth, descriptor, width, height;
    unsigned id_bytes;
    unsigned first_colour, n_colours, colour_depth;
};

static struct rle127_test_bytes make_head(const struct tga *tga)
{
    struct rle127_test_bytes bytes = {0};
    const uint8_t start[3] = {(uint8_t)tga->id_bytes, tga->n_colours > 0, (uint8_t)tga->type};
    const uint8_t colour_depth = (uint8_t)tga->colour_depth;
    const uint8_t end[2] = {(uint8_t)tga->depth, (uint8_t)tga->descriptor};

    rle127_test_add(&bytes, start, 3);
    rle127_test_add_u16(&bytes, tga->first_colour);
    rle127_test_add_u16(&bytes, tga->n_colours);
    rle127_test_add(&bytes, &colour_depth, 1);
    rle127_test_add_u16(&bytes, 3); /* the origin does not matter */
    rle127_test_add_u16(&bytes, 4);
    rle127_test_add_u16(&bytes, tga->width);
    rle127_test_add_u16(&bytes, tga->height);
    rle127_test_add(&bytes, end, 2);
    rle127_test_add_fill(&bytes, 'i', tga->id_bytes);
    return bytes;
}

static struct rle127_test_bytes make_file(const struct tga *tga, const char *data, size_t n_bytes)
{
    struct rle127_test_bytes bytes = make_head(tga);

    rle127_test_add(&bytes, data, n_bytes);
    return bytes;
}

static void expect_rows(const struct tga *tga, const char *data, size_t n_bytes, const char *rows)
{
    rle127_test_expect_once(make_file(tga, data, n_bytes), rows);
}

static void expect_refusal(const struct tga *tga, const char *data, size_t n_bytes,
                           const char *reason)
{
    rle127_test_expect_refusal_once(make_file(tga, data, n_bytes), reason);
}

static void expect_lumas(const struct tga *tga, const char *data, size_t n_bytes,
                         unsigned threshold, const char *pixels)
{
    rle127_test_expect_lumas_once(make_file(tga, data, n_bytes), threshold, pixels);
}

static const char GREYS[] = "\xFF\0\0\0\xFF\0"; /* 3 x 2 pixels */

static void rows_lie_as_the_descriptor_says(void **state)
{
    (void)state;
    expect_rows(&(struct tga){3, 8, 0, 3, .height = 2}, GREYS, 6, "#.#/.##");
    expect_rows(&(struct tga){3, 8, TOP_DOWN, 3, .height = 2}, GREYS, 6, ".##/#.#");
    expect_rows(&(struct tga){3, 8, RIGHT_TO_LEFT, 3, .height = 2}, GREYS, 6, "#.#/##.");
    expect_rows(&(struct tga){3, 8, TOP_DOWN | RIGHT_TO_LEFT, 3, .height = 2}, GREYS, 6, "##./#.#");
}

static void grey_is_dithered_and_a_palette_is_not(void **state)
{
    (void)state;
    expect_rows(&(struct tga){3, 8, TOP_DOWN, 4, .height = 1}, "\x80\x80\x80\x80", 4, "#.#.");
    expect_rows(&(struct tga){1, 8, TOP_DOWN, 4, .height = 1, .n_colours = 2, .colour_depth = 24},
                "\x7F\x7F\x7F\x80\x80\x80\0\1\0\1", 10, "#.#.");
}

static void colours_are_blue_green_red(void **state)
{
    (void)state;
    static const char BGR[] = "\xFF\0\0\0\xFF\0\0\0\xFF";
    static const char BGRA[] = "\xFF\0\0\0\0\xFF\0\xFF\0\0\xFF\x80";
    static const struct tga PLAIN = {2, 24, TOP_DOWN, 3, .height = 1},
                            ALPHA = {2, 32, TOP_DOWN | 8, 3, .height = 1};

    expect_lumas(&PLAIN, BGR, 9, 29, "...");
    expect_lumas(&PLAIN, BGR, 9, 30, "#..");
    expect_lumas(&PLAIN, BGR, 9, 77, "#.#");
    expect_lumas(&PLAIN, BGR, 9, 150, "###");
    expect_lumas(&ALPHA, BGRA, 12, 30, "#..");
    expect_lumas(&ALPHA, BGRA, 12, 77, "#.#");
}

static void colours_of_16_bits_have_5_a_channel(void **state)
{
    (void)state;
    static const char PIXELS[] = "\x1F\0\xE0\3\0\x7C\0\x80"; /* blue, green, red, the unused bit */
    static const struct tga PLAIN = {2, 16, TOP_DOWN, 4, .height = 1},
                            OTHER = {2, 15, TOP_DOWN, 4, .height = 1};

    expect_lumas(&PLAIN, PIXELS, 8, 29, "...#");
    expect_lumas(&PLAIN, PIXELS, 8, 77, "#.##");
    expect_lumas(&OTHER, PIXELS, 8, 77, "#.##");
}

static void grey_of_16_bits_has_alpha(void **state)
{
    (void)state;
    expect_rows(&(struct tga){3, 16, TOP_DOWN | 8, 3, .height = 1}, "\xFF\0\0\xFF\xFF\xFF", 6,
                ".#.");
}

static void palettes_may_begin_at_any_index(void **state)
{
    (void)state;
    static const struct tga HEAD = {1, 8, TOP_DOWN, 2, 1, 0, 5, 2, 16};
    static const char WHITE_BLACK[] = "\xFF\x7F\0\0";

    struct rle127_test_bytes bytes = make_file(&HEAD, WHITE_BLACK, 4);
    rle127_test_add_text(&bytes, "\5\6");
    rle127_test_expect(&bytes, ".#");
    rle127_test_free(&bytes);
}

static void indices_beyond_the_palette_are_refused(void **state)
{
    (void)state;
    static const struct tga PLAIN = {1, 8, TOP_DOWN, 1, 1, 0, 5, 2, 16};
    static const struct tga PACKED = {9, 8, TOP_DOWN, 1, 1, 0, 5, 2, 16};
    static const char REASON[] = "a pixel names no colour of the palette";

    expect_refusal(&PLAIN, "\xFF\x7F\0\0\4", 5, REASON);
    expect_refusal(&PLAIN, "\xFF\x7F\0\0\7", 5, REASON);
    expect_refusal(&PACKED, "\xFF\x7F\0\0\x80\7", 6, REASON);
}

static void palettes_may_have_more_colours_than_indices(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_head(&(struct tga){1, 8, 0, 2, 1, 0, 250, 10, 24});

    rle127_test_add_fill(&bytes, 0xFF, 30);
    rle127_test_add_text(&bytes, "\xFA\xFF");
    rle127_test_expect(&bytes, "..");
    rle127_test_free(&bytes);
}

static void packets_may_cross_rows(void **state)
{
    (void)state;
    expect_rows(&(struct tga){11, 8, TOP_DOWN, 3, .height = 2}, "\x83\xFF\1\0\xFF", 5, ".../.#.");
    expect_rows(&(struct tga){10, 24, TOP_DOWN, 2, .height = 2}, "\x82\xFF\xFF\xFF\0\0\0\0", 8,
                "../.#");
}

static void packets_have_to_give_just_the_image(void **state)
{
    (void)state;
    static const struct tga HEAD = {11, 8, TOP_DOWN, 3, .height = 2};

    expect_refusal(&HEAD, "\x84\0\x81\0", 4, "a run goes on behind the last pixel");
    expect_refusal(&HEAD, "\x84\0\1\0\0", 5, "a run goes on behind the last pixel");
    expect_refusal(&HEAD, "\x84\0\0", 3, "the file ends early");
    expect_refusal(&HEAD, "\x84\0", 2, "the file ends early");
}

static void pixels_of_1_bit_are_white_where_they_are_1(void **state)
{
    (void)state;
    static const char BITS[] = "\xA0\x7F\0\x80"; /* 10 x 2 with garbage behind each row */

    expect_rows(&(struct tga){3, 1, 0, 10, .height = 2}, BITS, 4, "########.#/.#.######.");
    expect_rows(&(struct tga){3, 1, TOP_DOWN, 10, .height = 2}, BITS, 4, ".#.######./########.#");
}

static void what_stands_before_the_pixels_is_skipped(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_head(&(struct tga){2, 24, 0, 1, 1, 255, 0, 3, 15});

    rle127_test_add_fill(&bytes, 0, 6);
    rle127_test_add_fill(&bytes, 0xFF, 3);
    rle127_test_expect(&bytes, ".");
    rle127_test_free(&bytes);
}

static void unread_layouts_are_refused(void **state)
{
    (void)state;
    expect_refusal(&(struct tga){3, 8, 0x40, 3, .height = 2}, GREYS, 6,
                   "interleaved rows are not supported");
    expect_refusal(&(struct tga){3, 8, 0x80, 3, .height = 2}, GREYS, 6,
                   "interleaved rows are not supported");
    expect_refusal(&(struct tga){1, 16, 0, 1, .height = 1, .n_colours = 1, .colour_depth = 16},
                   GREYS, 4, "indices of 16 bits are not supported");
    expect_refusal(&(struct tga){11, 1, 0, 8, .height = 1}, GREYS, 6,
                   "run-length coding of 1-bit pixels is not supported");
    expect_refusal(&(struct tga){3, 1, RIGHT_TO_LEFT, 8, .height = 1}, GREYS, 6,
                   "1-bit pixels from right to left are not supported");
}

static void small_files_do_not_demand_large_images(void **state)
{
    (void)state;
    expect_refusal(&(struct tga){2, 24, 0, 16384, .height = 16384}, "", 0, "the file ends early");
    expect_refusal(&(struct tga){10, 32, 0, 16384, .height = 16384}, "\xFF\0\0\0\0", 5,
                   "the file ends early");
    expect_refusal(&(struct tga){2, 24, 0, 16385, .height = 16384}, "", 0,
                   "an image of more than 268435456 pixels cannot be held");
    expect_refusal(&(struct tga){3, 1, 0, 65535, .height = 65535}, "", 0, "the file ends early");
}

/* A file of 24 bytes and what is behind it; the footer names the areas before it, 0 for none. */
static void expect_note(size_t n_behind, bool has_footer, uint32_t extension, uint32_t developer,
                        const char *note)
{
    struct rle127_test_bytes bytes = make_file(&(struct tga){3, 8, 0, 3, .height = 2}, GREYS, 6);
    struct rle127_test_picture picture;

    rle127_test_add_fill(&bytes, 'x', n_behind);
    if (has_footer) {
        rle127_test_add_u32(&bytes, extension);
        rle127_test_add_u32(&bytes, developer);
        rle127_test_add(&bytes, "TRUEVISION-XFILE.", 18);
    }
    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    assert_int_equal(picture.note == NULL, note == NULL);
    if (note)
        assert_string_equal(picture.note, note);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void data_behind_the_pixels_is_noted_unless_the_footer_names_it(void **state)
{
    (void)state;
    static const char NOTE[] = "there is data after the image";

    expect_note(0, false, 0, 0, NULL);
    expect_note(1, false, 0, 0, NOTE);
    expect_note(40, false, 0, 0, NOTE);
    expect_note(0, true, 0, 0, NULL);
    expect_note(10, true, 0, 0, NOTE);
    expect_note(10, true, 24, 0, NULL);
    expect_note(10, true, 29, 24, NULL);
    expect_note(10, true, 29, 0, NOTE);
}

static void headers_that_make_no_sense_are_no_tga(void **state)
{
    (void)state;
    static const struct tga HEADS[] = {
        {0, 8, 0, 3, .height = 2},
        {4, 8, 0, 3, .height = 2},
        {32, 8, 0, 3, .height = 2},
        {1, 8, 0, 3, .height = 2}, /* indices without a colour map */
        {3, 24, 0, 3, .height = 2},
        {2, 8, 0, 3, .height = 2},
        {3, 8, 9, 3, .height = 2},
        {3, 8, 0, 0, .height = 2},
        {3, 8, 0, 3, .height = 0},
        {3, 8, 0, 3, .height = 2, .first_colour = 1},
        {3, 8, 0, 3, .height = 2, .n_colours = 2, .colour_depth = 24},
        {1, 8, 0, 3, .height = 2, .n_colours = 2, .colour_depth = 8},
        {1, 8, 0, 3, .height = 2, .first_colour = 256, .n_colours = 2, .colour_depth = 24},
    };

    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        expect_refusal(&HEADS[i], GREYS, 6, "not a known image format");
}

/* Every .rle file has a byte that is not 0 at offset 4, where a TGA has the high byte of an index;
 * shorter than a header it is none anyway. */
static void run_length_files_are_no_tga(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_file(&(struct tga){3, 8, 0, 3, .height = 2}, GREYS, 6);
    bool is_readable;

    assert_string_equal(rle127_image_sniff(bytes.data, bytes.n_bytes, &is_readable), "TGA");
    for (unsigned run = 1; run < 256; run++) {
        bytes.data[4] = (uint8_t)run;
        assert_null(rle127_image_sniff(bytes.data, bytes.n_bytes, &is_readable));
    }
    bytes.data[4] = 0;
    assert_null(rle127_image_sniff(bytes.data, HEADER_BYTES - 1, &is_readable));
    rle127_test_free(&bytes);
}

/* Small files of each type. */
static struct rle127_test_bytes make_sample(unsigned index)
{
    static const char PALETTE[] = "\0\0\0\xFF\xFF\xFF";
    struct rle127_test_bytes bytes;

    switch (index) {
    case 0:
        return make_file(&(struct tga){3, 8, TOP_DOWN, 3, .height = 2}, GREYS, 6);
    case 1:
        return make_file(&(struct tga){11, 8, 0, 3, .height = 2}, "\x83\xFF\1\0\xFF", 5);
    case 2:
        return make_file(&(struct tga){2, 24, 0, 1, 2, .id_bytes = 3}, GREYS, 6);
    case 3:
        return make_file(&(struct tga){10, 32, 8, 3, .height = 1}, "\x81\xFF\xFF\xFF\xFF\0\0\0\0\0",
                         10);
    case 4:
        return make_file(&(struct tga){3, 1, 0, 10, .height = 2}, GREYS, 4);
    case 5:
        return make_file(&(struct tga){2, 16, 0, 3, .height = 1}, GREYS, 6);
    default:
        bytes = make_file(&(struct tga){index == 6 ? 1 : 9, 8, 0, 3, 1, 2, 0, 2, 24}, PALETTE, 6);
        rle127_test_add(&bytes, index == 6 ? "\0\1\0" : "\x81\1\0\0", index == 6 ? 3 : 4);
        return bytes;
    }
}
#define N_SAMPLES 8

static void files_cut_at_any_byte_are_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < N_SAMPLES; i++) {
        struct rle127_test_bytes bytes = make_sample(i);

        rle127_test_expect_cuts_are_refused(&bytes, HEADER_BYTES);
        rle127_test_free(&bytes);
    }
}

/* Where a TGA has nothing that a wrong bit would contradict: the length of the image ID, the type,
 * the colour map's place and depth, the depth, the order of rows; in 1-bit images the width, which
 * may need no more bytes; the colours and pixels themselves. Other sides are too large for the file
 * or leave data behind the image, which is noted. */
static bool may_hide_damage(const struct rle127_test_bytes *bytes, size_t offset)
{
    static const uint8_t FIELDS[] = {0, 2, 3, 5, 7, 16, 17};

    if (offset == 12)
        return bytes->data[16] == 1;
    return offset >= HEADER_BYTES || memchr(FIELDS, (int)offset, sizeof FIELDS);
}

static void flipped_bits_are_seen_but_in_the_named_fields(void **state)
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
        cmocka_unit_test(rows_lie_as_the_descriptor_says),
        cmocka_unit_test(grey_is_dithered_and_a_palette_is_not),
        cmocka_unit_test(colours_are_blue_green_red),
        cmocka_unit_test(colours_of_16_bits_have_5_a_channel),
        cmocka_unit_test(grey_of_16_bits_has_alpha),
        cmocka_unit_test(palettes_may_begin_at_any_index),
        cmocka_unit_test(indices_beyond_the_palette_are_refused),
        cmocka_unit_test(palettes_may_have_more_colours_than_indices),
        cmocka_unit_test(packets_may_cross_rows),
        cmocka_unit_test(packets_have_to_give_just_the_image),
        cmocka_unit_test(pixels_of_1_bit_are_white_where_they_are_1),
        cmocka_unit_test(what_stands_before_the_pixels_is_skipped),
        cmocka_unit_test(unread_layouts_are_refused),
        cmocka_unit_test(small_files_do_not_demand_large_images),
        cmocka_unit_test(data_behind_the_pixels_is_noted_unless_the_footer_names_it),
        cmocka_unit_test(headers_that_make_no_sense_are_no_tga),
        cmocka_unit_test(run_length_files_are_no_tga),
        cmocka_unit_test(files_cut_at_any_byte_are_refused),
        cmocka_unit_test(flipped_bits_are_seen_but_in_the_named_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
