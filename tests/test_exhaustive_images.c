/*
 * Every image of at most 20 pixels, in every shape and both polarities, is coded as the model
 * codes it, comes back, and is canonical. The padding bits of the second polarity are ones.
 */
#include "reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MOST_PIXELS      20u
#define ALL_LEVEL_PIXELS 16u
#define MOST_FILE_BYTES  (REFERENCE_HEADER_BYTES + MOST_PIXELS)

struct image {
    struct rle127_bitmap bitmap;
    uint8_t bits[MOST_PIXELS];       /* 1 = white, padding zero */
    uint8_t inverted[MOST_PIXELS];   /* 1 = black, padding ones */
    uint8_t black_ones[MOST_PIXELS]; /* 1 = black, padding zero: what decoding must give */
    uint8_t file[MOST_FILE_BYTES];
    size_t n_bits_bytes, n_file_bytes;
};

/* The first image that is wrong; threads share it, and only the main one may fail the test. */
struct finding {
    const char *what;
    uint32_t width, height, value;
};

/* Bit i of value is pixel i of the image, row by row. */
static void draw_value(struct image *image, uint32_t width, uint32_t height, uint32_t value)
{
    uint32_t row_bytes = (width + 7) / 8;
    image->n_bits_bytes = (size_t)row_bytes * height;
    memset(image->bits, 0, sizeof image->bits);
    memset(image->black_ones, 0, sizeof image->black_ones);
    image->bitmap = (struct rle127_bitmap){width, height, (ptrdiff_t)row_bytes, image->bits, false};
    struct rle127_bitmap black = {width, height, (ptrdiff_t)row_bytes, image->black_ones, true};
    for (uint32_t i = 0; i < width * height; i++) {
        reference_set_pixel(&image->bitmap, i % width, i / width, value >> i & 1);
        reference_set_pixel(&black, i % width, i / width, value >> i & 1);
    }
    for (size_t i = 0; i < image->n_bits_bytes; i++)
        image->inverted[i] = (uint8_t)~image->bits[i];
    image->n_file_bytes = reference_encode(&image->bitmap, image->file);
}

static const char *check_encode(const struct image *image, const struct rle127_bitmap *src,
                                const struct rle127_options *options)
{
    uint8_t file[MOST_FILE_BYTES];
    size_t n_bytes = 0;
    if (rle127_encode(src, file, sizeof file, &n_bytes, options) != RLE127_OK)
        return "encode fails";
    if (n_bytes != image->n_file_bytes || memcmp(file, image->file, n_bytes) != 0)
        return "encode differs from the model";
    return NULL;
}

static const char *check_decode(const struct image *image, bool one_is_black,
                                const struct rle127_options *options)
{
    uint8_t bits[MOST_PIXELS];
    struct rle127_bitmap dst = image->bitmap;
    dst.bits = bits;
    dst.one_is_black = one_is_black;
    memset(bits, 0xA5, sizeof bits);
    if (rle127_decode(image->file, image->n_file_bytes, &dst, options) != RLE127_OK)
        return "decode fails";
    const uint8_t *expected = one_is_black ? image->black_ones : image->bits;
    return memcmp(bits, expected, image->n_bits_bytes) == 0 ? NULL : "decode gives other pixels";
}

static const char *check_verify(const struct image *image, const struct rle127_options *options)
{
    bool is_canonical = false;
    size_t bad_offset = 0;
    if (rle127_verify(image->file, image->n_file_bytes, &is_canonical, &bad_offset, options) !=
        RLE127_OK)
        return "verify fails";
    if (!is_canonical || bad_offset != image->n_file_bytes)
        return "verify calls it not canonical";
    return NULL;
}

static const char *check_image(const struct image *image, const struct rle127_options *options)
{
    struct rle127_bitmap inverted = image->bitmap;
    inverted.bits = (uint8_t *)image->inverted;
    inverted.one_is_black = true;
    const char *wrong = check_encode(image, &image->bitmap, options);
    if (wrong == NULL)
        wrong = check_encode(image, &inverted, options);
    if (wrong == NULL)
        wrong = check_decode(image, false, options);
    if (wrong == NULL)
        wrong = check_decode(image, true, options);
    return wrong != NULL ? wrong : check_verify(image, options);
}

static void note(struct finding *finding, const char *what, const struct image *image,
                 uint32_t value)
{
#ifdef _OPENMP
#pragma omp critical
#endif
    *finding = (struct finding){what, image->bitmap.width, image->bitmap.height, value};
}

static uint64_t check_shape(uint32_t width, uint32_t height, const struct rle127_options *options,
                            struct finding *finding)
{
    int64_t n_values = (int64_t)1 << width * height;
#ifdef _OPENMP
#pragma omp parallel for schedule(static)
#endif
    for (int64_t value = 0; value < n_values; value++) {
        struct image image;
        draw_value(&image, width, height, (uint32_t)value);
        const char *wrong = check_image(&image, options);
        if (wrong != NULL)
            note(finding, wrong, &image, (uint32_t)value);
    }
    return (uint64_t)n_values;
}

static uint64_t check_shapes(uint32_t most_pixels, const char *level)
{
    struct rle127_options options = {.threads = 1, .level = level};
    struct finding finding = {NULL, 0, 0, 0};
    uint64_t n_images = 0;
    for (uint32_t width = 1; width <= most_pixels; width++) {
        for (uint32_t height = 1; width * height <= most_pixels; height++)
            n_images += check_shape(width, height, &options, &finding);
    }
    if (finding.what != NULL) {
        fail_msg("level %s, %ux%u, pixels 0x%x: %s", level != NULL ? level : "best", finding.width,
                 finding.height, finding.value, finding.what);
    }
    return n_images;
}

static void every_image_of_20_pixels_comes_back_and_is_canonical(void **state)
{
    (void)state;
    uint64_t n_images = check_shapes(MOST_PIXELS, NULL);
    print_message("%llu images in two polarities\n", (unsigned long long)n_images);
    /* Every number n of pixels has as many shapes as divisors: sum of d(n) * 2^n for n <= 20. */
    assert_int_equal(n_images, 9751690);
}

static void every_level_codes_every_image_of_16_pixels(void **state)
{
    (void)state;
    for (const char *const *level = rle127_levels(); *level != NULL; level++)
        check_shapes(ALL_LEVEL_PIXELS, *level);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_image_of_20_pixels_comes_back_and_is_canonical),
        cmocka_unit_test(every_level_codes_every_image_of_16_pixels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
