/*
 * Truevision TGA, 8-bit grey and run-length coded, by stb_image_write, which needs all pixels in
 * memory as bytes.
 */
#include "writer_format.h"

#include <stdlib.h>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBIWDEF static __attribute__((unused))
#include <stb/stb_image_write.h>

/* stb_image_write counts in int: 2^28 pixels stay far from its end, and from most memories'. */
#define TGA_PIXELS_MAX (UINT64_C(1) << 28)

static void append_piece(void *sink, void *bytes, int n_bytes)
{
    rle127_sink_append(sink, bytes, (size_t)n_bytes);
}

static void unpack_row(const uint8_t *bits, uint32_t width, uint8_t *grey)
{
    for (uint32_t x = 0; x < width; x++)
        grey[x] = bits[x / 8] >> (7 - x % 8) & 1 ? 255 : 0;
}

static const char *write_tga(const struct rle127_writer *writer)
{
    uint8_t *const grey = malloc((size_t)writer->width * writer->height);
    if (!grey)
        return "out of memory";
    for (uint32_t row = 0; row < writer->height; row++)
        unpack_row(writer->buffer + row * writer->stride_bytes, writer->width,
                   grey + (size_t)row * writer->width);
    const int ok = stbi_write_tga_to_func(append_piece, writer->sink, (int)writer->width,
                                          (int)writer->height, 1, grey);
    free(grey);
    return ok ? NULL : "stb_image_write could not write the image";
}

const struct rle127_writer_format rle127_writer_tga = {
    .suffix = "tga",
    .row_align_bytes = 1,
    .pixels_max = TGA_PIXELS_MAX,
    .too_large = "too large for TGA: more than 268435456 pixels",
    .write_whole = write_tga,
};
