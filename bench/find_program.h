/*
 * Where other programs lie. Must not know: what they are for.
 */
#ifndef RLE127_FIND_PROGRAM_H
#define RLE127_FIND_PROGRAM_H

#include <stdbool.h>

#include "workspace.h"

/* Writes the path of a program, in RLE127_WORK_PATH_BYTES bytes: of the first file of that name in
 * the directories of PATH that can be run, or the name itself where it has a slash. False where
 * there is none, which is not said. */
bool rle127_find_program(const char *name, char *path);

/* The same for the command rle127: the one that was chosen, or where that is NULL the one beside
 * this program, or one in PATH. */
bool rle127_find_command(const char *chosen, char *path);

#endif
