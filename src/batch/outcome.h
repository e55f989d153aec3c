/*
 * What became of one file: a value, passed up to whoever prints or counts it.
 */
#ifndef RLE127_OUTCOME_H
#define RLE127_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#define RLE127_REASON_BYTES 256

enum rle127_verdict {
    RLE127_CONVERTED,   /* or, where nothing is written, found right */
    RLE127_SKIPPED,     /* not a regular file, or its output is there already */
    RLE127_FAILED,      /* this file alone */
    RLE127_INTERRUPTED, /* this file was in hand when somebody asked for the end */
    RLE127_STOPPED      /* the run cannot go on: no space, an output that cannot be written */
};

struct rle127_outcome {
    enum rle127_verdict verdict;
    char reason[RLE127_REASON_BYTES]; /* why it is not RLE127_CONVERTED */
    bool concerns_output;             /* the reason is about the output, not about the input */
    char note[RLE127_REASON_BYTES];   /* something odd that was accepted, or "" */
    uint32_t width, height;           /* pixels; 0 while unknown */
    uint64_t bytes_in, bytes_out;
    uint64_t output_hash; /* of a converted file, where it was asked for */
    bool is_dithered;
};

/* Sets the verdict and the reason; returns false, for callers that return it on. */
bool rle127_fail(struct rle127_outcome *outcome, enum rle127_verdict verdict, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

/* The same where it is the output that cannot be: RLE127_FAILED. */
bool rle127_fail_output(struct rle127_outcome *outcome, const char *reason);

/* The same for a failed call: RLE127_STOPPED where the next output would fail likewise (no space, a
 * broken pipe, a read-only file system), else RLE127_FAILED. */
bool rle127_fail_output_call(struct rle127_outcome *outcome, int error);

/* To be called for a file that was not finished: where somebody has asked for the end meanwhile,
 * that is why, whatever broke off first; a decoder program is told as well and ends. */
void rle127_blame_interrupt(struct rle127_outcome *outcome);

/* Sets the note; none where text is NULL. */
void rle127_take_note(struct rle127_outcome *outcome, const char *text);

#endif
