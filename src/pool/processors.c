/*
 * Processors. Groups whose files are missing limit nothing.
 */
#define _GNU_SOURCE /* sched_getaffinity() */
#include "processors.h"

#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control_groups.h"

#define LINE_BYTES   128
#define OPENMP_MAX   1000000000
#define SET_CPUS_MAX (1 << 20) /* far more than any kernel has */
#define SET_CPUS_FEW 1024

/* The kernel refuses a set that is smaller than its own. */
unsigned rle127_affinity_processors(void)
{
    unsigned n_processors = 0;
    for (unsigned n = SET_CPUS_FEW; n <= SET_CPUS_MAX && !n_processors; n *= 2) {
        cpu_set_t *const set = CPU_ALLOC(n);
        if (!set)
            break;
        if (sched_getaffinity(0, CPU_ALLOC_SIZE(n), set) == 0)
            n_processors = (unsigned)CPU_COUNT_S(CPU_ALLOC_SIZE(n), set);
        CPU_FREE(set);
    }
    if (n_processors)
        return n_processors;
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

static unsigned divide(long long quota, long long period)
{
    if (quota <= 0 || period <= 0)
        return RLE127_PROCESSORS_UNLIMITED;
    const long long n = quota / period;
    return n < 1 ? 1 : n > INT_MAX ? INT_MAX : (unsigned)n;
}

/* "150000 100000", or "max 100000". */
static unsigned read_quota_v2(const char *directory)
{
    char line[LINE_BYTES];
    long long quota, period;
    if (!rle127_read_group_line(directory, "cpu.max", line, LINE_BYTES) ||
        sscanf(line, "%lld %lld", &quota, &period) != 2)
        return RLE127_PROCESSORS_UNLIMITED;
    return divide(quota, period);
}

static unsigned read_quota_v1(const char *directory)
{
    char quota[LINE_BYTES], period[LINE_BYTES];
    if (!rle127_read_group_line(directory, "cpu.cfs_quota_us", quota, LINE_BYTES) ||
        !rle127_read_group_line(directory, "cpu.cfs_period_us", period, LINE_BYTES))
        return RLE127_PROCESSORS_UNLIMITED;
    return divide(strtoll(quota, NULL, 10), strtoll(period, NULL, 10));
}

static unsigned min_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void limit_by_group(void *context, const char *directory, bool is_v2)
{
    unsigned *const n = context;
    *n = min_of(*n, is_v2 ? read_quota_v2(directory) : read_quota_v1(directory));
}

unsigned rle127_processor_quota(const char *root)
{
    unsigned n = RLE127_PROCESSORS_UNLIMITED;
    rle127_visit_groups(root, "cpu", limit_by_group, &n);
    return n;
}

unsigned rle127_usable_processors(const char *root)
{
    return min_of(rle127_affinity_processors(), rle127_processor_quota(root));
}

unsigned rle127_openmp_ceiling(void)
{
    const char *text = getenv("OMP_NUM_THREADS");
    unsigned long number = 0;
    if (!text)
        return 0;
    text += strspn(text, " \t");
    for (; *text >= '0' && *text <= '9' && number <= OPENMP_MAX; text++)
        number = number * 10 + (unsigned long)(*text - '0');
    text += strspn(text, " \t");
    const bool is_number = (!*text || *text == ',') && number <= OPENMP_MAX;
    return is_number ? (unsigned)number : 0;
}
