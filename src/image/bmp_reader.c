/*
 * Reader of BMP files: their rows. Must not know: other formats.
 */
#include "bmp.h"
#include "indices.h"

#include <stdlib.h>
#include <string.h>

/* "BM" alone begins many a text. No information header is as large as the letters of a text would
 * say, so the high half of its size tells them apart. */
static bool matches_bmp(const uint8_t *head, size_t head_bytes)
{
    if (head_bytes < 2 || head[0] != 'B' || head[1] != 'M')
        return false;
    return head_bytes < 18 || (head[16] == 0 && head[17] == 0);
}

static void close_bmp(struct rle127_image *image)
{
    struct rle127_bmp *bmp = image->state;

    free(bmp->indices);
    free(bmp);
}

static const char *open_bmp(struct rle127_image *image)
{
    struct rle127_bmp *bmp = calloc(1, sizeof *bmp);
    if (!bmp)
        return "out of memory";

    image->state = bmp;
    const char *reason = rle127_bmp_read_header(image, bmp);
    if (!reason && !bmp->is_top_down)
        rle127_source_keep(image->source); /* rows from the end, codes perhaps twice */
    if (!reason && rle127_bmp_is_run_length_coded(bmp))
        reason = rle127_bmp_decode_rle(image, bmp);
    if (reason)
        close_bmp(image);
    return reason;
}

/* The place in the file of a row that is counted from the top. */
static uint32_t place_row(const struct rle127_image *image, uint32_t row)
{
    const struct rle127_bmp *bmp = image->state;

    return bmp->is_top_down ? row : image->height - 1 - row;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    const struct rle127_bmp *bmp = image->state;
    const ptrdiff_t stride = (ptrdiff_t)bmp->stride_bytes;
    const uint32_t lowest = place_row(image, bmp->is_top_down ? first_row : first_row + n_rows - 1);
    const uint8_t *bytes;
    const char *reason =
        rle127_source_at(image->source, bmp->data_offset + (uint64_t)lowest * bmp->stride_bytes,
                         (size_t)n_rows * bmp->stride_bytes, &bytes);

    if (!reason && bmp->n_colours == 1)
        reason = rle127_check_all_zero(bytes, bmp->stride_bytes, image->width, n_rows);
    if (reason)
        return reason;
    rows->bits = (uint8_t *)bytes + (bmp->is_top_down ? 0 : (ptrdiff_t)(n_rows - 1) * stride);
    rows->stride_bytes = bmp->is_top_down ? stride : -stride;
    return NULL;
}

static void unpack_indices(const uint8_t *bytes, unsigned depth, uint32_t width, uint8_t *indices)
{
    const unsigned n_per_byte = 8 / depth;
    const unsigned mask = (1u << depth) - 1;

    for (uint32_t x = 0; x < width; x++) {
        const unsigned shift = 8 - depth * (x % n_per_byte + 1);
        indices[x] = (uint8_t)((unsigned)bytes[x / n_per_byte] >> shift & mask);
    }
}

static void unpack_bgr(const uint8_t *bytes, uint32_t width, uint8_t *samples)
{
    for (size_t i = 0; i < 3 * (size_t)width; i += 3) {
        samples[i] = bytes[i + 2];
        samples[i + 1] = bytes[i + 1];
        samples[i + 2] = bytes[i];
    }
}

/* value * 255 / max, rounded down like in Pillow; the narrow division is much the faster one. */
static uint8_t scale_channel(const struct rle127_bmp_channel *channel, uint32_t pixel)
{
    const uint32_t value = (pixel & channel->mask) >> channel->shift;

    if (channel->max <= UINT16_MAX)
        return (uint8_t)(value * 255 / channel->max);
    return (uint8_t)((uint64_t)value * 255 / channel->max);
}

static void unpack_masked(const uint8_t *bytes, const struct rle127_bmp *bmp, uint32_t width,
                          uint8_t *samples)
{
    const unsigned pixel_bytes = bmp->depth / 8;

    for (uint32_t x = 0; x < width; x++, bytes += pixel_bytes)
        for (int i = 0; i < 3; i++) {
            const uint32_t pixel = pixel_bytes == 2 ? rle127_bmp_u16(bytes) : rle127_bmp_u32(bytes);
            *samples++ = scale_channel(&bmp->channels[i], pixel);
        }
}

static const char *unpack_row(const struct rle127_image *image, const uint8_t *bytes,
                              uint8_t *samples)
{
    const struct rle127_bmp *bmp = image->state;

    if (bmp->depth == 24)
        unpack_bgr(bytes, image->width, samples);
    else if (bmp->depth > 8)
        unpack_masked(bytes, bmp, image->width, samples);
    else if (bmp->depth == 8)
        memcpy(samples, bytes, image->width);
    else
        unpack_indices(bytes, bmp->depth, image->width, samples);
    return bmp->depth > 8 ? NULL : rle127_check_indices(samples, image->width, bmp->n_colours);
}

static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct rle127_bmp *bmp = image->state;
    const uint64_t place = place_row(image, row);
    const uint8_t *bytes;

    if (bmp->indices) {
        memcpy(samples, bmp->indices + (size_t)place * image->width, image->width);
        return rle127_check_indices(samples, image->width, bmp->n_colours);
    }
    const char *reason = rle127_source_at(
        image->source, bmp->data_offset + place * bmp->stride_bytes, bmp->stride_bytes, &bytes);
    return reason ? reason : unpack_row(image, bytes, samples);
}

const struct rle127_reader rle127_reader_bmp = {
    .format = "BMP",
    .matches = matches_bmp,
    .open = open_bmp,
    .packed_rows = read_packed_rows,
    .sample_row = read_sample_row,
    .imitate_pillow = rle127_bmp_imitate_pillow,
    .close = close_bmp,
};
