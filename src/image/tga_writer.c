/*
 * Truevision TGA, 8-bit grey and run-length coded, by stb_image_write.
 */
#include "grey_rows.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBIWDEF static __attribute__((unused))
#include <stb/stb_image_write.h>

static int write_tga(struct rle127_sink *sink, int width, int height, const uint8_t *grey)
{
    return stbi_write_tga_to_func(rle127_append_piece, sink, width, height, 1, grey);
}

static const char *put_tga_rows(struct rle127_writer *writer, const uint8_t *rows, uint32_t n_rows)
{
    (void)n_rows;
    return rle127_write_grey_rows(writer, rows, write_tga);
}

const struct rle127_writer_format rle127_writer_tga = {
    .suffix = "tga",
    .needs_all_rows = true,
    .row_align_bytes = 1,
    .pixels_max = RLE127_GREY_PIXELS_MAX,
    .too_large = "too large for TGA: more than 268435456 pixels",
    .put_rows = put_tga_rows,
};
