/*
 * Pages: drawing by patterns.c, runs by the reference model, image files by hand.
 */
#include "pages.h"
#include "command.h"
#include "patterns.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BMP_HEADER_BYTES 62
#define TGA_HEADER_BYTES 18

static struct page_bytes make_pbm(const struct rle127_bitmap *bitmap)
{
    const size_t n_bits = pattern_row_bytes(bitmap->width) * bitmap->height;
    struct page_bytes pbm = {.data = pattern_allocate(n_bits + 32)};
    pbm.n = (size_t)snprintf((char *)pbm.data, 32, "P4\n%u %u\n", (unsigned)bitmap->width,
                             (unsigned)bitmap->height);
    memcpy(pbm.data + pbm.n, bitmap->bits, n_bits);
    pbm.n += n_bits;
    return pbm;
}

static void put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* The header's bytes are pinned: those of Pillow, with 3780 pixels a metre. */
static void put_bmp_header(uint8_t *to, uint32_t width, uint32_t height, uint32_t pixels_bytes)
{
    static const uint8_t header[BMP_HEADER_BYTES] = {
        'B',  'M',  0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0,    0,    0,    0,   0,
        0,    0,    0, 0, 0, 1, 0, 1, 0, 0, 0,  0, 0, 0, 0,  0, 0,    0xC4, 0x0E, 0,   0,
        0xC4, 0x0E, 0, 0, 2, 0, 0, 0, 2, 0, 0,  0, 0, 0, 0,  0, 0xFF, 0xFF, 0xFF, 0xFF};
    memcpy(to, header, sizeof header);
    put_u32(to + 2, BMP_HEADER_BYTES + pixels_bytes);
    put_u32(to + 18, width);
    put_u32(to + 22, height);
    put_u32(to + 34, pixels_bytes);
}

static struct page_bytes make_bmp(const struct rle127_bitmap *bitmap)
{
    const size_t stride = (bitmap->width + 31) / 32 * 4, n_bits = stride * bitmap->height;
    struct page_bytes bmp = {.data = pattern_allocate(BMP_HEADER_BYTES + n_bits),
                             .n = BMP_HEADER_BYTES + n_bits};
    memset(bmp.data, 0, bmp.n);
    put_bmp_header(bmp.data, bitmap->width, bitmap->height, (uint32_t)n_bits);
    const struct rle127_bitmap rows = {.width = bitmap->width,
                                       .height = bitmap->height,
                                       .stride_bytes = -(ptrdiff_t)stride,
                                       .bits = bmp.data + BMP_HEADER_BYTES +
                                               (bitmap->height - 1) * stride};
    for (uint32_t row = 0; row < bitmap->height; row++)
        for (uint32_t x = 0; x < bitmap->width; x++)
            reference_set_pixel(&rows, x, row, reference_get_pixel(bitmap, x, row));
    return bmp;
}

static struct page_bytes make_rle(const struct rle127_bitmap *bitmap)
{
    struct page_bytes rle = {.data = pattern_allocate(rle127_bound(bitmap->width, bitmap->height))};
    rle.n = reference_encode(bitmap, rle.data);
    return rle;
}

struct page page_make(uint32_t width, uint32_t height)
{
    uint64_t random = 127 + width + ((uint64_t)height << 16);
    struct page page = {.bitmap = pattern_new_bitmap(width, height, true)};
    pattern_draw_page(&page.bitmap, &random);
    page.pbm = make_pbm(&page.bitmap);
    page.bmp = make_bmp(&page.bitmap);
    page.rle = make_rle(&page.bitmap);
    return page;
}

struct page page_write_all(uint32_t width, uint32_t height)
{
    const struct page page = page_make(width, height);
    scratch_write("page.pbm", page.pbm.data, page.pbm.n);
    scratch_write("page.bmp", page.bmp.data, page.bmp.n);
    scratch_write("page.rle", page.rle.data, page.rle.n);
    return page;
}

