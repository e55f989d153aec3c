/*
 * One thread that codes files piece by piece, PBM (P4) to .rle or back, in two ways: each call is
 * waited for, or reading, writing and naming are left to the system while it codes (io_uring). Both
 * use the same buffers of the same sizes, so that they differ in nothing else. Outputs get their
 * names at once: a run that is broken off leaves pieces of files behind.
 */
#ifndef RLE127_FILE_PIPELINE_H
#define RLE127_FILE_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

/* So many files are with the system at a time where it overlaps. */
#define RLE127_OVERLAPPED_FILES 4

struct rle127_file_list {
    bool is_decompression;
    char *const *inputs;
    char *const *outputs; /* what is there is emptied; their directories are there */
    size_t n_files;
};

/* False where a file could not be read, is wrong, or could not be written: said. */
bool rle127_run_in_turn(const struct rle127_file_list *list);
bool rle127_run_overlapped(const struct rle127_file_list *list);

/* Why that cannot be done here, or NULL. */
const char *rle127_why_no_overlap(void);

#endif
