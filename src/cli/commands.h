/*
 * The commands. Each takes parsed arguments, does its work, says what has to be said and returns
 * what the program returns.
 */
#ifndef RLE127_COMMANDS_H
#define RLE127_COMMANDS_H

#include "messages.h"
#include "options.h"

enum rle127_exit rle127_run_files(const struct rle127_arguments *arguments);
enum rle127_exit rle127_run_info(const struct rle127_arguments *arguments);
enum rle127_exit rle127_run_compare(const struct rle127_arguments *arguments);

/* A path as the batch takes it: NULL for standard input. */
const char *rle127_input_path(const char *argument);

/* Whether an input is a directory; says so. */
bool rle127_refuse_directories(const struct rle127_arguments *arguments);

/* Says what went wrong with a file, or what was odd. Paths as the batch takes them; commands
 * without outputs have NULL for theirs. */
void rle127_say_outcome(const char *input, const char *output, const struct rle127_outcome *outcome,
                        const struct rle127_arguments *arguments);

/* Where something was asked of one file, passing it over is failing. */
void rle127_insist(struct rle127_outcome *outcome);

/* What the program returns after this outcome, where it would have returned `code` before. */
enum rle127_exit rle127_add_outcome(enum rle127_exit code, const struct rle127_outcome *outcome);

#endif
