/*
 * One open file to another: the work of every pool.
 */
#ifndef RLE127_CONVERT_H
#define RLE127_CONVERT_H

#include "../image/decoder.h"
#include "../image/image.h"
#include "../image/writer.h"
#include "content_hash.h"
#include "input.h"
#include "outcome.h"
#include "output.h"
#include "row_coding.h"

struct rle127_conversion {
    bool is_decompression;
    struct rle127_options codec;               /* threads: workers of the row pool */
    enum rle127_row_pool row_pool;             /* SERIAL: codec.threads is 1 */
    struct rle127_row_coder *row_coder;        /* opened for these, of whoever converts */
    struct rle127_binarize binarize;           /* compression */
    struct rle127_decoder *decoder;            /* compression: of whoever converts */
    const struct rle127_writer_format *format; /* decompression */
    struct rle127_hasher *hasher;              /* of outputs, of whoever converts; NULL: no hash */
    bool overwrites;                           /* an output that exists is replaced */
    bool is_dry;                               /* look, but write nothing */
    bool proves;                               /* each band is coded back and compared */
};

/* How much of an input is read at a time. */
size_t rle127_input_buffer_bytes(const struct rle127_conversion *conversion);

/* Reads all of an input and writes an output, whose end is the caller's business; NULL: reads the
 * header only. False where the outcome says why not. */
bool rle127_convert(struct rle127_input *input, struct rle127_output *output,
                    const struct rle127_conversion *conversion, struct rle127_outcome *outcome);

#endif
