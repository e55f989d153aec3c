/*
 * Portable bitmap (P4): a line of text, then the packed rows, 1 = black.
 */
#include "writer_format.h"

#include <stdio.h>

static size_t make_pbm_header(const struct rle127_writer *writer, uint8_t *header)
{
    return (size_t)snprintf((char *)header, RLE127_IMAGE_HEADER_MAX, "P4\n%u %u\n",
                            (unsigned)writer->width, (unsigned)writer->height);
}

const struct rle127_writer_format rle127_writer_pbm = {
    .suffix = "pbm",
    .one_is_black = true,
    .row_align_bytes = 1,
    .make_header = make_pbm_header,
};
