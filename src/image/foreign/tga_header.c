/*
 * TGA: what its header and its colour map say; that they make sense, who found the format has seen.
 * Must not know: how pixels are stored.
 *
 *    0 length of the image ID, which follows the header     8 origin, x and y
 *    1 colour map: 0 none, 1 after the image ID            12 width
 *    2 type: 1 indices, 2 colours, 3 grey; + 8 run lengths 14 height
 *    3 first index of the colour map, u16                  16 bits a pixel
 *    5 its number of colours, u16                          17 bits 0-3 of alpha; 4 right to left;
 *    7 its bits a colour                                      5 top down; 6-7 interleaved
 */
#include "tga.h"

static void set_layout(struct rle127_image *image, struct rle127_tga *tga, const uint8_t *head)
{
    const unsigned type = head[2] & ~(unsigned)RLE127_TGA_RUN_LENGTHS;

    image->width = rle127_tga_u16(head + 12);
    image->height = rle127_tga_u16(head + 14);
    tga->depth = head[16];
    tga->pixel_bytes = tga->depth == 1 ? 0 : (tga->depth + 7) / 8;
    tga->is_grey = type == RLE127_TGA_GREYS;
    tga->is_run_length_coded = head[2] & RLE127_TGA_RUN_LENGTHS;
    tga->is_top_down = head[17] & RLE127_TGA_TOP_DOWN;
    tga->is_right_to_left = head[17] & RLE127_TGA_RIGHT_TO_LEFT;
    image->kind = type == RLE127_TGA_INDICES   ? RLE127_KIND_PALETTE
                  : type == RLE127_TGA_COLOURS ? RLE127_KIND_COLOUR
                                               : RLE127_KIND_GREY;
    if (tga->depth == 1) {
        image->kind = RLE127_KIND_BILEVEL;
        image->luma_1000[1] = 255 * 1000;
    }
}

static const char *refuse_unread_layout(const struct rle127_image *image,
                                        const struct rle127_tga *tga, const uint8_t *head)
{
    if (head[17] & RLE127_TGA_INTERLEAVED)
        return "interleaved rows are not supported";
    if (image->kind == RLE127_KIND_PALETTE && tga->depth == 16)
        return "indices of 16 bits are not supported";
    if (tga->depth == 1 && tga->is_run_length_coded)
        return "run-length coding of 1-bit pixels is not supported";
    if (tga->depth == 1 && tga->is_right_to_left)
        return "1-bit pixels from right to left are not supported";
    return NULL;
}

/* Channels of 5 bits are made 8 like stb_image and Pillow do it. */
static uint32_t measure_colour(const uint8_t *bytes, unsigned colour_bytes)
{
    if (colour_bytes > 2)
        return rle127_luma_1000(bytes[2], bytes[1], bytes[0]);
    const uint32_t value = rle127_tga_u16(bytes);
    return rle127_luma_1000((value >> 10 & 31) * 255 / 31, (value >> 5 & 31) * 255 / 31,
                            (value & 31) * 255 / 31);
}

/* Colours beyond the 256th are there, but no index names them. */
static const char *read_colours(struct rle127_image *image, const struct rle127_tga *tga,
                                uint64_t offset, unsigned colour_bytes)
{
    const uint32_t end = tga->end_colour < 256 ? tga->end_colour : 256;
    const uint8_t *bytes;
    const char *reason = rle127_source_at(image->source, offset,
                                          (size_t)(end - tga->first_colour) * colour_bytes, &bytes);

    if (reason)
        return reason;
    for (uint32_t i = tga->first_colour; i < end; i++, bytes += colour_bytes)
        image->luma_1000[i] = measure_colour(bytes, colour_bytes);
    return NULL;
}

const char *rle127_tga_read_header(struct rle127_image *image, struct rle127_tga *tga)
{
    const uint8_t *head;
    const char *reason = rle127_source_at(image->source, 0, RLE127_TGA_HEADER_BYTES, &head);
    if (reason)
        return reason;

    set_layout(image, tga, head);
    reason = refuse_unread_layout(image, tga, head);
    if (reason)
        return reason;
    const uint64_t map_offset = (uint64_t)RLE127_TGA_HEADER_BYTES + head[0];
    const unsigned colour_bytes = (head[7] + 7u) / 8;
    tga->first_colour = rle127_tga_u16(head + 3);
    tga->end_colour = tga->first_colour + rle127_tga_u16(head + 5);
    tga->data_offset = map_offset + (uint64_t)(tga->end_colour - tga->first_colour) * colour_bytes;
    if (image->kind == RLE127_KIND_PALETTE)
        reason = read_colours(image, tga, map_offset, colour_bytes);
    return reason;
}
