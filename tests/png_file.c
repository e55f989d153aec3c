/*
 * Takes PNG files apart; see png_file.h.
 */
#include "png_file.h"
#include "patterns.h"
#include "reference.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>

#ifdef RLE127_TEST_HAVE_STB_IMAGE
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#endif

#define SIGNATURE_BYTES 8

static uint32_t get_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Bit by bit, as the specification defines it. */
static uint32_t crc_of(const uint8_t *bytes, size_t n_bytes)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < n_bytes; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    }
    return ~crc;
}

static void add_idat(struct png_file *file, const uint8_t *data, size_t n_bytes)
{
    file->zlib = realloc(file->zlib, file->zlib_bytes + n_bytes);
    assert_non_null(file->zlib);
    memcpy(file->zlib + file->zlib_bytes, data, n_bytes);
    file->zlib_bytes += n_bytes;
    file->n_idat++;
}

/* Returns the chunk's end. */
static const uint8_t *take_chunk(const uint8_t *at, const uint8_t *end, const char *type,
                                 const uint8_t **data, size_t *n_bytes)
{
    assert_true(end - at >= 12);
    *n_bytes = get_u32(at);
    assert_true(*n_bytes <= (size_t)(end - at) - 12);
    assert_memory_equal(at + 4, type, 4);
    *data = at + 8;
    assert_int_equal(get_u32(*data + *n_bytes), crc_of(at + 4, 4 + *n_bytes));
    return *data + *n_bytes + 4;
}

void png_file_take_apart(const uint8_t *bytes, size_t n_bytes, struct png_file *file)
{
    const uint8_t *const end = bytes + n_bytes, *data;
    size_t n_data;
    *file = (struct png_file){.n_idat = 0};
    assert_true(n_bytes > SIGNATURE_BYTES);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1A\n", SIGNATURE_BYTES);
    const uint8_t *at = take_chunk(bytes + SIGNATURE_BYTES, end, "IHDR", &data, &n_data);
    assert_int_equal(n_data, sizeof file->ihdr);
    memcpy(file->ihdr, data, sizeof file->ihdr);
    while (end - at > 12) {
        at = take_chunk(at, end, "IDAT", &data, &n_data);
        assert_true(n_data > 0);
        add_idat(file, data, n_data);
    }
    at = take_chunk(at, end, "IEND", &data, &n_data);
    assert_int_equal(n_data, 0);
    assert_ptr_equal(at, end);
}

void png_file_free(struct png_file *file)
{
    free(file->zlib);
}

#ifdef RLE127_TEST_HAVE_STB_IMAGE

static uint32_t adler_of(const uint8_t *bytes, size_t n_bytes)
{
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        a = (a + bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

void png_file_check_rows(const struct png_file *file, const struct rle127_bitmap *bitmap)
{
    const size_t row_bytes = pattern_row_bytes(bitmap->width);
    int n_raw;
    uint8_t *const raw =
        (uint8_t *)stbi_zlib_decode_malloc((const char *)file->zlib, (int)file->zlib_bytes, &n_raw);
    assert_non_null(raw);
    assert_int_equal(n_raw, (1 + row_bytes) * bitmap->height);
    assert_int_equal(get_u32(file->zlib + file->zlib_bytes - 4), adler_of(raw, (size_t)n_raw));
    for (uint32_t row = 0; row < bitmap->height; row++)
        assert_int_equal(raw[row * (1 + row_bytes)], 0);
    const struct rle127_bitmap rows = {.width = bitmap->width,
                                       .height = bitmap->height,
                                       .stride_bytes = 1 + (ptrdiff_t)row_bytes,
                                       .bits = raw + 1};
    assert_true(pattern_is_same_image(bitmap, &rows));
    free(raw);
}

void png_file_check_pixels(const uint8_t *bytes, size_t n_bytes, const struct rle127_bitmap *bitmap)
{
    int width, height, n_channels;
    uint8_t *const grey =
        stbi_load_from_memory(bytes, (int)n_bytes, &width, &height, &n_channels, 1);
    assert_non_null(grey);
    assert_int_equal(width, bitmap->width);
    assert_int_equal(height, bitmap->height);
    for (uint32_t row = 0; row < bitmap->height; row++)
        for (uint32_t x = 0; x < bitmap->width; x++)
            if (grey[(size_t)row * bitmap->width + x] !=
                (reference_get_pixel(bitmap, x, row) ? 255 : 0))
                fail_msg("pixel %u of row %u of %d x %d", x, row, width, height);
    free(grey);
}

#else

void png_file_check_rows(const struct png_file *file, const struct rle127_bitmap *bitmap)
{
    (void)file;
    (void)bitmap;
    skip();
}

void png_file_check_pixels(const uint8_t *bytes, size_t n_bytes, const struct rle127_bitmap *bitmap)
{
    (void)bytes;
    (void)n_bytes;
    (void)bitmap;
    skip();
}

#endif
