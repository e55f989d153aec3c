/*
 * Runs that are interrupted: what ends them is seen soon, whatever is in hand; then everything is
 * whole, the summary is told, and the journal is of use.
 */
#include "command.h"
#include "family.h"
#include "jpeg_bytes.h"
#include "pages.h"
#include "patterns.h"
#include "reference.h"
#include "scratch.h"
#include "small_tree.h"
#include "tests.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_FILES         400
#define END_SECONDS     1.5
#define AT_ONCE_SECONDS 0.3

static const char *const pools[] = {"process", "thread", "serial"};
#define N_POOLS (sizeof pools / sizeof pools[0])

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
#define N_NUMBERS (sizeof numbers / sizeof numbers[0])

/* Each pool with each signal takes its time: one for each is the share for every day. */
static bool is_due(size_t pool, size_t number)
{
    return pool == number || getenv("RLE127_LONG");
}

static struct command *start(const char *pool, const char *option)
{
    char argument[32];
    snprintf(argument, sizeof argument, "--image-pool=%s", pool);
    return command_start(NULL, ARGUMENTS("compress", argument, option, "-Oout", "in"));
}

static void await_outputs(const char *directory)
{
    const double begin = command_clock();
    while (!scratch_exists(directory)) {
        assert_true(command_clock() - begin < 10);
        command_sleep(0.0005);
    }
}

/* Ends by that signal, in time, and no process of it lives on. */
static const struct command_result *check_end(struct command *command, pid_t to, int number,
                                              double seconds)
{
    const struct family family = family_find(command_pid(command), true);
    const double begin = command_clock();
    assert_int_equal(kill(to, number), 0);
    const struct command_result *const r = command_finish(command);
    assert_died_by(r, number);
    if (command_clock() - begin > seconds)
        fail_msg("it took %.2f s to end", command_clock() - begin);
    assert_true(family_await_ends(&family, 0.5));
    return r;
}

static void remove_outputs(void)
{
    assert_int_equal(system("rm -rf out journal"), 0);
}

/* In the middle of a tree; then the same goes on to its end. */
static void interrupt_tree(const struct small_tree *tree, const char *pool, int number,
                           bool is_whole_group)
{
    char argument[32];
    snprintf(argument, sizeof argument, "--image-pool=%s", pool);
    struct command *const command = start(pool, "--journal=journal");
    await_outputs("out/d000");
    command_sleep(0.02);
    const pid_t pid = command_pid(command);
    const struct command_result *const r =
        check_end(command, is_whole_group ? -pid : pid, number, END_SECONDS);
    assert_non_null(strstr(r->err, " converted, 0 skipped, 0 failed, "));
    assert_non_null(strstr(r->err, "; interrupted\n"));
    const unsigned n_done = small_tree_check_part(tree);
    assert_true(n_done < N_FILES);
    assert_int_equal(strtoul(r->err, NULL, 10), n_done);
    const struct command_result *const resumed =
        RUN("compress", argument, "--journal=journal", "--resume", "-Oout", "in");
    assert_succeeds(resumed);
    char expected[64];
    snprintf(expected, sizeof expected, "%u converted, %u skipped, 0 failed", N_FILES - n_done,
             n_done);
    assert_non_null(strstr(resumed->err, expected));
    small_tree_check(tree);
    remove_outputs();
}

static void a_signal_ends_a_run_in_order(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    for (size_t pool = 0; pool < N_POOLS; pool++)
        for (size_t i = 0; i < N_NUMBERS; i++)
            if (is_due(pool, i))
                interrupt_tree(tree, pools[pool], numbers[i], false);
    small_tree_free(tree);
}

/* As a terminal does it: to each process of the foreground group. The command leads one here. */
static void a_signal_to_all_processes_ends_a_run_in_order(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        interrupt_tree(tree, pools[pool], pool == 1 ? SIGHUP : SIGINT, true);
    }
    small_tree_free(tree);
}

static void write_noise(const char *path, unsigned side)
{
    uint64_t random = side;
    uint8_t *const row = pattern_allocate(side);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "P5\n%u %u\n255\n", side, side);
    for (unsigned y = 0; y < side; y++) {
        for (unsigned x = 0; x < side; x++)
            row[x] = (uint8_t)reference_random(&random);
        assert_int_equal(fwrite(row, 1, side, file), side);
    }
    assert_int_equal(fclose(file), 0);
    free(row);
}

/* Two, so that the run is one of many files. */
static void make_huge_images(void)
{
    scratch_make_directory("in");
    write_noise("in/a.pgm", 9000);
    assert_int_equal(link("in/a.pgm", "in/b.pgm"), 0);
}

/* Workers may have finished what they had in hand in the time that they are given; what works in
 * this process itself is left at once. */
static void check_rolled_back(const char *pool, const struct command_result *r)
{
    char expected[64];
    const unsigned n_done = scratch_exists("out/a.rle") + scratch_exists("out/b.rle");
    snprintf(expected, sizeof expected, "%u converted, 0 skipped, 0 failed, ", n_done);
    assert_ptr_equal(strstr(r->err, expected), r->err);
    assert_non_null(strstr(r->err, "; interrupted\n"));
    if (n_done)
        assert_succeeds(RUN("verify", "--canonical", "-q", "out"));
    assert_true(n_done == 0 || strcmp(pool, "process") == 0);
    assert_null(strstr(scratch_list("out"), ".rle127-"));
}

static void interrupt_huge_images(const char *pool, const char *option, int number,
                                  bool is_whole_group)
{
    struct command *const command = start(pool, option);
    await_outputs("out");
    command_sleep(0.05);
    const pid_t pid = command_pid(command);
    check_rolled_back(pool, check_end(command, is_whole_group ? -pid : pid, number, END_SECONDS));
    remove_outputs();
}

