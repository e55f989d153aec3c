/*
 * How OpenMP's threads wait for each other.
 */
#ifndef RLE127_WAIT_POLICY_H
#define RLE127_WAIT_POLICY_H

/* To be called before anything is done, by a program that may code with several threads: they
 * sleep from now on while they wait. OpenMP's libraries let them spin for some milliseconds, which
 * saves microseconds on an idle machine; on one that has other work, as a pool of processes for
 * files is, it keeps from running what they wait for: measured, 10 to 20 times the time. The
 * libraries look at the environment when they are loaded, so this starts the program anew in the
 * same process. It returns where the environment says how to wait, or where that cannot be done,
 * which does no harm. */
void rle127_let_threads_sleep(char *const *argv);

#endif
