/*
 * Interrupts: the first is kept and the second ends, workers leave them to their parent, and no
 * guarded file outlives its process, beside threads too.
 */
#include "convert.h"
#include "input.h"
#include "interrupt.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_THREADS 4
#define N_ROUNDS  20

/* Runs in a process of its own, whose end it returns as waitpid() gives it. */
static int run_apart(void (*function)(void))
{
    int status;
    const pid_t pid = fork();
    if (pid == 0) {
        alarm(20);
        rle127_catch_interrupts();
        function();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void assert_ends_by(void (*function)(void), int number)
{
    const int status = run_apart(function);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), number);
}

static void guard_new_file(const char *name)
{
    sigset_t before;
    rle127_hold_interrupts(&before);
    const int fd = open(name, O_WRONLY | O_CREAT, 0666);
    if (fd < 0 || close(fd) != 0 || rle127_guard_file(AT_FDCWD, name) < 0)
        _exit(99);
    rle127_allow_interrupts(&before);
}

static void guard_three_and_terminate(void)
{
    guard_new_file("a");
    guard_new_file("b");
    guard_new_file("c");
    rle127_release_file(1);
    raise(SIGTERM);
}

static void a_signal_removes_all_guarded_files_and_no_others(void **state)
{
    (void)state;
    assert_ends_by(guard_three_and_terminate, SIGTERM);
    assert_listing(".", "b");
}

static void exit_with_guarded_file(void)
{
    guard_new_file("a");
    exit(7);
}

static void an_exit_removes_them_too(void **state)
{
    (void)state;
    const int status = run_apart(exit_with_guarded_file);
    assert_true(WIFEXITED(status));
    assert_listing(".", "");
}

static void keep_one_interrupt(void)
{
    guard_new_file("a");
    rle127_defer_interrupts(false);
    if (rle127_is_interrupted() || rle127_interrupt_number() != 0)
        _exit(1);
    rle127_end_by_interrupt(); /* nothing is to be done */
    raise(SIGHUP);
    if (!rle127_is_interrupted() || rle127_interrupt_number() != SIGHUP || access("a", F_OK) != 0)
        _exit(2);
    rle127_release_file(0);
    rle127_end_by_interrupt();
}

static void the_first_interrupt_is_kept_until_all_is_cleaned_up(void **state)
{
    (void)state;
    assert_ends_by(keep_one_interrupt, SIGHUP);
    assert_listing(".", "a");
}

static void interrupt_twice(void)
{
    guard_new_file("a");
    rle127_defer_interrupts(false);
    raise(SIGINT);
    if (access("a", F_OK) != 0)
        _exit(1);
    raise(SIGTERM);
}

static void the_second_interrupt_ends_at_once(void **state)
{
    (void)state;
    assert_ends_by(interrupt_twice, SIGTERM);
    assert_listing(".", "");
}

static void quit_while_interrupts_are_deferred(void)
{
    guard_new_file("a");
    rle127_defer_interrupts(false);
    raise(SIGQUIT);
}

static void another_signal_ends_at_once(void **state)
{
    (void)state;
    assert_ends_by(quit_while_interrupts_are_deferred, SIGQUIT);
    assert_listing(".", "");
}

/* A worker of a parent that guards a file and has been interrupted. */
static void work_for_parent(void)
{
    int status;
    guard_new_file("parents");
    rle127_defer_interrupts(false);
    raise(SIGINT);
    const pid_t worker = fork();
    if (worker == 0) {
        rle127_ignore_interrupts_but_term();
        raise(SIGINT);
        raise(SIGHUP);
        raise(SIGQUIT);
        if (rle127_is_interrupted())
            _exit(1);
        guard_new_file("workers");
        raise(SIGTERM);
        _exit(2);
    }
    if (waitpid(worker, &status, 0) != worker || !WIFSIGNALED(status) ||
        WTERMSIG(status) != SIGTERM || access("parents", F_OK) != 0)
        _exit(1);
}

static void a_worker_is_ended_by_term_alone_and_removes_its_own_files(void **state)
{
    (void)state;
    const int status = run_apart(work_for_parent);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_listing(".", "parents");
}

static void *make_and_rename(void *number)
{
    for (unsigned i = 0;; i++) {
        char name[24];
        sigset_t before;
        snprintf(name, sizeof name, ".t-%d-%u", *(const int *)number, i);
        rle127_hold_interrupts(&before);
        const int fd = open(name, O_WRONLY | O_CREAT, 0666);
        const int slot = rle127_guard_file(AT_FDCWD, name);
        rle127_allow_interrupts(&before);
        close(fd);
        rle127_hold_interrupts(&before);
        if (rename(name, "done") != 0)
            _exit(98);
        rle127_release_file(slot);
        rle127_allow_interrupts(&before);
    }
    return NULL;
}

static void terminate_beside_threads(void)
{
    static int numbers[N_THREADS] = {0, 1, 2, 3};
    pthread_t threads[N_THREADS];
    for (int i = 0; i < N_THREADS; i++)
        if (pthread_create(&threads[i], NULL, make_and_rename, &numbers[i]) != 0)
            _exit(97);
    nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
    kill(getpid(), SIGTERM);
    for (;;)
        pause();
}

static void threads_leave_nothing_either(void **state)
{
    (void)state;
    for (int round = 0; round < N_ROUNDS; round++) {
        assert_ends_by(terminate_beside_threads, SIGTERM);
        assert_null(strstr(scratch_list("."), ".t-"));
    }
}

static void an_input_of_a_tree_is_not_reached_by_a_link(void **state)
{
    (void)state;
    struct rle127_input input;
    struct rle127_outcome outcome = {0};
    scratch_make_directory("sub");
    page_write_tiny_pbm("sub/a.pbm");
    assert_int_equal(symlink("a.pbm", "sub/link"), 0);
    const int fd = open("sub", O_RDONLY | O_DIRECTORY);
    assert_false(rle127_input_open(&input, fd, "link", false, 4096, &outcome));
    assert_int_equal(outcome.verdict, RLE127_FAILED);
    assert_string_equal(outcome.reason, "was replaced by a link");
    assert_true(rle127_input_open(&input, fd, "link", true, 4096, &outcome));
    rle127_input_close(&input);
    assert_true(rle127_input_open(&input, fd, "a.pbm", false, 4096, &outcome));
    rle127_input_close(&input);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_signal_removes_all_guarded_files_and_no_others),
        SCRATCH_TEST(an_exit_removes_them_too),
        SCRATCH_TEST(the_first_interrupt_is_kept_until_all_is_cleaned_up),
        SCRATCH_TEST(the_second_interrupt_ends_at_once),
        SCRATCH_TEST(another_signal_ends_at_once),
        SCRATCH_TEST(a_worker_is_ended_by_term_alone_and_removes_its_own_files),
        SCRATCH_TEST(threads_leave_nothing_either),
        SCRATCH_TEST(an_input_of_a_tree_is_not_reached_by_a_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
