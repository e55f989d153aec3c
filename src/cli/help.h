/*
 * What --help and --version print.
 */
#ifndef RLE127_HELP_H
#define RLE127_HELP_H

#include <stdio.h>

#include "options.h"

void rle127_print_help(FILE *file);
void rle127_print_version(FILE *file);

/* One line: how a command, or for 0 the program, is called. */
const char *rle127_usage(unsigned command);

#endif
