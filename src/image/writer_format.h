/*
 * What one output format gives to this room: the contract between writer.c and the files
 * *_writer.c.
 */
#ifndef RLE127_WRITER_FORMAT_H
#define RLE127_WRITER_FORMAT_H

#include "writer.h"

#define RLE127_IMAGE_HEADER_MAX 64

struct rle127_writer_format {
    const char *suffix;
    bool one_is_black;
    bool is_bottom_up;
    size_t row_align_bytes; /* rows are padded with zeros to a multiple of this */
    uint64_t pixels_max;    /* larger images are refused */
    const char *too_large;  /* with this reason; NULL where there is no limit */

    /* Makes the header and returns its size, at the most RLE127_IMAGE_HEADER_MAX. */
    size_t (*make_header)(const struct rle127_writer *writer, uint8_t *header);

    /* NULL: the rows are written as they are. Else the buffer holds the whole image, and this
     * writes it. */
    const char *(*write_whole)(const struct rle127_writer *writer);
};

extern const struct rle127_writer_format rle127_writer_bmp;
extern const struct rle127_writer_format rle127_writer_pbm;
extern const struct rle127_writer_format rle127_writer_tga;

#endif
