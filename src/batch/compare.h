/*
 * Whether two files show the same pixels.
 */
#ifndef RLE127_COMPARE_H
#define RLE127_COMPARE_H

#include "../image/image.h"
#include "outcome.h"

struct rle127_comparison {
    bool is_same;
    bool sides_differ; /* outcomes[] have the sides */
    uint32_t x, y;     /* else: the first pixel that differs, row by row from the top */
};

/* Compares two files, NULL for standard input. False where one of them could not be read to its
 * end; its outcome says why. Where a difference is found, the rest is not read. */
bool rle127_compare_files(const char *const paths[2], const struct rle127_options *codec,
                          const struct rle127_binarize *binarize,
                          struct rle127_comparison *comparison, struct rle127_outcome outcomes[2]);

#endif
