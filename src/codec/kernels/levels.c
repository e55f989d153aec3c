/*
 * Which kernels this machine has: the only place that asks.
 */
#include "kernels.h"

#include <string.h>

/* Best first; each set is found by its name here and in rle127_levels(). */
static const struct rle127_kernels *const levels[] = {&rle127_kernels_scalar};
#define N_LEVELS (sizeof levels / sizeof levels[0])

const char *const *rle127_levels(void)
{
    static const char *const names[N_LEVELS + 1] = {RLE127_LEVEL_SCALAR};
    return names;
}

const struct rle127_kernels *rle127_find_kernels(const char *level)
{
    if (!level)
        return levels[0];
    for (size_t i = 0; i < N_LEVELS; i++)
        if (strcmp(levels[i]->level, level) == 0)
            return levels[i];
    return NULL;
}
