/*
 * Truevision TGA: what the reader's files share.
 */
#ifndef RLE127_TGA_H
#define RLE127_TGA_H

#include "foreign_readers.h"

#define RLE127_TGA_HEADER_BYTES 18

/* Of the header: the type, and bits of the descriptor. */
enum {
    RLE127_TGA_INDICES = 1,
    RLE127_TGA_COLOURS = 2,
    RLE127_TGA_GREYS = 3,
    RLE127_TGA_RUN_LENGTHS = 8 /* is added */
};
enum {
    RLE127_TGA_ALPHA_BITS = 15,
    RLE127_TGA_RIGHT_TO_LEFT = 16,
    RLE127_TGA_TOP_DOWN = 32,
    RLE127_TGA_INTERLEAVED = 192
};

struct rle127_tga {
    unsigned depth;       /* bits a pixel: 1, 8, 15, 16, 24, 32 */
    unsigned pixel_bytes; /* 0 for 1 bit */
    bool is_grey;         /* pixels of 8 or 16 bits are grey, the latter with alpha */
    bool is_run_length_coded;
    bool is_top_down, is_right_to_left;
    uint32_t first_colour, end_colour; /* the indices that the colour map defines, 0..65536 */
    uint64_t data_offset;
    uint64_t end_offset; /* behind the pixels */
    unsigned n_channels; /* of the samples; 0 for 1 bit */
    uint8_t *samples;    /* the decoded image, from the top; NULL for 1 bit */
};

static inline unsigned rle127_tga_u16(const uint8_t *bytes)
{
    return bytes[0] | (unsigned)bytes[1] << 8;
}

/* Reads all that stands before the pixels of image->source: sets the image's sides, kind and
 * colours, and *tga but for end_offset, n_channels and samples. */
const char *rle127_tga_read_header(struct rle127_image *image, struct rle127_tga *tga);

/* tga_pixels.c: checks all pixels and decodes them into tga->samples. */
const char *rle127_tga_decode(struct rle127_image *image, struct rle127_tga *tga);

#endif
