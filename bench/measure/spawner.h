/*
 * A small process that starts programs for a large one: a program's peak of memory is at least that
 * of the process that starts it. It ends with its parent, and kills the program that it runs then.
 */
#ifndef RLE127_SPAWNER_H
#define RLE127_SPAWNER_H

#include "program_run.h"

/* To be called early, when this process is small, and after rle127_defer_interrupts(). What a
 * program gets (directory, environment) is as it is now. False: said. */
bool rle127_start_spawner(void);

/* Until nothing is left of it; does nothing where it was not started. */
void rle127_stop_spawner(void);

/* For a forked child: the spawner is its parent's. */
void rle127_leave_spawner(void);

/* Also where it has ended by itself: programs that are run otherwise would not be comparable. */
bool rle127_has_spawner(void);

/* As rle127_run_program(), in the spawner; a signal that asks for the end ends the spawner. False
 * where the spawner has ended: said, but not where it was interrupted. */
bool rle127_run_in_spawner(const struct rle127_program_call *call, struct rle127_program_end *end);

/* Of processor time: what the spawner and its programs have used up to now; 0 when it is stopped,
 * as then this process has waited for it. */
double rle127_spawner_seconds(void);

#endif
