/*
 * Which numbers of workers are measured. Functions are false where they have said what is wrong.
 */
#ifndef RLE127_WORKER_COUNTS_H
#define RLE127_WORKER_COUNTS_H

#include "experiment.h"

/* "4,1,2": each 1 or more, put in ascending order, those that are there already left out. Takes the
 * place of an earlier list. */
bool rle127_parse_worker_counts(const char *text, struct rle127_experiment_options *options);

/* Where there is no list: 1, 2, 4, ... below the processors that this process may use, and these.
 * A list must not ask for more than some workers a CPU. */
bool rle127_settle_worker_counts(struct rle127_experiment_options *options);

/* Where one number is measured: the largest of the list; where there is none, one for each
 * processor, and at least 2. */
unsigned rle127_choose_workers(const struct rle127_experiment_options *options);

#endif
