/*
 * Streams that are not what the encoder writes: the same image in other runs, and damaged ones.
 * It knows the format's runs, but nothing of the codec.
 */
#ifndef STREAMS_H
#define STREAMS_H

#include "reference.h"

/* Writes the image's runs to dst (room for width * height bytes) and returns their size. Of the
 * pieces, `loose_permille` have a random length, up to 127 pixels and across the ends of chunks;
 * the others reach as far as they may. 0 gives the canonical runs. */
size_t stream_write_loose(const struct rle127_bitmap *image, unsigned loose_permille, uint8_t *dst,
                          uint64_t *random);

/* The offset of each row's first run in a correct stream, and behind the last its size:
 * starts[0 .. height]. */
void stream_find_rows(const uint8_t *runs, uint32_t width, uint32_t height, size_t *starts);

enum stream_damage {
    STREAM_ZERO_BLACK, /* the run becomes 00 */
    STREAM_ZERO_WHITE, /* the run becomes 80 */
    STREAM_LONGEST,    /* the run becomes 127 pixels long */
    STREAM_SHORTER,    /* the run loses a pixel, so the row takes one of the next row */
    STREAM_REMOVED,    /* the run is not there */
    STREAM_DOUBLED,    /* the run is there twice */
    STREAM_ENDS,       /* the data ends before the run */
    STREAM_DAMAGES     /* how many kinds there are */
};

/* Damages the run at the offset; runs has room for one byte more. Returns the new size. */
size_t stream_damage_run(uint8_t *runs, size_t n_bytes, size_t offset, enum stream_damage damage);

#endif