void page_free(struct page *page)
{
    free(page->pbm.data);
    free(page->bmp.data);
    free(page->rle.data);
    pattern_free_bitmap(&page->bitmap);
}

static struct page_bytes copy_bytes(const struct page_bytes *bytes)
{
    struct page_bytes copy = {.data = pattern_allocate(bytes->n), .n = bytes->n};
    memcpy(copy.data, bytes->data, bytes->n);
    return copy;
}

struct page_bytes page_make_bmp_top_down(const struct page *page)
{
    struct page_bytes bmp = copy_bytes(&page->bmp);
    const size_t height = page->bitmap.height, stride = (bmp.n - BMP_HEADER_BYTES) / height;
    put_u32(bmp.data + 22, 0u - page->bitmap.height);
    for (size_t row = 0; row < height; row++)
        memcpy(bmp.data + BMP_HEADER_BYTES + row * stride,
               page->bmp.data + BMP_HEADER_BYTES + (height - 1 - row) * stride, stride);
    return bmp;
}

struct page_bytes page_make_bmp_inverted(const struct page *page)
{
    struct page_bytes bmp = copy_bytes(&page->bmp);
    put_u32(bmp.data + 54, 0x00FFFFFF);
    put_u32(bmp.data + 58, 0);
    for (size_t i = BMP_HEADER_BYTES; i < bmp.n; i++)
        bmp.data[i] = (uint8_t)~bmp.data[i];
    return bmp;
}

/* Unpacks the pixels of a TGA of type 3 (plain) or 11 (packets of runs and of literals). */
static void unpack_tga(const uint8_t *at, const uint8_t *end, bool is_packed, uint8_t *grey,
                       size_t n_pixels)
{
    for (size_t i = 0; i < n_pixels;) {
        assert_true(at < end);
        const unsigned head = is_packed ? *at++ : 0;
        const size_t n = (head & 127) + 1;
        assert_true(n <= n_pixels - i && at + (head & 128 ? 1 : n) <= end);
        for (size_t k = 0; k < n; k++)
            grey[i++] = head & 128 ? *at : at[k];
        at += head & 128 ? 1 : n;
    }
}

struct rle127_bitmap page_read_tga(const uint8_t *bytes, size_t n_bytes)
{
    assert_true(n_bytes > TGA_HEADER_BYTES);
    assert_true(bytes[2] == 3 || bytes[2] == 11);
    assert_int_equal(bytes[16], 8);
    const uint32_t width = bytes[12] | (uint32_t)bytes[13] << 8;
    const uint32_t height = bytes[14] | (uint32_t)bytes[15] << 8;
    const bool is_top_down = bytes[17] & 0x20;
    const size_t n_pixels = (size_t)width * height;
    uint8_t *const grey = pattern_allocate(n_pixels);
    unpack_tga(bytes + TGA_HEADER_BYTES + bytes[0], bytes + n_bytes, bytes[2] == 11, grey,
               n_pixels);
    for (size_t i = 0; i < n_pixels; i++)
        assert_true(grey[i] == 0 || grey[i] == 255);
    const struct rle127_bitmap bitmap = pattern_new_bitmap(width, height, true);
    for (uint32_t row = 0; row < height; row++)
        for (uint32_t x = 0; x < width; x++)
            reference_set_pixel(&bitmap, x, is_top_down ? row : height - 1 - row,
                                grey[(size_t)row * width + x] != 0);
    free(grey);
    return bitmap;
}

bool page_can_become(const char *format)
{
    char word[16];
    const char *const line = strstr(RUN("--version")->out, "\nwrites:");
    snprintf(word, sizeof word, " %s", format);
    const char *const found = line ? strstr(line, word) : NULL;
    return found && (found[strlen(word)] == ' ' || found[strlen(word)] == '\n') &&
           !memchr(line + 1, '\n', (size_t)(found - line - 1));
}

void page_write_tiny_pbm(const char *path)
{
    scratch_write(path, PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

void page_write_tiny_rle(const char *path)
{
    scratch_write(path, PAGE_TINY_RLE, PAGE_TINY_BYTES);
}
