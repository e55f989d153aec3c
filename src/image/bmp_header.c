/*
 * The headers of a BMP, and the check that they agree with each other and with the file's size:
 *
 *     0   "BM", size, reserved, offset of the pixels       14 bytes
 *     14  information header, which begins with its size   12 bytes: OS/2 1; 16..64: OS/2 2;
 *                                                          40, 52, 56, 108, 124: Windows
 *     ..  colour masks after a 40-byte header, palette, a gap, pixels
 *
 * The sizes of the file and of the pixels that the headers claim are ignored, as everywhere.
 * Must not know: rows.
 */
#include "bmp.h"

#include <string.h>

#define FILE_HEADER_BYTES    RLE127_BMP_FILE_HEADER_BYTES
#define CORE_HEADER_BYTES    RLE127_BMP_CORE_HEADER_BYTES
#define OS2_HEADER_BYTES_MIN 16
#define OS2_HEADER_BYTES_MAX 64
#define HEADER_BYTES_MAX     124

/* Numbers of codings that are named just to be refused; OS/2 has other meanings for 3 and 4. */
#define OS2_HUFFMAN  3
#define OS2_RLE24    4
#define WINDOWS_JPEG 4
#define WINDOWS_PNG  5

/* What the information header says, in the widths of its largest form. */
struct fields {
    int64_t width, height; /* the height is negative for top-down */
    uint32_t depth;
    uint32_t compression;
    uint32_t n_used_colours;
};

static bool is_windows_size(uint32_t header_bytes)
{
    return header_bytes == 40 || header_bytes == 52 || header_bytes == 56 || header_bytes == 108 ||
           header_bytes == 124;
}

static bool is_os2_size(uint32_t header_bytes)
{
    return header_bytes >= OS2_HEADER_BYTES_MIN && header_bytes <= OS2_HEADER_BYTES_MAX &&
           !is_windows_size(header_bytes);
}

static const char *read_file_header(struct rle127_image *image, struct rle127_bmp *bmp)
{
    const uint8_t *bytes;
    const char *reason = rle127_source_at(image->source, 0, FILE_HEADER_BYTES + 4, &bytes);
    if (reason)
        return reason;

    bmp->data_offset = rle127_bmp_u32(bytes + 10);
    bmp->header_bytes = rle127_bmp_u32(bytes + FILE_HEADER_BYTES);
    if (bmp->header_bytes != CORE_HEADER_BYTES && !is_windows_size(bmp->header_bytes) &&
        !is_os2_size(bmp->header_bytes))
        return "the size of the information header is unknown";
    return NULL;
}

static int64_t read_signed(const uint8_t *bytes)
{
    const int64_t value = rle127_bmp_u32(bytes);

    return value > INT32_MAX ? value - (INT64_C(1) << 32) : value;
}

/* What a short header lacks counts as 0. */
static const char *read_fields(struct rle127_image *image, const struct rle127_bmp *bmp,
                               struct fields *fields)
{
    uint8_t header[HEADER_BYTES_MAX] = {0};
    const uint8_t *bytes;
    const char *reason =
        rle127_source_at(image->source, 0, FILE_HEADER_BYTES + bmp->header_bytes, &bytes);
    if (reason)
        return reason;
    memcpy(header, bytes + FILE_HEADER_BYTES, bmp->header_bytes);

    if (bmp->header_bytes == CORE_HEADER_BYTES) {
        *fields = (struct fields){.width = rle127_bmp_u16(header + 4),
                                  .height = rle127_bmp_u16(header + 6),
                                  .depth = rle127_bmp_u16(header + 10)};
        return NULL;
    }
    *fields = (struct fields){.width = read_signed(header + 4),
                              .height = read_signed(header + 8),
                              .depth = rle127_bmp_u16(header + 14),
                              .compression = rle127_bmp_u32(header + 16),
                              .n_used_colours = rle127_bmp_u32(header + 32)};
    return NULL;
}

static const char *set_sides(struct rle127_image *image, struct rle127_bmp *bmp,
                             const struct fields *fields)
{
    const int64_t height = fields->height < 0 ? -fields->height : fields->height;

    if (fields->width < 0)
        return "the width is negative";
    const char *reason = rle127_check_side((uint64_t)fields->width);
    if (!reason)
        reason = rle127_check_side((uint64_t)height);
    if (reason)
        return reason;
    image->width = (uint32_t)fields->width;
    image->height = (uint32_t)height;
    bmp->is_top_down = fields->height < 0;
    return NULL;
}

