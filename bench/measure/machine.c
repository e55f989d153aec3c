/*
 * Asking Linux; other systems are described with fewer words.
 */
#define _GNU_SOURCE /* sched_getaffinity() */
#include "machine.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#if defined(__clang__)
#define TEXT(number)  #number
#define NUMBER(macro) TEXT(macro)
#define COMPILER \
    "clang " NUMBER(__clang_major__) "." NUMBER(__clang_minor__) "." NUMBER(__clang_patchlevel__)
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

/* x86 has a line "model name", most ARM machines have none. */
static void read_cpu_model(char *model, size_t room)
{
    char line[256];
    FILE *const file = fopen("/proc/cpuinfo", "r");
    *model = '\0';
    while (file && !*model && fgets(line, sizeof line, file)) {
        const char *const colon = strchr(line, ':');
        if (colon && strncmp(line, "model name", strlen("model name")) == 0)
            snprintf(model, room, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
    }
    if (file)
        fclose(file);
}

static unsigned count_cpus(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

static void describe_system(struct rle127_machine *machine)
{
    struct utsname name;
    if (uname(&name) != 0)
        return;
    snprintf(machine->system, sizeof machine->system, "%.40s %.60s %.40s", name.sysname,
             name.release, name.machine);
    if (!*machine->cpu)
        snprintf(machine->cpu, sizeof machine->cpu, "%.60s", name.machine);
}

void rle127_describe_machine(struct rle127_machine *machine)
{
    const time_t now = time(NULL);
    struct tm utc;
    *machine = (struct rle127_machine){.n_cpus = count_cpus(), .compiler = COMPILER};
#ifdef RLE127_HAVE_OPENMP
    machine->has_openmp = true;
#endif
    read_cpu_model(machine->cpu, sizeof machine->cpu);
    describe_system(machine);
    if (gmtime_r(&now, &utc))
        strftime(machine->date, sizeof machine->date, "%Y-%m-%dT%H:%M:%SZ", &utc);
}
