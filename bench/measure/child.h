/*
 * One sample of something: it runs in a process of its own, which has not done anything before. The
 * process that calls these functions never starts a thread or enters a parallel region (a child
 * that is forked after that hangs with gcc's OpenMP library), and has called
 * rle127_defer_interrupts(). Where a signal asks for the end, the child is killed with all that it
 * has started; so is one that is stopped, and what is left of one that has ended.
 */
#ifndef RLE127_CHILD_H
#define RLE127_CHILD_H

#include <stdbool.h>

#include "program_run.h"

/* Forks, and calls the function there; the sample's seconds are those of the call, its usage that
 * of the child. False where the function returned false, having said what is wrong, and where the
 * child died, which is said here, or was interrupted, which is not. */
bool rle127_sample_function(bool (*function)(void *argument), void *argument,
                            struct rle127_sample *sample);

/* Runs a program, in the spawner where it was started (spawner.h); the seconds are those from
 * before its start to after its end. False where it cannot be started, dies, or ends with another
 * code than 0: said here; or was interrupted. */
bool rle127_sample_program(const struct rle127_program_call *call, struct rle127_sample *sample);

#endif
