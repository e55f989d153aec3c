/*
 * The writers of src/image: files of every format from the same rows, read back by the tests' own
 * code; and outputs that fail.
 */
#include "patterns.h"
#include "png_file.h"
#include "reference.h"
#include "tests.h"
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USUAL_BUFFER_BYTES 65536

static uint64_t seed;

/* Fills a band as the decoder does: padding bits are zero. */
static void fill_band(const struct rle127_bitmap *band, const struct rle127_bitmap *bitmap,
                      uint32_t first_row)
{
    for (uint32_t row = 0; row < band->height; row++) {
        memset(band->bits + (ptrdiff_t)row * band->stride_bytes, 0, pattern_row_bytes(band->width));
        for (uint32_t x = 0; x < band->width; x++)
            reference_set_pixel(band, x, row, reference_get_pixel(bitmap, x, first_row + row));
    }
}

/* In bands of sizes that differ. */
static const char *put_all(struct rle127_writer *writer, const struct rle127_bitmap *bitmap)
{
    struct rle127_bitmap band;
    const char *reason = NULL;
    for (uint32_t row = 0; row < bitmap->height && !reason; row += band.height) {
        const uint32_t n_left = bitmap->height - row, n_wanted = 1 + row % 7 * 100;
        rle127_writer_next_band(writer, n_wanted < n_left ? n_wanted : n_left, &band);
        fill_band(&band, bitmap, row);
        reason = rle127_writer_put_rows(writer, band.height);
    }
    return reason ? reason : rle127_writer_finish(writer);
}

static const char *write_to(int fd, bool is_seekable, const char *suffix,
                            const struct rle127_bitmap *bitmap, size_t buffer_bytes)
{
    struct rle127_sink sink;
    struct rle127_writer writer;
    rle127_sink_open(&sink, fd, is_seekable);
    const char *reason = rle127_writer_open(&writer, rle127_find_writer(suffix), &sink,
                                            bitmap->width, bitmap->height, buffer_bytes);
    if (reason)
        return reason;
    reason = put_all(&writer, bitmap);
    rle127_writer_close(&writer);
    return reason;
}

/* The file as a buffer that ends in a NUL, to be freed. */
static uint8_t *write_file(bool is_seekable, const char *suffix, const struct rle127_bitmap *bitmap,
                           size_t buffer_bytes, size_t *n_bytes)
{
    FILE *const file = tmpfile();
    assert_non_null(file);
    assert_null(write_to(fileno(file), is_seekable, suffix, bitmap, buffer_bytes));
    *n_bytes = (size_t)lseek(fileno(file), 0, SEEK_END);
    uint8_t *const bytes = pattern_allocate(*n_bytes + 1);
    assert_int_equal(pread(fileno(file), bytes, *n_bytes, 0), *n_bytes);
    bytes[*n_bytes] = '\0';
    fclose(file);
    return bytes;
}

static struct rle127_bitmap make_noise(uint32_t width, uint32_t height)
{
    struct rle127_bitmap bitmap = pattern_new_bitmap(width, height, false);
    uint64_t random = seed;
    for (uint32_t row = 0; row < height; row++)
        for (uint32_t x = 0; x < width; x++)
            reference_set_pixel(&bitmap, x, row, reference_random_below(&random, 2));
    return bitmap;
}

static void check_each_size(void (*check)(const struct rle127_bitmap *bitmap))
{
    static const uint32_t sides[][2] = {{127, 9}, {128, 9}, {65535, 1}, {1, 65535}, {2000, 1500}};
    for (uint32_t width = 1; width <= 40; width++) {
        struct rle127_bitmap bitmap = make_noise(width, 11);
        check(&bitmap);
        pattern_free_bitmap(&bitmap);
    }
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct rle127_bitmap bitmap = make_noise(sides[i][0], sides[i][1]);
        check(&bitmap);
        pattern_free_bitmap(&bitmap);
    }
}

static void the_bytes_depend_neither_on_the_buffer_nor_on_the_output(void **state)
{
    (void)state;
    static const size_t buffers[] = {1, 1000, 1 << 20};
    struct rle127_bitmap bitmap = make_noise(333, 701);
    for (size_t i = 0; rle127_writer_at(i); i++) {
        const char *const suffix = rle127_writer_suffix(rle127_writer_at(i));
        size_t n_expected, n_found;
        uint8_t *const expected =
            write_file(true, suffix, &bitmap, USUAL_BUFFER_BYTES, &n_expected);
        for (size_t k = 0; k < 6; k++) {
            uint8_t *const found = write_file(k < 3, suffix, &bitmap, buffers[k % 3], &n_found);
            assert_int_equal(n_found, n_expected);
            assert_memory_equal(found, expected, n_expected);
            free(found);
        }
        free(expected);
    }
    pattern_free_bitmap(&bitmap);
}

