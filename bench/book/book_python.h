/*
 * The book's program: it is a part of this one, as a text, and runs where a Python is found that
 * has Pillow and bitarray. Must not know: what it is compared with.
 */
#ifndef RLE127_BOOK_PYTHON_H
#define RLE127_BOOK_PYTHON_H

#include "../measure/samples.h"
#include "../workspace.h"

struct rle127_book_python {
    const char *interpreter;              /* NULL: there is none */
    char program[RLE127_WORK_PATH_BYTES]; /* the file that it reads */
    char report[RLE127_WORK_PATH_BYTES];  /* the file that it writes */

    /* "" until it has run. */
    char python_version[32], pillow_version[32], bitarray_version[32];
};

/* Looks for an interpreter: `wanted` or, where it is NULL, those that are usual. Writes the program
 * into the workspace. False where it has said what is wrong; that there is no interpreter is not
 * wrong. */
bool rle127_find_book_python(struct rle127_book_python *python, const char *wanted,
                             const struct rle127_workspace *workspace);

/* Image files to DIRECTORY/STEM.rle. */
struct rle127_book_call {
    const char *image_pool, *row_pool; /* "process", "thread" or "serial" */
    unsigned n_workers;
    unsigned seconds_max; /* what takes longer hangs, and is killed: a failure */
    const char *directory;
    char *const *paths;
    size_t n_paths;
};

#define RLE127_BOOK_PATHS_MAX 8

/* Runs the program. *sample is of all of it; *inner_seconds are those that it has measured itself,
 * without its start. False where that failed: said, or interrupted. */
bool rle127_run_book_program(struct rle127_book_python *python, const struct rle127_book_call *call,
                             struct rle127_sample *sample, double *inner_seconds);

#endif
