/*
 * What figures have to be read with, on made-up trees of /proc and /sys: the machine, the build,
 * and what disturbed the measurements.
 */
#define _GNU_SOURCE /* sched_getaffinity() */
#include "../bench/measure/noise.h"
#include "../bench/measure/this_build.h"
#include "../bench/report/machine_facts.h"
#include "rle127.h"
#include "scratch.h"
#include "tests.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROOT   "t"
#define CPUS   ROOT "/sys/devices/system/cpu"
#define GROUPS ROOT "/sys/fs/cgroup"

/* This process may use one CPU alone, so that made-up files can be about it. */
static int pin_to_one_cpu(void)
{
    cpu_set_t all, one;
    size_t cpu = 0;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    while (!CPU_ISSET(cpu, &all))
        cpu++;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    return (int)cpu;
}

static void write_cpu_file(int cpu, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, CPUS "/cpu%d/%s", cpu, name);
    scratch_write_deep(path, text);
}

static void a_machine_is_described(void **state)
{
    (void)state;
    struct rle127_machine machine;
    write_cpu_file(pin_to_one_cpu(), "cpufreq/scaling_governor", "powersave\n");
    scratch_write_deep(ROOT "/proc/cpuinfo",
                       "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Abacus 9\n"
                       "flags\t\t: fpu hypervisor lahf_lm\n\nmodel name\t: Another\n");
    scratch_write_deep(ROOT "/proc/meminfo", "MemTotal:        2048 kB\nMemFree: 7 kB\n");
    scratch_write_deep(ROOT "/proc/loadavg", "1.25 0.50 0.25 1/100 4711\n");
    scratch_write_deep(ROOT "/proc/self/cgroup", "0::/a/b\n");
    scratch_write_deep(GROUPS "/a/memory.max", "1048576\n");
    scratch_write_deep(GROUPS "/a/b/memory.max", "max\n");
    scratch_write_deep(GROUPS "/a/cpu.max", "250000 100000\n");
    rle127_describe_machine_of(&machine, ROOT);
    assert_string_equal(machine.cpu, "Abacus 9");
    assert_int_equal(machine.n_cpus, 1);
    assert_int_equal(machine.quota_cpus, 2);
    assert_true(machine.memory_bytes == 2048.0 * 1024);
    assert_true(machine.memory_limit_bytes == 1048576);
    assert_true(machine.is_virtual);
    assert_string_equal(machine.governor, "powersave");
    assert_true(machine.load == 1.25);
}

static void what_is_not_known_is_left_out(void **state)
{
    (void)state;
    struct rle127_machine machine;
    scratch_write_deep(ROOT "/proc/meminfo", "MemTotal: 2048 kB\n");
    scratch_write_deep(ROOT "/proc/self/cgroup", "3:memory:/a\n");
    scratch_write_deep(GROUPS "/memory/memory.limit_in_bytes", "9223372036854771712\n");
    rle127_describe_machine_of(&machine, ROOT);
    assert_true(*machine.cpu);
    assert_int_equal(machine.quota_cpus, 0);
    assert_true(machine.memory_limit_bytes == 0);
    assert_false(machine.is_virtual);
    assert_string_equal(machine.governor, "");
    assert_true(machine.load == -1);
    scratch_write_deep(GROUPS "/memory/a/memory.limit_in_bytes", "4096\n");
    rle127_describe_machine_of(&machine, ROOT);
    assert_true(machine.memory_limit_bytes == 4096);
}

static void the_build_is_described(void **state)
{
    (void)state;
    struct rle127_machine machine;
    const char *const commit = rle127_build_commit();
    rle127_describe_machine(&machine);
    assert_string_equal(machine.version, RLE127_VERSION);
    assert_string_equal(machine.level, rle127_levels()[0]);
    assert_true(strncmp(machine.compiler, "gcc ", 4) == 0 ||
                strncmp(machine.compiler, "clang ", 6) == 0);
    assert_int_equal(machine.has_openmp, *machine.openmp != '\0');
    assert_true(!machine.has_openmp || strncmp(machine.openmp, "OpenMP ", 7) == 0);
    assert_true(!*commit || strlen(commit) >= 7);
    assert_true(strlen(machine.date) == strlen("2026-01-31T12:00:00Z"));
    assert_true(machine.n_cpus >= 1 && machine.memory_bytes > 1e6);
#if defined(__OPTIMIZE__)
    assert_true(machine.is_optimized);
#else
    assert_false(machine.is_optimized);
#endif
}

static const struct rle127_machine sample_machine = {.cpu = "Abacus 9",
                                                     .n_cpus = 4,
                                                     .memory_bytes = 5e9,
                                                     .system = "Linux",
                                                     .load = 0,
                                                     .version = "1.2.3",
                                                     .commit = "",
                                                     .compiler = "gcc 1",
                                                     .options = "-O2",
                                                     .is_optimized = true,
                                                     .openmp = "",
                                                     .level = "scalar",
                                                     .date = "today"};

static const char *text_of(const struct rle127_facts *facts, const char *name)
{
    const struct rle127_fact *const fact = rle127_find_fact(facts, name);
    return fact && fact->text ? fact->text : "(none)";
}

