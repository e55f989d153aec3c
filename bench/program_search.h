/*
 * Programs that may be missing on a machine. Must not know: what they are for.
 */
#ifndef RLE127_PROGRAM_SEARCH_H
#define RLE127_PROGRAM_SEARCH_H

#include <stdbool.h>

/* Whether there is such a program: a path where the name has a slash, else in PATH, as
 * posix_spawnp() looks for it. */
bool rle127_has_program(const char *name);

#endif
