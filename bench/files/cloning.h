/*
 * Whether the file system makes copies that share their blocks.
 */
#ifndef RLE127_CLONING_H
#define RLE127_CLONING_H

#include "../workspace.h"

/* Tries it with two small files. There, cp copies nothing unless it is told to. */
bool rle127_can_clone_files(const struct rle127_workspace *workspace);

#endif
