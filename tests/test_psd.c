/*
 * src/image/foreign/psd_*.c: which PSD files are read, and as what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image_damage.h"

enum { BITMAP = 0, GREY = 1, INDEXED = 2, RGB = 3, CMYK = 4, DUOTONE = 8, LAB = 9 };
enum { CHANNELS_AT = 12, HEIGHT_AT = 14, WIDTH_AT = 18, COLOURS_AT = 26 };

/* What a header says; the palette is that of the test for palettes. */
struct psd {
    unsigned mode, depth, n_channels;
    uint32_t width, height;
    unsigned coding;
    uint32_t resources_bytes, layers_bytes;
};

static void add_u16(struct rle127_test_bytes *bytes, unsigned value)
{
    const uint8_t data[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    rle127_test_add(bytes, data, 2);
}

static void add_u32(struct rle127_test_bytes *bytes, uint32_t value)
{
    add_u16(bytes, value >> 16);
    add_u16(bytes, value & 0xFFFF);
}

/* Colour 0 is black, 1 white; 2 has luma 127, 3 luma 128. */
static void add_palette(struct rle127_test_bytes *bytes)
{
    add_u32(bytes, 768);
    for (int channel = 0; channel < 3; channel++) {
        rle127_test_add(bytes, "\0\xFF\x7F\x80", 4);
        rle127_test_add_fill(bytes, 0, 252);
    }
}

static struct rle127_test_bytes make_head(const struct psd *psd)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_text(&bytes, "8BPS");
    add_u16(&bytes, 1);
    rle127_test_add_fill(&bytes, 0, 6);
    add_u16(&bytes, psd->n_channels);
    add_u32(&bytes, psd->height);
    add_u32(&bytes, psd->width);
    add_u16(&bytes, psd->depth);
    add_u16(&bytes, psd->mode);
    if (psd->mode == INDEXED)
        add_palette(&bytes);
    else
        add_u32(&bytes, 0);
    add_u32(&bytes, psd->resources_bytes);
    rle127_test_add_fill(&bytes, 'r', psd->resources_bytes);
    add_u32(&bytes, psd->layers_bytes);
    rle127_test_add_fill(&bytes, 'l', psd->layers_bytes);
    add_u16(&bytes, psd->coding);
    return bytes;
}

static struct rle127_test_bytes make_file(const struct psd *psd, const char *data, size_t n_bytes)
{
    struct rle127_test_bytes bytes = make_head(psd);

    rle127_test_add(&bytes, data, n_bytes);
    return bytes;
}

static void expect_rows(const struct psd *psd, const char *data, size_t n_bytes, const char *rows)
{
    rle127_test_expect_once(make_file(psd, data, n_bytes), rows);
}

static void expect_refusal(const struct psd *psd, const char *data, size_t n_bytes,
                           const char *reason)
{
    rle127_test_expect_refusal_once(make_file(psd, data, n_bytes), reason);
}

static void expect_lumas(const struct psd *psd, const char *data, size_t n_bytes,
                         unsigned threshold, const char *pixels)
{
    rle127_test_expect_lumas_once(make_file(psd, data, n_bytes), threshold, pixels);
}

/* Which is not what Pillow takes them for. */
static void bits_of_1_are_black(void **state)
{
    (void)state;
    expect_lumas(&(struct psd){BITMAP, 1, 1, 10, .height = 2}, "\xA0\x7F\0\x80", 4, 128,
                 "#.#......#........#.");
    expect_lumas(&(struct psd){BITMAP, 1, 1, 10, .height = 2, .coding = 1},
                 "\0\3\0\2\1\xA0\x7F\xFF\0", 9, 128, "#.#......#..........");
    expect_rows(&(struct psd){BITMAP, 1, 1, 10, .height = 2}, "\xA0\x7F\0\x80", 4,
                ".#.######./########.#");
}

static void grey_is_dithered_and_a_palette_is_not(void **state)
{
    (void)state;
    expect_rows(&(struct psd){GREY, 8, 1, 4, .height = 1}, "\x80\x80\x80\x80", 4, "#.#.");
    expect_rows(&(struct psd){DUOTONE, 8, 1, 4, .height = 1}, "\x80\x80\x80\x80", 4, "#.#.");
    expect_rows(&(struct psd){INDEXED, 8, 1, 4, .height = 1}, "\2\3\2\3", 4, "#.#.");
}

static void channels_lie_one_after_another(void **state)
{
    (void)state;
    static const struct psd PLAIN = {RGB, 8, 3, 3, .height = 1};
    static const struct psd ALPHA = {RGB, 8, 4, 3, .height = 1};
    static const char PLANES[] = "\xFF\0\0\0\xFF\0\0\0\xFF\x80\0\x7F"; /* red, green, blue */

    expect_lumas(&PLAIN, PLANES, 9, 29, "...");
    expect_lumas(&PLAIN, PLANES, 9, 30, "..#");
    expect_lumas(&PLAIN, PLANES, 9, 77, "#.#");
    expect_lumas(&ALPHA, PLANES, 12, 30, "..#");
    expect_lumas(&ALPHA, PLANES, 12, 77, "#.#");
}

