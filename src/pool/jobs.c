/*
 * Tickets are numbers in a row, so their low bits spread them over the table without a hash.
 */
#include "jobs.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BUCKETS 64

struct rle127_job *rle127_job_new(const void *request, size_t request_bytes)
{
    struct rle127_job *const job = malloc(sizeof *job + request_bytes);
    if (!job)
        return NULL;
    memset(job, 0, offsetof(struct rle127_job, reply));
    job->state = RLE127_JOB_PENDING;
    job->request_bytes = request_bytes;
    if (request_bytes)
        memcpy(job->request, request, request_bytes);
    return job;
}

void rle127_job_push_front(struct rle127_job_list *list, struct rle127_job *job)
{
    job->previous = NULL;
    job->next = list->first;
    if (list->first)
        list->first->previous = job;
    else
        list->last = job;
    list->first = job;
    list->n_jobs++;
}

void rle127_job_push_back(struct rle127_job_list *list, struct rle127_job *job)
{
    job->previous = list->last;
    job->next = NULL;
    if (list->last)
        list->last->next = job;
    else
        list->first = job;
    list->last = job;
    list->n_jobs++;
}

void rle127_job_remove(struct rle127_job_list *list, struct rle127_job *job)
{
    if (job->previous)
        job->previous->next = job->next;
    else
        list->first = job->next;
    if (job->next)
        job->next->previous = job->previous;
    else
        list->last = job->previous;
    list->n_jobs--;
}

struct rle127_job *rle127_job_pop(struct rle127_job_list *list)
{
    struct rle127_job *const job = list->first;
    if (job)
        rle127_job_remove(list, job);
    return job;
}

struct rle127_job *rle127_job_seek(const struct rle127_job_list *list, rle127_ticket ticket)
{
    struct rle127_job *job = list->first;
    while (job && job->ticket != ticket)
        job = job->next;
    return job;
}

static struct rle127_job **find_bucket(const struct rle127_job_table *table, rle127_ticket ticket)
{
    return &table->buckets[ticket & (table->n_buckets - 1)];
}

static void link_job(struct rle127_job_table *table, struct rle127_job *job)
{
    struct rle127_job **const bucket = find_bucket(table, job->ticket);
    job->next_in_bucket = *bucket;
    *bucket = job;
}

static bool grow(struct rle127_job_table *table)
{
    const struct rle127_job_table old = *table;
    const size_t n_buckets = old.n_buckets ? 2 * old.n_buckets : FIRST_BUCKETS;
    struct rle127_job **const buckets = calloc(n_buckets, sizeof(struct rle127_job *));
    if (!buckets)
        return false;
    table->buckets = buckets;
    table->n_buckets = n_buckets;
    for (size_t i = 0; i < old.n_buckets; i++)
        for (struct rle127_job *job = old.buckets[i], *next; job; job = next) {
            next = job->next_in_bucket;
            link_job(table, job);
        }
    free(old.buckets);
    return true;
}

bool rle127_job_table_add(struct rle127_job_table *table, struct rle127_job *job)
{
    if (table->n_jobs == table->n_buckets && !grow(table))
        return false;
    link_job(table, job);
    table->n_jobs++;
    return true;
}

struct rle127_job *rle127_job_table_find(const struct rle127_job_table *table, rle127_ticket ticket)
{
    struct rle127_job *job = table->n_buckets ? *find_bucket(table, ticket) : NULL;
    while (job && job->ticket != ticket)
        job = job->next_in_bucket;
    return job;
}

void rle127_job_table_remove(struct rle127_job_table *table, struct rle127_job *job)
{
    struct rle127_job **link = find_bucket(table, job->ticket);
    while (*link != job)
        link = &(*link)->next_in_bucket;
    *link = job->next_in_bucket;
    table->n_jobs--;
}
