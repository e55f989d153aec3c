/*
 * The pages that are coded: drawn, or read from files. They lie in memory as in a PBM file: rows
 * without gaps, 1 = black; padding bits are 0. Must not know: codecs, clocks.
 */
#ifndef RLE127_PAGE_SET_H
#define RLE127_PAGE_SET_H

#include "rle127.h"

struct rle127_named_page {
    const char *name; /* without directories, unless two pages have the same one then */
    struct rle127_bitmap bitmap;
};

struct rle127_page_set {
    struct rle127_named_page *pages;
    size_t n_pages;
};

/* Of these functions each says what went wrong, and returns false then; the set is empty then. */

/* Reads files: images of 1 bit a pixel in any format that the command reads. */
bool rle127_load_pages(struct rle127_page_set *set, char *const *paths, size_t n_paths);

/* Draws the larger ones of the project's sample images. */
bool rle127_draw_pages(struct rle127_page_set *set);

/* Cuts as many windows of these sides as there is room for from the text of the drawn page. */
bool rle127_draw_windows(struct rle127_page_set *set, uint32_t width, uint32_t height);

void rle127_free_pages(struct rle127_page_set *set);

#endif
