/*
 * One bitmap as a file of each format that is decoded, for the tests of the command.
 */
#ifndef RLE127_TEST_FOREIGN_FILES_H
#define RLE127_TEST_FOREIGN_FILES_H

#include "image_bytes.h"

#define FOREIGN_FILES 7

struct foreign_file {
    char suffix[8]; /* without the dot; unlike the others' */
    struct rle127_test_bytes bytes;
};

/* The file of the index below FOREIGN_FILES of this bitmap, which has sides that are multiples of
 * 8: a JPEG shows the first pixel of each square of 8 x 8. By --binarize=threshold:128 it has the
 * bitmap's pixels. An empty one where this build does not read the format. */
struct foreign_file foreign_file_make(unsigned index, const struct rle127_bitmap *bitmap);

/* Makes a bitmap that a JPEG can show: each square of 8 x 8 pixels is all black or all white. */
struct rle127_bitmap foreign_file_draw(uint32_t width, uint32_t height, uint64_t *random);

#endif
