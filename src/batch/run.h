/*
 * A run: all the files that inputs name, through a pool of workers. What one file does never
 * touches another one. Must not know: what is printed.
 */
#ifndef RLE127_RUN_H
#define RLE127_RUN_H

#include <stdio.h>

#include "../pool/pool.h"
#include "convert.h"
#include "inspect.h"
#include "naming.h"
#include "output.h"

enum rle127_task { RLE127_TASK_COMPRESS, RLE127_TASK_DECOMPRESS, RLE127_TASK_VERIFY };

struct rle127_totals {
    uint64_t n_done, n_converted, n_skipped, n_failed, n_dithered;
    uint64_t pixels, bytes_in, bytes_out; /* of those that were converted */
    double seconds;
    uint64_t n_found, bytes_found; /* files so far, and what they hold */
    uint64_t bytes_done;           /* of those that have their outcome */
    bool is_all_found;
    enum rle127_pool_kind pool;        /* that runs the files, and how many workers there are for */
    unsigned n_workers, n_row_workers; /* files and, each of these, for rows; 0: none yet */
};

/* What has become of a file. */
struct rle127_event {
    const char *path;   /* as it is shown; NULL: standard input */
    const char *output; /* NULL: standard output, or none */
    const struct rle127_outcome *outcome;
    const struct rle127_findings *findings; /* of verify; NULL: it was not looked at */
    double seconds;
    bool is_of_walk; /* it was found in a directory, not named */
};

/* All are called by the thread that called rle127_run(). */
struct rle127_listener {
    void *context;
    void (*file)(void *context, const struct rle127_event *event);
    void (*note)(void *context, const char *text);
    void (*tick)(void *context, const struct rle127_totals *totals); /* some times a second */
};

struct rle127_run_setup {
    enum rle127_task task;
    struct rle127_conversion conversion; /* without decoder and descriptors */
    struct rle127_naming naming;
    char *const *inputs; /* "-" is standard input */
    size_t n_inputs;
    FILE *list; /* of further inputs, or NULL */
    const char *list_name;
    char list_end; /* of an entry: a newline or a NUL */

    bool chooses_pool;          /* by what there is to be done; else */
    enum rle127_pool_kind pool; /* this one */
    unsigned n_workers;         /* 0: as the machine is */
    bool chooses_row_pool;      /* by what pays; else conversion.row_pool is asked for */
    unsigned n_row_workers;     /* 0: as the machine is */
    double timeout_seconds;     /* a file may take; 0: no limit; by processes only */
    unsigned n_retries;         /* of a file that failed */
    bool halts;                 /* no file is begun after one that failed */
    bool updates;               /* outputs that are not older than their inputs are skipped */
    bool insists;               /* to pass a file over is to fail */
    bool must_be_canonical;     /* verify */
    const char *journal_path;   /* or NULL */
    bool resumes;               /* what the journal has, and is whole, is skipped */
    enum rle127_durability durability;
    struct rle127_listener listener;
};

enum rle127_run_end {
    RLE127_RUN_DONE,       /* each file has its outcome */
    RLE127_RUN_HALTED,     /* after one that failed */
    RLE127_RUN_STOPPED,    /* the run could not go on: a file's outcome or the trouble says why */
    RLE127_RUN_INTERRUPTED /* by a signal that rle127_interrupt_number() tells */
};

/* What concerns no single file. */
struct rle127_trouble {
    const char *path;   /* or NULL */
    const char *reason; /* NULL: there is none */
};

/* Does it. *totals are right in any case. As soon as files are handed out, signals that end the
 * program wait for those in hand (see rle127_defer_interrupts()), unless it is a single one that
 * this process converts. */
enum rle127_run_end rle127_run(const struct rle127_run_setup *setup, struct rle127_totals *totals,
                               struct rle127_trouble *trouble);

#endif
