/*
 * PSD: all that stands before the pixels. Must not know: how rows are unpacked.
 *
 *    0 "8BPS", version u16, 6 bytes of zero             26 and on: u32 length and as many bytes,
 *   12 channels u16                                        three times: colours, resources, layers;
 *   14 height u32, width u32                               then the coding u16: 0 plain, 1 run
 *   22 bits a sample u16, mode u16                         lengths; then the channels, one by one
 *
 * Run lengths: the bytes of each row of each channel come first, as u16.
 */
#include "psd.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_BYTES = 26, PALETTE_BYTES = 768, CHANNELS_MAX = 56 };

enum mode {
    MODE_BITMAP = 0,
    MODE_GREY = 1,
    MODE_INDEXED = 2,
    MODE_RGB = 3,
    MODE_CMYK = 4,
    MODE_DUOTONE = 8,
    MODE_LAB = 9
};

/* Channels after the colours, such as alpha, are not looked at. */
static const char *set_kind(struct rle127_image *image, struct rle127_psd *psd, unsigned mode)
{
    psd->n_planes = mode == MODE_RGB ? 3 : 1;
    switch (mode) {
    case MODE_BITMAP:
        image->kind = RLE127_KIND_BILEVEL; /* a bit of 1 is black */
        image->luma_1000[0] = 255 * 1000;
        return psd->depth == 1 ? NULL : "a bitmap whose pixels are not of 1 bit";
    case MODE_INDEXED:
        image->kind = RLE127_KIND_PALETTE;
        return psd->depth == 8 ? NULL : "indices of other than 8 bits are not supported";
    case MODE_GREY:
    case MODE_DUOTONE: /* stored as grey, which its inks are of */
        image->kind = RLE127_KIND_GREY;
        break;
    case MODE_RGB:
        image->kind = RLE127_KIND_COLOUR;
        break;
    case MODE_CMYK:
        return "CMYK colours are not supported";
    case MODE_LAB:
        return "Lab colours are not supported";
    default:
        return "the colour mode is not supported";
    }
    if (psd->depth != 8 && psd->depth != 16)
        return "samples of other than 8 or 16 bits are not supported";
    return NULL;
}

static const char *set_sides(struct rle127_image *image, uint32_t width, uint32_t height)
{
    const char *reason = rle127_check_side(width);

    image->width = width;
    image->height = height;
    return reason ? reason : rle127_check_side(height);
}

static const char *read_file_header(struct rle127_image *image, struct rle127_psd *psd,
                                    unsigned *mode)
{
    static const uint8_t RESERVED[6] = {0};
    const uint8_t *head;
    const char *reason = rle127_source_at(image->source, 0, HEADER_BYTES, &head);
    if (reason)
        return reason;

    if (rle127_psd_u16(head + 4) != 1)
        return "a PSD version other than 1 is not supported";
    if (memcmp(head + 6, RESERVED, sizeof RESERVED) != 0)
        return "the header is damaged";
    psd->n_file_planes = rle127_psd_u16(head + 12);
    psd->depth = rle127_psd_u16(head + 22);
    *mode = rle127_psd_u16(head + 24);
    reason = set_sides(image, rle127_psd_u32(head + 18), rle127_psd_u32(head + 14));
    if (!reason)
        reason = set_kind(image, psd, *mode);
    if (!reason && (psd->n_file_planes < psd->n_planes || psd->n_file_planes > CHANNELS_MAX))
        reason = "the number of channels does not fit the colour mode";
    psd->row_bytes = ((size_t)image->width * psd->depth + 7) / 8;
    return reason;
}

/* Of 256 reds, 256 greens and 256 blues. */
static const char *read_palette(struct rle127_image *image, uint64_t offset, uint32_t n_bytes)
{
    const uint8_t *bytes;

    if (n_bytes != PALETTE_BYTES)
        return "the palette is not one of 256 colours";
    const char *reason = rle127_source_at(image->source, offset, PALETTE_BYTES, &bytes);
    if (reason)
        return reason;
    for (unsigned i = 0; i < 256; i++)
        image->luma_1000[i] = rle127_luma_1000(bytes[i], bytes[256 + i], bytes[512 + i]);
    return NULL;
}

