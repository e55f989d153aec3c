/*
 * Where the command forks, what it does where it cannot, and where it can have no threads.
 */
#include "command.h"
#include "family.h"
#include "fault.h"
#include "patterns.h"
#include "reference.h"
#include "scratch.h"
#include "small_tree.h"
#include "tests.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WATCH   "watch"
#define N_FILES 100

/* What a run's processes did. */
struct watched {
    unsigned n_forks;
    unsigned n_bad_forks; /* by a process that has threads, or has entered a parallel region */
    unsigned n_regions;   /* processes that entered one */
};

static struct watched read_watch(void)
{
    struct watched watched = {0};
    char line[64];
    unsigned n_threads, has_regions;
    FILE *const file = fopen(WATCH, "r");
    while (file && fgets(line, sizeof line, file)) {
        if (strcmp(line, "region\n") == 0) {
            watched.n_regions++;
            continue;
        }
        assert_int_equal(sscanf(line, "fork %u %u", &n_threads, &has_regions), 2);
        watched.n_forks++;
        watched.n_bad_forks += n_threads != 1 || has_regions;
    }
    if (file)
        fclose(file);
    remove(WATCH);
    return watched;
}

static int watch_enter(void **state)
{
    return fault_enter(state) == 0 ? setenv("RLE127_FAULT_WATCH", WATCH, 1) : -1;
}

static int watch_leave(void **state)
{
    unsetenv("RLE127_FAULT_WATCH");
    return scratch_leave(state);
}
#define WATCH_TEST(f) cmocka_unit_test_setup_teardown(f, watch_enter, watch_leave)

/* Noise, large enough for several threads to share its rows in each direction. */
static void make_images(void)
{
    uint64_t random = 127;
    char path[32];
    const size_t n_bytes = 8000 / 8 * 4000;
    uint8_t *const file = pattern_allocate(n_bytes + 13);
    memcpy(file, "P4\n8000 4000\n", 13);
    for (size_t i = 13; i < n_bytes + 13; i++)
        file[i] = (uint8_t)reference_random(&random);
    scratch_make_directory("in");
    scratch_write("in/0.pbm", file, n_bytes + 13);
    free(file);
    for (unsigned i = 1; i < 6; i++) {
        snprintf(path, sizeof path, "in/%u.pbm", i);
        assert_int_equal(link("in/0.pbm", path), 0);
    }
}

static bool has_openmp(void)
{
    return strstr(RUN("--version")->out, "threads: OpenMP") != NULL;
}

static void check_forks(const char *const *arguments)
{
    assert_succeeds(fault_run(NULL, "", arguments));
    const struct watched watched = read_watch();
    assert_int_equal(watched.n_forks, 2);
    assert_int_equal(watched.n_bad_forks, 0);
    assert_int_equal(watched.n_regions, has_openmp() ? 2 : 0);
}

static void a_process_that_forks_has_one_thread(void **state)
{
    (void)state;
    make_images();
    check_forks(ARGUMENTS("compress", "-j2", "-T2", "--image-pool=process", "-Oout", "in"));
    check_forks(ARGUMENTS("compress", "-fj2", "-T2", "--image-pool=process", "--timeout=10",
                          "--journal=journal", "--durable=batch", "-Oout", "in"));
    check_forks(ARGUMENTS("decompress", "-j2", "-T2", "--image-pool=process", "-Oback", "out"));
    check_forks(ARGUMENTS("verify", "-j2", "-T2", "--image-pool=process", "out"));
}

/* What this test would see. */
static void row_processes_may_be_forked_beside_threads(void **state)
{
    (void)state;
    make_images();
    assert_succeeds(RUN_FAULTY("", "compress", "-j2", "-T2", "--image-pool=thread",
                               "--row-pool=process", "-Oout", "in"));
    assert_true(read_watch().n_bad_forks > 0);
}

static void threads_alone_need_no_fork(void **state)
{
    (void)state;
    make_images();
    assert_succeeds(RUN_FAULTY("", "compress", "-j2", "-T2", "--image-pool=thread", "-Oout", "in"));
    const struct watched watched = read_watch();
    assert_int_equal(watched.n_forks, 0);
    assert_int_equal(watched.n_regions, has_openmp());
}

