/*
 * Opening an image and handing out its rows in bands. What the pixels of a format look like is the
 * business of its reader, what is black and white that of binarize.c. Must not know: paths, runs.
 */
#include "image.h"

#include <stdlib.h>
#include <string.h>

#include "binarize.h"
#include "reader.h"
#include "sniff.h"

/* Rows that are made here or by the reader should stay in the first levels of cache. Rows that lie
 * in the source's buffer are handed out as they are, in bands as large as that. */
#define OWN_BAND_BYTES (64 * 1024)

/* BMP pads its rows to 4 bytes, and the padding has to fit as well. */
static uint32_t count_band_rows(const struct rle127_image *image)
{
    const size_t capacity_bytes = image->source->capacity_bytes;
    const bool are_made = image->rows_are_own || image->reader->unpacks_rows;
    const size_t room =
        are_made && OWN_BAND_BYTES < capacity_bytes ? OWN_BAND_BYTES : capacity_bytes;
    const size_t row_bytes = ((size_t)image->width + 31) / 32 * 4;
    const size_t n_rows = room > row_bytes ? room / row_bytes : 1;

    return n_rows < image->height ? (uint32_t)n_rows : image->height;
}

static const char *open_reader(struct rle127_image *image)
{
    const uint8_t *head;
    size_t head_bytes;
    const char *reason =
        rle127_source_peek_head(image->source, RLE127_IMAGE_HEAD_BYTES, &head, &head_bytes);

    if (!reason)
        reason = rle127_find_reader(head, head_bytes, &image->reader);
    if (reason)
        return reason;
    image->format = image->reader->format;
    return image->reader->open(image);
}

/* Where both colours of a bilevel image come out the same, the file's bits mean nothing: such rows
 * are made here as well. */
static const char *allocate_bands(struct rle127_image *image)
{
    const bool is_bilevel = image->kind == RLE127_KIND_BILEVEL;

    if (is_bilevel)
        rle127_binarizer_two_colours(image->binarizer, image->is_white);
    image->rows_are_own = !is_bilevel || image->is_white[0] == image->is_white[1];
    image->band_rows = count_band_rows(image);
    const bool has_band = image->rows_are_own || image->reader->unpacks_rows;
    if (has_band)
        image->band = calloc(image->band_rows, rle127_row_bytes(image->width));
    if (!is_bilevel)
        image->samples = malloc(3 * (size_t)image->width);
    if ((has_band && !image->band) || (!is_bilevel && !image->samples))
        return "out of memory";
    return NULL;
}

/* The first of two passes: the histogram of all rows. */
static const char *measure_rows(struct rle127_image *image)
{
    const char *reason = NULL;

    rle127_source_keep(image->source);
    for (uint32_t row = 0; row < image->height && !reason; row++) {
        reason = image->reader->sample_row(image, row, image->samples);
        if (!reason)
            rle127_binarizer_measure(image->binarizer, image->samples);
    }
    return reason;
}

static const char *prepare_rows(struct rle127_image *image, const struct rle127_binarize *binarize)
{
    const char *reason = NULL;

    if (image->imitates_pillow && image->reader->imitate_pillow)
        reason = image->reader->imitate_pillow(image);
    if (!reason)
        reason = rle127_binarizer_open(&image->binarizer, image, binarize);
    if (!reason)
        reason = allocate_bands(image);
    if (!reason && rle127_binarizer_must_measure(image->binarizer))
        reason = measure_rows(image);
    return reason;
}

const char *rle127_image_open(struct rle127_image *image, struct rle127_source *source,
                              const struct rle127_binarize *binarize,
                              struct rle127_decoder *decoder)
{
    *image = (struct rle127_image){
        .source = source,
        .decoder = decoder,
        .imitates_pillow = binarize->method == RLE127_BINARIZE_PILLOW,
    };

    const char *reason = open_reader(image);
    if (reason)
        return reason;
    reason = prepare_rows(image, binarize);
    if (reason)
        rle127_image_close(image);
    return reason;
}

static const char *give_file_rows(struct rle127_image *image, struct rle127_bitmap *band)
{
    const char *reason = image->reader->packed_rows(image, image->next_row, band->height, band);

    band->one_is_black = image->is_white[0];
    if (!reason && image->rows_are_own) {
        memset(image->band, 0, band->height * rle127_row_bytes(image->width));
        band->bits = image->band;
        band->stride_bytes = (ptrdiff_t)rle127_row_bytes(image->width);
    }
    return reason;
}

static const char *give_binarized_rows(struct rle127_image *image, struct rle127_bitmap *band)
{
    const size_t row_bytes = rle127_row_bytes(image->width);

    band->bits = image->band;
    band->stride_bytes = (ptrdiff_t)row_bytes;
    band->one_is_black = false;
    for (uint32_t i = 0; i < band->height; i++) {
        const char *reason = image->reader->sample_row(image, image->next_row + i, image->samples);
        if (reason)
            return reason;
        rle127_binarizer_row(image->binarizer, image->samples, image->band + i * row_bytes);
    }
    return NULL;
}

const char *rle127_image_next_band(struct rle127_image *image, struct rle127_bitmap *band)
{
    const uint32_t left = image->height - image->next_row;
    const char *reason;

    band->width = image->width;
    band->bits = image->band;
    band->height = left < image->band_rows ? left : image->band_rows;
    if (image->kind == RLE127_KIND_BILEVEL)
        reason = give_file_rows(image, band);
    else
        reason = give_binarized_rows(image, band);
    image->next_row += band->height;
    return reason;
}

void rle127_image_close(struct rle127_image *image)
{
    image->reader->close(image);
    rle127_binarizer_close(image->binarizer);
    free(image->band);
    free(image->samples);
}
