/*
 * The options of the experiments' sub-commands. What can be known to be wrong from the words alone
 * is found here.
 */
#ifndef RLE127_EXPERIMENT_OPTIONS_H
#define RLE127_EXPERIMENT_OPTIONS_H

#include "experiment_list.h"

enum rle127_export_format {
    RLE127_EXPORT_JSON,
    RLE127_EXPORT_CSV,
    RLE127_EXPORT_MARKDOWN,
    RLE127_EXPORT_HTML,
    RLE127_EXPORT_FORMATS
};

/* What was asked for; texts are those of argv. */
struct rle127_experiment_request {
    struct rle127_experiment_choice choice;
    struct rle127_experiment_options options;
    const char *export_paths[RLE127_EXPORT_FORMATS]; /* "-" is standard output; NULL: none */
    const char *baseline_path;                       /* NULL: none */
    double tolerated;                                /* 0.05: 5 % slower than the baseline */
    bool fails_if_slower;
    bool asks_for_help, asks_for_version;
};

/* "--export-json" */
const char *rle127_export_option(enum rle127_export_format format);

/* argv[0] is the sub-command. False where it has said what is wrong. */
bool rle127_parse_experiment_options(int argc, char **argv,
                                     struct rle127_experiment_request *request);

#endif
