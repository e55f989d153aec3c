/*
 * What the parts of a run share: run.c leads it, intake.c takes files in, results.c takes what
 * becomes of them.
 */
#ifndef RLE127_RUN_STATE_H
#define RLE127_RUN_STATE_H

#include "beneath.h"
#include "file_worker.h"
#include "journal.h"
#include "key_set.h"
#include "plan.h"
#include "queue.h"
#include "run.h"

struct rle127_run {
    const struct rle127_run_setup *setup;
    struct rle127_totals *totals;
    struct rle127_trouble *trouble;
    enum rle127_run_end end;
    bool is_ending; /* nothing is begun any more */

    struct rle127_walk *walk;
    bool is_walked; /* to its end */
    struct rle127_queue queue;
    struct rle127_key_set taken; /* outputs, where inputs might meet that nobody compared */
    bool must_claim;
    int output_fd;                 /* of the output directory, or -1 */
    struct rle127_beneath outputs; /* to be tidied */
    char *tidied;                  /* the last directory that was */

    struct rle127_plan plan;
    struct rle127_pool *pool;
    struct rle127_entry **in_hand; /* in no order */
    rle127_ticket *tickets;        /* of these */
    size_t n_in_hand;
    struct rle127_file_work work;

    struct rle127_journal journal;
    bool has_journal;
    double start_seconds;
};

/* Fills the queue from the walk. */
void rle127_intake_fill(struct rle127_run *run);

/* Takes a job's end. */
void rle127_take_end(struct rle127_run *run, const struct rle127_job_end *end);

/* Lets go of a file that is not tried any more: one that has failed before is told as that. */
void rle127_drop_entry(struct rle127_run *run, struct rle127_entry *entry);

/* Counts what became of a file and tells it. */
void rle127_tell(struct rle127_run *run, const struct rle127_event *event);

/* From now on nothing is begun. Trouble outdoes any other end; the first one stays. */
void rle127_end_run(struct rle127_run *run, enum rle127_run_end end);

/* The same where the run itself cannot go on; path may be NULL. Returns false. */
bool rle127_stop_run(struct rle127_run *run, const char *path, const char *reason);

#endif
