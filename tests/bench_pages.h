/*
 * Images for the benchmark program's tests, in the current directory: in/NNN.pbm; and what the
 * experiment on I/O makes of them.
 */
#ifndef BENCH_PAGES_H
#define BENCH_PAGES_H

#include "../bench/io/io_inputs.h"

struct bench_pages {
    struct rle127_image_set set;
    struct rle127_workspace workspace;
    struct rle127_io_inputs inputs;
};

/* A PBM (P4) file of runs of a few pixels and white rows, with padding bits of 0. */
void bench_pages_write(const char *path, unsigned width, unsigned height);

void bench_pages_open(struct bench_pages *pages, size_t n_pages_max);
void bench_pages_add(struct bench_pages *pages, unsigned width, unsigned height);
void bench_pages_make_inputs(struct bench_pages *pages); /* when all are added */
void bench_pages_close(struct bench_pages *pages);

#endif
