/*
 * What one output format gives to this room: the contract between writer.c and the files
 * *_writer.c.
 */
#ifndef RLE127_WRITER_FORMAT_H
#define RLE127_WRITER_FORMAT_H

#include "writer.h"

struct rle127_writer_format {
    const char *suffix;
    const char *note; /* what users should know of it; NULL: nothing */
    bool one_is_black;
    bool is_bottom_up;
    bool needs_all_rows;    /* at once; else they come in pieces, so that memory stays small */
    size_t row_align_bytes; /* rows are padded with zeros to a multiple of this */
    uint64_t pixels_max;    /* larger images are refused */
    const char *too_large;  /* with this reason; NULL where there is no limit */

    /* The steps of one image, each with the reason why it failed. A format without a begin, end or
     * close has NULL there. */

    /* Writes what stands before the rows; may set writer->state. */
    const char *(*begin)(struct rle127_writer *writer);

    /* Writes the next rows of the image; writer->written_rows are those before them. Where
     * is_bottom_up, `rows` is the lowest one; an output that is not seekable gets all at once. */
    const char *(*put_rows)(struct rle127_writer *writer, const uint8_t *rows, uint32_t n_rows);

    /* Writes what stands behind the rows. */
    const char *(*end)(struct rle127_writer *writer);

    /* Frees writer->state: after any failure, too, that of begin() included. */
    void (*close)(struct rle127_writer *writer);
};

/* Writes rows as they lie behind each other. */
const char *rle127_writer_append_rows(struct rle127_writer *writer, const uint8_t *rows,
                                      uint32_t n_rows);

extern const struct rle127_writer_format rle127_writer_bmp;
extern const struct rle127_writer_format rle127_writer_pbm;
extern const struct rle127_writer_format rle127_writer_png;
extern const struct rle127_writer_format rle127_writer_tga;
extern const struct rle127_writer_format rle127_writer_xbm;

#endif
