/*
 * Waiting for a child that leads a process group of its own, and for what ends the waiting early.
 * Must not know: what the child does, and what is said of its end.
 */
#ifndef RLE127_CHILD_WAIT_H
#define RLE127_CHILD_WAIT_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "samples.h"

struct rle127_held_signals {
    sigset_t before;        /* the mask, which is the child's too */
    sigset_t while_waiting; /* a child's end and what asks for the end come, whatever was before */
    struct sigaction at_child; /* what a child's end did */
};

struct rle127_child_end {
    int error;       /* the child cannot be waited for; else 0 */
    int stop_signal; /* it was stopped by that, and so was killed; else 0 */
    int status;      /* as of wait4() */
    struct rle127_usage usage;
};

/* From before a child is started until it has ended: none of those signals comes between looking
 * and waiting. */
void rle127_hold_signals(struct rle127_held_signals *held);
void rle127_release_signals(const struct rle127_held_signals *held);

/* Kills it with its group where a signal asks for the end, where it is stopped, or where the other
 * end of the socket line_fd (-1: there is none) is closed. What is left of its group when it has
 * ended is killed. */
void rle127_wait_for_child(pid_t child, const struct rle127_held_signals *held, int line_fd,
                           struct rle127_child_end *end);

#endif