static void kill_some(const struct command *command, unsigned n)
{
    pid_t last = 0;
    while (n && family_lives(command_pid(command))) {
        const struct family family = family_find(command_pid(command), false);
        if (family.n == 2 && family.pids[1] != last && scratch_exists("out")) {
            last = family.pids[1];
            command_sleep(0.01);
            kill(last, SIGKILL);
            n--;
        }
        command_sleep(0.001);
    }
}

static void so_has_one_that_replaces_a_worker(void **state)
{
    (void)state;
    make_images();
    struct command *const command =
        fault_start(NULL, "",
                    ARGUMENTS("compress", "-j2", "-T2", "--image-pool=process", "--timeout=10",
                              "--verify", "-Oout", "in"));
    kill_some(command, 1);
    assert_succeeds(command_finish(command));
    const struct watched watched = read_watch();
    assert_int_equal(watched.n_forks, 3);
    assert_int_equal(watched.n_bad_forks, 0);
}

static void fewer_workers_do_the_work(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    const struct command_result *const r =
        RUN_FAULTY("fork:3:EAGAIN", "compress", "-j4", "--image-pool=process", "-Oout", "in");
    assert_fails_with(r, 0, "rle127: note: fewer workers than asked for can be started\n");
    assert_true(fault_has_happened());
    assert_int_equal(read_watch().n_forks, 3);
    small_tree_check(tree);
    small_tree_free(tree);
}

static void without_workers_the_command_does_the_work(void **state)
{
    (void)state;
    static const char note[] =
        "rle127: note: no workers can be started: one file after the other\n";
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    assert_fails_with(RUN_FAULTY("fork:*:EAGAIN", "compress", "-j4", "--image-pool=process",
                                 "--journal=journal", "-Oout", "in"),
                      0, note);
    small_tree_check(tree);
    assert_fails_with(RUN_FAULTY("fork:*:EAGAIN", "compress", "-f", "-Oout", "in"), 0, note);
    small_tree_check(tree);
    assert_fails_with(
        RUN_FAULTY("thread:*:EAGAIN", "compress", "-fj3", "--image-pool=thread", "-Oout", "in"), 0,
        note);
    small_tree_check(tree);
    small_tree_free(tree);
}

/* Nothing could end a file that takes too long. */
static void without_workers_there_are_no_time_limits(void **state)
{
    (void)state;
    make_images();
    assert_fails_with(RUN_FAULTY("fork:*:EAGAIN", "compress", "--timeout=5", "-Oout", "in"), 3,
                      "rle127: Resource temporarily unavailable\n");
    assert_listing("out", "");
}

static void check_threadless(const char *image_pool, const char *rule)
{
    const struct command_result *const r =
        RUN_FAULTY(rule, "compress", "-fqj2", "-T4", image_pool, "-Oout", "in");
    assert_succeeds(r);
    assert_silent(r);
    assert_true(fault_has_happened());
    assert_succeeds(RUN("compare", "out/0.rle", "in/0.pbm"));
    assert_succeeds(RUN("compare", "out/5.rle", "in/0.pbm"));
}

static void without_threads_there_is_one(void **state)
{
    (void)state;
    make_images();
    if (!has_openmp())
        skip();
    check_threadless("--image-pool=process", "thread:*:EAGAIN");
    check_threadless("--image-pool=process", "thread:2:EAGAIN");
    check_threadless("--image-pool=thread", "thread:2:EAGAIN");
    check_threadless("--image-pool=auto", "thread:1:EAGAIN");
}

/* What can be started in no time is not worth a process. */
static void a_few_small_files_need_no_fork(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(10, false);
    assert_succeeds(RUN_FAULTY("", "compress", "-Oout", "in"));
    assert_int_equal(read_watch().n_forks, 0);
    small_tree_check(tree);
    small_tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(a_process_that_forks_has_one_thread),
        WATCH_TEST(row_processes_may_be_forked_beside_threads),
        WATCH_TEST(threads_alone_need_no_fork),
        WATCH_TEST(so_has_one_that_replaces_a_worker),
        WATCH_TEST(fewer_workers_do_the_work),
        WATCH_TEST(without_workers_the_command_does_the_work),
        WATCH_TEST(without_workers_there_are_no_time_limits),
        WATCH_TEST(without_threads_there_is_one),
        WATCH_TEST(a_few_small_files_need_no_fork),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
