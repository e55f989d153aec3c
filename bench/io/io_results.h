/*
 * All that the I/O experiment measures, for whoever tells what it comes to.
 */
#ifndef RLE127_IO_RESULTS_H
#define RLE127_IO_RESULTS_H

#include "../experiments/experiment.h"
#include "io_subjects.h"

#define RLE127_IO_SUBJECTS_MAX 10

/* What is run in turn: all of a direction, with a warm or a cold cache. */
struct rle127_io_contest {
    enum rle127_coding_direction direction;
    bool is_cold;
    bool is_measured;
    struct rle127_io_subject subjects[RLE127_IO_SUBJECTS_MAX];
    struct rle127_contender contenders[RLE127_IO_SUBJECTS_MAX]; /* the same in the same order */
    size_t n_subjects;
    double cached_share; /* of the inputs' pages at the end */
};

#define RLE127_IO_CONTESTS 4

struct rle127_io_results {
    struct rle127_io_inputs inputs;
    struct rle127_call_clock *clock; /* NULL: it would not see the calls */
    bool has_decoder;           /* the decoder program was needed; known when all is measured */
    unsigned n_workers;         /* of pools */
    bool are_pbm;               /* all images are PBM (P4), which pipelines read */
    const char *why_no_overlap; /* NULL: there is */
    bool can_be_cold[RLE127_BOTH_DIRECTIONS]; /* the inputs can be dropped from the cache */
    struct rle127_io_contest contests[RLE127_IO_CONTESTS];
};

/* To be called after all contests, and before what follows. */
void rle127_add_io_measurements(struct rle127_section *section, struct rle127_io_results *results);

/* A subject of a contest, of those for the directory that are not durable; NULL where it has none.
 */
const struct rle127_io_subject *rle127_find_io_subject(const struct rle127_io_contest *contest,
                                                       enum rle127_io_way way, bool has_clock);

/* The same work without the clock, or NULL. */
const struct rle127_io_subject *rle127_find_io_twin(const struct rle127_io_contest *contest,
                                                    const struct rle127_io_subject *s);

/* Answers, notes, tables, charts. */
void rle127_answer_io(struct rle127_section *section, const struct rle127_io_results *results);
void rle127_note_io(struct rle127_section *section, const struct rle127_io_results *results,
                    const struct rle127_experiment *experiment);
void rle127_add_io_tables(struct rle127_section *section, const struct rle127_io_results *results,
                          double packed_bytes);
void rle127_add_io_charts(struct rle127_section *section, const struct rle127_io_results *results);

#endif
