/*
 * The command line, as a value.
 */
#ifndef RLE127_CLI_OPTIONS_H
#define RLE127_CLI_OPTIONS_H

#include "../batch/run.h"
#include "progress.h"

enum rle127_command {
    RLE127_COMPRESS = 1,
    RLE127_DECOMPRESS = 2,
    RLE127_INFO = 4,
    RLE127_VERIFY = 8,
    RLE127_COMPARE = 16
};

struct rle127_arguments {
    enum rle127_command command;
    struct rle127_run_setup run; /* of all commands: inputs, naming, conversion */
    const char *list_path;       /* --files-from, --files0-from; run.list_end tells which */
    const char *report_path;
    enum rle127_progress_mode progress;
    bool asks_for_help, asks_for_version;
    bool is_quiet, is_verbose, is_json;
};

/* Parses argv from the command's name on. False where that is no usage, which has been said. Where
 * help or the version is asked for, nothing else counts. */
bool rle127_parse_arguments(int argc, char **argv, struct rle127_arguments *arguments);

#endif
