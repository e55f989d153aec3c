/*
 * Making the set of images ready that experiments work on.
 */
#ifndef RLE127_EXPERIMENT_IMAGES_H
#define RLE127_EXPERIMENT_IMAGES_H

#include "../../src/cli/messages.h"
#include "experiment_options.h"

/* Draws or lists the images where one of the chosen experiments works on a set, and looks whether
 * the workspace has space for what becomes of them. Says what is wrong; the set is to be freed then
 * too. */
enum rle127_exit rle127_ready_images(struct rle127_image_set *images,
                                     const struct rle127_experiment_request *request,
                                     const struct rle127_workspace *workspace);

#endif
