/*
 * A picture and the bytes of its files, each built from the definition of its format by the tests'
 * own code: what the command has to make of one when it is given another.
 */
#ifndef PAGES_H
#define PAGES_H

#include "reference.h"

struct page_bytes {
    uint8_t *data;
    size_t n;
};

struct page {
    struct rle127_bitmap bitmap; /* one_is_black */
    struct page_bytes pbm, bmp, rle;
};

/* Stretches of rows as on a scanned page; the same for the same sides. */
struct page page_make(uint32_t width, uint32_t height);
void page_free(struct page *page);

/* page_make(), with the files page.pbm, page.bmp and page.rle in the current directory. */
struct page page_write_all(uint32_t width, uint32_t height);

/* BMPs of a page with one thing different: the rows from the top, or the palette turned round. */
struct page_bytes page_make_bmp_top_down(const struct page *page);
struct page_bytes page_make_bmp_inverted(const struct page *page);

/* The rows of an 8-bit grey TGA, run-length coded or not, as a bitmap; only 0 and 255 may be
 * in it. */
struct rle127_bitmap page_read_tga(const uint8_t *bytes, size_t n_bytes);

/* Whether the command writes this format, by what --version says. */
bool page_can_become(const char *format);

/* The smallest page of all: 9 x 2 pixels, 000011000 and 111111111. */
#define PAGE_TINY_PBM   "P4\n9 2\n\xF3\x80\0\0"
#define PAGE_TINY_RLE   "\x09\0\x02\0\x04\x82\x03\x89"
#define PAGE_TINY_BYTES (sizeof PAGE_TINY_RLE - 1)
void page_write_tiny_pbm(const char *path);
void page_write_tiny_rle(const char *path);

#endif
