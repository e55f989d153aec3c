/*
 * One run of a program, from before its start to after its end. Says nothing: whoever asked for it
 * does.
 */
#ifndef RLE127_PROGRAM_RUN_H
#define RLE127_PROGRAM_RUN_H

#include "child_wait.h"

struct rle127_program_call {
    char *const *argv;       /* argv[0] is looked for in PATH unless it has a slash */
    const char *input_path;  /* its standard input; NULL: nothing */
    const char *output_path; /* its standard output, made or emptied; NULL: dropped */
};

enum rle127_program_step {
    RLE127_PROGRAM_INPUT,
    RLE127_PROGRAM_OUTPUT,
    RLE127_PROGRAM_START,
    RLE127_PROGRAM_RUN
};

struct rle127_program_end {
    enum rle127_program_step step;   /* the last one that was tried */
    int error;                       /* of a step before the run; else 0 */
    double seconds;                  /* of the run */
    struct rle127_child_end program; /* after the run */
};

/* line_fd: as for rle127_wait_for_child(). */
void rle127_run_program(const struct rle127_program_call *call, int line_fd,
                        struct rle127_program_end *end);

#endif
