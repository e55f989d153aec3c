/*
 * One command with one page in one direction, as a contender: its call, its files, the proof of
 * what it writes.
 */
#ifndef RLE127_FILE_SUBJECTS_H
#define RLE127_FILE_SUBJECTS_H

#include "file_pages.h"
#include "peers.h"

#define RLE127_SUBJECT_NAME_BYTES (RLE127_WORK_PATH_BYTES + 64)

struct rle127_file_subject {
    const struct rle127_found_peer *found;
    const struct rle127_file_page *page;
    enum rle127_coding_direction direction;
    char name[RLE127_SUBJECT_NAME_BYTES]; /* "compress, text: lz4"; unlike all others */
    char input_path[RLE127_WORK_PATH_BYTES];
    char output_path[RLE127_WORK_PATH_BYTES];     /* of each run */
    char proved_path[RLE127_WORK_PATH_BYTES];     /* what each run has to write */
    double coded_bytes;                           /* of the coded file, in both directions */
    const struct rle127_measurement *measurement; /* once it is part of a section */
};

/* For all pages, peers and directions. Subject (page, direction, peer) is number
 * (page * RLE127_BOTH_DIRECTIONS + direction) * n_peers + peer. */
struct rle127_file_subjects {
    const struct rle127_file_pages *pages;
    struct rle127_peer_list *peers; /* cp first, rle127 second */
    struct rle127_file_subject *all;
    struct rle127_contender *contenders; /* as many, once they are proved */
    size_t n;
};

/* False where there is no memory, which is said. Pages and peers stay the caller's. */
bool rle127_make_file_subjects(struct rle127_file_subjects *subjects,
                               const struct rle127_file_pages *pages,
                               struct rle127_peer_list *peers,
                               const struct rle127_experiment *experiment);
void rle127_free_file_subjects(struct rle127_file_subjects *subjects);

/* Runs each once, and compares what comes back with its page; from then on this is what each run of
 * the contest has to write. A peer that fails is left out, of the list too, and a note of the
 * section says so; cp and rle127 must not. False: said which is wrong, or interrupted. */
bool rle127_prove_file_subjects(struct rle127_file_subjects *subjects,
                                const struct rle127_experiment *experiment,
                                struct rle127_section *section);

#define RLE127_PEER_COPY 0
#define RLE127_PEER_OWN  1

static inline size_t rle127_file_subject_number(const struct rle127_file_subjects *subjects,
                                                size_t page, enum rle127_coding_direction direction,
                                                size_t peer)
{
    return (page * RLE127_BOTH_DIRECTIONS + (size_t)direction) * subjects->peers->n_found + peer;
}

#endif
