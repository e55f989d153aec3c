/*
 * src/image/foreign/png_*.c: what the pixels of PNG files are.
 */
#include "png_bytes.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct rle127_test_png TINY = {.width = 10, .height = 2, .depth = 1};
static const uint8_t TINY_SAMPLES[20] = {1, 0, 1, 0, 0, 0, 0, 0, 1, 1,
                                         0, 1, 1, 1, 1, 1, 1, 1, 0, 0};
static const char TINY_ROWS[] = ".#.#####../#.......##";

static void expect_rows(const struct rle127_test_png *png, const uint8_t *samples, const char *rows)
{
    for (int is_compressed = 0; is_compressed < 2; is_compressed++) {
        struct rle127_test_bytes bytes = rle127_test_make_png(png, samples, is_compressed);
        rle127_test_expect(&bytes, rows);
        rle127_test_free(&bytes);
    }
}

static void expect_refusal(const struct rle127_test_png *png, const uint8_t *samples,
                           const char *reason)
{
    struct rle127_test_bytes bytes = rle127_test_make_png(png, samples, false);
    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static void fill_samples(uint8_t *samples, size_t n, unsigned seed, unsigned mask)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245 + 12345;
        samples[i] = (uint8_t)(seed >> 16 & mask);
    }
}

static void grey_of_1_bit_is_black_and_white(void **state)
{
    (void)state;
    expect_rows(&TINY, TINY_SAMPLES, TINY_ROWS);
}

static void palette_of_1_bit_is_white_by_luma(void **state)
{
    (void)state;
    static const uint32_t PALETTES[][2] = {
        {0x000000, 0xFFFFFF}, {0xFFFFFF, 0x000000}, {0x808080, 0x7F7F7F}, {0x00FF00, 0xFF0000}};

    for (int i = 0; i < 4; i++) {
        struct rle127_test_png png = TINY;
        png.colour_type = PNG_PALETTE;
        png.n_palette = 2;
        png.palette = PALETTES[i];
        expect_rows(&png, TINY_SAMPLES, i == 0 ? TINY_ROWS : "#.#.....##/.#######..");
    }
}

static void palette_of_one_colour_is_read_where_no_pixel_is_of_the_other(void **state)
{
    (void)state;
    static const uint32_t WHITE = 0xFFFFFF;
    uint8_t samples[20] = {0};

    for (unsigned interlace = 0; interlace < 2; interlace++) {
        const struct rle127_test_png png = {.width = 10,
                                            .height = 2,
                                            .depth = 1,
                                            .colour_type = PNG_PALETTE,
                                            .interlace = interlace,
                                            .n_palette = 1,
                                            .palette = &WHITE};
        expect_rows(&png, samples, "........../..........");
        for (size_t i = 0; i < sizeof samples; i++) {
            samples[i] = 1;
            expect_refusal(&png, samples, "a pixel names no colour of the palette");
            samples[i] = 0;
        }
    }
}

static void padding_of_rows_is_ignored(void **state)
{
    (void)state;
    static const uint32_t WHITE = 0xFFFFFF;
    static const uint8_t ROWS[6] = {0, 0x00, 0x3F, 0, 0x00, 0x2A};
    struct rle127_test_png png = TINY;

    png.colour_type = PNG_PALETTE;
    png.n_palette = 1;
    png.palette = &WHITE;
    struct rle127_test_bytes stream = rle127_test_store(ROWS, sizeof ROWS, 100);
    struct rle127_test_bytes bytes = rle127_test_wrap_stream(&png, &stream, 100);
    rle127_test_expect(&bytes, "........../..........");
    rle127_test_free(&stream);
    rle127_test_free(&bytes);
}

static void palettes_of_more_bits_are_white_by_luma_and_not_dithered(void **state)
{
    (void)state;
    static const uint32_t PALETTE[4] = {0x7F7F7F, 0x808080, 0x000000, 0xFFFFFF};
    static const uint8_t SAMPLES[5] = {0, 1, 2, 3, 1};

    for (unsigned depth = 2; depth <= 8; depth *= 2) {
        const struct rle127_test_png png = {.width = 5,
                                            .height = 1,
                                            .depth = depth,
                                            .colour_type = PNG_PALETTE,
                                            .n_palette = 4,
                                            .palette = PALETTE};
        expect_rows(&png, SAMPLES, "#.#..");
    }
}