static void a_huge_image_in_hand_is_rolled_back(void **state)
{
    (void)state;
    make_huge_images();
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        for (size_t i = 0; i < N_NUMBERS; i++)
            if (is_due(pool, i))
                interrupt_huge_images(pools[pool], "--journal=journal", numbers[i], false);
        interrupt_huge_images(pools[pool], "--row-pool=process", SIGINT, true);
        interrupt_huge_images(pools[pool], "--durable=batch", SIGTERM, true);
    }
}

static void the_second_signal_ends_at_once(void **state)
{
    (void)state;
    make_huge_images();
    for (size_t i = 0; i < N_NUMBERS; i++) {
        struct command *const command = start("process", "-q");
        await_outputs("out");
        command_sleep(0.1);
        assert_int_equal(kill(command_pid(command), numbers[i]), 0);
        command_sleep(0.05);
        check_end(command, command_pid(command), numbers[(i + 1) % N_NUMBERS], AT_ONCE_SECONDS);
        assert_listing("out", "");
        remove_outputs();
    }
}

/* Whose decoder computes for seconds before the first row comes. */
static void write_slow_image(const char *path)
{
    enum { SIDE = 12000 };
    const size_t n_blocks = (size_t)(SIDE / 8) * (SIDE / 8);
    uint64_t random = SIDE;
    uint8_t *const levels = pattern_allocate(n_blocks);
    for (size_t i = 0; i < n_blocks; i++)
        levels[i] = (uint8_t)reference_random(&random);
    const struct rle127_test_jpeg jpeg = {
        .sof = 0xC0, .n_components = 3, .width = SIDE, .height = SIDE, .levels = levels};
    struct rle127_test_bytes bytes = rle127_test_make_baseline(&jpeg);
    scratch_write(path, bytes.data, bytes.n_bytes);
    rle127_test_free(&bytes);
    free(levels);
}

static void an_image_that_is_being_decoded_is_left(void **state)
{
    (void)state;
    if (strstr(RUN("--version")->out, "JPEG, PSD and TGA are not read"))
        skip();
    scratch_make_directory("in");
    write_slow_image("in/a.jpg");
    assert_int_equal(link("in/a.jpg", "in/b.jpg"), 0);
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        struct command *const command = start(pools[pool], "-q");
        await_outputs("out");
        command_sleep(0.2);
        check_end(command, command_pid(command), SIGINT, 0.9);
        assert_listing("out", "");
        remove_outputs();
    }
}

static void stopping_and_continuing_a_run_does_no_harm(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        struct command *const command = start(pools[pool], "--journal=journal");
        await_outputs("out");
        for (int i = 0; i < 5; i++) {
            const pid_t group = -command_pid(command);
            assert_int_equal(kill(group, i % 2 ? SIGSTOP : SIGTSTP), 0);
            command_sleep(0.05);
            assert_int_equal(kill(group, SIGCONT), 0);
            command_sleep(0.01);
        }
        assert_succeeds(command_finish(command));
        small_tree_check(tree);
        remove_outputs();
    }
    small_tree_free(tree);
}

/* The time that it was stopped does not count as time that files took. */
static void a_run_that_was_stopped_for_long_goes_on(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    struct command *const command = start("process", "--timeout=1");
    await_outputs("out/d000");
    assert_int_equal(kill(-command_pid(command), SIGTSTP), 0);
    command_sleep(1.5);
    assert_int_equal(kill(-command_pid(command), SIGCONT), 0);
    assert_succeeds(command_finish(command));
    small_tree_check(tree);
    small_tree_free(tree);
}

static void await_journal(void)
{
    struct stat found;
    await_outputs("journal");
    while (stat("journal", &found) != 0 || found.st_size == 0)
        command_sleep(0.0005);
}

/* The first run is stopped meanwhile, as a lock is waited for a while. */
static void a_journal_is_of_one_run(void **state)
{
    (void)state;
    make_huge_images();
    struct command *const first = start("process", "--journal=journal");
    await_journal();
    assert_int_equal(kill(command_pid(first), SIGSTOP), 0);
    const struct command_result *const second =
        RUN("compress", "-q", "--journal=journal", "-Oother", "in");
    assert_int_equal(kill(command_pid(first), SIGCONT), 0);
    assert_fails_with(second, 3, "rle127: journal: ");
    assert_non_null(strstr(second->err, "in use"));
    assert_succeeds(command_finish(first));
    assert_listing("out", "a.rle b.rle");
}

/* Each output is of one of them, and the other one leaves it alone. */
static void two_runs_with_one_output_directory_do_not_mix(void **state)
{
    (void)state;
    struct small_tree *const tree = small_tree_make(N_FILES, false);
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        struct small_tree_watch *const watch = small_tree_watch_start(tree, false);
        struct command *const first = start(pools[pool], "-f");
        struct command *const second = start(pools[pool], "-f");
        assert_succeeds(command_finish(first));
        assert_succeeds(command_finish(second));
        small_tree_watch_stop(watch);
        small_tree_check(tree);
        remove_outputs();
    }
    small_tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_signal_ends_a_run_in_order),
        SCRATCH_TEST(a_signal_to_all_processes_ends_a_run_in_order),
        SCRATCH_TEST(a_huge_image_in_hand_is_rolled_back),
        SCRATCH_TEST(the_second_signal_ends_at_once),
        SCRATCH_TEST(an_image_that_is_being_decoded_is_left),
        SCRATCH_TEST(stopping_and_continuing_a_run_does_no_harm),
        SCRATCH_TEST(a_run_that_was_stopped_for_long_goes_on),
        SCRATCH_TEST(a_journal_is_of_one_run),
        SCRATCH_TEST(two_runs_with_one_output_directory_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
