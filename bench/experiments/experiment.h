/*
 * What the experiments share: what was asked for, the images, the place where files are written,
 * and the document that takes the results.
 */
#ifndef RLE127_EXPERIMENT_H
#define RLE127_EXPERIMENT_H

#include "../images/image_set.h"
#include "../measure/contest.h"
#include "../report/document.h"
#include "../workspace.h"

#define RLE127_WORKER_COUNTS_MAX 16

struct rle127_experiment_options {
    const char *directory; /* of the user's images; NULL: images are drawn */
    struct rle127_drawing drawing;
    unsigned worker_counts[RLE127_WORKER_COUNTS_MAX]; /* ascending */
    size_t n_worker_counts;
    struct rle127_patience patience;
    bool is_thorough;        /* nobody has asked for less: figures may be given as results */
    const char *work_parent; /* the directory for the workspace; NULL: as of the environment */
    const char *python;      /* NULL: one that has what it takes is looked for */
    const char *rle127;      /* the command; NULL: it lies beside this program or in PATH */
};

struct rle127_experiment {
    const struct rle127_experiment_options *options;
    const struct rle127_workspace *workspace;
    const struct rle127_image_set *images;
    struct rle127_document *document;
};

/* Measures, and adds a section (or, where it cannot be done on this machine, a section with a note
 * that says why). False where it has said what is wrong, or was interrupted. */
typedef bool rle127_experiment_function(const struct rle127_experiment *experiment);

rle127_experiment_function rle127_measure_matrix; /* pools for files x pools for rows */
rle127_experiment_function rle127_measure_single; /* one image: workers for its rows, break-even */
rle127_experiment_function rle127_measure_io;     /* where the time goes; overlapped reading */
rle127_experiment_function rle127_measure_files;  /* whole commands, beside others */
rle127_experiment_function rle127_measure_book;   /* beside the book's program in Python */

#endif
