#include "patterns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void draw_plain(uint8_t *row, uint32_t width, uint32_t white, uint64_t *random)
{
    (void)random;
    memset(row, (int)white, width);
}

static void draw_stripes(uint8_t *row, uint32_t width, uint32_t period, uint64_t *random)
{
    (void)random;
    for (uint32_t x = 0; x < width; x++)
        row[x] = x / period % 2 != 0;
}

/* A place behind the row's end means its last pixel. */
static void draw_flip(uint8_t *row, uint32_t width, uint32_t place, uint64_t *random)
{
    draw_plain(row, width, 1, random);
    row[place < width ? place : width - 1] = 0;
}

static void draw_noise(uint8_t *row, uint32_t width, uint32_t black_permille, uint64_t *random)
{
    for (uint32_t x = 0; x < width; x++)
        row[x] = reference_random_below(random, 1000) >= black_permille;
}

static void draw_runs(uint8_t *row, uint32_t width, uint32_t longest, uint64_t *random)
{
    bool white = reference_random_below(random, 2) == 0;
    uint32_t x = 0;
    while (x < width) {
        uint32_t length = 1 + reference_random_below(random, longest);
        if (length > width - x)
            length = width - x;
        memset(row + x, white, length);
        white = !white;
        x += length;
    }
}

const struct pattern pattern_list[] = {
    {"white", draw_plain, 1},
    {"black", draw_plain, 0},
    {"checkerboard", draw_stripes, 1},
    {"stripes of 2", draw_stripes, 2},
    {"stripes of 7", draw_stripes, 7},
    {"stripes of 8", draw_stripes, 8},
    {"stripes of 63", draw_stripes, 63},
    {"stripes of 64", draw_stripes, 64},
    {"stripes of 126", draw_stripes, 126},
    {"stripes of 127", draw_stripes, 127},
    {"stripes of 128", draw_stripes, 128},
    {"flip at 0", draw_flip, 0},
    {"flip at 126", draw_flip, 126},
    {"flip at 127", draw_flip, 127},
    {"flip at 128", draw_flip, 128},
    {"flip at 253", draw_flip, 253},
    {"flip at 254", draw_flip, 254},
    {"flip at the end", draw_flip, UINT32_MAX},
    {"noise, half black", draw_noise, 500},
    {"noise, tenth black", draw_noise, 100},
    {"noise, hundredth black", draw_noise, 10},
    {"noise, nine tenths black", draw_noise, 900},
    {"runs up to 3", draw_runs, 3},
    {"runs up to 20", draw_runs, 20},
    {"runs up to 130", draw_runs, 130},
    {"runs up to 700", draw_runs, 700},
    {NULL, NULL, 0},
};

unsigned pattern_count(void)
{
    return sizeof pattern_list / sizeof pattern_list[0] - 1;
}

size_t pattern_row_bytes(uint32_t width)
{
    return (width + 7) / 8;
}

void *pattern_allocate(size_t n_bytes)
{
    void *memory = malloc(n_bytes > 0 ? n_bytes : 1);
    if (memory == NULL) {
        fprintf(stderr, "no memory for %zu bytes\n", n_bytes);
        exit(1);
    }
    return memory;
}

struct rle127_bitmap pattern_new_bitmap(uint32_t width, uint32_t height, bool one_is_black)
{
    size_t row_bytes = pattern_row_bytes(width);
    struct rle127_bitmap bitmap = {
        .width = width,
        .height = height,
        .stride_bytes = (ptrdiff_t)row_bytes,
        .bits = pattern_allocate(row_bytes * height),
        .one_is_black = one_is_black,
    };
    memset(bitmap.bits, 0, row_bytes * height);
    return bitmap;
}

void pattern_free_bitmap(struct rle127_bitmap *bitmap)
{
    free(bitmap->bits);
    bitmap->bits = NULL;
}

static void put_row(const struct rle127_bitmap *bitmap, uint32_t row, const uint8_t *pixels)
{
    for (uint32_t x = 0; x < bitmap->width; x++)
        reference_set_pixel(bitmap, x, row, (pixels[x] != 0) != (row % 2 != 0));
}

void pattern_draw(const struct rle127_bitmap *bitmap, const struct pattern *pattern,
                  uint64_t *random)
{
    uint8_t *pixels = pattern_allocate(bitmap->width);
    for (uint32_t row = 0; row < bitmap->height; row++) {
        pattern->draw_row(pixels, bitmap->width, pattern->argument, random);
        put_row(bitmap, row, pixels);
    }
    free(pixels);
    pattern_set_padding(bitmap, false);
}

static void draw_blank(const struct rle127_bitmap *bitmap)
{
    for (uint32_t row = 0; row < bitmap->height; row++) {
        memset(bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes,
               bitmap->one_is_black ? 0x00 : 0xFF, pattern_row_bytes(bitmap->width));
    }
    pattern_set_padding(bitmap, false);
}

static void draw_stretch(const struct rle127_bitmap *bitmap, uint64_t *random)
{
    if (reference_random_below(random, 3) == 0)
        draw_blank(bitmap);
    else
        pattern_draw(bitmap, &pattern_list[reference_random_below(random, pattern_count())],
                     random);
}

void pattern_draw_page(const struct rle127_bitmap *bitmap, uint64_t *random)
{
    uint32_t longest_stretch = bitmap->height / 8 + 1;
    for (uint32_t row = 0; row < bitmap->height;) {
        struct rle127_bitmap stretch = *bitmap;
        uint32_t n_left = bitmap->height - row;
        stretch.bits += (ptrdiff_t)row * bitmap->stride_bytes;
        stretch.height = 1 + reference_random_below(random, longest_stretch);
        if (stretch.height > n_left)
            stretch.height = n_left;
        draw_stretch(&stretch, random);
        row += stretch.height;
    }
}

void pattern_set_padding(const struct rle127_bitmap *bitmap, bool is_one)
{
    if (bitmap->width % 8 == 0)
        return;
    unsigned mask = 0xFFu >> bitmap->width % 8;
    for (uint32_t row = 0; row < bitmap->height; row++) {
        uint8_t *last = bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes + bitmap->width / 8;
        *last = (uint8_t)(is_one ? *last | mask : *last & ~mask);
    }
}

static bool has_zero_padding(const struct rle127_bitmap *bitmap, uint32_t row)
{
    if (bitmap->width % 8 == 0)
        return true;
    const uint8_t *last = bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes + bitmap->width / 8;
    return (*last & 0xFFu >> bitmap->width % 8) == 0;
}

bool pattern_is_same_image(const struct rle127_bitmap *image, const struct rle127_bitmap *result)
{
    for (uint32_t row = 0; row < image->height; row++) {
        if (!has_zero_padding(result, row))
            return false;
        for (uint32_t x = 0; x < image->width; x++) {
            if (reference_get_pixel(image, x, row) != reference_get_pixel(result, x, row))
                return false;
        }
    }
    return true;
}