/* Codings that other programs may read, by name, because a number has two meanings. */
static const char *refuse_unread_coding(const struct rle127_bmp *bmp, uint32_t compression)
{
    const bool is_os2 = is_os2_size(bmp->header_bytes);

    if (is_os2 && compression == OS2_HUFFMAN)
        return "Huffman coding in a BMP is not supported";
    if (is_os2 && compression == OS2_RLE24)
        return "24-bit run-length coding in a BMP is not supported";
    if (is_os2 && compression > OS2_RLE24)
        return "the compression is not supported";
    if (!is_os2 && compression == WINDOWS_JPEG)
        return "JPEG inside a BMP is not supported";
    if (!is_os2 && compression == WINDOWS_PNG)
        return "PNG inside a BMP is not supported";
    return NULL;
}

static const char *check_depth(uint32_t depth)
{
    switch (depth) {
    case 1:
    case 2:
    case 4:
    case 8:
    case 16:
    case 24:
    case 32:
        return NULL;
    default:
        return "the number of bits a pixel is not supported";
    }
}

static const char *check_compression(uint32_t compression, uint32_t depth)
{
    switch (compression) {
    case RLE127_BMP_PLAIN:
        return NULL;
    case RLE127_BMP_RLE8:
        return depth == 8 ? NULL : "8-bit run-length coding of other pixels is not supported";
    case RLE127_BMP_RLE4:
        return depth == 4 ? NULL : "4-bit run-length coding of other pixels is not supported";
    case RLE127_BMP_BIT_FIELDS:
    case RLE127_BMP_ALPHA_BIT_FIELDS:
        if (depth == 16 || depth == 32)
            return NULL;
        return "colour masks for pixels of other than 16 or 32 bits are not supported";
    default:
        return "the compression is not supported";
    }
}

static const char *set_coding(struct rle127_bmp *bmp, const struct fields *fields)
{
    const char *reason = refuse_unread_coding(bmp, fields->compression);

    if (!reason)
        reason = check_depth(fields->depth);
    if (!reason)
        reason = check_compression(fields->compression, fields->depth);
    if (reason)
        return reason;
    bmp->depth = fields->depth;
    bmp->compression = (enum rle127_bmp_compression)fields->compression;
    if (bmp->is_top_down &&
        (bmp->compression == RLE127_BMP_RLE8 || bmp->compression == RLE127_BMP_RLE4))
        return "run-length coding from the top down is not allowed";
    return NULL;
}

static const char *read_colours(struct rle127_image *image, struct rle127_bmp *bmp,
                                const struct fields *fields)
{
    if (bmp->depth <= 8)
        return rle127_bmp_read_palette(image, bmp, fields->n_used_colours);
    image->kind = RLE127_KIND_COLOUR;
    return rle127_bmp_read_masks(image, bmp);
}

static const char *check_data(struct rle127_image *image, struct rle127_bmp *bmp)
{
    const uint64_t row_bits = (uint64_t)image->width * bmp->depth;

    bmp->stride_bytes = (uint32_t)((row_bits + 31) / 32 * 4);
    if (!rle127_source_has(image->source, bmp->data_offset, 1))
        return "the pixels are said to begin behind the end of the file";
    if (rle127_bmp_is_run_length_coded(bmp))
        return NULL;
    if (!rle127_source_has(image->source, bmp->data_offset,
                           (uint64_t)bmp->stride_bytes * image->height))
        return "the file ends early";
    return NULL;
}

const char *rle127_bmp_read_header(struct rle127_image *image, struct rle127_bmp *bmp)
{
    struct fields fields;
    const char *reason = read_file_header(image, bmp);

    if (!reason)
        reason = read_fields(image, bmp, &fields);
    if (!reason)
        reason = set_sides(image, bmp, &fields);
    if (!reason)
        reason = set_coding(bmp, &fields);
    if (!reason)
        reason = read_colours(image, bmp, &fields);
    if (!reason)
        reason = check_data(image, bmp);
    return reason;
}
