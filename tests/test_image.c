/*
 * src/image/image.c and sniff.c: formats by content, bands, and where their rows lie.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "image_bytes.h"

enum { CAPACITY_BYTES = 256 * 1024 };

static const struct rle127_binarize PILLOW = {.method = RLE127_BINARIZE_PILLOW};

static const char *open_image(struct rle127_image *image, struct rle127_source *source,
                              const struct rle127_test_bytes *bytes)
{
    assert_null(rle127_source_open(source, rle127_test_open_file(bytes), CAPACITY_BYTES));
    return rle127_image_open(image, source, &PILLOW, rle127_test_decoder());
}

static void close_source(struct rle127_source *source)
{
    close(source->fd);
    rle127_source_close(source);
}

struct head {
    const char *bytes;
    size_t n_bytes;
    const char *format; /* NULL: none that is known */
};
#define HEAD(bytes, format)             \
    {                                   \
        bytes, sizeof bytes - 1, format \
    }

static const struct head READABLE[] = {
    HEAD("BM", "BMP"),
    HEAD("BM\1\2\3\4\0\0\0\0\x36\0\0\0\x28\0\0\0", "BMP"),
    HEAD("P1\n", "PNM"),
    HEAD("P2 ", "PNM"),
    HEAD("P3\t", "PNM"),
    HEAD("P4\r", "PNM"),
    HEAD("P5#c\n1 1", "PNM"),
    HEAD("P6\n1 1\n255\n", "PNM"),
    HEAD("#define page_width 16\n#define page_height 16\n", "XBM"),
    HEAD("#define width 16\r\n", "XBM"),
    HEAD("#define 1x1_height\t1\n", "XBM"),
    HEAD("\r\n /* Drawn\n * by hand **/\n#define  a-b.c_width /*!*/ 9", "XBM"),
};

static const struct head PNG[] = {HEAD("\x89PNG\r\n\x1a\n", "PNG")};
static const struct head GIF[] = {HEAD("GIF89a", "GIF"), HEAD("GIF87a", "GIF")};
static const struct head BY_STB[] = {HEAD("\xff\xd8\xff\xe0", "JPEG"), HEAD("8BPS", "PSD")};

static const struct head UNREADABLE[] = {
    HEAD("II*\0", "TIFF"),
    HEAD("MM\0*", "TIFF"),
    HEAD("II+\0", "BigTIFF"),
    HEAD("#?RADIANCE\n", "HDR"),
    HEAD("\x53\x80\xf6\x34", "PIC"),
    HEAD("RIFF\0\0\0\0WEBP", "WebP"),
    HEAD("P7\nWIDTH 1\n", "PAM"),
    HEAD("Pf\n1 1\n", "PFM"),
    HEAD("/* XPM */\nstatic char *page[] = {\n\"16 16 2 1\",", "XPM"),
};

static const struct head UNKNOWN[] = {
    HEAD("", NULL),
    HEAD("B", NULL),
    HEAD("BMP files are no text", NULL),
    HEAD("P", NULL),
    HEAD("P0\n", NULL),
    HEAD("P7 ", NULL),
    HEAD("P4x", NULL),
    HEAD("P44 ", NULL),
    HEAD(" P4\n8 1\n", NULL),
    HEAD("\x89PNG\n", NULL),
    HEAD("\x7f"
         "ELF",
         NULL),
    HEAD("PK\3\4", NULL),
    HEAD("#define PAGE_H\nwidth ", NULL),
    HEAD("#define PAGE_H\n#define page_width 16\n", NULL),
    HEAD("#define PAGE_WIDTH 16\n", NULL),
    HEAD("#define pagewidth 16\n", NULL),
    HEAD("#define page_widths 16\n", NULL),
    HEAD("#define page_width(x) 16\n", NULL),
    HEAD("#define page_width\n16\n", NULL),
    HEAD("#define page_width other_width\n", NULL),
    HEAD("#define page_format 1\n#define page_width 16\n", NULL),
    HEAD("# define page_width 16\n", NULL),
    HEAD("/* #define page_width 16\n", NULL),
    HEAD("/* page */\n#include <page.h>\n", NULL),
    HEAD("/#define page_width 16\n", NULL),
    HEAD("\0#define page_width 16\n", NULL),
    HEAD("RIFF\0\0\0\0WAVE", NULL),
};

static void expect_sniffed(const struct head *heads, size_t n_heads, bool is_readable)
{
    for (size_t i = 0; i < n_heads; i++) {
        bool answer;
        const char *format =
            rle127_image_sniff((const uint8_t *)heads[i].bytes, heads[i].n_bytes, &answer);
        assert_int_equal(answer, is_readable);
        assert_int_equal(format == NULL, heads[i].format == NULL);
        if (format)
            assert_string_equal(format, heads[i].format);
    }
}

static void formats_are_known_by_their_first_bytes(void **state)
{
    (void)state;
    expect_sniffed(READABLE, sizeof READABLE / sizeof *READABLE, true);
    expect_sniffed(UNREADABLE, sizeof UNREADABLE / sizeof *UNREADABLE, false);
    expect_sniffed(PNG, sizeof PNG / sizeof *PNG, rle127_test_has_format("PNG"));
    expect_sniffed(GIF, sizeof GIF / sizeof *GIF, rle127_test_has_format("GIF"));
    expect_sniffed(BY_STB, sizeof BY_STB / sizeof *BY_STB, rle127_test_has_format("JPEG"));
    expect_sniffed(UNKNOWN, sizeof UNKNOWN / sizeof *UNKNOWN, false);
}

