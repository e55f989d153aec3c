/*
 * The commands. Each takes parsed arguments, does its work, says what has to be said and returns
 * what the program returns.
 */
#ifndef RLE127_COMMANDS_H
#define RLE127_COMMANDS_H

#include "messages.h"
#include "options.h"

enum rle127_exit rle127_run_convert(const struct rle127_arguments *arguments);
enum rle127_exit rle127_run_verify(const struct rle127_arguments *arguments);
enum rle127_exit rle127_run_info(const struct rle127_arguments *arguments);
enum rle127_exit rle127_run_compare(const struct rle127_arguments *arguments);

/* A path as the batch takes it: NULL for standard input. */
const char *rle127_input_path(const char *argument);

/* Whether an input is a directory; says so. */
bool rle127_refuse_directories(const struct rle127_arguments *arguments);

/* Says what went wrong with a file, and what was odd. */
void rle127_say_outcome(const char *path, const struct rle127_outcome *outcome,
                        const struct rle127_arguments *arguments);

/* What the program returns after this outcome, where it would have returned `code` before. */
enum rle127_exit rle127_add_outcome(enum rle127_exit code, const struct rle127_outcome *outcome);

#endif
