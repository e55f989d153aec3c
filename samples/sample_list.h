/*
 * The list of samples: names, sizes and who draws them. Must not know: files.
 */
#ifndef RLE127_SAMPLES_SAMPLE_LIST_H
#define RLE127_SAMPLES_SAMPLE_LIST_H

#include "pictures.h"

struct rle127_sample {
    const char *name;                           /* of its file, whose suffix is the format */
    int width, height;                          /* pixels */
    void (*draw)(struct rle127_canvas *canvas); /* NULL: the grey gradient */
};

/* A name that is NULL comes last. */
extern const struct rle127_sample rle127_samples[];

/* NULL where no sample has this name. */
const struct rle127_sample *rle127_find_sample(const char *name);

#endif
