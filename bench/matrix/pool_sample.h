/*
 * One sample of a whole run, as the command makes it, with given pools. Must not know: which ones
 * are compared, what is made of the times.
 */
#ifndef RLE127_POOL_SAMPLE_H
#define RLE127_POOL_SAMPLE_H

#include "../measure/samples.h"
#include "../workspace.h"
#include "pool_choice.h"

/* What is to be done, whichever pools do it. */
struct rle127_pool_task {
    bool is_decompression; /* to PBM */
    bool is_dry;           /* look at the inputs, write nothing */
    bool proves;           /* all that is coded is coded back and compared, which takes time */
    const char *input;     /* a file, or a directory with all that is below */
    const char *output;    /* a directory, made or emptied before each sample */
    const char *reference; /* a directory with what has to come out; NULL: nobody knows yet */
};

/* What a run has told. */
struct rle127_pool_findings {
    struct rle127_totals totals;
    double packed_bytes;                        /* of all images as bitmaps */
    char last_output[RLE127_WORK_PATH_BYTES];   /* of the last file; "" where there is none */
    char largest_image[RLE127_WORK_PATH_BYTES]; /* the input with the most pixels, */
    uint32_t largest_width, largest_height;     /* and its sides */
    char note[128];                             /* the last one, or "" */
};

struct rle127_pool_subject {
    const struct rle127_pool_task *task;
    struct rle127_pool_choice choice;
    struct rle127_pool_findings findings; /* of the last sample */
};

/* Makes the run in a process of its own; only the run is timed, neither emptying the directory
 * before nor comparing the outputs after it. False where a file failed, an output is not as it has
 * to be, which is said, or a signal asks for the end. The subject is a struct rle127_pool_subject:
 * this is the `run` of a contender. */
bool rle127_sample_pools(void *subject, struct rle127_sample *sample);

#endif
