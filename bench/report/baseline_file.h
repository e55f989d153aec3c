/*
 * What an earlier run left, in memory.
 */
#ifndef RLE127_BASELINE_FILE_H
#define RLE127_BASELINE_FILE_H

#include "baseline.h"

struct rle127_baseline {
    /* Sections with settings and measurements; of these facts, and of the seconds the median, low,
     * high and the number of samples. Nothing else of it is set. Measurements that were not
     * measured are not there. */
    struct rle127_document *document;
    struct rle127_facts machine;
    const char *version, *date; /* of the run */
};

#endif