static double number_of(const struct rle127_facts *facts, const char *name)
{
    const struct rle127_fact *const fact = rle127_find_fact(facts, name);
    return fact && !fact->text ? fact->number : -1;
}

static void facts_are_what_is_known(void **state)
{
    (void)state;
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_machine machine = sample_machine;
    struct rle127_facts few = {.memory = document->memory}, many = {.memory = document->memory};
    rle127_add_machine_facts(&few, &machine);
    assert_string_equal(text_of(&few, "cpu"), "Abacus 9");
    assert_true(number_of(&few, "cpus") == 4);
    assert_true(number_of(&few, "memory_bytes") == 5e9);
    assert_string_equal(text_of(&few, "hypervisor"), "no");
    assert_true(number_of(&few, "load") == 0);
    assert_string_equal(text_of(&few, "openmp"), "none");
    assert_string_equal(text_of(&few, "options"), "-O2");
    static const char *const missing[] = {"quota_cpus", "memory_limit_bytes", "governor",
                                          "commit",     "optimized",          "sanitizer"};
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        assert_null(rle127_find_fact(&few, missing[i]));
    machine.quota_cpus = 2;
    machine.memory_limit_bytes = 1e9;
    snprintf(machine.governor, sizeof machine.governor, "powersave");
    machine.commit = "0123456789ab";
    machine.is_optimized = false;
    machine.is_sanitized = true;
    machine.has_openmp = true;
    machine.openmp = "OpenMP 4.5";
    rle127_add_machine_facts(&many, &machine);
    assert_true(number_of(&many, "quota_cpus") == 2);
    assert_string_equal(text_of(&many, "commit"), "0123456789ab");
    assert_string_equal(text_of(&many, "openmp"), "OpenMP 4.5");
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        assert_non_null(rle127_find_fact(&many, missing[i]));
    rle127_document_free(document);
}

static bool has_note(const struct rle127_document *document, const char *text)
{
    for (size_t i = 0; i < document->n_notes; i++)
        if (strstr(document->notes[i], text))
            return true;
    return false;
}

#define SPEED_NOTE "The processor's speed varied"

/* Notes but for the one of the processor's speed: other processes may have slowed this one. */
static size_t count_notes(const struct rle127_document *document)
{
    return document->n_notes - has_note(document, SPEED_NOTE);
}

/* Ticks are hundredths of a second. */
static void write_ticks(int cpu, int user, int system, int idle, int stolen)
{
    char text[512];
    snprintf(text, sizeof text,
             "cpu  90000 0 0 0 0 0 0 70000 0 0\n"
             "cpu%d %d 0 %d %d 50000 0 0 %d 0 0\n"
             "cpu%d 80000 0 0 0 0 0 0 60000 0 0\nintr 5\n",
             cpu, user, system, idle, stolen, cpu + 1);
    scratch_write_deep(ROOT "/proc/stat", text);
}

static void write_throttled(const char *n)
{
    char text[128];
    snprintf(text, sizeof text, "usage_usec 5\nnr_periods 9\nnr_throttled %s\n", n);
    scratch_write_deep(ROOT "/proc/self/cgroup", "0::/a\n");
    scratch_write_deep(GROUPS "/a/cpu.stat", text);
}

/* A measurement of 100 seconds on one CPU, during which its counters rise by so much. */
static struct rle127_document *measure(int user, int system, int stolen, const char *n_throttled,
                                       const char *n_too_hot)
{
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_noise noise;
    const int cpu = pin_to_one_cpu();
    assert_true(sysconf(_SC_CLK_TCK) == 100);
    write_ticks(cpu, 1000, 1000, 1000, 1000);
    write_throttled("3");
    write_cpu_file(cpu, "thermal_throttle/core_throttle_count", "4\n");
    document->machine = sample_machine;
    rle127_begin_noise_of(&noise, ROOT);
    noise.at_begin.wall_seconds -= 100;
    write_ticks(cpu, 1000 + user, 1000 + system, 1000 + 10000 - user - system, 1000 + stolen);
    write_throttled(n_throttled);
    write_cpu_file(cpu, "thermal_throttle/core_throttle_count", n_too_hot);
    rle127_end_noise(&noise, document);
    return document;
}

static void quiet_machines_get_no_notes(void **state)
{
    (void)state;
    struct rle127_document *const document = measure(300, 100, 50, "3", "4");
    assert_int_equal(count_notes(document), 0);
    rle127_document_free(document);
}

static void what_others_used_is_noted(void **state)
{
    (void)state;
    struct rle127_document *document = measure(1500, 1000, 0, "3", "4");
    assert_true(
        has_note(document, "Other processes and the kernel used 25 % of the time of the 1"));
    assert_int_equal(count_notes(document), 1);
    rle127_document_free(document);
    document = measure(0, 0, 200, "3", "4");
    assert_true(has_note(document, "The hypervisor gave 2.0 % of the time"));
    assert_int_equal(count_notes(document), 1);
    rle127_document_free(document);
}

