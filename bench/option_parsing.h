/*
 * What the options of all sub-commands have in common. Each function is false where it has said
 * what is wrong.
 */
#ifndef RLE127_OPTION_PARSING_H
#define RLE127_OPTION_PARSING_H

#include <stdbool.h>

/* --NAME: a whole number, 1 to max. */
bool rle127_take_number(const char *name, const char *text, unsigned long max,
                        unsigned long *number);

/* --NAME: not empty. *result stays the caller's. */
bool rle127_take_path(const char *name, const char *path, const char **result);

#endif
