/*
 * A pool of processes from inside: what its parts have with each other.
 */
#ifndef RLE127_PROCESS_POOL_H
#define RLE127_PROCESS_POOL_H

#include <poll.h>

#include "pool_parts.h"
#include "process.h"
#include "process_message.h"

/* A process that takes longer to make itself ready, or to end, is killed. */
#define RLE127_PROCESS_NS_MAX (10LL * RLE127_NS_PER_SECOND)

struct rle127_process_pool {
    struct rle127_pool *pool;
    int64_t limit_ns;                  /* of a job */
    struct rle127_job_list suspects;   /* of having killed their workers; to be tried again */
    struct rle127_job *alone;          /* the one that is being tried */
    unsigned n_deaths;                 /* in a row: without an answer in between */
    const char *start_reason;          /* why a process could not make itself ready */
    bool is_closing;                   /* who ends now is not replaced */
    struct rle127_message message;     /* the last one that was received */
    struct rle127_process_slot *slots; /* shared memory */
    struct pollfd *polled;
    unsigned n_slots;
    unsigned n_processes; /* some of which there may not be now */
    struct rle127_process processes[];
};

unsigned rle127_process_count(const struct rle127_process_pool *home);

/* Hands jobs to the processes, as far as these may have some. */
void rle127_process_hand_out(struct rle127_process_pool *home);

/* Waits until a process sends something or ends, or for the deadline; takes what they have sent.
 * Returns 0 or an error number. */
int rle127_process_listen(struct rle127_process_pool *home, int64_t deadline_ns);

/* Takes what one process has sent. Not GONE or GARBAGE while it may send more. */
enum rle127_message_result rle127_process_take_messages(struct rle127_process_pool *home,
                                                        struct rle127_process *process);

enum rle127_process_loss {
    RLE127_LOSS_DEATH,
    RLE127_LOSS_GARBAGE, /* nothing that it may still say is listened to */
    RLE127_LOSS_OVERDUE
};

/* Ends a process, and hands back or blames what it had in hand; replaces it. */
void rle127_process_lose(struct rle127_process_pool *home, struct rle127_process *process,
                         enum rle127_process_loss loss);

/* When the next process will be overdue, and ending those that are. */
int64_t rle127_process_next_limit_ns(const struct rle127_process_pool *home);
void rle127_process_lose_overdue(struct rle127_process_pool *home);

/* Where no process is left: starts some, or breaks the pool if that cannot be done. */
void rle127_process_revive(struct rle127_process_pool *home);

/* Ends all processes, and all jobs as POOL_BROKEN. */
void rle127_process_break(struct rle127_process_pool *home);

#endif
