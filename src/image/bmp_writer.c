/*
 * BMP of 1 bit a pixel, with the palette black, white: the very bytes that Pillow, and so the
 * book's decompressor, writes.
 *
 *     offset  0  "BM", file size u32, 0 u32, offset of the pixels u32 = 62
 *            14  40 u32, width i32, height i32, planes u16 = 1, bits u16 = 1, compression u32 = 0,
 *                size of the pixels u32, 2 x resolution i32, 2 x colours u32 = 2
 *            54  palette: 00 00 00 00  FF FF FF FF
 *            62  rows from the bottom, each padded to a multiple of 4 bytes
 */
#include "writer_format.h"

#include <string.h>

#define BMP_HEADER_BYTES   62
#define PIXELS_A_METRE     3780 /* 96 pixels an inch, rounded */
#define INFO_HEADER_OFFSET 14
#define PALETTE_OFFSET     54

static uint8_t *put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        *at++ = (uint8_t)(value >> 8 * i);
    return at;
}

static void make_bmp_header(const struct rle127_writer *writer, uint8_t *header)
{
    /* at the most 65535 rows of 8192 bytes, which 32 bits hold */
    const uint32_t pixels_bytes = (uint32_t)(writer->height * writer->stride_bytes);
    memcpy(header, "BM", 2);
    uint8_t *at = put_u32(header + 2, BMP_HEADER_BYTES + pixels_bytes);
    at = put_u32(at, 0);
    put_u32(at, BMP_HEADER_BYTES);
    at = put_u32(header + INFO_HEADER_OFFSET, PALETTE_OFFSET - INFO_HEADER_OFFSET);
    at = put_u32(at, writer->width);
    at = put_u32(at, writer->height);
    at = put_u32(at, 1 | 1 << 16); /* planes, bits */
    at = put_u32(at, 0);
    at = put_u32(at, pixels_bytes);
    at = put_u32(at, PIXELS_A_METRE);
    at = put_u32(at, PIXELS_A_METRE);
    at = put_u32(at, 2);
    at = put_u32(at, 2);
    at = put_u32(at, 0x00000000);
    put_u32(at, 0xFFFFFFFF);
}

static const char *put_bytes(struct rle127_writer *writer, uint64_t offset, const uint8_t *bytes,
                             size_t n_bytes)
{
    return writer->sink->is_seekable ? rle127_sink_write_at(writer->sink, offset, bytes, n_bytes)
                                     : rle127_sink_append(writer->sink, bytes, n_bytes);
}

static const char *begin_bmp(struct rle127_writer *writer)
{
    uint8_t header[BMP_HEADER_BYTES];
    make_bmp_header(writer, header);
    return put_bytes(writer, 0, header, sizeof header);
}

static const char *put_bmp_rows(struct rle127_writer *writer, const uint8_t *rows, uint32_t n_rows)
{
    const uint32_t rows_below = writer->height - writer->written_rows - n_rows;
    const uint64_t offset = BMP_HEADER_BYTES + (uint64_t)rows_below * writer->stride_bytes;
    return put_bytes(writer, offset, rows, n_rows * writer->stride_bytes);
}

const struct rle127_writer_format rle127_writer_bmp = {
    .suffix = "bmp",
    .is_bottom_up = true,
    .row_align_bytes = 4,
    .begin = begin_bmp,
    .put_rows = put_bmp_rows,
};
