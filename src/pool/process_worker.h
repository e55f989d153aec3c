/*
 * What runs in a worker process. Must not know: that there are other ones.
 */
#ifndef RLE127_PROCESS_WORKER_H
#define RLE127_PROCESS_WORKER_H

#include <signal.h>

#include "process.h"

/* Serves the pool at the other end of the socket until that is gone, and ends the process. All
 * signals are held back; those not in `before` come through once the worker is ready. */
_Noreturn void rle127_process_work(const struct rle127_work *work, int socket_fd,
                                   struct rle127_process_slot *slot, const sigset_t *before);

#endif
