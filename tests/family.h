/*
 * Processes of a command, as /proc shows them: its workers are its children. Knows nothing of what
 * they do.
 */
#ifndef FAMILY_H
#define FAMILY_H

#include <stdbool.h>
#include <sys/types.h>

#define FAMILY_MAX 64

struct family {
    unsigned n;
    pid_t pids[FAMILY_MAX];
};

/* The children of a process's main thread that live; with `all` theirs too. */
struct family family_find(pid_t parent, bool all);

/* Whether a process is there and has not ended; one that nobody has waited for has. */
bool family_lives(pid_t pid);

/* Whether a process has a file open whose path ends so. */
bool family_has_open(pid_t pid, const char *end);

/* Waits until a process has so many children, or none of a family lives; false where that takes
 * longer. */
bool family_await_children(pid_t parent, unsigned n, double seconds);
bool family_await_ends(const struct family *family, double seconds);

#endif
