/*
 * src/image/binarize.c: black and white by every method, against plain models of the rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "binarize.h"

enum { N_ROWS = 12, WIDTH_MAX = 70 };

static const struct rle127_binarize PILLOW = {.method = RLE127_BINARIZE_PILLOW};
static const struct rle127_binarize OTSU = {.method = RLE127_BINARIZE_OTSU};
static const struct rle127_binarize NONE = {.method = RLE127_BINARIZE_NONE};

/* N_ROWS rows of samples and the bits that come of them. */
struct sheet {
    struct rle127_image image;
    size_t n_channels;
    uint8_t samples[N_ROWS][3 * WIDTH_MAX];
    bool is_white[N_ROWS][WIDTH_MAX];
};

static uint32_t random_state = 1;

static uint8_t make_random_byte(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return (uint8_t)(random_state >> 24);
}

/* Noise, ramps and flat parts. */
static void fill_samples(struct sheet *sheet, unsigned pattern)
{
    for (size_t y = 0; y < N_ROWS; y++)
        for (size_t i = 0; i < sheet->image.width * sheet->n_channels; i++) {
            uint8_t sample = make_random_byte();
            if (pattern % 3 == 1)
                sample = (uint8_t)(i * 3 + y);
            if (pattern % 3 == 2)
                sample = (uint8_t)(pattern * 7 + sample % 4);
            sheet->samples[y][i] = sample;
        }
}

static struct sheet make_sheet(enum rle127_image_kind kind, uint32_t width)
{
    return (struct sheet){.image = {.width = width, .height = N_ROWS, .kind = kind},
                          .n_channels = kind == RLE127_KIND_COLOUR ? 3 : 1};
}

/* Binarizes all rows, which must leave the padding zero and touch no byte behind it. */
static void binarize_sheet(struct sheet *sheet, const struct rle127_binarize *method)
{
    const uint32_t width = sheet->image.width;
    const size_t row_bytes = (width + 7) / 8;
    struct rle127_binarizer *binarizer;
    uint8_t bits[WIDTH_MAX / 8 + 2];

    assert_null(rle127_binarizer_open(&binarizer, &sheet->image, method));
    if (rle127_binarizer_must_measure(binarizer))
        for (size_t y = 0; y < N_ROWS; y++)
            rle127_binarizer_measure(binarizer, sheet->samples[y]);
    for (size_t y = 0; y < N_ROWS; y++) {
        memset(bits, 0xAA, sizeof bits);
        rle127_binarizer_row(binarizer, sheet->samples[y], bits);
        for (size_t x = 0; x < width; x++)
            sheet->is_white[y][x] = bits[x / 8] >> (7 - x % 8) & 1;
        for (size_t x = width; x < row_bytes * 8; x++)
            assert_false(bits[x / 8] >> (7 - x % 8) & 1);
        assert_int_equal(bits[row_bytes], 0xAA);
    }
    rle127_binarizer_close(binarizer);
}

static int find_luma(const struct sheet *sheet, size_t y, size_t x)
{
    const uint8_t *sample = sheet->samples[y] + x * sheet->n_channels;

    if (sheet->image.kind == RLE127_KIND_PALETTE)
        return (int)(sheet->image.luma_1000[*sample] / 1000);
    if (sheet->n_channels == 1)
        return *sample;
    return (299 * sample[0] + 587 * sample[1] + 114 * sample[2]) / 1000;
}

