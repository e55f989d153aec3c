/*
 * The rows of anything that can be read: an image or a .rle file.
 */
#ifndef RLE127_PIXELS_H
#define RLE127_PIXELS_H

#include "../image/image.h"
#include "decoding.h"
#include "input.h"
#include "rle_stream.h"

struct rle127_pixels {
    uint32_t width, height; /* pixels */

    /* private */
    struct rle127_input input;
    bool is_stream;
    struct rle127_image image;
    struct rle127_decoding decoding;
    struct rle127_stream stream;
    uint8_t *rows; /* of a stream */
};

/* Opens a path, or standard input for NULL: a name that ends in ".rle" is a stream, anything else
 * is what its content says, and a stream where that says nothing. The outcome gets what goes
 * wrong. */
bool rle127_pixels_open(struct rle127_pixels *pixels, const char *path,
                        const struct rle127_options *codec, const struct rle127_binarize *binarize,
                        struct rle127_outcome *outcome);

/* The next rows, valid until the next call; rows must be left. After the last ones it fails where
 * the file goes on as it must not. */
bool rle127_pixels_next_band(struct rle127_pixels *pixels, struct rle127_bitmap *band,
                             struct rle127_outcome *outcome);

void rle127_pixels_close(struct rle127_pixels *pixels);

#endif
