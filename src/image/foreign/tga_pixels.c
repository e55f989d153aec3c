/*
 * TGA: all pixels of an image as samples. What stb_image gets is a file of our own making: a plain
 * header and the pixels, when they have been walked over and are known to be complete. Indices go
 * through it as grey levels. Must not know: what the file's own header looks like.
 */
#include "../indices.h"
#include "copy_bytes.h"
#include "stb_pixels.h"
#include "tga.h"

#include <stdlib.h>
#include <string.h>

#define PACKET_PIXELS_MAX 128

static uint64_t count_pixels(const struct rle127_image *image)
{
    return (uint64_t)image->width * image->height;
}

/*
 * How many bytes the pixels take. Run lengths: at the least a byte and a pixel for each 128 pixels,
 * so that no small file can demand a large image; at the most a byte more for each pixel.
 */
static uint64_t count_bytes_min(const struct rle127_image *image, const struct rle127_tga *tga)
{
    const uint64_t n_pixels = count_pixels(image);

    if (!tga->is_run_length_coded)
        return n_pixels * tga->pixel_bytes;
    return (n_pixels + PACKET_PIXELS_MAX - 1) / PACKET_PIXELS_MAX * (1 + tga->pixel_bytes);
}

static uint64_t count_bytes_max(const struct rle127_image *image, const struct rle127_tga *tga)
{
    return count_pixels(image) * (tga->pixel_bytes + (tga->is_run_length_coded ? 1 : 0));
}

/* Makes *file the header's room and as many bytes behind it as can be pixels. */
static const char *load_file(struct rle127_image *image, const struct rle127_tga *tga,
                             uint8_t **file, size_t *data_bytes)
{
    const uint64_t needed = count_bytes_min(image, tga);

    if (count_pixels(image) > RLE127_STB_PIXELS_MAX)
        return RLE127_STB_TOO_LARGE;
    if (!rle127_source_has(image->source, tga->data_offset, needed))
        return "the file ends early";
    const uint64_t left = image->source->size_bytes - tga->data_offset;
    const uint64_t usable = count_bytes_max(image, tga);
    *data_bytes = (size_t)(left < usable ? left : usable); /* 5 * 2^28 at the most */
    *file = malloc(RLE127_TGA_HEADER_BYTES + *data_bytes);
    if (!*file)
        return "out of memory";
    return rle127_copy_bytes(image->source, tga->data_offset, *data_bytes,
                             *file + RLE127_TGA_HEADER_BYTES);
}

/* Of a packet: a byte with the number of pixels less 1 and, in bit 7, whether one stands for all
 * of them. */
static const char *walk_packets(const uint8_t *data, size_t data_bytes, uint64_t n_pixels,
                                unsigned pixel_bytes, size_t *used_bytes)
{
    size_t at = 0;

    for (uint64_t done = 0; done < n_pixels;) {
        if (at == data_bytes)
            return "the file ends early";
        const unsigned n = (data[at] & 127u) + 1;
        const size_t packet_bytes = 1 + (size_t)pixel_bytes * (data[at] & 128 ? 1 : n);
        if (n > n_pixels - done)
            return "a run goes on behind the last pixel";
        if (packet_bytes > data_bytes - at)
            return "the file ends early";
        done += n;
        at += packet_bytes;
    }
    *used_bytes = at;
    return NULL;
}

static void put_u16(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

static void put_header(const struct rle127_image *image, const struct rle127_tga *tga, uint8_t *to)
{
    const bool is_colour = image->kind == RLE127_KIND_COLOUR;

    memset(to, 0, RLE127_TGA_HEADER_BYTES);
    to[2] = (uint8_t)((is_colour ? 2 : 3) + (tga->is_run_length_coded ? 8 : 0));
    put_u16(to + 12, image->width);
    put_u16(to + 14, image->height);
    to[16] = (uint8_t)tga->depth;
    to[17] = tga->is_top_down ? 0x20 : 0;
}

static const char *check_indices(const struct rle127_tga *tga, uint64_t n_pixels)
{
    for (uint64_t i = 0; i < n_pixels; i++)
        if (tga->samples[i] < tga->first_colour || tga->samples[i] >= tga->end_colour)
            return rle127_names_no_colour;
    return NULL;
}

static const char *decode_file(struct rle127_image *image, struct rle127_tga *tga, uint8_t *file,
                               size_t data_bytes)
{
    struct rle127_stb_pixels pixels = {.width = image->width, .height = image->height};
    const char *reason = NULL;

    if (tga->is_run_length_coded)
        reason = walk_packets(file + RLE127_TGA_HEADER_BYTES, data_bytes, count_pixels(image),
                              tga->pixel_bytes, &data_bytes);
    if (reason)
        return reason;
    put_header(image, tga, file);
    /* stb_image makes 3 bytes of 2, else as many as there are */
    reason = rle127_stb_decode(file, RLE127_TGA_HEADER_BYTES + data_bytes,
                               count_pixels(image) * (tga->pixel_bytes + 1), &pixels);
    tga->end_offset = tga->data_offset + data_bytes;
    tga->n_channels = pixels.n_channels;
    tga->samples = pixels.samples;
    return reason;
}

const char *rle127_tga_decode(struct rle127_image *image, struct rle127_tga *tga)
{
    uint8_t *file = NULL;
    size_t data_bytes = 0;
    const char *reason = load_file(image, tga, &file, &data_bytes);

    if (!reason)
        reason = decode_file(image, tga, file, data_bytes);
    if (!reason && image->kind == RLE127_KIND_PALETTE)
        reason = check_indices(tga, count_pixels(image));
    free(file);
    return reason;
}
