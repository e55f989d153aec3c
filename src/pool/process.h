/*
 * One worker process, seen from the pool: its start, its end and the memory that it shares. Must
 * not know: which jobs it has, and what becomes of them when it dies.
 */
#ifndef RLE127_PROCESS_H
#define RLE127_PROCESS_H

#include <stdatomic.h>
#include <sys/types.h>

#include "jobs.h"

/* What the worker has begun last, and when. Written before the job runs, so that a worker that died
 * of it need not have said so. A cache line each. */
struct rle127_process_slot {
    _Alignas(64) _Atomic rle127_ticket ticket;
    _Atomic int64_t begun_ns;
};

struct rle127_process {
    pid_t pid;     /* 0: there is none */
    int socket_fd; /* -1: likewise */
    struct rle127_process_slot *slot;
    bool is_ready;                  /* has made itself ready for jobs */
    bool is_full;                   /* its socket takes no more for now */
    bool is_fresh;                  /* started, or handed a job, since a death was counted */
    int64_t progress_ns;            /* when it was last seen to get on, or to begin */
    struct rle127_job_list in_hand; /* in the order in which it was handed them */
};

/* Forks the worker `process`, one of n `siblings` whose sockets it must not hold. Returns 0 or an
 * error number. */
int rle127_process_start(struct rle127_process *process, const struct rle127_process *siblings,
                         unsigned n, const struct rle127_work *work);

/* Kills it, if it has not ended by itself, and waits for that. Returns the signal that ended it, or
 * 0. What it has sent can still be received until its socket is closed. */
int rle127_process_end(struct rle127_process *process);
void rle127_process_close_socket(struct rle127_process *process);

#endif
