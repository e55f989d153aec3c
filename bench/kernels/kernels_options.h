/*
 * The options of `rle127-bench kernels`. Everything that can be known to be wrong before anything
 * is measured is found here.
 */
#ifndef RLE127_KERNELS_OPTIONS_H
#define RLE127_KERNELS_OPTIONS_H

#include "../measure/rounds.h"
#include "../report/report_options.h"
#include "rows.h"

#define RLE127_ONLY_MAX 32

struct rle127_kernels_options {
    struct rle127_row_choice choice; /* its texts lie in `only` */
    const char *only[RLE127_ONLY_MAX];
    struct rle127_effort effort;
    unsigned long set_mb; /* 10^6 bytes; 0: no set */
    struct rle127_report_options report;
    bool is_summary;
    bool asks_for_list, asks_for_help, asks_for_version;
    char *const *paths; /* of pages */
    size_t n_paths;
};

/* argv[0] is the sub-command. False where it has said what is wrong. */
bool rle127_parse_kernels_options(int argc, char **argv, struct rle127_kernels_options *options);

#endif
