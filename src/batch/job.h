/*
 * What a worker is asked to do with one file and what it answers, as bytes that can go to another
 * process. Must not know: who sends them.
 */
#ifndef RLE127_JOB_H
#define RLE127_JOB_H

#include <stddef.h>
#include <time.h>

#include "inspect.h"
#include "outcome.h"
#include "output.h"

struct rle127_file_job {
    const char *root;   /* the directory that `input` lies below; NULL: a path by itself */
    const char *input;  /* NULL: standard input */
    const char *output; /* NULL: standard output, or nothing is written */
    bool is_below;      /* `output` lies below the output directory; else a path by itself */
    enum rle127_output_mode mode;
    bool has_proof; /* a journal has the file: where the proof holds, it is skipped */
    uint64_t proof;
};

/* Whoever adds to this: it is sent as it stands. */
struct rle127_file_result {
    struct rle127_outcome outcome;
    struct rle127_findings findings; /* of verify */
    uint64_t input_bytes;            /* of the file as it was opened, as is: */
    struct timespec modified;
    bool has_hash;  /* outcome.output_hash is that of what now stands under the output's name */
    double seconds; /* that it took */
};

/* Writes the job as a request to `bytes`, or only measures it where that is NULL. Returns its
 * bytes. */
size_t rle127_job_pack(const struct rle127_file_job *job, void *bytes);

/* The strings point into the request. */
void rle127_job_unpack(struct rle127_file_job *job, const void *request);

/* False where that is no result: a worker may have been overrun. */
bool rle127_result_unpack(struct rle127_file_result *result, const void *reply, size_t reply_bytes);

#endif
