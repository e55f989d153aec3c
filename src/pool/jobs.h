/*
 * Jobs, lists of them and the table that finds them by ticket. Must not know: who runs them.
 */
#ifndef RLE127_JOBS_H
#define RLE127_JOBS_H

#include "pool.h"

struct rle127_job {
    struct rle127_job *previous, *next; /* in the one list that it is in */
    struct rle127_job *next_in_bucket;
    rle127_ticket ticket;
    enum rle127_job_state state;
    enum rle127_job_end_kind end_kind;
    int signal;                  /* that killed its last worker, or 0 */
    unsigned n_deaths;           /* of workers that it is to blame for */
    int64_t handed_ns, ended_ns; /* 0: not yet */
    size_t request_bytes, reply_bytes;
    unsigned char reply[RLE127_REPLY_BYTES_MAX]; /* so that an answer never lacks memory */
    unsigned char request[];
};

/* NULL where there is no memory. */
struct rle127_job *rle127_job_new(const void *request, size_t request_bytes);

/* All zeros is an empty list. */
struct rle127_job_list {
    struct rle127_job *first, *last;
    size_t n_jobs;
};

void rle127_job_push_front(struct rle127_job_list *list, struct rle127_job *job);
void rle127_job_push_back(struct rle127_job_list *list, struct rle127_job *job);
void rle127_job_remove(struct rle127_job_list *list, struct rle127_job *job);

/* NULL where the list is empty, or has no such ticket. */
struct rle127_job *rle127_job_pop(struct rle127_job_list *list);
struct rle127_job *rle127_job_seek(const struct rle127_job_list *list, rle127_ticket ticket);

/* All zeros is an empty table. */
struct rle127_job_table {
    struct rle127_job **buckets;
    size_t n_buckets; /* a power of two, or 0 */
    size_t n_jobs;
};

/* False where there is no memory. */
bool rle127_job_table_add(struct rle127_job_table *table, struct rle127_job *job);
struct rle127_job *rle127_job_table_find(const struct rle127_job_table *table,
                                         rle127_ticket ticket);
void rle127_job_table_remove(struct rle127_job_table *table, struct rle127_job *job);

#endif
