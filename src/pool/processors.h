/*
 * How many processors this process may use: what it may run on, and what its control groups let it
 * have of them.
 */
#ifndef RLE127_PROCESSORS_H
#define RLE127_PROCESSORS_H

#include <limits.h>

#define RLE127_PROCESSORS_UNLIMITED UINT_MAX

/* At least 1, and no more than either allows. root stands before the paths of the system's files:
 * "" but for tests. */
unsigned rle127_usable_processors(const char *root);

/* What this process may run on, whatever its control groups say; at least 1. */
unsigned rle127_affinity_processors(void);

/* What the quotas of this process's control groups, and of those around them, allow: whole
 * processors, at least 1, or RLE127_PROCESSORS_UNLIMITED. Versions 1 and 2. */
unsigned rle127_processor_quota(const char *root);

/* The first number of the environment's OMP_NUM_THREADS, 1 to 10^9, or 0 where there is none such.
 * To be asked before rle127_usable_threads(), which sets that variable. */
unsigned rle127_openmp_ceiling(void);

#endif
