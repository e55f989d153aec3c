/*
 * Which files of a tree are meant to be converted. What is named is converted, or fails, in any
 * case.
 */
#ifndef RLE127_MEANT_H
#define RLE127_MEANT_H

#include "../image/source.h"

/* Whether an open file, named `name`, is an image by its content or by its suffix. NULL where that
 * can be told, else the reason why not. Reads no more of it than the first bytes. */
const char *rle127_find_out_meant(struct rle127_source *source, const char *name, bool *is_meant);

/* The same for a name in a directory; false where that cannot be told. `context` is not used: this
 * is what a walk asks. */
bool rle127_is_image_file(void *context, int directory_fd, const char *name);

#endif