static void indices_beyond_the_palette_are_refused(void **state)
{
    (void)state;
    static const uint32_t PALETTE[3] = {0x000000, 0xFFFFFF, 0x808080};
    static const uint8_t SAMPLES[5] = {0, 1, 2, 0, 3};

    for (unsigned depth = 2; depth <= 8; depth *= 2) {
        const struct rle127_test_png png = {.width = 5,
                                            .height = 1,
                                            .depth = depth,
                                            .colour_type = PNG_PALETTE,
                                            .n_palette = 3,
                                            .palette = PALETTE};
        expect_refusal(&png, SAMPLES, "a pixel names no colour of the palette");
    }
}

/* A threshold shows the levels that the pixels were given. */
static void expect_level(const struct rle127_test_png *png, const uint8_t *samples, unsigned level)
{
    struct rle127_test_bytes bytes = rle127_test_make_png(png, samples, false);

    for (unsigned i = 0; i < 2; i++) {
        const struct rle127_binarize binarize = {.method = RLE127_BINARIZE_THRESHOLD,
                                                 .threshold = level + i};
        const int fd = rle127_test_open_file(&bytes);
        struct rle127_test_picture picture;
        if (level + i > 255) {
            close(fd);
            continue;
        }
        assert_null(rle127_test_read(fd, &binarize, &picture));
        assert_int_equal(picture.pixels[0], i == 0);
        rle127_test_free_picture(&picture);
        close(fd);
    }
    rle127_test_free(&bytes);
}

static void grey_levels_are_scaled_to_8_bits(void **state)
{
    (void)state;
    for (unsigned depth = 2; depth <= 8; depth *= 2)
        for (unsigned value = 0; value < 1u << depth; value++) {
            const struct rle127_test_png png = {.width = 1, .height = 1, .depth = depth};
            const uint8_t sample = (uint8_t)value;
            expect_level(&png, &sample, value * 255 / ((1u << depth) - 1));
        }
}

static void samples_of_16_bits_count_by_their_high_byte(void **state)
{
    (void)state;
    /* By hand: 0x00FF and 0xFF00 would round to 1 and 254. */
    static const uint8_t ROW[5] = {0, 0x00, 0xFF, 0xFF, 0x00};
    const struct rle127_test_png png = {.width = 2, .height = 1, .depth = 16};
    struct rle127_test_bytes stream = rle127_test_store(ROW, sizeof ROW, 100);
    struct rle127_test_bytes bytes = rle127_test_wrap_stream(&png, &stream, 100);

    for (unsigned threshold = 1; threshold < 256; threshold += 254) {
        const struct rle127_binarize binarize = {.method = RLE127_BINARIZE_THRESHOLD,
                                                 .threshold = threshold};
        struct rle127_test_picture picture;
        assert_null(rle127_test_read_both(&bytes, &binarize, &picture));
        assert_int_equal(picture.pixels[0], 0);
        assert_int_equal(picture.pixels[1], 1);
        rle127_test_free_picture(&picture);
    }
    rle127_test_free(&stream);
    rle127_test_free(&bytes);
}

static void colours_count_by_luma_and_alpha_not_at_all(void **state)
{
    (void)state;
    static const uint8_t GREY_ALPHA[2] = {77, 0};
    static const uint8_t RGB[3] = {10, 200, 30};     /* (2990 + 117400 + 3420) / 1000 */
    static const uint8_t RGBA[4] = {200, 10, 30, 0}; /* (59800 + 5870 + 3420) / 1000 */

    for (unsigned depth = 8; depth <= 16; depth += 8) {
        struct rle127_test_png png = {.width = 1, .height = 1, .depth = depth};
        png.colour_type = PNG_GREY_ALPHA;
        expect_level(&png, GREY_ALPHA, 77);
        png.colour_type = PNG_RGB;
        expect_level(&png, RGB, 123);
        png.colour_type = PNG_RGBA;
        expect_level(&png, RGBA, 69);
    }
}

