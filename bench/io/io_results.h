/*
 * All that the I/O experiment measures, for whoever tells what it comes to.
 */
#ifndef RLE127_IO_RESULTS_H
#define RLE127_IO_RESULTS_H

#include "../experiments/experiment.h"
#include "io_subjects.h"

#define RLE127_IO_SUBJECTS_MAX 10

/* Cases that are run in turn: of a direction, with a warm or a cold cache. */
struct rle127_io_contest {
    bool is_measured;
    struct rle127_io_subject subjects[RLE127_IO_SUBJECTS_MAX];
    struct rle127_contender contenders[RLE127_IO_SUBJECTS_MAX]; /* the same in the same order */
    size_t n_subjects;
    double cached_share; /* of the inputs' pages at the end */
};

struct rle127_io_results {
    struct rle127_io_inputs inputs;
    struct rle127_call_clock *clock;
    unsigned n_workers;         /* of pools */
    bool are_pbm;               /* all images are PBM (P4), which the pipelines read */
    const char *why_no_overlap; /* NULL: there is */
    bool can_be_cold[2];        /* by is_decompression: the inputs can be dropped from the cache */
    struct rle127_io_contest contests[2][2]; /* by is_decompression and is_cold */
};

/* A case of a contest, of those for the directory that are not durable; NULL where it has none. */
const struct rle127_contender *rle127_find_io_contender(const struct rle127_io_contest *contest,
                                                        enum rle127_io_way way, bool has_clock);

/* The same work without the clock, or NULL. */
const struct rle127_contender *rle127_find_io_twin(const struct rle127_io_contest *contest,
                                                   const struct rle127_io_subject *s);

/* Answers and notes, measurements and tables, charts. */
void rle127_answer_io(struct rle127_section *section, const struct rle127_io_results *results);
void rle127_note_io(struct rle127_section *section, const struct rle127_io_results *results,
                    const struct rle127_experiment *experiment);
void rle127_add_io_tables(struct rle127_section *section, const struct rle127_io_results *results,
                          double packed_bytes);
void rle127_add_io_charts(struct rle127_section *section, const struct rle127_io_results *results);

#endif
