/*
 * What a clock of calls comes to: what workers spent their time on.
 */
#ifndef RLE127_TIME_SHARES_H
#define RLE127_TIME_SHARES_H

#include <stdbool.h>

#include "call_clock.h"

enum rle127_time_part {
    RLE127_TIME_CODING,  /* the processor, outside of calls: coding and all else of the program */
    RLE127_TIME_READING, /* the processor, in calls of these kinds */
    RLE127_TIME_WRITING,
    RLE127_TIME_FILES,
    RLE127_TIME_POOL,
    RLE127_TIME_DECODER, /* calls to the decoder program, and waiting for it in them */
    RLE127_TIME_DISK,    /* it waited in calls for files, for something to be read from a disk or to
                          * be put there durably */
    RLE127_TIME_BLOCKED, /* it waited in such calls otherwise, and not for a processor: for a lock,
                          * or to be let write on */
    RLE127_TIME_WAITING, /* it did not run otherwise: it had no job, or no processor */
    RLE127_TIME_PARTS
};

/* "coding", "waiting for disk" */
const char *rle127_time_part_name(enum rle127_time_part part);

struct rle127_time_shares {
    unsigned n_workers;
    double parts[RLE127_TIME_PARTS]; /* of all workers' time: their number x the time of the run */
    double opener; /* of the run's time, the processor's time of the thread that handed out work; 0
                    * where it did the work itself */
    double n_calls;
};

/* False where there were too many threads, or no time has passed. */
bool rle127_find_time_shares(const struct rle127_call_clock *clock,
                             struct rle127_time_shares *shares);

#endif
