/*
 * A heap of files.
 */
#include "queue.h"

#include <stdlib.h>

#include "../image/image.h"
#include "names.h"

/* Below this effort the order of a directory is kept: its files most often lie side by side. */
#define CLASS_BYTES 1048576

static uint64_t guess_effort(const struct rle127_file_job *job, uint64_t bytes)
{
    const char *const input = job->input ? job->input : "", *const output = job->output;
    const unsigned reading = rle127_suffix_effort(rle127_suffix_of(input));
    return bytes * reading * (output ? rle127_suffix_effort(rle127_suffix_of(output)) : 1);
}

struct rle127_entry *rle127_entry_make(const struct rle127_file_job *job, uint64_t bytes,
                                       char *shown, char *shown_output)
{
    const size_t request_bytes = rle127_job_pack(job, NULL);
    struct rle127_entry *const entry = calloc(1, sizeof *entry);
    unsigned char *const request = malloc(request_bytes);
    if (!entry || !request) {
        free(entry);
        free(request);
        return NULL;
    }
    rle127_job_pack(job, request);
    entry->is_of_walk = job->root;
    entry->bytes = bytes;
    entry->effort = guess_effort(job, bytes);
    entry->shown = shown;
    entry->shown_output = shown_output;
    entry->request = request;
    entry->request_bytes = request_bytes;
    return entry;
}

void rle127_entry_free(struct rle127_entry *entry)
{
    free(entry->shown);
    free(entry->shown_output);
    free(entry->request);
    free(entry->failure);
    free(entry);
}

static unsigned classify(const struct rle127_entry *entry)
{
    unsigned class = 0;
    for (uint64_t rest = entry->effort / CLASS_BYTES; rest; rest /= 2)
        class ++;
    return class;
}

static bool goes_before(const struct rle127_entry *a, const struct rle127_entry *b)
{
    const unsigned class_a = classify(a), class_b = classify(b);
    return class_a != class_b ? class_a > class_b : a->sequence < b->sequence;
}

void rle127_queue_add(struct rle127_queue *queue, struct rle127_entry *entry)
{
    entry->sequence = queue->n_added++;
    queue->effort += entry->effort;
    size_t at = queue->n_entries++;
    for (; at && goes_before(entry, queue->heap[(at - 1) / 2]); at = (at - 1) / 2)
        queue->heap[at] = queue->heap[(at - 1) / 2];
    queue->heap[at] = entry;
}

/* Puts the last entry where the first was, and each below it where it belongs. */
static void sift_last(struct rle127_queue *queue)
{
    struct rle127_entry *const last = queue->heap[queue->n_entries];
    size_t at = 0;
    for (size_t child = 1; child < queue->n_entries; child = 2 * at + 1) {
        if (child + 1 < queue->n_entries && goes_before(queue->heap[child + 1], queue->heap[child]))
            child++;
        if (!goes_before(queue->heap[child], last))
            break;
        queue->heap[at] = queue->heap[child];
        at = child;
    }
    queue->heap[at] = last;
}

struct rle127_entry *rle127_queue_take(struct rle127_queue *queue)
{
    if (!queue->n_entries)
        return NULL;
    struct rle127_entry *const first = queue->heap[0];
    queue->n_entries--;
    queue->effort -= first->effort;
    if (queue->n_entries)
        sift_last(queue);
    return first;
}
