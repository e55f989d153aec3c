/*
 * Reader of PSD files. stb_image has a PSD decoder that is of no use here: it knows RGB alone,
 * changes colours by alpha, and takes 4 bytes a pixel; a row of PackBits is unpacked as fast as it
 * is checked. Must not know: other formats.
 */
#include "psd.h"

#include <stdlib.h>

static void close_psd(struct rle127_image *image)
{
    struct rle127_psd *psd = image->state;

    for (unsigned i = 0; i < RLE127_PSD_PLANES_MAX; i++)
        free(psd->planes[i].block.bytes);
    free(psd->row_offsets);
    free(psd->row);
    free(psd);
}

static const char *open_psd(struct rle127_image *image)
{
    struct rle127_psd *psd = calloc(1, sizeof *psd);
    if (!psd)
        return "out of memory";

    image->state = psd;
    const char *reason = rle127_psd_read_header(image, psd);
    if (!reason) {
        psd->row = malloc(psd->row_bytes);
        reason = psd->row ? NULL : "out of memory";
    }
    if (reason)
        close_psd(image);
    return reason;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    struct rle127_psd *psd = image->state;
    const char *reason = NULL;

    for (uint32_t i = 0; i < n_rows && !reason; i++)
        reason = rle127_psd_read_row(image, 0, first_row + i, rows->bits + i * psd->row_bytes);
    rows->stride_bytes = (ptrdiff_t)psd->row_bytes;
    return reason;
}

/* Of samples of 16 bits the first byte is the high one. */
static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct rle127_psd *psd = image->state;
    const size_t sample_bytes = psd->depth / 8;

    for (unsigned plane = 0; plane < psd->n_planes; plane++) {
        const char *reason = rle127_psd_read_row(image, plane, row, psd->row);
        if (reason)
            return reason;
        for (size_t x = 0; x < image->width; x++)
            samples[x * psd->n_planes + plane] = psd->row[x * sample_bytes];
    }
    return NULL;
}

/* Pillow takes the black of a bitmap for white. */
static const char *imitate_pillow(struct rle127_image *image)
{
    if (image->kind == RLE127_KIND_BILEVEL) {
        image->luma_1000[0] = 0;
        image->luma_1000[1] = 255 * 1000;
        image->note = "black and white are those that Pillow reads, and not the file's";
    }
    return NULL;
}

const struct rle127_reader rle127_reader_psd = {
    .format = "PSD",
    .matches = rle127_is_psd,
    .open = open_psd,
    .packed_rows = read_packed_rows,
    .sample_row = read_sample_row,
    .imitate_pillow = imitate_pillow,
    .close = close_psd,
};
