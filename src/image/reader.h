/*
 * What one image format gives to this room: the contract between image.c and the files *_reader.c.
 *
 * Rows are asked for in order from the top, row 0 perhaps a second time (for a histogram). Readers
 * give pixels as the file has them; making them black and white is binarize.c's job.
 */
#ifndef RLE127_READER_H
#define RLE127_READER_H

#include "image.h"

struct rle127_reader {
    const char *format;
    bool unpacks_rows; /* packed rows do not lie in the source's buffer, but may in the caller's */

    /* Whether a file that begins with these bytes is of this format. */
    bool (*matches)(const uint8_t *head, size_t head_bytes);

    /* Reads the header from image->source: sets width, height, kind, luma_1000 (BILEVEL and
     * PALETTE), state and, where fitting, format and note. Everything that the header says is
     * checked here, the file's size included. After a failure nothing is left to be closed. */
    const char *(*open)(struct rle127_image *image);

    /* BILEVEL: rows first_row .. first_row + n_rows - 1 in *rows (bits and stride_bytes; colours
     * are the caller's business): where they lie or, if they have to be unpacked, in memory of the
     * reader's or, where it unpacks_rows, at rows->bits, which has room for them without padding.
     * n_rows * row_bytes fits the source's capacity. */
    const char *(*packed_rows)(struct rle127_image *image, uint32_t first_row, uint32_t n_rows,
                               struct rle127_bitmap *rows);

    /* Other kinds: one row of samples: width bytes (PALETTE: indices that were checked against the
     * palette; GREY: 0 = black .. 255) or 3 * width (COLOUR: R, G, B). */
    const char *(*sample_row)(struct rle127_image *image, uint32_t row, uint8_t *samples);

    /* May be NULL. Called after open() where the pixels have to be those that Pillow reads. */
    const char *(*imitate_pillow)(struct rle127_image *image);

    void (*close)(struct rle127_image *image);
};

/* What every header has to be asked: NULL, or why this cannot be the width or height of an image.
 */
static inline const char *rle127_check_side(uint64_t side)
{
    if (side == 0)
        return "a side is 0";
    return side > RLE127_SIDE_MAX ? "a side exceeds 65535 pixels" : NULL;
}

/* An entry of luma_1000, of channels 0..255. */
static inline uint32_t rle127_luma_1000(uint32_t red, uint32_t green, uint32_t blue)
{
    return 299 * red + 587 * green + 114 * blue;
}

extern const struct rle127_reader rle127_reader_bmp;
extern const struct rle127_reader rle127_reader_pnm;
extern const struct rle127_reader rle127_reader_xbm;
/* Of these the decoder program has readers of its own; here they pass files on to it. */
extern const struct rle127_reader rle127_reader_foreign_png;
extern const struct rle127_reader rle127_reader_foreign_gif;
extern const struct rle127_reader rle127_reader_foreign_jpeg;
extern const struct rle127_reader rle127_reader_foreign_psd;
extern const struct rle127_reader rle127_reader_foreign_tga;

#endif
