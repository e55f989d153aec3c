/*
 * Portable bitmap (P4): a line of text, then the packed rows, 1 = black.
 */
#include "writer_format.h"

#include <stdio.h>

static const char *begin_pbm(struct rle127_writer *writer)
{
    char header[32];
    const int n = snprintf(header, sizeof header, "P4\n%u %u\n", (unsigned)writer->width,
                           (unsigned)writer->height);
    return rle127_sink_append(writer->sink, header, (size_t)n);
}

const struct rle127_writer_format rle127_writer_pbm = {
    .suffix = "pbm",
    .one_is_black = true,
    .row_align_bytes = 1,
    .begin = begin_pbm,
    .put_rows = rle127_writer_append_rows,
};
