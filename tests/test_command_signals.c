/*
 * Signals: what ends the command leaves no temporary behind, and what does not end it does no harm.
 */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command_setup half_a_page = {
    .stdin_kind = COMMAND_STDIN_OPEN, .input = "P4\n9 2\n\xF3", .input_bytes = 8};

/* The command, waiting for the rest of its input with a temporary in hand. */
static struct command *start_and_wait(const struct command_setup *setup,
                                      const char *const *arguments)
{
    struct command *const command = command_start(setup, arguments);
    scratch_wait_for_temporaries(".", 1);
    return command;
}

static void check_end(struct command *command, int number)
{
    const double start = command_clock();
    assert_int_equal(kill(command_pid(command), number), 0);
    assert_died_by(command_finish(command), number);
    assert_true(command_clock() - start < 5);
}

static void a_signal_that_ends_leaves_no_temporary(void **state)
{
    (void)state;
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        check_end(start_and_wait(&half_a_page, ARGUMENTS("compress", "-o", "x.rle", "-")),
                  numbers[i]);
        assert_listing(".", "");
        scratch_write_text("x.bmp", "old");
        check_end(start_and_wait(&half_a_page, ARGUMENTS("decompress", "-fo", "x.bmp", "-")),
                  numbers[i]);
        assert_file_text("x.bmp", "old");
        assert_listing(".", "x.bmp");
        assert_int_equal(remove("x.bmp"), 0);
    }
}

static void the_temporary_is_where_the_output_will_be(void **state)
{
    (void)state;
    scratch_make_directory("sub");
    scratch_write_text("sub/x.rle", "old");
    struct command *const command =
        command_start(&half_a_page, ARGUMENTS("compress", "-f", "-o", "sub/x.rle", "-"));
    scratch_wait_for_temporaries("sub", 1);
    assert_listing(".", "sub");
    check_end(command, SIGTERM);
    assert_listing("sub", "x.rle");
    assert_file_text("sub/x.rle", "old");
}

static void a_kill_leaves_the_old_output(void **state)
{
    (void)state;
    scratch_write_text("x.rle", "old");
    check_end(start_and_wait(&half_a_page, ARGUMENTS("compress", "-f", "-o", "x.rle", "-")),
              SIGKILL);
    assert_file_text("x.rle", "old");
}

static void the_same_before_and_after_an_output(void **state)
{
    (void)state;
    struct command *const command = command_start(&half_a_page, ARGUMENTS("compress", "-"));
    command_sleep(0.1);
    check_end(command, SIGINT);
    struct command *const verify = command_start(&half_a_page, ARGUMENTS("verify", "-"));
    command_sleep(0.1);
    check_end(verify, SIGTERM);
}

static void ignore_hangup(void)
{
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
}

/* As under nohup(1), or in the background of a shell without job control. */
static void a_signal_that_is_ignored_stays_so(void **state)
{
    (void)state;
    const struct command_setup setup = {
        .prepare = ignore_hangup, .input = PAGE_TINY_PBM, .input_bytes = sizeof PAGE_TINY_PBM - 1};
    struct command *const command =
        start_and_wait(&setup, ARGUMENTS("compress", "-o", "x.rle", "-"));
    assert_int_equal(kill(command_pid(command), SIGHUP), 0);
    assert_int_equal(kill(command_pid(command), SIGINT), 0);
    assert_int_equal(kill(command_pid(command), SIGQUIT), 0);
    command_sleep(0.1);
    assert_succeeds(command_finish(command));
    assert_file("x.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    struct command *const other = start_and_wait(&setup, ARGUMENTS("compress", "-o", "y.rle", "-"));
    check_end(other, SIGTERM);
    assert_listing(".", "x.rle");
}

static void stopping_and_continuing_does_no_harm(void **state)
{
    (void)state;
    const struct command_setup setup = {.input = PAGE_TINY_PBM,
                                        .input_bytes = sizeof PAGE_TINY_PBM - 1};
    struct command *const command =
        start_and_wait(&setup, ARGUMENTS("compress", "-o", "x.rle", "-"));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(kill(command_pid(command), i % 2 ? SIGSTOP : SIGTSTP), 0);
        command_sleep(0.02);
        assert_int_equal(kill(command_pid(command), SIGCONT), 0);
        command_sleep(0.01);
    }
    assert_succeeds(command_finish(command));
    assert_file("x.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    assert_listing(".", "x.rle");
}

/* Stopped with a temporary in hand, then ended: the signal is seen when it goes on. */
static void a_stopped_command_can_be_ended(void **state)
{
    (void)state;
    struct command *const command =
        start_and_wait(&half_a_page, ARGUMENTS("compress", "-o", "x.rle", "-"));
    assert_int_equal(kill(command_pid(command), SIGSTOP), 0);
    assert_int_equal(kill(command_pid(command), SIGTERM), 0);
    command_sleep(0.02);
    assert_int_equal(kill(command_pid(command), SIGCONT), 0);
    assert_died_by(command_finish(command), SIGTERM);
    assert_listing(".", "");
}

/* The first file is done, the second is in hand, the third is not begun. */
static void finished_files_stay(void **state)
{
    (void)state;
    struct page page = page_make(20000, 4000);
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("c.pbm");
    scratch_write("b.pbm", page.pbm.data, page.pbm.n);
    page_free(&page);
    for (int i = 0; i < 20; i++) {
        struct command *const command =
            command_start(NULL, ARGUMENTS("compress", "-qf", "a.pbm", "b.pbm", "c.pbm"));
        command_sleep(0.001 * (i + 1));
        kill(command_pid(command), i % 2 ? SIGINT : SIGTERM);
        const struct command_result *const r = command_finish(command);
        assert_true(r->exit_code == 0 || r->signal == SIGINT || r->signal == SIGTERM);
        assert_null(strstr(scratch_list("."), ".rle127-"));
        if (scratch_exists("b.rle"))
            assert_exit(RUN("compare", "b.rle", "b.pbm"), 0);
        if (scratch_exists("c.rle"))
            assert_file("c.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
        remove("a.rle");
        remove("b.rle");
        remove("c.rle");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_signal_that_ends_leaves_no_temporary),
        SCRATCH_TEST(the_temporary_is_where_the_output_will_be),
        SCRATCH_TEST(a_kill_leaves_the_old_output),
        SCRATCH_TEST(the_same_before_and_after_an_output),
        SCRATCH_TEST(a_signal_that_is_ignored_stays_so),
        SCRATCH_TEST(stopping_and_continuing_does_no_harm),
        SCRATCH_TEST(a_stopped_command_can_be_ended),
        SCRATCH_TEST(finished_files_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
