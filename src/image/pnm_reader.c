/*
 * Reader of the PNM formats; the rows of the binary ones are here. Must not know: other formats.
 */
#include "pnm.h"

#include <stdlib.h>

static bool matches_pnm(const uint8_t *head, size_t head_bytes)
{
    if (head_bytes < 2 || head[0] != 'P' || head[1] < '1' || head[1] > '6')
        return false;
    return head_bytes == 2 || head[2] == '#' || rle127_pnm_is_space(head[2]);
}

static unsigned count_sample_bytes(const struct rle127_pnm *pnm)
{
    return pnm->maxval < 256 ? 1 : 2;
}

static uint64_t count_row_bytes(const struct rle127_image *image)
{
    const struct rle127_pnm *pnm = image->state;

    if (image->kind == RLE127_KIND_BILEVEL)
        return (image->width + UINT64_C(7)) / 8;
    return (uint64_t)image->width * pnm->n_channels * count_sample_bytes(pnm);
}

/* The fewest bytes of data. In text a pixel of P1 takes one byte, another sample a digit and white
 * space, which the last one can do without. */
static uint64_t count_data_bytes(const struct rle127_image *image)
{
    const struct rle127_pnm *pnm = image->state;
    const uint64_t n_samples = (uint64_t)image->width * image->height * pnm->n_channels;

    if (!pnm->is_text)
        return count_row_bytes(image) * image->height;
    return image->kind == RLE127_KIND_BILEVEL ? n_samples : 2 * n_samples - 1;
}

static const char *check_size(struct rle127_image *image)
{
    const struct rle127_pnm *pnm = image->state;
    const uint64_t n_bytes = count_data_bytes(image);

    if (!rle127_source_has(image->source, pnm->data_offset, n_bytes))
        return "the file ends early";
    return NULL;
}

/*
 * round(value * 255 / maxval), a half to the even neighbour: for all of the 2^31 pairs of a value
 * and a maxval up to 65535 this is what Python's round(value / maxval * 255) gives (checked for
 * each of them), and with it Pillow.
 */
static uint8_t scale_to_255(unsigned value, unsigned maxval)
{
    const unsigned quotient = value * 255 / maxval;
    const unsigned rest = value * 255 % maxval;
    const bool is_up = 2 * rest > maxval || (2 * rest == maxval && quotient % 2 == 1);

    return (uint8_t)(quotient + is_up);
}

static const char *build_levels(struct rle127_pnm *pnm)
{
    pnm->levels = malloc((size_t)pnm->maxval + 1);
    if (!pnm->levels)
        return "out of memory";
    for (unsigned value = 0; value <= pnm->maxval; value++)
        pnm->levels[value] = scale_to_255(value, pnm->maxval);
    return NULL;
}

static void close_pnm(struct rle127_image *image)
{
    struct rle127_pnm *pnm = image->state;

    free(pnm->levels);
    free(pnm->packed.bytes);
    free(pnm);
}

static const char *open_pnm(struct rle127_image *image)
{
    struct rle127_pnm *pnm = calloc(1, sizeof *pnm);
    if (!pnm)
        return "out of memory";

    image->state = pnm;
    const char *reason = rle127_pnm_read_header(image, pnm);
    if (!reason)
        reason = check_size(image);
    if (!reason)
        reason = build_levels(pnm);
    if (reason)
        close_pnm(image);
    return reason;
}

/* Makes the rows of a binary format available; behind the last one it looks for more data, for
 * which one byte is enough. */
static const char *fetch_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                              const uint8_t **bytes)
{
    const struct rle127_pnm *pnm = image->state;
    const uint64_t row_bytes = count_row_bytes(image);
    const uint64_t offset = pnm->data_offset + first_row * row_bytes;
    const size_t n_bytes = (size_t)(n_rows * row_bytes);
    const size_t n_behind = first_row + n_rows == image->height ? 1 : 0;
    size_t got_bytes;

    const char *reason =
        rle127_source_peek(image->source, offset, n_bytes + n_behind, bytes, &got_bytes);
    if (reason)
        return reason;
    if (got_bytes < n_bytes)
        return "the file ends early";
    if (got_bytes > n_bytes)
        image->note = "there is data after the image";
    return NULL;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    const struct rle127_pnm *pnm = image->state;
    const uint8_t *bytes;

    if (pnm->is_text)
        return rle127_pnm_read_text_bits(image, first_row, n_rows, rows);
    const char *reason = fetch_rows(image, first_row, n_rows, &bytes);
    if (reason)
        return reason;
    rows->bits = (uint8_t *)bytes;
    rows->stride_bytes = (ptrdiff_t)count_row_bytes(image);
    return NULL;
}

/* A value above the maximum is taken as the maximum, like Pillow does. */
static unsigned clip_value(struct rle127_image *image, unsigned value, unsigned maxval)
{
    if (value <= maxval)
        return value;
    image->note = "samples above the maximum value were taken as it";
    return maxval;
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct rle127_pnm *pnm = image->state;
    const size_t n_samples = (size_t)image->width * pnm->n_channels;
    const bool is_wide = count_sample_bytes(pnm) == 2;
    const uint8_t *bytes;

    if (pnm->is_text)
        return rle127_pnm_read_text_row(image, row, samples);
    const char *reason = fetch_rows(image, row, 1, &bytes);
    if (reason)
        return reason;
    for (size_t i = 0; i < n_samples; i++) {
        const unsigned value = is_wide ? bytes[2 * i] * 256u + bytes[2 * i + 1] : bytes[i];
        samples[i] = pnm->levels[clip_value(image, value, pnm->maxval)];
    }
    return NULL;
}

const struct rle127_reader rle127_reader_pnm = {
    .format = "PNM",
    .matches = matches_pnm,
    .open = open_pnm,
    .packed_rows = read_packed_rows,
    .sample_row = read_sample_row,
    .close = close_pnm,
};
