/*
 * What the I/O experiment works on: one image or all of them, to be compressed or decompressed,
 * with the results that are right.
 */
#ifndef RLE127_IO_INPUTS_H
#define RLE127_IO_INPUTS_H

#include "../experiments/coding_direction.h"
#include "../images/image_set.h"

struct rle127_io_input {
    enum rle127_coding_direction direction;
    bool is_single;
    char *path;                             /* of a file or a directory, which rle127 is given */
    char reference[RLE127_WORK_PATH_BYTES]; /* the directory of right results */
    char output[RLE127_WORK_PATH_BYTES];    /* the directory that results go to */
    char **files, **outputs;                /* each file that is read, and what becomes of it */
    size_t n_files;
};

struct rle127_io_inputs {
    struct rle127_io_input all[RLE127_BOTH_DIRECTIONS][2]; /* the second index is is_single */
};

/* Names the files and makes the right results, by rle127 without a pool, in the directory "io" of
 * the workspace. The images stay the caller's, and valid. False: said. To be freed in any case. */
bool rle127_make_io_inputs(struct rle127_io_inputs *inputs,
                           const struct rle127_workspace *workspace,
                           const struct rle127_image_set *images);
void rle127_free_io_inputs(struct rle127_io_inputs *inputs);

/* Empties the output, and makes the directories that its files lie in. */
bool rle127_empty_output(const struct rle127_io_input *input);

/* Whether the output is what it ought to be; says what is not. */
bool rle127_check_output(const struct rle127_io_input *input);

#endif