static void samples_of_16_bits_are_their_high_byte(void **state)
{
    (void)state;
    static const struct psd HEAD = {GREY, 16, 1, 2, .height = 1};
    static const struct psd PACKED = {GREY, 16, 1, 2, .height = 1, .coding = 1};

    expect_lumas(&HEAD, "\x7F\xFF\x80\0", 4, 0x80, "#.");
    expect_lumas(&PACKED, "\0\5\3\x7F\xFF\x80\0", 7, 0x80, "#.");
}

static void rows_of_all_channels_are_unpacked(void **state)
{
    (void)state;
    static const struct psd HEAD = {RGB, 8, 4, 2, .height = 2, .coding = 1};
    static const char DATA[] = "\0\2\0\3\0\2\0\3\0\2\0\4\0\0\0\0" /* bytes of each row */
                               "\xFF\xFF\1\xFF\0"
                               "\xFF\xFF\1\xFF\0"
                               "\xFF\xFF\x80\1\xFF\0";

    expect_rows(&HEAD, DATA, sizeof DATA - 1, "../.#");
}

static void rows_larger_than_the_buffer_are_read(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_head(&(struct psd){RGB, 8, 3, 1000, .height = 2});
    struct rle127_test_picture picture;

    for (int channel = 0; channel < 3; channel++) {
        rle127_test_add_fill(&bytes, 0xFF, 1000);
        rle127_test_add_fill(&bytes, 0, 1000);
    }
    assert_null(rle127_test_read_both(&bytes, NULL, &picture));
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(picture.pixels[i], i < 1000);
    rle127_test_free_picture(&picture);
    rle127_test_free(&bytes);
}

static void sections_before_the_pixels_are_skipped(void **state)
{
    (void)state;
    expect_rows(&(struct psd){GREY, 8, 1, 1, 1, 0, 7, 40000}, "\xFF", 1, ".");
}

static void packed_rows_have_to_give_just_their_row(void **state)
{
    (void)state;
    static const struct psd HEAD = {GREY, 8, 1, 3, .height = 1, .coding = 1};

    expect_refusal(&HEAD, "\0\2\xFF\0", 4, "a row ends early");
    expect_refusal(&HEAD, "\0\2\xFD\0", 4, "a run goes on behind the end of its row");
    expect_refusal(&HEAD, "\0\4\xFE\0\0\0", 6, "a run goes on behind the end of its row");
    expect_refusal(&HEAD, "\0\3\2\0\0\0", 6, "a row ends inside a run");
    expect_refusal(&HEAD, "\0\3\xFE\0\0", 5, "a row ends inside a run");
    expect_refusal(&HEAD, "\0\1\xFE\0", 4, "a row has too few bytes");
}

static void unread_modes_are_refused(void **state)
{
    (void)state;
    expect_refusal(&(struct psd){CMYK, 8, 4, 1, .height = 1}, "1234", 4,
                   "CMYK colours are not supported");
    expect_refusal(&(struct psd){LAB, 8, 3, 1, .height = 1}, "1234", 4,
                   "Lab colours are not supported");
    expect_refusal(&(struct psd){7, 8, 3, 1, .height = 1}, "1234", 4,
                   "the colour mode is not supported");
    expect_refusal(&(struct psd){RGB, 32, 3, 1, .height = 1}, "123456789012", 12,
                   "samples of other than 8 or 16 bits are not supported");
    expect_refusal(&(struct psd){GREY, 8, 1, 1, .height = 1, .coding = 2}, "1", 1,
                   "the coding of the pixels is not supported");
}

static void headers_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    static const char CHANNELS[] = "the number of channels does not fit the colour mode";

    expect_refusal(&(struct psd){RGB, 8, 2, 1, .height = 1}, "123", 3, CHANNELS);
    expect_refusal(&(struct psd){GREY, 8, 0, 1, .height = 1}, "123", 3, CHANNELS);
    expect_refusal(&(struct psd){GREY, 8, 57, 1, .height = 1}, "123", 3, CHANNELS);
    expect_refusal(&(struct psd){BITMAP, 8, 1, 1, .height = 1}, "1", 1,
                   "a bitmap whose pixels are not of 1 bit");
    expect_refusal(&(struct psd){INDEXED, 16, 1, 1, .height = 1}, "12", 2,
                   "indices of other than 8 bits are not supported");
}

static void impossible_sides_are_refused(void **state)
{
    (void)state;
    expect_refusal(&(struct psd){GREY, 8, 1, 0, .height = 1}, "1", 1, "a side is 0");
    expect_refusal(&(struct psd){GREY, 8, 1, 1, .height = 0}, "1", 1, "a side is 0");
    expect_refusal(&(struct psd){GREY, 8, 1, 65536, .height = 1}, "1", 1,
                   "a side exceeds 65535 pixels");
    expect_refusal(&(struct psd){GREY, 8, 1, 1, .height = 0xFFFFFFFF}, "1", 1,
                   "a side exceeds 65535 pixels");
}

