/*
 * Texts of rle127-bench.
 */
#ifndef RLE127_BENCH_HELP_H
#define RLE127_BENCH_HELP_H

#include <stdio.h>

void rle127_print_bench_help(FILE *file);
void rle127_print_kernels_help(FILE *file);

/* Also which libraries this build compares with, and which programs are there. */
void rle127_print_bench_version(FILE *file);

#endif
