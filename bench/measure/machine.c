/*
 * Asking Linux; other systems are described with fewer words.
 */
#define _GNU_SOURCE /* sched_getaffinity() */
#include "machine.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "../../src/pool/control_groups.h"
#include "../../src/pool/processors.h"
#include "rle127.h"
#include "system_files.h"
#include "this_build.h"

#define KILOBYTE   1024
#define LINE_BYTES 128

/* What stands behind the colon of a line that begins with `name`, or NULL. */
static const char *value_of(const char *line, const char *name)
{
    const char *const colon = strchr(line, ':');
    if (!colon || strncmp(line, name, strlen(name)) != 0)
        return NULL;
    return colon + 1 + strspn(colon + 1, " ");
}

/* x86 has lines "model name" and "flags", most ARM machines have neither. */
static void read_cpuinfo(struct rle127_machine *machine, const char *root)
{
    char *line = NULL;
    size_t room = 0;
    FILE *const file = rle127_open_system_file(root, "/proc/cpuinfo");
    while (file && !(*machine->cpu && machine->is_virtual) && getline(&line, &room, file) > 0) {
        const char *const model = value_of(line, "model name");
        const char *const flags = value_of(line, "flags");
        if (model && !*machine->cpu)
            snprintf(machine->cpu, sizeof machine->cpu, "%.*s", (int)strcspn(model, "\n"), model);
        if (flags && strstr(flags, " hypervisor"))
            machine->is_virtual = true;
    }
    if (file)
        fclose(file);
    free(line);
}

static void read_memory(struct rle127_machine *machine, const char *root)
{
    char line[LINE_BYTES];
    FILE *const file = rle127_open_system_file(root, "/proc/meminfo");
    while (file && machine->memory_bytes == 0 && fgets(line, sizeof line, file)) {
        const char *const kilobytes = value_of(line, "MemTotal");
        if (kilobytes)
            machine->memory_bytes = strtod(kilobytes, NULL) * KILOBYTE;
    }
    if (file)
        fclose(file);
}

/* "max", or where there is no limit a number that is larger than any memory. */
static void limit_by_group(void *context, const char *directory, bool is_v2)
{
    struct rle127_machine *const machine = context;
    char line[LINE_BYTES];
    const char *const name = is_v2 ? "memory.max" : "memory.limit_in_bytes";
    const double least =
        machine->memory_limit_bytes > 0 ? machine->memory_limit_bytes : machine->memory_bytes;
    if (!rle127_read_group_line(directory, name, line, sizeof line))
        return;
    const double limit = strtod(line, NULL);
    if (limit > 0 && limit < least)
        machine->memory_limit_bytes = limit;
}

static void read_governor(struct rle127_machine *machine, const char *root)
{
    cpu_set_t set;
    int cpu = 0;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET((size_t)cpu, &set))
            cpu++;
    rle127_read_system_line(root, machine->governor, sizeof machine->governor,
                            "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
}

static void read_load(struct rle127_machine *machine, const char *root)
{
    char line[LINE_BYTES], *end;
    machine->load = -1;
    if (!rle127_read_system_line(root, line, sizeof line, "/proc/loadavg"))
        return;
    const double load = strtod(line, &end);
    if (end != line)
        machine->load = load;
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

static void describe_build(struct rle127_machine *machine)
{
    machine->version = RLE127_VERSION;
    machine->commit = rle127_build_commit();
    machine->compiler = rle127_build_compiler();
    machine->options = rle127_build_options();
    machine->is_optimized = rle127_build_is_optimized();
    machine->is_sanitized = rle127_build_is_sanitized();
    machine->openmp = rle127_build_openmp();
    machine->has_openmp = *machine->openmp;
    machine->level = rle127_levels()[0];
}

extern char **environ;

/* Variables of the standard, of gcc's library and of LLVM's. What does not fit is left out. */
static void list_openmp_environment(char *text, size_t room)
{
    static const char *const prefixes[] = {"OMP_", "GOMP_", "KMP_"};
    size_t length = 0;
    *text = '\0';
    for (char *const *variable = environ; *variable; variable++)
        for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
            if (strncmp(*variable, prefixes[i], strlen(prefixes[i])) == 0 &&
                length + strlen(*variable) + 2 < room)
                length += (size_t)sprintf(text + length, "%s%s", length ? " " : "", *variable);
}

void rle127_describe_machine_of(struct rle127_machine *machine, const char *root)
{
    const time_t now = time(NULL);
    const unsigned quota = rle127_processor_quota(root);
    struct tm utc;
    *machine = (struct rle127_machine){
        .n_cpus = rle127_affinity_processors(),
        .quota_cpus = quota == RLE127_PROCESSORS_UNLIMITED ? 0 : quota,
    };
    read_cpuinfo(machine, root);
    read_memory(machine, root);
    rle127_visit_groups(root, "memory", limit_by_group, machine);
    read_governor(machine, root);
    read_load(machine, root);
    describe_system(machine);
    describe_build(machine);
    list_openmp_environment(machine->openmp_environment, sizeof machine->openmp_environment);
    if (gmtime_r(&now, &utc))
        strftime(machine->date, sizeof machine->date, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

void rle127_describe_machine(struct rle127_machine *machine)
{
    rle127_describe_machine_of(machine, "");
}
