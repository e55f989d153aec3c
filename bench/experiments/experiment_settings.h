/*
 * What sections say of the images that were measured, and of how often that was.
 */
#ifndef RLE127_EXPERIMENT_SETTINGS_H
#define RLE127_EXPERIMENT_SETTINGS_H

#include "experiment.h"

/* The set of images, as well as what follows. */
void rle127_add_set_settings(struct rle127_section *section,
                             const struct rle127_experiment *experiment);

/* Runs, and the file system. */
void rle127_add_run_settings(struct rle127_section *section,
                             const struct rle127_experiment *experiment);

#endif
