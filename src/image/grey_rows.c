/*
 * From bits to bytes.
 */
#include "grey_rows.h"

#include <stdlib.h>

void rle127_append_piece(void *sink, void *bytes, int n_bytes)
{
    rle127_sink_append(sink, bytes, (size_t)n_bytes);
}

static void unpack_row(const uint8_t *bits, uint32_t width, uint8_t *grey)
{
    for (uint32_t x = 0; x < width; x++)
        grey[x] = bits[x / 8] >> (7 - x % 8) & 1 ? 255 : 0;
}

const char *rle127_write_grey_rows(struct rle127_writer *writer, const uint8_t *rows,
                                   rle127_write_grey *write)
{
    uint8_t *const grey = malloc((size_t)writer->width * writer->height);
    if (!grey)
        return "out of memory";
    for (uint32_t row = 0; row < writer->height; row++)
        unpack_row(rows + row * writer->stride_bytes, writer->width,
                   grey + (size_t)row * writer->width);
    const int is_ok = write(writer->sink, (int)writer->width, (int)writer->height, grey);
    free(grey);
    return is_ok ? NULL : "out of memory";
}
