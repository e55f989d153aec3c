/*
 * GIF images, the first frame of a file: what the reader's files share.
 */
#ifndef RLE127_GIF_H
#define RLE127_GIF_H

#include <gif_lib.h>

#include "foreign_readers.h"

#define RLE127_GIF_N_CODES 4096
#define RLE127_GIF_NONE    (-1)

/* How far the frame's LZW code has been decoded. Codes below `clear` name one pixel each, others
 * the string of an earlier code, their prefix, and one more pixel. */
struct rle127_gif_strings {
    uint16_t prefix[RLE127_GIF_N_CODES];
    uint8_t last_pixel[RLE127_GIF_N_CODES];
    unsigned clear;
    unsigned n_codes;    /* that have a meaning by now */
    int previous;        /* the code before, or RLE127_GIF_NONE after a clear code */
    uint8_t first_pixel; /* of the string that was decoded last */
    unsigned n_pending;  /* pixels of it that no row has taken yet, */
    uint8_t pending[RLE127_GIF_N_CODES]; /* in reverse */
};

struct rle127_gif {
    GifFileType *handle;
    struct rle127_source *source;
    uint64_t offset;    /* of the byte that giflib reads next */
    uint8_t last_byte;  /* that it has read */
    const char *reason; /* why a read of its failed, or NULL */

    uint32_t left, top, width, height; /* of the frame, in pixels */
    int transparent;                   /* index, or RLE127_GIF_NONE */
    uint8_t fill;                      /* index of the pixels that the frame does not cover */
    uint32_t n_colours;
    bool misleads_pillow; /* which takes the global palette in place of the local one */
    struct rle127_gif_strings strings;
    uint8_t *pixels; /* of an interlaced frame, from its top; else NULL */
    uint8_t *row;    /* of a bilevel image, a byte for each pixel */
};

/* gif_header.c: reads all that stands before the first frame's data; sets the image's sides, kind
 * and colours, and *gif as far as it is about the frame and its colours. */
const char *rle127_gif_read_header(struct rle127_image *image, struct rle127_gif *gif);
/* Puts the colours in place that Pillow takes, where those are others. */
const char *rle127_gif_imitate_pillow(struct rle127_image *image);

/* gif_blocks.c: the blocks that a file is made of. */

/* Opens gif->handle on source, up to the end of the global palette. */
const char *rle127_gif_open(struct rle127_gif *gif, struct rle127_source *source);
/* Goes to the data of the first frame; what stands before it is in *gif and gif->handle. */
const char *rle127_gif_find_frame(struct rle127_gif *gif);
/* Goes from the end of the first frame's data to the end of the file. */
const char *rle127_gif_finish(struct rle127_image *image, struct rle127_gif *gif);
/* Why giflib has failed. */
const char *rle127_gif_explain(const struct rle127_gif *gif);

/* gif_lzw.c: the pixels of the first frame, in the order of the file. */

void rle127_gif_start_pixels(struct rle127_gif *gif);
const char *rle127_gif_take_pixels(struct rle127_gif *gif, uint32_t n_pixels, uint8_t *pixels);
/* To be called when all pixels were taken: the code for the end must come next. */
const char *rle127_gif_end_pixels(struct rle127_gif *gif);

static inline void rle127_gif_add_note(struct rle127_image *image, const char *note)
{
    if (!image->note)
        image->note = note;
}

#endif