static int clip(int value)
{
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* Error diffusion as a textbook has it: shares are added up where they arrive. */
static void expect_diffusion(const struct sheet *sheet)
{
    static int sums[N_ROWS + 1][WIDTH_MAX + 2]; /* column 0 is left of the image */

    memset(sums, 0, sizeof sums);
    for (size_t y = 0; y < N_ROWS; y++)
        for (size_t x = 0; x < sheet->image.width; x++) {
            const int value = clip(find_luma(sheet, y, x) + sums[y][x + 1] / 16);
            const bool is_white = value > 128;
            const int error = is_white ? value - 255 : value;
            assert_int_equal(sheet->is_white[y][x], is_white);
            sums[y][x + 2] += 7 * error;
            sums[y + 1][x] += 3 * error;
            sums[y + 1][x + 1] += 5 * error;
            sums[y + 1][x + 2] += error;
        }
}

static void expect_threshold(const struct sheet *sheet, int threshold)
{
    for (size_t y = 0; y < N_ROWS; y++)
        for (size_t x = 0; x < sheet->image.width; x++)
            assert_int_equal(sheet->is_white[y][x], find_luma(sheet, y, x) >= threshold);
}

static void expect_diffusion_of(enum rle127_image_kind kind)
{
    for (uint32_t width = 1; width <= WIDTH_MAX; width++)
        for (unsigned pattern = 0; pattern < 36; pattern++) {
            struct sheet sheet = make_sheet(kind, width);
            fill_samples(&sheet, pattern);
            binarize_sheet(&sheet, &PILLOW);
            assert_true(sheet.image.is_dithered);
            expect_diffusion(&sheet);
        }
}

static void grey_is_dithered_like_the_model(void **state)
{
    (void)state;
    expect_diffusion_of(RLE127_KIND_GREY);
}

static void colour_is_dithered_by_its_luma(void **state)
{
    (void)state;
    expect_diffusion_of(RLE127_KIND_COLOUR);
}

static void threshold_splits_grey_and_colour(void **state)
{
    (void)state;
    for (unsigned threshold = 0; threshold < 256; threshold++) {
        const struct rle127_binarize method = {RLE127_BINARIZE_THRESHOLD, threshold};
        struct sheet grey = make_sheet(RLE127_KIND_GREY, 41);
        struct sheet colour = make_sheet(RLE127_KIND_COLOUR, 64);
        fill_samples(&grey, threshold);
        fill_samples(&colour, threshold);
        binarize_sheet(&grey, &method);
        binarize_sheet(&colour, &method);
        assert_false(grey.image.is_dithered);
        expect_threshold(&grey, (int)threshold);
        expect_threshold(&colour, (int)threshold);
    }
}

static struct sheet make_palette_sheet(void)
{
    struct sheet sheet = make_sheet(RLE127_KIND_PALETTE, 67);

    for (size_t i = 0; i < 256; i++)
        sheet.image.luma_1000[i] =
            299u * make_random_byte() + 587u * make_random_byte() + 114u * make_random_byte();
    sheet.image.luma_1000[0] = 127999;
    sheet.image.luma_1000[1] = 128000;
    fill_samples(&sheet, 0);
    sheet.samples[0][0] = 0;
    sheet.samples[0][1] = 1;
    return sheet;
}

static void palette_is_split_at_128_and_not_dithered(void **state)
{
    (void)state;
    struct sheet sheet = make_palette_sheet();

    binarize_sheet(&sheet, &PILLOW);
    assert_false(sheet.image.is_dithered);
    expect_threshold(&sheet, 128);
    assert_false(sheet.is_white[0][0]);
    assert_true(sheet.is_white[0][1]);
}

static void threshold_splits_a_palette_by_its_luma(void **state)
{
    (void)state;
    for (unsigned threshold = 0; threshold < 256; threshold += 5) {
        const struct rle127_binarize method = {RLE127_BINARIZE_THRESHOLD, threshold};
        struct sheet sheet = make_palette_sheet();
        binarize_sheet(&sheet, &method);
        expect_threshold(&sheet, (int)threshold);
    }
}

/* The samples are `lumas` by turns. */
static void expect_otsu(const uint8_t *lumas, size_t n_lumas, int threshold)
{
    struct sheet sheet = make_sheet(RLE127_KIND_GREY, 60);

    for (size_t i = 0; i < 60 * N_ROWS; i++)
        sheet.samples[i / 60][i % 60] = lumas[i % n_lumas];
    binarize_sheet(&sheet, &OTSU);
    assert_false(sheet.image.is_dithered);
    expect_threshold(&sheet, threshold);
}

static void otsu_finds_the_gap_between_two_heaps(void **state)
{
    (void)state;
    expect_otsu((const uint8_t[]){10, 11, 12, 200, 201}, 5, 13);
    expect_otsu((const uint8_t[]){0, 255}, 2, 1);
    expect_otsu((const uint8_t[]){254, 255}, 2, 255);
    expect_otsu((const uint8_t[]){3, 3, 3, 3, 4}, 5, 4);
    /* between 0, 1 and 2 both cuts are as good: the lower one is taken */
    expect_otsu((const uint8_t[]){0, 1, 2}, 3, 1);
    expect_otsu((const uint8_t[]){50, 60, 70}, 3, 51);
    expect_otsu((const uint8_t[]){66, 86, 88, 89, 96, 111, 113, 128, 135, 136, 138, 158}, 12, 97);
    expect_otsu((const uint8_t[]){88, 101, 105, 133, 137, 165, 169, 182}, 8, 106);
}

static void otsu_of_a_single_luma_splits_at_128(void **state)
{
    (void)state;
    for (unsigned luma = 0; luma < 256; luma++)
        expect_otsu((const uint8_t[]){(uint8_t)luma}, 1, 128);
}

/* The threshold that maximises (sum of the dark * n - sum of all * n of the dark)^2 / (n of the
 * dark
 * * n of the bright), which is the variance between the classes but for a constant. */
static int find_best_threshold(const struct sheet *sheet)
{
    double best_variance = 0;
    int best = 128;

    for (int threshold = 1; threshold < 256; threshold++) {
        int64_t n_dark = 0, sum_dark = 0, sum_all = 0;
        const int64_t n_all = (int64_t)N_ROWS * sheet->image.width;
        for (size_t y = 0; y < N_ROWS; y++)
            for (size_t x = 0; x < sheet->image.width; x++) {
                const int luma = find_luma(sheet, y, x);
                sum_all += luma;
                n_dark += luma < threshold;
                sum_dark += luma < threshold ? luma : 0;
            }
        const int64_t distance = sum_dark * n_all - sum_all * n_dark;
        const int64_t weight = n_dark * (n_all - n_dark);
        const double variance = weight ? (double)distance / (double)weight * (double)distance : 0;
        if (variance > best_variance * 1.0000001) {
            best_variance = variance;
            best = threshold;
        }
    }
    return best;
}

static void otsu_is_the_best_of_all_thresholds(void **state)
{
    (void)state;
    for (unsigned pattern = 0; pattern < 30; pattern++) {
        struct sheet grey = make_sheet(RLE127_KIND_GREY, 50);
        struct sheet colour = make_sheet(RLE127_KIND_COLOUR, 23);
        struct sheet palette = make_palette_sheet();
        fill_samples(&grey, pattern);
        fill_samples(&colour, pattern);
        binarize_sheet(&grey, &OTSU);
        binarize_sheet(&colour, &OTSU);
        binarize_sheet(&palette, &OTSU);
        expect_threshold(&grey, find_best_threshold(&grey));
        expect_threshold(&colour, find_best_threshold(&colour));
        expect_threshold(&palette, find_best_threshold(&palette));
    }
}

static void expect_two_colours(uint32_t luma_0, uint32_t luma_1,
                               const struct rle127_binarize *method, bool white_0, bool white_1)
{
    struct rle127_image image = {
        .width = 9, .height = 1, .kind = RLE127_KIND_BILEVEL, .luma_1000 = {luma_0, luma_1}};
    struct rle127_binarizer *binarizer;
    bool is_white[2];

    assert_null(rle127_binarizer_open(&binarizer, &image, method));
    assert_false(image.is_dithered);
    assert_false(rle127_binarizer_must_measure(binarizer));
    rle127_binarizer_two_colours(binarizer, is_white);
    assert_int_equal(is_white[0], white_0);
    assert_int_equal(is_white[1], white_1);
    rle127_binarizer_close(binarizer);
}

static void two_colours_are_split_by_every_method(void **state)
{
    (void)state;
    const struct rle127_binarize at_50 = {RLE127_BINARIZE_THRESHOLD, 50};

    expect_two_colours(0, 255000, &PILLOW, false, true);
    expect_two_colours(255000, 0, &NONE, true, false);
    expect_two_colours(127999, 128000, &PILLOW, false, true);
    expect_two_colours(127999, 128000, &NONE, false, true);
    expect_two_colours(10000, 20000, &PILLOW, false, false);
    expect_two_colours(49999, 50000, &at_50, false, true);
    expect_two_colours(10000, 20000, &OTSU, false, true);
    expect_two_colours(220000, 200000, &OTSU, true, false);
    expect_two_colours(100000, 100000, &OTSU, false, false);
    expect_two_colours(200000, 200000, &OTSU, true, true);
}

static void none_takes_images_of_two_colours_alone(void **state)
{
    (void)state;
    static const enum rle127_image_kind KINDS[] = {RLE127_KIND_PALETTE, RLE127_KIND_GREY,
                                                   RLE127_KIND_COLOUR};

    for (size_t i = 0; i < 3; i++) {
        struct rle127_image image = {.width = 9, .height = 1, .kind = KINDS[i]};
        struct rle127_binarizer *binarizer;
        assert_string_equal(rle127_binarizer_open(&binarizer, &image, &NONE),
                            "not a 1-bit image; --binarize=none takes no other");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_is_dithered_like_the_model),
        cmocka_unit_test(colour_is_dithered_by_its_luma),
        cmocka_unit_test(threshold_splits_grey_and_colour),
        cmocka_unit_test(palette_is_split_at_128_and_not_dithered),
        cmocka_unit_test(threshold_splits_a_palette_by_its_luma),
        cmocka_unit_test(otsu_finds_the_gap_between_two_heaps),
        cmocka_unit_test(otsu_of_a_single_luma_splits_at_128),
        cmocka_unit_test(otsu_is_the_best_of_all_thresholds),
        cmocka_unit_test(two_colours_are_split_by_every_method),
        cmocka_unit_test(none_takes_images_of_two_colours_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
