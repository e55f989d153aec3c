/*
 * The options of the experiments' sub-commands. What can be known to be wrong from the words alone
 * is found here.
 */
#ifndef RLE127_EXPERIMENT_OPTIONS_H
#define RLE127_EXPERIMENT_OPTIONS_H

#include "../report/report_options.h"
#include "experiment_list.h"

/* What was asked for; texts are those of argv. */
struct rle127_experiment_request {
    struct rle127_experiment_choice choice;
    struct rle127_experiment_options options;
    struct rle127_report_options report;
    bool asks_for_help, asks_for_version;
};

/* argv[0] is the sub-command. False where it has said what is wrong. */
bool rle127_parse_experiment_options(int argc, char **argv,
                                     struct rle127_experiment_request *request);

#endif