static void what_slowed_the_processor_is_noted(void **state)
{
    (void)state;
    struct rle127_document *const document = measure(0, 0, 0, "10", "6");
    assert_true(has_note(document, "quota of processor time was used up"));
    assert_true(has_note(document, "too hot and slowed itself down 2 times"));
    assert_int_equal(count_notes(document), 2);
    rle127_document_free(document);
}

/* Of half a second the counters know nothing. */
static void short_measurements_are_not_blamed(void **state)
{
    (void)state;
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_noise noise;
    const int cpu = pin_to_one_cpu();
    document->machine = sample_machine;
    write_ticks(cpu, 0, 0, 0, 0);
    rle127_begin_noise_of(&noise, ROOT);
    noise.at_begin.wall_seconds -= 0.1;
    write_ticks(cpu, 30, 30, 0, 30);
    rle127_end_noise(&noise, document);
    assert_int_equal(count_notes(document), 0);
    rle127_document_free(document);
}

static void what_the_machine_is_like_is_noted(void **state)
{
    (void)state;
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_noise noise;
    struct rle127_machine *const machine = &document->machine;
    *machine = sample_machine;
    machine->quota_cpus = 2;
    machine->load = 1.5;
    machine->is_optimized = false;
    machine->is_sanitized = true;
    snprintf(machine->governor, sizeof machine->governor, "powersave");
    rle127_begin_noise_of(&noise, ROOT);
    noise.shortest_probe /= 2;
    rle127_end_noise(&noise, document);
    assert_true(has_note(document, "4 CPUs may be used, but"));
    assert_true(has_note(document, "governor of the processor's clock is \"powersave\""));
    assert_true(has_note(document, "1.5 processes on average"));
    assert_true(has_note(document, "without optimization"));
    assert_true(has_note(document, "with sanitizers"));
    assert_true(has_note(document, SPEED_NOTE));
    assert_int_equal(document->n_notes, 6);
    rle127_document_free(document);
}

static void machines_that_are_as_they_should_be_get_no_notes(void **state)
{
    (void)state;
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_noise noise;
    struct rle127_machine *const machine = &document->machine;
    *machine = sample_machine;
    machine->quota_cpus = 4;
    machine->load = 0.9;
    snprintf(machine->governor, sizeof machine->governor, "performance");
    rle127_begin_noise_of(&noise, ROOT);
    rle127_end_noise(&noise, document);
    assert_int_equal(count_notes(document), 0);
    rle127_document_free(document);
}

/* This process is not others. */
static void own_work_is_not_noise(void **state)
{
    (void)state;
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_noise noise;
    const int cpu = pin_to_one_cpu();
    document->machine = sample_machine;
    write_ticks(cpu, 0, 0, 0, 0);
    rle127_begin_noise_of(&noise, ROOT);
    noise.at_begin.wall_seconds -= 100;
    noise.at_begin.own_seconds -= 60;
    write_ticks(cpu, 6000, 300, 0, 0);
    rle127_end_noise(&noise, document);
    assert_int_equal(count_notes(document), 0);
    rle127_document_free(document);
}

/* n samples around a second, from 1 - half to 1 + half. */
static void add_samples(struct rle127_section *section, const char *name, size_t n, double half)
{
    struct rle127_sample samples[100] = {0};
    assert_true(n <= 100);
    for (size_t i = 0; i < n; i++)
        samples[i].seconds = 1 - half + 2 * half * (double)i / (double)(n > 1 ? n - 1 : 1);
    rle127_add_measurement(section, name, samples, n, false);
}

static void scattering_measurements_are_counted(void **state)
{
    (void)state;
    struct rle127_document *const document = rle127_document_create("test");
    struct rle127_section *const section = rle127_add_section(document, "matrix", "Matrix");
    add_samples(section, "still", 10, 0.01);
    rle127_note_spread(document);
    assert_int_equal(document->n_notes, 0);
    add_samples(section, "wide", 10, 0.2);
    add_samples(section, "widest", 10, 0.9);
    rle127_note_spread(document);
    assert_int_equal(document->n_notes, 1);
    assert_true(has_note(document, "Of 3 measurements 2 scatter"));
    assert_true(has_note(document, "\"widest\" in \"matrix\" with 140 %"));
    add_samples(section, "short", 5, 0.5);
    rle127_note_spread(document);
    assert_int_equal(document->n_notes, 3);
    assert_true(has_note(document, "fewer than 6 samples: 1 of 4."));
    rle127_document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_machine_is_described),
        SCRATCH_TEST(what_is_not_known_is_left_out),
        cmocka_unit_test(the_build_is_described),
        cmocka_unit_test(facts_are_what_is_known),
        SCRATCH_TEST(quiet_machines_get_no_notes),
        SCRATCH_TEST(what_others_used_is_noted),
        SCRATCH_TEST(what_slowed_the_processor_is_noted),
        SCRATCH_TEST(short_measurements_are_not_blamed),
        SCRATCH_TEST(what_the_machine_is_like_is_noted),
        SCRATCH_TEST(machines_that_are_as_they_should_be_get_no_notes),
        SCRATCH_TEST(own_work_is_not_noise),
        cmocka_unit_test(scattering_measurements_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
