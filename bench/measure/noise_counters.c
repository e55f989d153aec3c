/*
 * Reading /proc/stat, control groups and the processors' counters.
 */
#define _GNU_SOURCE /* sched_getaffinity() */
#include "noise_counters.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../src/batch/clock.h"
#include "../../src/pool/control_groups.h"
#include "spawner.h"
#include "system_files.h"

#define LINE_BYTES 512

/* Ticks, in the order of /proc/stat. Idle and waiting for a disk are not busy; guests' time is
 * a part of that of users. */
enum { USER, NICE, SYSTEM, IDLE, IO_WAIT, INTERRUPT, SOFT_INTERRUPT, STOLEN, N_TICKS };

struct usable_cpus {
    cpu_set_t set;
    bool are_all; /* the set is too small for this system */
};

static bool is_usable(const struct usable_cpus *cpus, unsigned long cpu)
{
    return cpus->are_all || (cpu < CPU_SETSIZE && CPU_ISSET(cpu, &cpus->set));
}

static void count_too_hot(struct rle127_noise_counters *counters, const char *root,
                          unsigned long cpu)
{
    static const char *const names[] = {"core", "package"};
    char line[LINE_BYTES];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (rle127_read_system_line(root, line, sizeof line,
                                    "/sys/devices/system/cpu/cpu%lu/thermal_throttle/"
                                    "%s_throttle_count",
                                    cpu, names[i]))
            counters->n_too_hot += strtod(line, NULL);
}

/* What stands behind the CPU's name; older systems have fewer columns. */
static void count_ticks(struct rle127_noise_counters *counters, const char *text)
{
    const double ticks_a_second = (double)sysconf(_SC_CLK_TCK);
    double ticks[N_TICKS] = {0};
    char *end;
    for (int i = 0; i < N_TICKS; i++, text = end)
        ticks[i] = strtod(text, &end);
    counters->n_cpus++;
    counters->stolen_seconds += ticks[STOLEN] / ticks_a_second;
    counters->busy_seconds +=
        (ticks[USER] + ticks[NICE] + ticks[SYSTEM] + ticks[INTERRUPT] + ticks[SOFT_INTERRUPT]) /
        ticks_a_second;
}

static void read_cpus(struct rle127_noise_counters *counters, const char *root)
{
    char line[LINE_BYTES], *behind;
    struct usable_cpus cpus;
    cpus.are_all = sched_getaffinity(0, sizeof cpus.set, &cpus.set) != 0;
    FILE *const file = rle127_open_system_file(root, "/proc/stat");
    while (file && fgets(line, sizeof line, file) && strncmp(line, "cpu", 3) == 0) {
        const unsigned long cpu = strtoul(line + 3, &behind, 10);
        if (line[3] == ' ' || !is_usable(&cpus, cpu)) /* the first line is the sum of all */
            continue;
        count_ticks(counters, behind);
        count_too_hot(counters, root, cpu);
    }
    if (file)
        fclose(file);
}

/* A group may be visited twice, by two names: the sum tells whether there was anything, not how
 * much. */
static void read_throttled(void *context, const char *directory, bool is_v2)
{
    static const char name[] = "nr_throttled ";
    struct rle127_noise_counters *const counters = context;
    char line[LINE_BYTES];
    (void)is_v2; /* both call it so */
    FILE *const file = rle127_open_system_file(directory, "/cpu.stat");
    while (file && fgets(line, sizeof line, file)) {
        const bool is_it = strncmp(line, name, strlen(name)) == 0;
        const double n = is_it ? strtod(line + strlen(name), NULL) : 0;
        counters->n_throttled += n;
    }
    if (file)
        fclose(file);
}

static double own_seconds(int who)
{
    struct rusage usage;
    if (getrusage(who, &usage) != 0)
        return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void rle127_read_noise_counters(struct rle127_noise_counters *counters, const char *root)
{
    *counters = (struct rle127_noise_counters){
        .wall_seconds = rle127_read_clock(),
        .own_seconds =
            own_seconds(RUSAGE_SELF) + own_seconds(RUSAGE_CHILDREN) + rle127_spawner_seconds(),
    };
    read_cpus(counters, root);
    rle127_visit_groups(root, "cpu", read_throttled, counters);
}
