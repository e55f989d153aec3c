/*
 * How many threads a command really has.
 */
#include "command.h"
#include "patterns.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Noise whose code is many times what a pipe holds, so that the command is still there when its
 * threads are. */
static void write_noise(const char *path)
{
    uint64_t random = 127;
    const size_t n_bytes = (size_t)2048 / 8 * 8192;
    uint8_t *const file = pattern_allocate(n_bytes + 13);
    memcpy(file, "P4\n2048 8192\n", 13);
    for (size_t i = 13; i < n_bytes + 13; i++)
        file[i] = (uint8_t)reference_random(&random);
    scratch_write(path, file, n_bytes + 13);
    free(file);
}

static unsigned count_words(const char *list)
{
    unsigned n = list[0] != '\0';
    for (; *list; list++)
        n += *list == ' ';
    return n;
}

/* The threads of a command that codes and waits for its output to be taken. */
static unsigned count_threads(const char *option, const struct command_result **result)
{
    char tasks[64];
    struct command *const command = command_start(NULL, ARGUMENTS("compress", option, "-c", "a"));
    command_wait_for_output(command);
    snprintf(tasks, sizeof tasks, "/proc/%ld/task", (long)command_pid(command));
    const unsigned n_threads = count_words(scratch_list(tasks));
    *result = command_finish(command);
    assert_succeeds(*result);
    return n_threads;
}

static void skip_without_threads(void)
{
    if (!strstr(RUN("--version")->out, "threads: OpenMP") || !scratch_exists("/proc/self/task"))
        skip();
}

static void a_command_has_as_many_threads_as_it_was_told(void **state)
{
    (void)state;
    const struct command_result *r;
    skip_without_threads();
    write_noise("a");
    assert_int_equal(count_threads("-q", &r), 1);
    assert_int_equal(count_threads("-T1", &r), 1);
    assert_int_equal(count_threads("-T2", &r), 2);
    assert_int_equal(count_threads("-T3", &r), 3);
}

static void too_many_threads_are_as_many_as_the_note_says(void **state)
{
    (void)state;
    const struct command_result *r;
    skip_without_threads();
    write_noise("a");
    const unsigned n_threads = count_threads("-T1000000", &r);
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    char note[64];
    snprintf(note, sizeof note, "-T 1000000 is taken as %u,", n_threads);
    assert_non_null(strstr(r->err, note));
    assert_int_equal(n_threads, 4 * cores);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_command_has_as_many_threads_as_it_was_told),
        SCRATCH_TEST(too_many_threads_are_as_many_as_the_note_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
