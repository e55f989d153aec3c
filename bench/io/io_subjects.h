/*
 * The contenders of the I/O experiment: a way to convert the files of a input, with a warm or a
 * cold cache.
 */
#ifndef RLE127_IO_SUBJECTS_H
#define RLE127_IO_SUBJECTS_H

#include "../measure/contest.h"
#include "io_inputs.h"
#include "io_run.h"
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

struct rle127_io_subject {
    const struct rle127_io_input *input;
    enum rle127_io_way way;
    unsigned n_workers;              /* of a pool */
    bool is_cold;                    /* the inputs are not in the page cache */
    bool is_durable;                 /* --durable=batch */
    struct rle127_call_clock *clock; /* NULL: it runs without */
    char name[128];

    /* The result. */
    struct rle127_time_shares *shares; /* of each run with a clock, the warm-up's first */
    size_t n_shares;
    double cached_share; /* of the inputs' pages before a run, of cold ones the most */
};

/* Gives it its name, and room for its result. False: no memory, said. */
bool rle127_open_io_subject(struct rle127_io_subject *s);
void rle127_close_io_subject(struct rle127_io_subject *s);

/* A contender's function; subject is a case. */
bool rle127_run_io_subject(void *subject, struct rle127_sample *sample);

/* A part of the time over all runs but the warm-up's. */
struct rle127_io_part {
    double mean;      /* those of all parts add up to 1 */
    double low, high; /* of its median: see statistics.h */
};

enum rle127_io_sum {
    RLE127_IO_MOVING = RLE127_TIME_PARTS, /* reading, writing and files */
    RLE127_IO_WORKING,                    /* all but waiting */
    RLE127_IO_PARTS
};

/* of: a part, or a sum. */
struct rle127_io_part rle127_find_io_part(const struct rle127_io_subject *s, int of);

#endif
