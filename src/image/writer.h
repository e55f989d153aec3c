/*
 * Packed bitmaps as image files: what the rest of the program sees of the writers.
 *
 * Rows are asked for in bands: the writer offers rows of its own buffer, the caller fills them
 * from the top of the image on, the writer puts them out. Must not know: paths, runs, processes.
 *
 * Functions that can fail return NULL, or the reason: a text in lower case that nobody frees.
 */
#ifndef RLE127_WRITER_H
#define RLE127_WRITER_H

#include "rle127.h"
#include "sink.h"

struct rle127_writer_format;

struct rle127_writer {
    uint32_t width, height; /* pixels */

    /* private to src/image */
    const struct rle127_writer_format *format;
    struct rle127_sink *sink;
    size_t stride_bytes;
    uint32_t buffer_rows;  /* as many rows as the buffer has */
    uint32_t filled_rows;  /* of the buffer */
    uint32_t written_rows; /* from the top of the image */
    uint8_t *buffer;
    void *state; /* the format's own */
};

/* The formats that this build writes, by their suffix without the dot ("bmp", "BMP"), NULL where
 * there is none of that name. */
const struct rle127_writer_format *rle127_find_writer(const char *suffix);

/* All of them by number, the preferred one first; NULL behind the last. */
const struct rle127_writer_format *rle127_writer_at(size_t index);

const char *rle127_writer_suffix(const struct rle127_writer_format *format);

/* What users should know of how it is written; NULL where that is nothing. */
const char *rle127_writer_note(const struct rle127_writer_format *format);

/* Begins an image of width x height pixels. buffer_bytes is what the rows' buffer may take; formats
 * that must hold the whole image take what that needs. */
const char *rle127_writer_open(struct rle127_writer *writer,
                               const struct rle127_writer_format *format, struct rle127_sink *sink,
                               uint32_t width, uint32_t height, size_t buffer_bytes);

/* Offers the next rows to be filled: at least 1, at the most max_rows; *band says how many. */
void rle127_writer_next_band(struct rle127_writer *writer, uint32_t max_rows,
                             struct rle127_bitmap *band);

/* Takes n_rows filled rows of the band that was offered last. */
const char *rle127_writer_put_rows(struct rle127_writer *writer, uint32_t n_rows);

/* After the last row: writes what is left. */
const char *rle127_writer_finish(struct rle127_writer *writer);

void rle127_writer_close(struct rle127_writer *writer);

#endif