static void palette_of_a_grey_image_is_passed_over(void **state)
{
    (void)state;
    static const uint32_t PALETTE[2] = {0xFFFFFF, 0x000000};
    struct rle127_test_png png = TINY;

    png.n_palette = 2;
    png.palette = PALETTE;
    expect_rows(&png, TINY_SAMPLES, TINY_ROWS);
}

static void expect_samples(const struct rle127_test_png *png, const uint8_t *samples,
                           const struct rle127_test_bytes *bytes)
{
    struct rle127_test_picture picture;
    const int fd = rle127_test_open_file(bytes);
    const char *reason = rle127_test_read(fd, NULL, &picture);

    if (reason)
        fail_msg("%u x %u: refused: %s", png->width, png->height, reason);
    assert_int_equal(picture.width, png->width);
    assert_int_equal(picture.height, png->height);
    assert_memory_equal(picture.pixels, samples, (size_t)png->width * png->height);
    rle127_test_free_picture(&picture);
    close(fd);
}

static void interlaced_images_of_1_bit_are_read_at_any_size(void **state)
{
    (void)state;
    uint8_t samples[33 * 9];

    for (uint32_t width = 1; width <= 33; width++)
        for (uint32_t height = 1; height <= 9; height++) {
            const struct rle127_test_png png = {
                .width = width, .height = height, .depth = 1, .interlace = 1};
            fill_samples(samples, sizeof samples, width * 100 + height, 1);
            struct rle127_test_bytes bytes = rle127_test_make_png(&png, samples, width % 2);
            expect_samples(&png, samples, &bytes);
            rle127_test_free(&bytes);
        }
}

static void interlaced_images_of_more_bits_are_read(void **state)
{
    (void)state;
    static const uint32_t PALETTE[4] = {0x000000, 0xFFFFFF, 0x000000, 0xFFFFFF};
    uint8_t samples[33 * 9], white[33 * 9];

    for (uint32_t width = 1; width <= 33; width++)
        for (unsigned depth = 2; depth <= 8; depth *= 2) {
            const struct rle127_test_png png = {.width = width,
                                                .height = 9,
                                                .depth = depth,
                                                .colour_type = PNG_PALETTE,
                                                .interlace = 1,
                                                .n_palette = 4,
                                                .palette = PALETTE};
            fill_samples(samples, sizeof samples, width + depth, 3);
            for (size_t i = 0; i < sizeof samples; i++)
                white[i] = samples[i] & 1;
            struct rle127_test_bytes bytes = rle127_test_make_png(&png, samples, true);
            expect_samples(&png, white, &bytes);
            rle127_test_free(&bytes);
        }
}

/* Each filter by its formula in the standard: bytes of 1-bit rows have no left pixel's byte but
 * the one before. */
static uint8_t predict(unsigned filter, int left, int up, int corner)
{
    const int from_left = abs(up - corner), from_up = abs(left - corner);
    const int from_corner = abs(left + up - 2 * corner);

    switch (filter) {
    case 1:
        return (uint8_t)left;
    case 2:
        return (uint8_t)up;
    case 3:
        return (uint8_t)((left + up) / 2);
    case 4:
        if (from_left <= from_up && from_left <= from_corner)
            return (uint8_t)left;
        return (uint8_t)(from_up <= from_corner ? up : corner);
    default:
        return 0;
    }
}

static void all_filters_are_undone(void **state)
{
    (void)state;
    enum { WIDTH = 200, HEIGHT = 50, ROW = 1 + WIDTH / 8 };
    const struct rle127_test_png png = {.width = WIDTH, .height = HEIGHT, .depth = 1};
    uint8_t samples[WIDTH * HEIGHT], filtered[HEIGHT * ROW];

    fill_samples(samples, sizeof samples, 77, 1);
    struct rle127_test_bytes rows = rle127_test_filter_rows(&png, samples);
    for (int y = 0; y < HEIGHT; y++) {
        const uint8_t *row = rows.data + y * ROW;
        filtered[y * ROW] = (uint8_t)(y % 5);
        for (int i = 1; i < ROW; i++)
            filtered[y * ROW + i] =
                (uint8_t)(row[i] - predict((unsigned)y % 5, i > 1 ? row[i - 1] : 0,
                                           y > 0 ? row[i - ROW] : 0,
                                           y > 0 && i > 1 ? row[i - 1 - ROW] : 0));
    }
    struct rle127_test_bytes stream = rle127_test_compress(filtered, sizeof filtered);
    struct rle127_test_bytes bytes = rle127_test_wrap_stream(&png, &stream, 1000);
    expect_samples(&png, samples, &bytes);
    rle127_test_free(&rows);
    rle127_test_free(&stream);
    rle127_test_free(&bytes);
}

