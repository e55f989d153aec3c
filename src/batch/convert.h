/*
 * One file in, one file out: the job that every pool runs.
 */
#ifndef RLE127_CONVERT_H
#define RLE127_CONVERT_H

#include "../image/decoder.h"
#include "../image/image.h"
#include "../image/writer.h"
#include "outcome.h"

struct rle127_conversion {
    bool is_decompression;
    struct rle127_options codec;
    int directory_fd;                          /* of all outputs; -1: their paths say where */
    struct rle127_binarize binarize;           /* compression */
    struct rle127_decoder *decoder;            /* compression: of whoever converts */
    const struct rle127_writer_format *format; /* decompression */
    bool overwrites;                           /* an output that exists is replaced */
    bool is_dry;                               /* look, but write nothing */
    bool proves;                               /* each band is coded back and compared */
};

/* Converts the file input, or standard input for NULL, to the file output, or standard output for
 * NULL. Whatever goes wrong is in *outcome; then no file has been made or changed, but
 * standard output or a device may have got a part. */
void rle127_convert_file(const char *input, const char *output,
                         const struct rle127_conversion *conversion,
                         struct rle127_outcome *outcome);

#endif
