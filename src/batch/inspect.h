/*
 * Looking at a .rle file without writing anything: what verify and info need.
 */
#ifndef RLE127_INSPECT_H
#define RLE127_INSPECT_H

#include "input.h"
#include "outcome.h"
#include "rle127.h"

struct rle127_findings {
    uint64_t n_runs, black_pixels;
    bool is_canonical;
    uint64_t loose_offset; /* of the first run that is not canonical */
    uint32_t loose_row;    /* and its row, counted from 1 */
};

/* Checks every row of an open input, read through a buffer as of rle127_stream_buffer_bytes(). The
 * outcome is as below. */
void rle127_inspect(struct rle127_input *input, const struct rle127_options *codec,
                    struct rle127_findings *findings, struct rle127_outcome *outcome);

/* Checks every row of the file path, or of standard input for NULL. RLE127_CONVERTED in the
 * outcome: the file is right, and *findings says what is in it. */
void rle127_inspect_file(const char *path, const struct rle127_options *codec,
                         struct rle127_findings *findings, struct rle127_outcome *outcome);

#endif
