/*
 * The sub-commands of rle127-bench.
 */
#ifndef RLE127_BENCH_COMMANDS_H
#define RLE127_BENCH_COMMANDS_H

#include "../src/cli/messages.h"

/* argv[0] is the sub-command's name; command is the whole command line, for reports. */
typedef enum rle127_exit rle127_bench_function(int argc, char **argv, const char *command);

rle127_bench_function rle127_bench_kernels;
rle127_bench_function rle127_bench_experiments; /* matrix, single, io, files, book, all */

#endif