static void small_files_do_not_demand_large_images(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes =
        make_head(&(struct psd){GREY, 8, 1, 65535, 65535, .coding = 1});

    rle127_test_expect_refusal(&bytes, "the file ends early");
    rle127_test_add_fill(&bytes, 0, 2 * 65535);
    rle127_test_expect_refusal(&bytes, "a row has too few bytes");
    rle127_test_free(&bytes);
    expect_refusal(&(struct psd){GREY, 8, 1, 65535, .height = 65535}, "1", 1,
                   "the file ends early");
}

static void data_behind_the_pixels_is_noted(void **state)
{
    (void)state;
    for (size_t n_more = 0; n_more < 2; n_more++) {
        struct rle127_test_bytes bytes =
            make_file(&(struct psd){GREY, 8, 1, 1, .height = 1}, "\xFF\0\0", 1 + n_more);
        struct rle127_test_picture picture;

        assert_null(rle127_test_read_both(&bytes, NULL, &picture));
        if (n_more == 0)
            assert_null(picture.note);
        else
            assert_string_equal(picture.note, "there is data after the image");
        rle127_test_free_picture(&picture);
        rle127_test_free(&bytes);
    }
}

/* Small files of each kind. */
static struct rle127_test_bytes make_sample(unsigned index)
{
    switch (index) {
    case 0:
        return make_file(&(struct psd){BITMAP, 1, 1, 10, .height = 2}, "\xA0\x7F\0\x80", 4);
    case 1:
        return make_file(&(struct psd){GREY, 8, 1, 3, .height = 2, .resources_bytes = 3},
                         "\xFF\0\xFF\0\0\xFF", 6);
    case 2:
        return make_file(&(struct psd){RGB, 8, 3, 1, .height = 2}, "\xFF\0\xFF\0\xFF\0", 6);
    case 3:
        return make_file(&(struct psd){GREY, 8, 1, 3, .height = 2, .coding = 1},
                         "\0\2\0\4\xFE\xFF\2\0\xFF\0", 10);
    case 4:
        return make_file(&(struct psd){RGB, 8, 3, 2, .height = 1, .coding = 1},
                         "\0\2\0\2\0\2\xFF\xFF\xFF\xFF\xFF\xFF", 12);
    case 5:
        return make_file(&(struct psd){GREY, 16, 1, 2, .height = 1}, "\xFF\xFF\0\0", 4);
    default:
        return make_file(&(struct psd){INDEXED, 8, 1, 3, .height = 1}, "\0\1\0", 3);
    }
}
#define N_SAMPLES 7

static void files_cut_at_any_byte_are_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < N_SAMPLES; i++) {
        struct rle127_test_bytes bytes = make_sample(i);

        rle127_test_expect_cuts_are_refused(&bytes, 4);
        rle127_test_free(&bytes);
    }
}

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Where the pixels' coding stands. */
static size_t find_coding(const struct rle127_test_bytes *bytes)
{
    size_t at = COLOURS_AT;

    for (int i = 0; i < 3; i++)
        at += 4 + read_u32(bytes->data + at);
    return at;
}

/* Where a PSD has nothing that a wrong bit would contradict: the mode, as RGB has all that grey
 * needs; the width of a bitmap, which may need no more bytes; the palette; the pixels. */
static bool may_hide_damage(const struct rle127_test_bytes *whole, size_t offset)
{
    const bool is_bitmap = whole->data[25] == BITMAP;
    const bool has_palette = whole->data[25] == INDEXED;

    if (offset == 25 || (is_bitmap && offset == WIDTH_AT + 3))
        return true;
    if (has_palette && offset >= COLOURS_AT + 4 && offset < COLOURS_AT + 4 + 768)
        return true;
    return offset >= find_coding(whole) + 2;
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
        cmocka_unit_test(bits_of_1_are_black),
        cmocka_unit_test(grey_is_dithered_and_a_palette_is_not),
        cmocka_unit_test(channels_lie_one_after_another),
        cmocka_unit_test(samples_of_16_bits_are_their_high_byte),
        cmocka_unit_test(rows_of_all_channels_are_unpacked),
        cmocka_unit_test(rows_larger_than_the_buffer_are_read),
        cmocka_unit_test(sections_before_the_pixels_are_skipped),
        cmocka_unit_test(packed_rows_have_to_give_just_their_row),
        cmocka_unit_test(unread_modes_are_refused),
        cmocka_unit_test(headers_that_contradict_themselves_are_refused),
        cmocka_unit_test(impossible_sides_are_refused),
        cmocka_unit_test(small_files_do_not_demand_large_images),
        cmocka_unit_test(data_behind_the_pixels_is_noted),
        cmocka_unit_test(files_cut_at_any_byte_are_refused),
        cmocka_unit_test(flipped_bits_are_seen_but_in_the_named_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
