/*
 * A run of the experiment on whole commands, with a PATH that tests choose.
 */
#ifndef BENCH_FILES_RUN_H
#define BENCH_FILES_RUN_H

#include "../bench/experiments/experiment.h"

#define N_RUNS   2
#define N_KINDS  3 /* of drawn pages */
#define N_CHARTS (2 * N_KINDS)

/* Of commands that every run has: cp and rle127. */
#define N_OWN_ROWS 2

struct bench_files_run {
    struct rle127_experiment_options options;
    struct rle127_workspace workspace;
    struct rle127_image_set images;
    struct rle127_document *document;
    bool is_done;
    char *said; /* on standard error */
};

/* Small drawn pages; the options may be changed before they are measured. */
void bench_files_prepare(struct bench_files_run *run);
void bench_files_measure(struct bench_files_run *run);
void bench_files_forget(struct bench_files_run *run);

const struct rle127_section *bench_files_section(const struct bench_files_run *run);
const struct rle127_measurement *bench_files_find(const struct bench_files_run *run,
                                                  const char *name);

/* From now on PATH is a directory of the test's, with cp alone, until bench_files_leave(). */
void bench_files_narrow_path(void);

/* A program of the shell in it, whose own PATH is the usual one. */
void bench_files_put_program(const char *name, const char *script);

/* Whether the measurements of a command are there, there and back. */
void bench_files_check_row(const struct bench_files_run *run, const char *name);
void bench_files_check_rows_of(const struct bench_files_run *run, const char *there,
                               const char *back);

/* cmocka's setup and teardown, and what is before and after all tests. */
int bench_files_enter(void **state);
int bench_files_leave(void **state);
#define FILES_TEST(f) cmocka_unit_test_setup_teardown(f, bench_files_enter, bench_files_leave)
void bench_files_begin(void);
void bench_files_end(void);

#endif
