/*
 * An earlier run, from its JSON, beside this one.
 */
#ifndef RLE127_BASELINE_H
#define RLE127_BASELINE_H

#include "document.h"

struct rle127_baseline;

/* Reads what rle127_print_document_json() wrote, by whichever version. NULL where it cannot be
 * read or is none, which is said. */
struct rle127_baseline *rle127_load_baseline(const char *path);
void rle127_free_baseline(struct rle127_baseline *baseline); /* may be NULL */

/* Adds a section "baseline": every measurement of this run beside the one of that name and section
 * in the earlier one, with the ratio of the medians and its interval, and what differs between the
 * machines, builds and settings. Something is slower where even the ends of both intervals that are
 * closest to each other are more than `tolerated` (0.05: 5 %) apart. Returns how many are. */
size_t rle127_compare_with_baseline(struct rle127_document *document,
                                    const struct rle127_baseline *baseline, double tolerated);

#endif
