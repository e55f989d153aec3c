/*
 * Texts of the experiments' sub-commands.
 */
#ifndef RLE127_EXPERIMENT_HELP_H
#define RLE127_EXPERIMENT_HELP_H

#include <stdio.h>

#include "experiment_list.h"

/* A line for each sub-command: two spaces, its name in 8 columns, a space, what it is. */
void rle127_list_experiments(FILE *file);

/* What it does, its options, how long it takes, what it returns. */
void rle127_print_experiment_help(FILE *file, const struct rle127_experiment_choice *choice);

#endif
