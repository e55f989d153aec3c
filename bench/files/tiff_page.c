/*
 * TIFF files of 1 bit a pixel, by libtiff.
 */
#include "tiff_page.h"

#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "../../src/cli/messages.h"
#include "../kernels/packed.h"

bool rle127_has_tiff_pages(void)
{
    return true;
}

/* What is wrong is told by the functions' results. */
static TIFF *open_quietly(const char *path, const char *mode)
{
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    return TIFFOpen(path, mode);
}

static bool write_page(TIFF *tiff, const struct rle127_bitmap *page)
{
    const tmsize_t packed_bytes = (tmsize_t)rle127_packed_bytes(page);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page->width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page->height);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page->height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    return TIFFWriteEncodedStrip(tiff, 0, page->bits, packed_bytes) == packed_bytes &&
           TIFFFlush(tiff);
}

bool rle127_write_tiff_page(const char *path, const struct rle127_bitmap *page)
{
    TIFF *const tiff = open_quietly(path, "w");
    const bool is_written = tiff && write_page(tiff, page);
    if (tiff)
        TIFFClose(tiff);
    if (!is_written)
        rle127_say(path, "cannot be written as TIFF");
    return is_written;
}

static bool has_sides(TIFF *tiff, const struct rle127_bitmap *page)
{
    uint32_t width = 0, height = 0;
    uint16_t bits = 0, samples = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    return width == page->width && height == page->height && bits == 1 && samples == 1 &&
           !TIFFIsTiled(tiff);
}

/* Files may have any bits behind the last pixel of a row; the page has zeros there. */
static bool is_same_row(uint8_t *row, uint8_t flip, const struct rle127_bitmap *page, uint32_t y)
{
    const size_t row_bytes = rle127_row_bytes(page->width);
    for (size_t i = 0; i < row_bytes; i++)
        row[i] ^= flip;
    if (page->width % 8)
        row[page->width / 8] &= (uint8_t)(0xFF00 >> page->width % 8);
    return memcmp(row, page->bits + y * row_bytes, row_bytes) == 0;
}

static bool has_rows(TIFF *tiff, const struct rle127_bitmap *page)
{
    uint16_t photometric = 0;
    const size_t row_bytes = rle127_row_bytes(page->width);
    uint8_t *const row = malloc(row_bytes);
    bool is_same = row && TIFFScanlineSize(tiff) == (tmsize_t)row_bytes &&
                   TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    const uint8_t flip = photometric == PHOTOMETRIC_MINISWHITE ? 0 : 0xFF;
    for (uint32_t y = 0; is_same && y < page->height; y++)
        is_same = TIFFReadScanline(tiff, row, y, 0) == 1 && is_same_row(row, flip, page, y);
    free(row);
    return is_same;
}

bool rle127_is_tiff_page(const char *path, const struct rle127_bitmap *page)
{
    TIFF *const tiff = open_quietly(path, "r");
    const bool is_same = tiff && has_sides(tiff, page) && has_rows(tiff, page);
    if (tiff)
        TIFFClose(tiff);
    return is_same;
}
