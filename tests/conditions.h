/*
 * Conditions under which a command can be run: a user whom permissions bind, standard descriptors
 * that are of no use.
 */
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include "command.h"

#define CONDITION_NOBODY 65534

/* Runs rle127 as a user whom permissions bind; who may write to the current directory, `is_open`
 * says. The test is skipped where that cannot be had. */
const struct command_result *condition_run_bound(const char *const *arguments, bool is_open);

/* For command_setup.prepare. */
void condition_fill_stderr(void);
void condition_close_all(void); /* descriptors 0, 1 and 2 */

#endif