static void need_png_of_one_bit(void)
{
    if (!rle127_find_writer("png") || rle127_writer_note(rle127_find_writer("png")))
        skip();
}

static void check_png_pixels(const struct rle127_bitmap *bitmap)
{
    size_t n_bytes;
    uint8_t *const bytes = write_file(true, "png", bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    png_file_check_pixels(bytes, n_bytes, bitmap);
    free(bytes);
}

static void png_has_the_pixels_at_every_width(void **state)
{
    (void)state;
    if (!rle127_find_writer("png"))
        skip();
    check_each_size(check_png_pixels);
}

static void check_png_chunks(const struct rle127_bitmap *bitmap)
{
    struct png_file file;
    size_t n_bytes;
    uint8_t *const bytes = write_file(true, "png", bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    png_file_take_apart(bytes, n_bytes, &file);
    const uint8_t ihdr[] = {0,
                            0,
                            (uint8_t)(bitmap->width >> 8),
                            (uint8_t)bitmap->width,
                            0,
                            0,
                            (uint8_t)(bitmap->height >> 8),
                            (uint8_t)bitmap->height,
                            1,
                            0,
                            0,
                            0,
                            0};
    assert_memory_equal(file.ihdr, ihdr, sizeof ihdr);
    png_file_free(&file);
    free(bytes);
}

static void png_is_one_bit_grey_without_other_chunks(void **state)
{
    (void)state;
    need_png_of_one_bit();
    check_each_size(check_png_chunks);
}

static void check_png_rows(const struct rle127_bitmap *bitmap)
{
    struct png_file file;
    size_t n_bytes;
    uint8_t *const bytes = write_file(true, "png", bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    png_file_take_apart(bytes, n_bytes, &file);
    png_file_check_rows(&file, bitmap);
    png_file_free(&file);
    free(bytes);
}

static void png_rows_are_whole_and_have_their_checksum(void **state)
{
    (void)state;
    need_png_of_one_bit();
    check_each_size(check_png_rows);
}

/* Noise cannot be made smaller, so that its 500 kB are many chunks. */
static void png_of_a_large_image_has_many_chunks(void **state)
{
    (void)state;
    need_png_of_one_bit();
    struct rle127_bitmap bitmap = make_noise(4000, 1000);
    struct png_file file;
    size_t n_bytes;
    uint8_t *const bytes = write_file(true, "png", &bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    png_file_take_apart(bytes, n_bytes, &file);
    assert_true(file.n_idat > 1);
    assert_true(n_bytes < 502000);
    png_file_check_rows(&file, &bitmap);
    png_file_free(&file);
    free(bytes);
    pattern_free_bitmap(&bitmap);
}

static void check_xbm_text(uint32_t width, uint32_t height, bool is_white, const char *text)
{
    struct rle127_bitmap bitmap = pattern_new_bitmap(width, height, is_white);
    size_t n_bytes;
    uint8_t *const bytes = write_file(true, "xbm", &bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    assert_string_equal((const char *)bytes, text);
    assert_int_equal(n_bytes, strlen(text));
    free(bytes);
    pattern_free_bitmap(&bitmap);
}

static void xbm_is_written_as_xlib_does(void **state)
{
    (void)state;
    check_xbm_text(1, 1, true,
                   "#define image_width 1\n#define image_height 1\n"
                   "static unsigned char image_bits[] = {\n   0x01};\n");
    check_xbm_text(9, 6, true,
                   "#define image_width 9\n#define image_height 6\n"
                   "static unsigned char image_bits[] = {\n"
                   "   0xff, 0x01, 0xff, 0x01, 0xff, 0x01, 0xff, 0x01, 0xff, 0x01, 0xff, 0x01};\n");
    check_xbm_text(104, 1, false,
                   "#define image_width 104\n#define image_height 1\n"
                   "static unsigned char image_bits[] = {\n"
                   "   0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,\n"
                   "   0x00};\n");
}

/* The left pixel is the lowest bit: .#.##### ....#.## */
static void xbm_has_the_left_pixel_in_the_lowest_bit(void **state)
{
    (void)state;
    struct rle127_bitmap bitmap = pattern_new_bitmap(16, 1, false);
    size_t n_bytes;
    memcpy(bitmap.bits, "\xA0\xF4", 2);
    uint8_t *const bytes = write_file(true, "xbm", &bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    assert_non_null(strstr((const char *)bytes, "{\n   0x05, 0x2f};\n"));
    free(bytes);
    pattern_free_bitmap(&bitmap);
}

static uint8_t reverse_bits(unsigned byte)
{
    unsigned reversed = 0;
    for (unsigned bit = 0; bit < 8; bit++)
        reversed |= (byte >> bit & 1) * (0x80u >> bit);
    return (uint8_t)reversed;
}

static struct rle127_bitmap read_xbm(const char *text)
{
    unsigned width, height;
    int n_header;
    assert_int_equal(sscanf(text,
                            "#define image_width %u #define image_height %u "
                            "static unsigned char image_bits[] = {%n",
                            &width, &height, &n_header),
                     2);
    struct rle127_bitmap bitmap = pattern_new_bitmap(width, height, false);
    const size_t n_values = pattern_row_bytes(width) * height;
    char *at = (char *)(uintptr_t)text + n_header;
    for (size_t i = 0; i < n_values; i++) {
        const unsigned long value = strtoul(at, &at, 16);
        assert_true(value <= 255);
        bitmap.bits[i] = reverse_bits((unsigned)value);
        assert_int_equal(*at++, i + 1 < n_values ? ',' : '}');
    }
    assert_string_equal(at, ";\n");
    return bitmap;
}

static void check_xbm_pixels(const struct rle127_bitmap *bitmap)
{
    size_t n_bytes;
    uint8_t *const text = write_file(true, "xbm", bitmap, USUAL_BUFFER_BYTES, &n_bytes);
    struct rle127_bitmap found = read_xbm((const char *)text);
    assert_true(pattern_is_same_image(bitmap, &found));
    pattern_free_bitmap(&found);
    free(text);
}

static void xbm_has_the_pixels_at_every_width(void **state)
{
    (void)state;
    check_each_size(check_xbm_pixels);
}

/* A small image fails when its writer finishes, one of 60 kB before. */
static void an_output_that_is_full_is_a_reason_in_every_format(void **state)
{
    (void)state;
    static const uint32_t widths[] = {3, 600};
    const int full = open("/dev/full", O_WRONLY);
    if (full < 0)
        skip();
    for (size_t i = 0; rle127_writer_at(i); i++) {
        for (size_t k = 0; k < 2; k++) {
            struct rle127_bitmap bitmap = make_noise(widths[k], 800);
            const char *const suffix = rle127_writer_suffix(rle127_writer_at(i));
            assert_string_equal(write_to(full, false, suffix, &bitmap, 1000), strerror(ENOSPC));
            pattern_free_bitmap(&bitmap);
        }
    }
    close(full);
}

static void a_writer_that_is_closed_early_frees_everything(void **state)
{
    (void)state;
    FILE *const file = tmpfile();
    for (size_t i = 0; rle127_writer_at(i); i++) {
        struct rle127_sink sink;
        struct rle127_writer writer;
        rle127_sink_open(&sink, fileno(file), true);
        assert_null(rle127_writer_open(&writer, rle127_writer_at(i), &sink, 100, 100, 1));
        rle127_writer_close(&writer);
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_depend_neither_on_the_buffer_nor_on_the_output),
        cmocka_unit_test(png_has_the_pixels_at_every_width),
        cmocka_unit_test(png_is_one_bit_grey_without_other_chunks),
        cmocka_unit_test(png_rows_are_whole_and_have_their_checksum),
        cmocka_unit_test(png_of_a_large_image_has_many_chunks),
        cmocka_unit_test(xbm_is_written_as_xlib_does),
        cmocka_unit_test(xbm_has_the_left_pixel_in_the_lowest_bit),
        cmocka_unit_test(xbm_has_the_pixels_at_every_width),
        cmocka_unit_test(an_output_that_is_full_is_a_reason_in_every_format),
        cmocka_unit_test(a_writer_that_is_closed_early_frees_everything),
    };
    seed = reference_seed(argc, argv);
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
