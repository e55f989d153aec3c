/*
 * Trying: threads are started, held together at a gate, and let go.
 */
#include "usable_threads.h"

#include <pthread.h>
#include <stdlib.h>

static void *pass_gate(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

/* What a process that codes with several threads allocates besides their stacks. */
#define RESERVED_BYTES (64 << 20)

unsigned rle127_usable_threads(unsigned wanted)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t *const threads = wanted > 1 ? malloc((wanted - 1) * sizeof *threads) : NULL;
    unsigned n_started = 0;
    if (!threads)
        return 1;
    void *const reserved = malloc(RESERVED_BYTES);
    pthread_mutex_lock(&gate);
    while (reserved && n_started < wanted - 1 &&
           pthread_create(&threads[n_started], NULL, pass_gate, &gate) == 0)
        n_started++;
    pthread_mutex_unlock(&gate);
    for (unsigned i = 0; i < n_started; i++)
        pthread_join(threads[i], NULL);
    free(reserved);
    free(threads);
    return 1 + n_started;
}
