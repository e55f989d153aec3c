/*
 * What disturbed a run of measurements, as notes of its document: plain sentences with figures.
 */
#ifndef RLE127_NOISE_H
#define RLE127_NOISE_H

#include "../report/document.h"
#include "noise_counters.h"

struct rle127_noise {
    const char *root; /* before the paths of the system's files; "" but for tests */
    struct rle127_noise_counters at_begin;
    double shortest_probe, longest_probe; /* seconds */
};

/* To be called before the first measurement, and before any child is started. */
void rle127_begin_noise(struct rle127_noise *noise);
void rle127_begin_noise_of(struct rle127_noise *noise, const char *root);

/* Looks how fast the processor is now, in some 10 ms; to be called between experiments. */
void rle127_probe_noise(struct rle127_noise *noise);

/* To be called after the last measurement. Notes also what of the document's machine disturbs from
 * the beginning: a quota, a governor, a build without optimization. */
void rle127_end_noise(struct rle127_noise *noise, struct rle127_document *document);

/* Notes, in a sentence, how many of the document's measurements scatter so much that small
 * differences between them mean nothing. */
void rle127_note_spread(struct rle127_document *document);

#endif
