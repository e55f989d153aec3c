/*
 * What progress looks like: text alone. Must not know clocks and terminals.
 */
#ifndef RLE127_PROGRESS_TEXT_H
#define RLE127_PROGRESS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* How far a run has come. */
struct rle127_progress_state {
    uint64_t files_done;  /* converted, skipped or failed */
    uint64_t files_known; /* those that have been found so far */
    bool all_known;       /* and there are no more */
    uint64_t n_failed;
    uint64_t pixels, bytes_in, bytes_out; /* of what has been converted */
    uint64_t bytes_known;                 /* of the files known; 0: not known */
    uint64_t bytes_done;                  /* and of those done, whatever became of them */
};

#define RLE127_PROGRESS_BYTES 512

/* One line for a terminal of so many columns, of which the last one stays free, so that the cursor
 * remains in the line: what fits of
 *
 *     1234/5678+ files  [=====>    ]   45 %  1.23 Gpx   640 MB -> 64.1 MB   512 MB/s     0:12 left
 *     3 failed
 *
 * in numbers of fixed width. `text` is room for RLE127_PROGRESS_BYTES. */
void rle127_format_progress_bar(const struct rle127_progress_state *state, double seconds,
                                unsigned columns, char *text);

/* The same for a log: all of it, without bar and padding, and with commas. */
void rle127_format_progress_line(const struct rle127_progress_state *state, double seconds,
                                 char *text);

#endif
