/*
 * The subjects of the I/O experiment: a way to convert the files of an input, with a warm or a cold
 * cache.
 */
#ifndef RLE127_IO_SUBJECTS_H
#define RLE127_IO_SUBJECTS_H

#include "../experiments/engine_run.h"
#include "../measure/contest.h"
#include "../report/document.h"
#include "io_inputs.h"
#include "time_shares.h"

enum rle127_io_way {
    RLE127_IO_SERIAL, /* rle127 without a pool */
    RLE127_IO_THREADS,
    RLE127_IO_PROCESSES,
    RLE127_IO_IN_TURN,    /* one thread of this program, one call after the other */
    RLE127_IO_OVERLAPPED, /* the same with io_uring */
    RLE127_IO_WAYS
};

/* "serial", "pool of threads", ... */
const char *rle127_io_way_name(enum rle127_io_way way);

struct rle127_io_subject;

/* "warm", "cold"; "one file", "directory". */
const char *rle127_io_cache_name(const struct rle127_io_subject *s);
const char *rle127_io_input_name(const struct rle127_io_subject *s);

/* "serial", "pool of processes 2, durable"; in RLE127_IO_BY_BYTES bytes, which are returned. */
#define RLE127_IO_BY_BYTES 64
const char *rle127_describe_io_way(const struct rle127_io_subject *s, char *text);

struct rle127_io_subject {
    const struct rle127_io_input *input;
    enum rle127_io_way way;
    unsigned n_workers;              /* of a pool */
    bool is_cold;                    /* the inputs are not in the page cache */
    bool is_durable;                 /* --durable=batch */
    struct rle127_call_clock *clock; /* NULL: it runs without */
    char name[128];

    /* The result. */
    struct rle127_measurement *measurement; /* the document's; NULL: not yet */
    struct rle127_time_shares *shares;      /* of each run with a clock, the warm-up's first */
    size_t n_shares;
    double cached_share; /* of the inputs' pages before a run, of cold ones the most */

    /* private: the run where it is one of rle127 */
    struct rle127_engine_task task;
    struct rle127_engine_subject engine;
};

/* When the members above the name are set: makes it ready. It must not be moved then. False: no
 * memory, said. */
bool rle127_open_io_subject(struct rle127_io_subject *s);
void rle127_close_io_subject(struct rle127_io_subject *s);

/* The subject is a struct rle127_io_subject: this is the `run` of a contender. */
bool rle127_run_io_subject(void *subject, struct rle127_sample *sample);

/* A part of the time over all runs but the warm-up's. */
struct rle127_io_part {
    double mean;      /* those of all parts add up to 1 */
    double low, high; /* of its median: see statistics.h */
};

enum rle127_io_sum {
    RLE127_IO_MOVING = RLE127_TIME_PARTS, /* reading, writing and files */
    RLE127_IO_WORKING                     /* all but waiting, for whatever it be */
};

/* of: a part, or a sum. */
struct rle127_io_part rle127_find_io_part(const struct rle127_io_subject *s, int of);

#endif
