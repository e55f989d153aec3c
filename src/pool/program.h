/*
 * A program that serves this one: started beside it, spoken to over a socket, ended with it. Must
 * not know: what they talk about.
 */
#ifndef RLE127_PROGRAM_H
#define RLE127_PROGRAM_H

#include <sys/types.h>

struct rle127_program {
    pid_t pid;
    int socket_fd; /* this side's end of a socket pair that keeps messages apart */
};

/* Starts the program at path, without an environment, which may hold secrets. Its descriptor 0 is
 * the other end of the socket, 1 is memory_fd, 2 is standard error; interrupts from a terminal do
 * not reach it, so that this program decides when it ends. May be called beside threads; the
 * program may end with the one that calls this. Returns 0 or an error number. */
int rle127_program_start(struct rle127_program *program, const char *path, int memory_fd);

/* Ends the program at once, whatever it is doing. Returns what waitpid() tells of it, or -1 where
 * that is not known. */
int rle127_program_end(struct rle127_program *program);

#endif
