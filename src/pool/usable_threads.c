/*
 * Trying: threads are started, held together at a gate, and let go.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "usable_threads.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static void *pass_gate(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

/* What a process that codes with several threads may allocate besides their stacks. */
#define RESERVED_BYTES (64 << 20)

/* Address space alone: a compiler may leave out a malloc() that nobody uses. */
static void *reserve_memory(void)
{
    void *const memory =
        mmap(NULL, RESERVED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* LLVM's OpenMP library makes itself ready for as many threads as the environment says when it is
 * first used, and a million of them take all memory. */
static void tell_openmp(unsigned n_threads)
{
    char number[16];
    snprintf(number, sizeof number, "%u", n_threads);
    setenv("OMP_NUM_THREADS", number, 1);
}

unsigned rle127_usable_threads(unsigned wanted)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t *const threads = wanted > 1 ? malloc((wanted - 1) * sizeof *threads) : NULL;
    unsigned n_started = 0;
    if (!threads)
        return 1;
    void *const reserved = reserve_memory();
    pthread_mutex_lock(&gate);
    while (reserved && n_started < wanted - 1 &&
           pthread_create(&threads[n_started], NULL, pass_gate, &gate) == 0)
        n_started++;
    pthread_mutex_unlock(&gate);
    for (unsigned i = 0; i < n_started; i++)
        pthread_join(threads[i], NULL);
    if (reserved)
        munmap(reserved, RESERVED_BYTES);
    free(threads);
    tell_openmp(1 + n_started);
    return 1 + n_started;
}