/* Takes the length of a section at *offset and steps over it. */
static const char *read_section(struct rle127_image *image, uint64_t *offset, uint32_t *n_bytes)
{
    const uint8_t *bytes;
    const char *reason = rle127_source_at(image->source, *offset, 4, &bytes);
    if (reason)
        return reason;

    *n_bytes = rle127_psd_u32(bytes);
    *offset += 4;
    if (!rle127_source_has(image->source, *offset, *n_bytes))
        return "the file ends early";
    *offset += *n_bytes;
    return NULL;
}

static const char *read_sections(struct rle127_image *image, struct rle127_psd *psd)
{
    const bool has_palette = image->kind == RLE127_KIND_PALETTE;
    uint64_t offset = HEADER_BYTES;
    uint32_t n_bytes;
    const uint8_t *coding;
    const char *reason = read_section(image, &offset, &n_bytes);

    if (!reason && has_palette)
        reason = read_palette(image, offset - n_bytes, n_bytes);
    for (int i = 0; i < 2 && !reason; i++)
        reason = read_section(image, &offset, &n_bytes);
    if (!reason)
        reason = rle127_source_at(image->source, offset, 2, &coding);
    if (reason)
        return reason;
    if (rle127_psd_u16(coding) > 1)
        return "the coding of the pixels is not supported";
    psd->is_run_length_coded = rle127_psd_u16(coding) == 1;
    psd->data_offset = offset + 2;
    return NULL;
}

static const char *check_end(struct rle127_image *image, uint64_t offset, uint64_t n_bytes)
{
    if (!rle127_source_has(image->source, offset, n_bytes))
        return "the file ends early";
    if (image->source->size_bytes - offset > n_bytes)
        image->note = "there is data after the image";
    return NULL;
}

static const char *place_plain_rows(struct rle127_image *image, struct rle127_psd *psd)
{
    const uint64_t plane_bytes = (uint64_t)psd->row_bytes * image->height;

    for (unsigned i = 0; i < psd->n_planes; i++)
        psd->planes[i].offset = psd->data_offset + i * plane_bytes;
    return check_end(image, psd->data_offset, psd->n_file_planes * plane_bytes);
}

/* Adds the bytes of a plane's rows to *offset, with their offsets where the plane is needed. */
static const char *place_packed_plane(struct rle127_image *image, const struct rle127_psd *psd,
                                      unsigned plane, uint64_t *offset)
{
    const uint64_t counts_offset = psd->data_offset + (uint64_t)plane * image->height * 2;
    /* a byte of length and one of data stand for 128 bytes at the most */
    const size_t row_bytes_min = (psd->row_bytes + 127) / 128 * 2;
    uint64_t *to = plane < psd->n_planes
                       ? psd->row_offsets + (size_t)plane * (image->height + (size_t)1)
                       : NULL;

    for (uint32_t row = 0; row < image->height; row++) {
        const uint8_t *count;
        const char *reason =
            rle127_source_at(image->source, counts_offset + (uint64_t)row * 2, 2, &count);
        if (reason)
            return reason;
        if (to && rle127_psd_u16(count) < row_bytes_min)
            return "a row has too few bytes";
        if (to)
            to[row] = *offset;
        *offset += rle127_psd_u16(count);
    }
    if (to)
        to[image->height] = *offset;
    return NULL;
}

static const char *place_packed_rows(struct rle127_image *image, struct rle127_psd *psd)
{
    const size_t n_offsets = image->height + (size_t)1;
    const uint64_t counts_bytes = (uint64_t)psd->n_file_planes * image->height * 2;
    const uint64_t first = psd->data_offset + counts_bytes;
    uint64_t offset = first;
    const char *reason = NULL;

    if (!rle127_source_has(image->source, psd->data_offset, counts_bytes))
        return "the file ends early";
    psd->row_offsets = calloc(psd->n_planes * n_offsets, sizeof *psd->row_offsets);
    if (!psd->row_offsets)
        return "out of memory";
    for (unsigned i = 0; i < psd->n_file_planes && !reason; i++)
        reason = place_packed_plane(image, psd, i, &offset);
    for (unsigned i = 0; i < psd->n_planes; i++)
        psd->planes[i].row_offsets = psd->row_offsets + i * n_offsets;
    return reason ? reason : check_end(image, first, offset - first);
}

const char *rle127_psd_read_header(struct rle127_image *image, struct rle127_psd *psd)
{
    unsigned mode;
    const char *reason = read_file_header(image, psd, &mode);

    if (!reason)
        reason = read_sections(image, psd);
    if (reason)
        return reason;
    return psd->is_run_length_coded ? place_packed_rows(image, psd) : place_plain_rows(image, psd);
}
