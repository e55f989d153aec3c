/*
 * PNG: what the reader's files share.
 */
#ifndef RLE127_PNG_READER_H
#define RLE127_PNG_READER_H

#include "foreign_readers.h"

#include <png.h>

struct rle127_png {
    png_structp png;
    png_infop info;
    struct rle127_image *image;
    const char *reason; /* why libpng has jumped out, or NULL */

    /* png_input.c: where libpng is in the file */
    uint64_t offset;            /* of the byte that it reads next */
    uint64_t first_data_offset; /* of the first chunk of pixels; 0 before that was met */
    uint32_t chunk_left_bytes;  /* of the present chunk's data in the file */
    bool is_last_data;          /* the present chunk is the last one of pixels, or so it seems */
    bool gave_last_byte;        /* of its data */
    bool saw_end_of_stream;     /* the compressed stream's end was read, with its checksum */

    /* png_reader.c: rows */
    uint32_t n_colours; /* of the palette; 0 where there is none */
    uint32_t next_row;
    size_t row_bytes;
    uint8_t *rows; /* of an interlaced image: all */
    uint8_t *to;   /* where the next rows go, and how many */
    uint32_t n_wanted_rows;
};

/* png_header.c: opens libpng and reads all that stands before the pixels of image->source; sets
 * the image's sides, kind and colours. Closing libpng is the caller's, whatever is returned. */
const char *rle127_png_read_header(struct rle127_png *png);

/* png_header.c: makes calls to libpng that may jump out of it, each of which must be made so. */
const char *rle127_png_run_step(struct rle127_png *png, void (*step)(struct rle127_png *png));

/* png_input.c: makes libpng read image->source. */
void rle127_png_set_input(struct rle127_png *png);

/* To be called where libpng has read all rows and says that the stream has ended. */
void rle127_png_note_end_of_stream(struct rle127_png *png);

/* Jumps out of libpng and out of the step. */
_Noreturn void rle127_png_give_up(struct rle127_png *png, const char *reason);

/* png_stream.c: decompresses all pixels once more, to see whether the stream is whole. *has_more
 * says whether there is data behind its end. */
const char *rle127_png_check_stream(struct rle127_source *source, uint64_t first_data_offset,
                                    bool *has_more);

/* png_reasons.c: our words for what libpng says, which lives no longer than its call. */
const char *rle127_png_reason(const char *text);

/* PNG's numbers are big-endian. */
static inline uint32_t rle127_png_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

#endif