static void expect_refusal(const char *data, size_t n_bytes, const char *reason)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add(&bytes, data, n_bytes);
    rle127_test_expect_refusal(&bytes, reason);
    rle127_test_free(&bytes);
}

static void formats_that_are_not_read_are_named(void **state)
{
    (void)state;
    expect_refusal("", 0, "the file is empty");
    expect_refusal("hello", 5, "not a known image format");
    expect_refusal("II*\0....", 8, "TIFF images are not supported by this build");
    expect_refusal("/* XPM */\n", 10, "XPM images are not supported by this build");
}

static struct rle127_test_bytes make_p4(uint32_t width, uint32_t height)
{
    struct rle127_test_bytes bytes = {0};
    char header[40];

    snprintf(header, sizeof header, "P4\n%u %u\n", width, height);
    rle127_test_add_text(&bytes, header);
    rle127_test_add_fill(&bytes, 0x5A, (size_t)(width + 7) / 8 * height);
    return bytes;
}

static void rows_of_1_bit_are_given_where_they_lie(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = make_p4(7200, 1000);
    struct rle127_source source;
    struct rle127_image image;
    uint32_t n_bands = 0;

    assert_null(open_image(&image, &source, &bytes));
    for (uint32_t row = 0; row < 1000; n_bands++) {
        struct rle127_bitmap band;
        assert_null(rle127_image_next_band(&image, &band));
        assert_in_range((uintptr_t)band.bits, (uintptr_t)source.buffer,
                        (uintptr_t)source.buffer + source.capacity_bytes);
        assert_int_equal(band.stride_bytes, 900);
        assert_true(band.one_is_black);
        row += band.height;
    }
    assert_int_equal(n_bands, 4);
    assert_int_equal(source.capacity_bytes, CAPACITY_BYTES);
    assert_int_equal(source.total_read_bytes, bytes.n_bytes);
    rle127_image_close(&image);
    close_source(&source);
    rle127_test_free(&bytes);
}

static void bottom_up_rows_have_a_negative_stride(void **state)
{
    (void)state;
    static const uint32_t PALETTES[2][2] = {{0x000000, 0xFFFFFF}, {0xFFFFFF, 0x000000}};

    for (int i = 0; i < 2; i++) {
        const struct rle127_test_bmp head = {
            .width = 33, .height = 3, .depth = 1, .palette = PALETTES[i]};
        struct rle127_test_bytes bytes = {0};
        struct rle127_source source;
        struct rle127_image image;
        struct rle127_bitmap band;
        rle127_test_add_bmp_head(&bytes, &head);
        rle127_test_add_fill(&bytes, 0, 24);
        assert_null(open_image(&image, &source, &bytes));
        assert_null(rle127_image_next_band(&image, &band));
        assert_int_equal(band.height, 3);
        assert_int_equal(band.stride_bytes, -8);
        assert_int_equal(band.one_is_black, i == 1);
        rle127_image_close(&image);
        close_source(&source);
        rle127_test_free(&bytes);
    }
}

static void longest_sides_are_read(void **state)
{
    (void)state;
    static const uint32_t SIDES[2][2] = {{65535, 1}, {1, 65535}};

    for (int i = 0; i < 2; i++) {
        struct rle127_test_bytes bytes = make_p4(SIDES[i][0], SIDES[i][1]);
        struct rle127_test_picture picture;
        assert_null(rle127_test_read_both(&bytes, NULL, &picture));
        assert_int_equal(picture.width, SIDES[i][0]);
        assert_int_equal(picture.height, SIDES[i][1]);
        for (size_t x = 0; x < 65535; x++)
            if (picture.pixels[x] == (0x5A >> (7 - (i ? 0 : x % 8)) & 1))
                fail_msg("wrong pixel %zu", x);
        rle127_test_free_picture(&picture);
        rle127_test_free(&bytes);
    }
}

static void bands_of_other_kinds_are_white_where_1_and_padded_with_0(void **state)
{
    (void)state;
    struct rle127_test_bytes bytes = {0};
    struct rle127_source source;
    struct rle127_image image;
    uint32_t n_rows = 0;

    rle127_test_add_text(&bytes, "P5\n1001 3000\n255\n");
    rle127_test_add_fill(&bytes, 0xFF, 1001 * 3000);
    assert_null(open_image(&image, &source, &bytes));
    while (n_rows < 3000) {
        struct rle127_bitmap band;
        assert_null(rle127_image_next_band(&image, &band));
        assert_false(band.one_is_black);
        assert_int_equal(band.stride_bytes, 126);
        for (uint32_t y = 0; y < band.height; y++) {
            assert_int_equal(band.bits[y * 126u], 0xFF);
            assert_int_equal(band.bits[y * 126u + 125], 0x80);
        }
        n_rows += band.height;
    }
    assert_int_equal(n_rows, 3000);
    rle127_image_close(&image);
    close_source(&source);
    rle127_test_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_known_by_their_first_bytes),
        cmocka_unit_test(formats_that_are_not_read_are_named),
        cmocka_unit_test(rows_of_1_bit_are_given_where_they_lie),
        cmocka_unit_test(bottom_up_rows_have_a_negative_stride),
        cmocka_unit_test(longest_sides_are_read),
        cmocka_unit_test(bands_of_other_kinds_are_white_where_1_and_padded_with_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
