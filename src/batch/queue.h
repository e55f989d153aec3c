/*
 * The files that have been found but not begun: as many as a look-ahead holds. The largest goes
 * first, so that a run does not end with one long job.
 */
#ifndef RLE127_QUEUE_H
#define RLE127_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"

/* A file on its way. */
struct rle127_entry {
    uint64_t sequence;      /* in which it was found */
    uint64_t bytes, effort; /* of the input; what it will take, in bytes of a PBM */
    unsigned n_tries;
    bool is_of_walk;
    struct rle127_outcome *failure; /* of the last try, or NULL */
    char *shown, *shown_output;     /* paths for people; NULL: standard input, or no name */
    size_t request_bytes;
    unsigned char *request; /* as of rle127_job_pack() */
};

/* The effort is guessed by the names. Takes both strings. NULL, with nothing taken, where there is
 * no memory. */
struct rle127_entry *rle127_entry_make(const struct rle127_file_job *job, uint64_t bytes,
                                       char *shown, char *shown_output);
void rle127_entry_free(struct rle127_entry *entry);

#define RLE127_LOOK_AHEAD  1024
#define RLE127_IN_HAND_MAX 1024 /* of these some may come back */

struct rle127_queue {
    struct rle127_entry *heap[RLE127_LOOK_AHEAD + RLE127_IN_HAND_MAX];
    size_t n_entries;
    uint64_t n_added, effort; /* all that were added; of those that are in it */
};

void rle127_queue_add(struct rle127_queue *queue, struct rle127_entry *entry);

/* The one to go next: that of the larger class of efforts, of one class the first found. NULL where
 * there is none. */
struct rle127_entry *rle127_queue_take(struct rle127_queue *queue);

#endif
