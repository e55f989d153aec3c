/*
 * Files of the formats that are decoded; see foreign_files.h.
 */
#include "foreign_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gif_bytes.h"
#include "jpeg_bytes.h"
#include "patterns.h"
#include "png_bytes.h"
#include "reference.h"

#define SQUARE 8

struct rle127_bitmap foreign_file_draw(uint32_t width, uint32_t height, uint64_t *random)
{
    struct rle127_bitmap bitmap = pattern_new_bitmap(width, height, false);
    for (uint32_t y = 0; y < height; y += SQUARE)
        for (uint32_t x = 0; x < width; x += SQUARE)
            if (reference_random(random) % 2)
                for (uint32_t i = 0; i < SQUARE * SQUARE; i++)
                    reference_set_pixel(&bitmap, x + i % SQUARE, y + i / SQUARE, true);
    return bitmap;
}

/* A byte for each pixel: `white` or 0. */
static uint8_t *unpack(const struct rle127_bitmap *bitmap, uint8_t white)
{
    uint8_t *const samples = malloc((size_t)bitmap->width * bitmap->height);
    for (uint32_t y = 0; y < bitmap->height; y++)
        for (uint32_t x = 0; x < bitmap->width; x++)
            samples[(size_t)y * bitmap->width + x] = reference_get_pixel(bitmap, x, y) ? white : 0;
    return samples;
}

static void make_png(const struct rle127_bitmap *bitmap, unsigned interlace,
                     struct foreign_file *file)
{
    const struct rle127_test_png png = {
        .width = bitmap->width, .height = bitmap->height, .depth = 1, .interlace = interlace};
    uint8_t *const samples = unpack(bitmap, 1);
    file->bytes = rle127_test_make_png(&png, samples, !interlace);
    free(samples);
}

static void make_gif(const struct rle127_bitmap *bitmap, struct foreign_file *file)
{
    static const uint32_t COLOURS[2] = {0x000000, 0xFFFFFF};
    uint8_t *const samples = unpack(bitmap, 1);
    const size_t n_pixels = (size_t)bitmap->width * bitmap->height;
    char *const digits = calloc(1, n_pixels + 1);
    for (size_t i = 0; i < n_pixels; i++)
        digits[i] = samples[i] ? '1' : '0';
    const struct rle127_test_gif_frame frame = {
        .width = bitmap->width, .height = bitmap->height, .pixels = digits};
    file->bytes = rle127_test_make_gif(2, COLOURS, &frame);
    free(digits);
    free(samples);
}

static void make_xbm(const struct rle127_bitmap *bitmap, struct foreign_file *file)
{
    char text[100];
    snprintf(text, sizeof text,
             "#define a_width %u\n#define a_height %u\nstatic char a_bits[] = {\n",
             (unsigned)bitmap->width, (unsigned)bitmap->height);
    rle127_test_add_text(&file->bytes, text);
    for (uint32_t y = 0; y < bitmap->height; y++)
        for (uint32_t x = 0; x < bitmap->width; x += 8) {
            unsigned value = 0;
            for (uint32_t i = 0; i < 8; i++)
                value |= (unsigned)reference_get_pixel(bitmap, x + i, y) << i;
            snprintf(text, sizeof text, "0x%02x%s", value,
                     x + 8 < bitmap->width || y + 1 < bitmap->height ? ",\n" : "};\n");
            rle127_test_add_text(&file->bytes, text);
        }
}

static void make_grey_tga(const struct rle127_bitmap *bitmap, struct foreign_file *file)
{
    uint8_t *const samples = unpack(bitmap, 255);
    rle127_test_add(&file->bytes, "\0\0\3\0\0\0\0\0\0\0\0\0", 12);
    rle127_test_add_u16(&file->bytes, bitmap->width);
    rle127_test_add_u16(&file->bytes, bitmap->height);
    rle127_test_add(&file->bytes, "\10\40", 2); /* 8 bits, top-down */
    rle127_test_add(&file->bytes, samples, (size_t)bitmap->width * bitmap->height);
    free(samples);
}

static void make_grey_psd(const struct rle127_bitmap *bitmap, struct foreign_file *file)
{
    uint8_t *const samples = unpack(bitmap, 255);
    rle127_test_add(&file->bytes, "8BPS\0\1\0\0\0\0\0\0\0\1", 14);
    rle127_test_add_u32_be(&file->bytes, bitmap->height);
    rle127_test_add_u32_be(&file->bytes, bitmap->width);
    rle127_test_add(&file->bytes, "\0\10\0\1", 4);    /* 8 bits, grey */
    rle127_test_add_fill(&file->bytes, 0, 3 * 4 + 2); /* no sections; plain rows */
    rle127_test_add(&file->bytes, samples, (size_t)bitmap->width * bitmap->height);
    free(samples);
}

static void make_jpeg(const struct rle127_bitmap *bitmap, struct foreign_file *file)
{
    const uint32_t n_columns = bitmap->width / SQUARE, n_rows = bitmap->height / SQUARE;
    uint8_t *const levels = malloc((size_t)n_columns * n_rows);
    for (uint32_t i = 0; i < n_columns * n_rows; i++)
        levels[i] =
            reference_get_pixel(bitmap, i % n_columns * SQUARE, i / n_columns * SQUARE) ? 255 : 0;
    const struct rle127_test_jpeg jpeg = {.sof = 0xC0,
                                          .n_components = 1,
                                          .width = bitmap->width,
                                          .height = bitmap->height,
                                          .levels = levels};
    file->bytes = rle127_test_make_baseline(&jpeg);
    free(levels);
}

struct foreign_file foreign_file_make(unsigned index, const struct rle127_bitmap *bitmap)
{
    static const char SUFFIXES[FOREIGN_FILES][8] = {"png", "adam7", "gif", "xbm",
                                                    "tga", "psd",   "jpg"};
    static const char *const FORMATS[FOREIGN_FILES] = {"PNG", "PNG", "GIF", "XBM",
                                                       "TGA", "PSD", "JPEG"};
    struct foreign_file file = {0};
    memcpy(file.suffix, SUFFIXES[index], sizeof file.suffix);
    if (!rle127_test_has_format(FORMATS[index]))
        return file;
    switch (index) {
    case 0:
    case 1:
        make_png(bitmap, index, &file);
        break;
    case 2:
        make_gif(bitmap, &file);
        break;
    case 3:
        make_xbm(bitmap, &file);
        break;
    case 4:
        make_grey_tga(bitmap, &file);
        break;
    case 5:
        make_grey_psd(bitmap, &file);
        break;
    default:
        make_jpeg(bitmap, &file);
        break;
    }
    return file;
}