static void streams_may_claim_a_smaller_window_than_they_use(void **state)
{
    (void)state;
    enum { WIDTH = 4096, HEIGHT = 8 };
    const struct rle127_test_png png = {.width = WIDTH, .height = HEIGHT, .depth = 1};
    uint8_t *samples = malloc(WIDTH * HEIGHT);

    assert_non_null(samples);
    fill_samples(samples, WIDTH, 5, 1);
    for (size_t y = 1; y < HEIGHT; y++) /* row for row the same, 513 bytes back */
        memcpy(samples + y * WIDTH, samples, WIDTH);
    struct rle127_test_bytes rows = rle127_test_filter_rows(&png, samples);
    struct rle127_test_bytes stream = rle127_test_compress(rows.data, rows.n_bytes);
    stream.data[0] = 0x08; /* a window of 256 bytes */
    stream.data[1] = 0x1D;
    struct rle127_test_bytes bytes = rle127_test_wrap_stream(&png, &stream, 5000);
    expect_samples(&png, samples, &bytes);
    rle127_test_free(&rows);
    rle127_test_free(&stream);
    rle127_test_free(&bytes);
    free(samples);
}

/* Zeros, which deflate codes well. */
static void large_images_are_read_row_by_row(void **state)
{
    (void)state;
    enum { SIDE = 30000, ROW = 1 + SIDE / 8 };
    const struct rle127_test_png png = {.width = SIDE, .height = SIDE, .depth = 1};
    uint8_t *rows = calloc(SIDE, ROW);

    assert_non_null(rows);
    struct rle127_test_bytes stream = rle127_test_compress(rows, (size_t)SIDE * ROW);
    free(rows);
    struct rle127_test_bytes bytes = rle127_test_wrap_stream(&png, &stream, 8192);
    const int fd = rle127_test_open_file(&bytes);
    struct rle127_source source;
    struct rle127_image image;
    struct rle127_bitmap band;
    const struct rle127_binarize pillow = {.method = RLE127_BINARIZE_PILLOW};
    assert_null(rle127_source_open(&source, fd, 65536));
    assert_null(rle127_image_open(&image, &source, &pillow, rle127_test_decoder()));
    for (uint32_t row = 0; row < SIDE; row += band.height) {
        assert_null(rle127_image_next_band(&image, &band));
        for (size_t i = 0; i < (size_t)band.height * SIDE / 8; i++)
            assert_int_equal(band.bits[i], 0);
    }
    rle127_image_close(&image);
    rle127_test_expect_small_decoder(16);
    rle127_source_close(&source);
    close(fd);
    rle127_test_free(&stream);
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_of_1_bit_is_black_and_white),
        cmocka_unit_test(palette_of_1_bit_is_white_by_luma),
        cmocka_unit_test(palette_of_one_colour_is_read_where_no_pixel_is_of_the_other),
        cmocka_unit_test(padding_of_rows_is_ignored),
        cmocka_unit_test(palettes_of_more_bits_are_white_by_luma_and_not_dithered),
        cmocka_unit_test(indices_beyond_the_palette_are_refused),
        cmocka_unit_test(grey_levels_are_scaled_to_8_bits),
        cmocka_unit_test(samples_of_16_bits_count_by_their_high_byte),
        cmocka_unit_test(colours_count_by_luma_and_alpha_not_at_all),
        cmocka_unit_test(palette_of_a_grey_image_is_passed_over),
        cmocka_unit_test(interlaced_images_of_1_bit_are_read_at_any_size),
        cmocka_unit_test(interlaced_images_of_more_bits_are_read),
        cmocka_unit_test(all_filters_are_undone),
        cmocka_unit_test(streams_may_claim_a_smaller_window_than_they_use),
        cmocka_unit_test(large_images_are_read_row_by_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
