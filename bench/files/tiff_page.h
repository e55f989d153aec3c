/*
 * Pages as TIFF files, for the tools that take nothing else. Where this program is built without
 * libtiff there are none.
 */
#ifndef RLE127_TIFF_PAGE_H
#define RLE127_TIFF_PAGE_H

#include "rle127.h"

bool rle127_has_tiff_pages(void);

/* Writes a page without compression, as one strip. The rows of the page have no gaps, and 1 is
 * black. False: said. */
bool rle127_write_tiff_page(const char *path, const struct rle127_bitmap *page);

/* Whether the first image of the file has the page's sides and pixels. False also where the file
 * cannot be read. Says nothing. */
bool rle127_is_tiff_page(const char *path, const struct rle127_bitmap *page);

#endif
