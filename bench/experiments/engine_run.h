/*
 * A whole run of rle127 over image files, as the command makes it, with given pools. Must not know:
 * which ones are compared, what is made of the times.
 */
#ifndef RLE127_ENGINE_RUN_H
#define RLE127_ENGINE_RUN_H

#include "../measure/samples.h"
#include "../workspace.h"
#include "coding_direction.h"
#include "pool_choice.h"

struct rle127_call_clock; /* see io/call_clock.h */

/* What is to be done, whichever pools do it. */
struct rle127_engine_task {
    enum rle127_coding_direction direction; /* decompressing is to PBM */
    bool is_dry;                            /* look at the inputs, write nothing */
    bool proves;         /* all that is coded is coded back and compared, which takes time */
    char *const *inputs; /* files, and directories with all that is below */
    size_t n_inputs;
    const char *output;    /* a directory */
    const char *reference; /* a directory with what has to come out; NULL: nobody knows yet */
    enum rle127_durability durability;
    struct rle127_call_clock *clock; /* runs meanwhile; NULL: none */
};

/* What a run has told. */
struct rle127_engine_findings {
    struct rle127_totals totals;
    double packed_bytes;                        /* of all images as bitmaps */
    char last_output[RLE127_WORK_PATH_BYTES];   /* of the last file; "" where there is none */
    char largest_image[RLE127_WORK_PATH_BYTES]; /* the input with the most pixels, */
    uint32_t largest_width, largest_height;     /* and its sides */
    char note[128];                             /* the last one, or "" */
};

struct rle127_engine_subject {
    const struct rle127_engine_task *task;
    struct rle127_pool_choice choice;
    struct rle127_engine_findings findings; /* of the last run */
};

/* Makes the run in a process of its own, with the output as it is. False where a file failed, or
 * there was nothing to be converted, which is said, or a signal asks for the end. */
bool rle127_run_engine(struct rle127_engine_subject *subject, struct rle127_sample *sample);

/* The same, but makes or empties the output before it, and compares it with the reference after
 * it, neither of which is timed. False also where an output is not as it has to be, which is said.
 * The subject is a struct rle127_engine_subject: this is the `run` of a contender. */
bool rle127_sample_engine(void *subject, struct rle127_sample *sample);

#endif
