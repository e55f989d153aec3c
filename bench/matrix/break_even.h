/*
 * Images of one kind in many sizes, each coded by one worker, by threads and by processes for its
 * rows: in memory and as whole files. Must not know: what is said of it.
 */
#ifndef RLE127_BREAK_EVEN_H
#define RLE127_BREAK_EVEN_H

#include "../../src/batch/row_coding.h"
#include "../experiments/coding_direction.h"
#include "../images/image_set.h"
#include "../measure/contest.h"
#include "../report/document.h"

enum rle127_coding_place { RLE127_IN_MEMORY, RLE127_IN_FILES, RLE127_PLACES };

#define RLE127_ROW_POOLS 3 /* numbered as enum rle127_row_pool */

struct rle127_size_times {
    uint32_t side; /* pixels, of a square */
    struct rle127_summary seconds[RLE127_PLACES][RLE127_BOTH_DIRECTIONS][RLE127_ROW_POOLS];
    struct rle127_summary
        auto_seconds[RLE127_BOTH_DIRECTIONS]; /* of files: by what the command chooses */
};

#define RLE127_SIZES_MAX 16

struct rle127_break_even {
    unsigned n_workers; /* threads, processes */
    enum rle127_drawn_kind kind;
    bool has_all_sizes; /* false: some are left out, to be quick */
    double most_bytes;  /* packed, that an image may have here; larger ones are left out */
    struct rle127_size_times sizes[RLE127_SIZES_MAX]; /* ascending */
    size_t n_sizes;
};

/* The packed bytes of the largest size: of all sizes, or of those that are measured to be quick. */
double rle127_largest_size_bytes(bool has_all_sizes);

/* The packed bytes of the largest image that this machine's memory and the workspace have room for
 * when it is coded by each of the pools. */
double rle127_find_most_bytes(const struct rle127_workspace *workspace);

/* Measures, with n_workers, kind, has_all_sizes and most_bytes as they are set; adds measurements.
 * False: said, or a signal asks for the end. */
bool rle127_measure_sizes(struct rle127_break_even *result,
                          const struct rle127_workspace *workspace,
                          const struct rle127_patience *patience, struct rle127_section *section);

#endif
