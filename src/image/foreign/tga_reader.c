/*
 * Reader of TGA files: their rows. Must not know: other formats.
 */
#include "stb_pixels.h"
#include "tga.h"

#include <stdlib.h>
#include <string.h>

static void close_tga(struct rle127_image *image)
{
    struct rle127_tga *tga = image->state;

    rle127_stb_free(tga->samples);
    free(tga);
}

/* Rows of 1 bit are read from the file as they lie. */
static const char *find_packed_rows(struct rle127_image *image, struct rle127_tga *tga)
{
    const uint64_t n_bytes = (image->width + UINT64_C(7)) / 8 * image->height;

    if (!rle127_source_has(image->source, tga->data_offset, n_bytes))
        return "the file ends early";
    tga->end_offset = tga->data_offset + n_bytes;
    return NULL;
}

static uint64_t read_u32(const uint8_t *bytes)
{
    return bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 | (uint64_t)bytes[3] << 24;
}

/* The footer of TGA 2.0, at the very end of a file, says where its extension and its developer area
 * begin, 0 where there is none. Whatever comes first stands right behind the pixels. */
static const char *look_behind_pixels(struct rle127_image *image, const struct rle127_tga *tga)
{
    static const char SIGNATURE[] = "TRUEVISION-XFILE."; /* its zero included */
    enum { FOOTER_BYTES = 8 + sizeof SIGNATURE };
    const uint64_t size_bytes = image->source->size_bytes;
    const uint8_t *footer;

    if (size_bytes == tga->end_offset)
        return NULL;
    image->note = "there is data after the image";
    if (size_bytes - tga->end_offset < FOOTER_BYTES)
        return NULL;
    uint64_t first = size_bytes - FOOTER_BYTES;
    const char *reason = rle127_source_at(image->source, first, FOOTER_BYTES, &footer);
    if (reason || memcmp(footer + 8, SIGNATURE, sizeof SIGNATURE) != 0)
        return reason;
    for (int i = 0; i < 8; i += 4) {
        const uint64_t offset = read_u32(footer + i);
        first = offset != 0 && offset < first ? offset : first;
    }
    if (first == tga->end_offset)
        image->note = NULL;
    return NULL;
}

static const char *open_tga(struct rle127_image *image)
{
    struct rle127_tga *tga = calloc(1, sizeof *tga);
    if (!tga)
        return "out of memory";

    image->state = tga;
    const char *reason = rle127_tga_read_header(image, tga);
    if (!reason)
        reason = tga->depth == 1 ? find_packed_rows(image, tga) : rle127_tga_decode(image, tga);
    if (!reason)
        reason = look_behind_pixels(image, tga);
    if (reason)
        close_tga(image);
    return reason;
}

static const char *read_packed_rows(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                                    struct rle127_bitmap *rows)
{
    const struct rle127_tga *tga = image->state;
    const size_t row_bytes = ((size_t)image->width + 7) / 8;
    const uint32_t place = tga->is_top_down ? first_row : image->height - first_row - n_rows;
    const uint8_t *bytes;
    const char *reason = rle127_source_at(
        image->source, tga->data_offset + (uint64_t)place * row_bytes, n_rows * row_bytes, &bytes);

    if (reason)
        return reason;
    rows->bits = (uint8_t *)bytes + (tga->is_top_down ? 0 : (n_rows - 1) * row_bytes);
    rows->stride_bytes = tga->is_top_down ? (ptrdiff_t)row_bytes : -(ptrdiff_t)row_bytes;
    return NULL;
}

/* Alpha is left out. */
static const char *read_sample_row(struct rle127_image *image, uint32_t row, uint8_t *samples)
{
    const struct rle127_tga *tga = image->state;
    const size_t n_given = tga->n_channels, n_taken = n_given < 3 ? 1 : 3;
    const uint8_t *pixels = tga->samples + (size_t)row * image->width * n_given;

    for (uint32_t x = 0; x < image->width; x++) {
        const size_t from = tga->is_right_to_left ? image->width - 1 - x : x;
        memcpy(samples + x * n_taken, pixels + from * n_given, n_taken);
    }
    return NULL;
}

const struct rle127_reader rle127_reader_tga = {
    .format = "TGA",
    .matches = rle127_is_tga,
    .open = open_tga,
    .packed_rows = read_packed_rows,
    .sample_row = read_sample_row,
    .close = close_tga,
};
