/*
 * rle127-decode: decodes the images that others' libraries read, in a process that can do nothing
 * else, so that a file that breaks one of them breaks no more than that process.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "confine.h"
#include "serve.h"
#include "wire.h"

#define EXIT_USAGE 2

int main(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody waits for what a large file is going to be */
    struct rle127_wire_memory *const memory =
        mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, RLE127_WIRE_MEMORY_FD, 0);
    if (memory == MAP_FAILED) {
        fputs("rle127-decode: is started by rle127, not by hand\n", stderr);
        return EXIT_USAGE;
    }
#ifndef RLE127_SANITIZED /* sanitizers want more memory and more system calls */
    if (!rle127_confine())
        return RLE127_WIRE_UNCONFINED;
#endif
    rle127_serve(RLE127_WIRE_SOCKET_FD, memory);
    return 0;
}
