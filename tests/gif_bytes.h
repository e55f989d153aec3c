/*
 * GIF files built in memory, block by block, by an LZW encoder of their own.
 */
#ifndef RLE127_TEST_GIF_BYTES_H
#define RLE127_TEST_GIF_BYTES_H

#include "image_bytes.h"

/* How the pixels become codes. */
enum rle127_test_gif_coding {
    RLE127_TEST_GIF_STRINGS, /* the longest known string; a clear code when all codes are known */
    RLE127_TEST_GIF_LATE,    /* the same, but no clear code but the first */
    RLE127_TEST_GIF_PLAIN    /* a code for each pixel, clear codes so that codes stay short */
};

/* What a frame says about itself; what is 0 gets its usual value. */
struct rle127_test_gif_frame {
    unsigned left, top, width, height;
    bool is_interlaced;
    const char *pixels;       /* row by row from the top, "0".."9", "a".. are the indices 0.. */
    uint8_t flat;             /* the index of all pixels where there is no `pixels` */
    unsigned n_colours;       /* of the local palette; 0: there is none */
    const uint32_t *palette;  /* 0xRRGGBB */
    unsigned code_size;       /* 2 */
    unsigned sub_block_bytes; /* 255 */
    enum rle127_test_gif_coding coding;
};

/* Adds the signature, the screen and the global palette, where n_colours is not 0. */
void rle127_test_add_gif_screen(struct rle127_test_bytes *bytes, unsigned width, unsigned height,
                                unsigned n_colours, const uint32_t *palette);
/* Adds an extension, its data cut into sub-blocks. */
void rle127_test_add_gif_extension(struct rle127_test_bytes *bytes, uint8_t kind, const void *data,
                                   size_t n_bytes, unsigned sub_block_bytes);
/* Adds a graphic control extension that makes an index transparent. */
void rle127_test_add_gif_transparent(struct rle127_test_bytes *bytes, uint8_t index);
void rle127_test_add_gif_frame(struct rle127_test_bytes *bytes,
                               const struct rle127_test_gif_frame *frame);

/* A whole file: one frame on a screen of its size, with a global palette where n_colours is not 0.
 */
struct rle127_test_bytes rle127_test_make_gif(unsigned n_colours, const uint32_t *palette,
                                              const struct rle127_test_gif_frame *frame);
/* The same with codes that are written down by hand; the colours are white, black, white, black. */
struct rle127_test_bytes rle127_test_make_coded_gif(unsigned width, unsigned height, uint8_t flags,
                                                    uint8_t code_size, const char *codes);

#endif
