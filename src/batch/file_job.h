/*
 * What a file worker keeps from job to job, and what it does with one of them.
 */
#ifndef RLE127_FILE_JOB_H
#define RLE127_FILE_JOB_H

#include "beneath.h"
#include "decoding.h"
#include "file_worker.h"
#include "job.h"

/* A job that is done but for its answer and, with has_output, the output's name. */
struct rle127_held {
    rle127_ticket ticket;
    bool is_repeated; /* a worker has died that may have done it, but for the answer */
    bool has_output;
    struct rle127_output output;
    struct rle127_file_result result;
};

#define RLE127_HELD_MAX 64

struct rle127_file_worker {
    const struct rle127_file_work *work;
    struct rle127_conversion conversion;
    struct rle127_decoding decoding;
    struct rle127_row_coder row_coder;
    struct rle127_beneath inputs, outputs;
    char *root;          /* of the inputs that came last, or NULL */
    int root_fd;         /* or -1 */
    dev_t tidied_device; /* the directory that was tidied last */
    ino_t tidied_inode;
    struct rle127_held *held;
    size_t n_held, group_max;
    double held_since; /* when the first of them was begun */
};

/* Does what is to be done with a file. Outputs are committed, unless they wait for others. */
void rle127_do_file_job(struct rle127_file_worker *worker, const struct rle127_file_job *job,
                        struct rle127_held *held);

/* Whether outputs are committed in groups. */
bool rle127_outputs_wait(const struct rle127_file_worker *worker);

/* Commits the outputs of these, at the most RLE127_HELD_MAX. */
void rle127_commit_held(const struct rle127_file_worker *worker, struct rle127_held *const held[],
                        size_t n_held);

void rle127_close_root(struct rle127_file_worker *worker);

#endif
