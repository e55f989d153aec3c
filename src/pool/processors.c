/*
 * Processors. A container may see the group's directory as the root of the mounted tree while
 * /proc tells its path from outside, so files that are missing limit nothing, and the root is asked
 * like every other group on the way up.
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

#define MOUNT        "/sys/fs/cgroup"
#define LINE_BYTES   (PATH_MAX + 256)
#define OPENMP_MAX   1000000000
#define SET_CPUS_MAX (1 << 20) /* far more than any kernel has */
#define SET_CPUS_FEW 1024

/* The kernel refuses a set that is smaller than its own. */
static unsigned count_affinity(void)
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

/* Reads a file's first line; false where there is none. */
static bool read_line(const char *directory, const char *name, char line[LINE_BYTES])
{
    char path[LINE_BYTES];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
        return false;
    FILE *const file = fopen(path, "re");
    if (!file)
        return false;
    const bool is_read = fgets(line, LINE_BYTES, file);
    fclose(file);
    return is_read;
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
    if (!read_line(directory, "cpu.max", line) || sscanf(line, "%lld %lld", &quota, &period) != 2)
        return RLE127_PROCESSORS_UNLIMITED;
    return divide(quota, period);
}

static unsigned read_quota_v1(const char *directory)
{
    char quota[LINE_BYTES], period[LINE_BYTES];
    if (!read_line(directory, "cpu.cfs_quota_us", quota) ||
        !read_line(directory, "cpu.cfs_period_us", period))
        return RLE127_PROCESSORS_UNLIMITED;
    return divide(strtoll(quota, NULL, 10), strtoll(period, NULL, 10));
}

typedef unsigned read_quota_fn(const char *directory);

static unsigned min_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The group at `path` below the mounted tree, and all those around it up to the tree's root. */
static unsigned read_quotas(const char *root, const char *tree, const char *path,
                            read_quota_fn *read_quota)
{
    char directory[LINE_BYTES];
    unsigned n = RLE127_PROCESSORS_UNLIMITED;
    const int base = snprintf(directory, sizeof directory, "%s" MOUNT "%s", root, tree);
    if (base < 0 || (size_t)base + strlen(path) >= sizeof directory)
        return n;
    strcpy(directory + base, path);
    for (char *end = directory + base + strlen(path); end;) {
        *end = '\0';
        n = min_of(n, read_quota(directory));
        end = strrchr(directory + base, '/');
    }
    return n;
}

/* Whether a list of controllers, "cpu,cpuacct", has that of processors. */
static bool has_cpu(const char *controllers)
{
    const char *at = controllers;
    for (;;) {
        const size_t length = strcspn(at, ",");
        if (length == 3 && memcmp(at, "cpu", 3) == 0)
            return true;
        if (!at[length])
            return false;
        at += length + 1;
    }
}

/* A line of /proc/self/cgroup, "4:cpu,cpuacct:/a/b" or, of version 2, "0::/a/b". */
static unsigned read_group(const char *root, char *line)
{
    char *const controllers = strchr(line, ':');
    char *const path = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!path)
        return RLE127_PROCESSORS_UNLIMITED;
    line[strcspn(line, "\n")] = '\0';
    *path = '\0';
    if (!controllers[1])
        return read_quotas(root, "", path + 1, read_quota_v2);
    if (!has_cpu(controllers + 1))
        return RLE127_PROCESSORS_UNLIMITED;
    *controllers = '/'; /* such a tree has its controllers' names, or a link of one of them */
    return min_of(read_quotas(root, "/cpu", path + 1, read_quota_v1),
                  read_quotas(root, controllers, path + 1, read_quota_v1));
}

unsigned rle127_processor_quota(const char *root)
{
    char path[PATH_MAX], line[LINE_BYTES];
    unsigned n = RLE127_PROCESSORS_UNLIMITED;
    if (snprintf(path, sizeof path, "%s/proc/self/cgroup", root) >= (int)sizeof path)
        return n;
    FILE *const file = fopen(path, "re");
    if (!file)
        return n;
    while (fgets(line, sizeof line, file))
        n = min_of(n, read_group(root, line));
    fclose(file);
    return n;
}

unsigned rle127_usable_processors(const char *root)
{
    return min_of(count_affinity(), rle127_processor_quota(root));
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
