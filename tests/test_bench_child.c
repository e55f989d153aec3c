/*
 * bench/measure: children that are interrupted, stopped, leave something behind or cannot be waited
 * for; what programs are started with; and the spawner. Called with arguments, this is a program
 * that is measured.
 */
#define _DEFAULT_SOURCE /* usleep() */
#include "../bench/measure/child.h"

#include "../bench/measure/spawner.h"
#include "../src/batch/interrupt.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MB             1000000
#define TIMEOUT_MS     5000
#define DRIVER_SECONDS 8 /* then it is killed */

/* A pipe that all drivers and their children have: who has begun writes to it, and when all have
 * ended, it is at its end. */
static int line[2];

static void open_line(void)
{
    assert_int_equal(pipe(line), 0);
    assert_int_not_equal(fcntl(line[0], F_SETFD, FD_CLOEXEC), -1);
}

static bool tell(void)
{
    return write(line[1], "!", 1) == 1;
}

/* Until somebody has told; false: nobody does. */
static bool hear(void)
{
    struct pollfd ear = {.fd = line[0], .events = POLLIN};
    char byte;
    return poll(&ear, 1, TIMEOUT_MS) == 1 && read(line[0], &byte, 1) == 1;
}

/* Whether nobody has the pipe any more; closes it. What is told by the way is passed over. */
static bool have_all_ended(void)
{
    struct pollfd ear = {.fd = line[0], .events = POLLIN};
    ssize_t n_bytes = 1;
    char byte;
    close(line[1]);
    while (n_bytes == 1 && poll(&ear, 1, TIMEOUT_MS) == 1)
        n_bytes = read(line[0], &byte, 1);
    close(line[0]);
    return n_bytes == 0;
}

static bool run_shell(const char *script)
{
    struct rle127_sample sample;
    char text[200];
    char *const argv[] = {"sh", "-c", text, NULL};
    snprintf(text, sizeof text, script, line[1]);
    return rle127_sample_program(&(struct rle127_program_call){.argv = argv}, &sample);
}

static bool run_self(const char *word, const char *number, struct rle127_sample *sample)
{
    char *const argv[] = {"/proc/self/exe", (char *)word, (char *)number, NULL};
    return rle127_sample_program(&(struct rle127_program_call){.argv = argv}, sample);
}

/* A process as rle127-bench is one. */
static pid_t start_driver(bool (*function)(void), bool has_spawner)
{
    const pid_t driver = fork();
    if (driver == 0) {
        alarm(DRIVER_SECONDS);
        close(line[0]);
        rle127_catch_interrupts();
        rle127_defer_interrupts(true);
        signal(SIGALRM, SIG_DFL);
        bool is_right = !has_spawner || rle127_start_spawner();
        is_right = is_right && function();
        rle127_stop_spawner();
        _exit(!is_right || waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD);
    }
    return driver;
}

/* Whether the function returns true in time, and nothing stays of what it has started. */
static void check_driver(bool (*function)(void), bool has_spawner)
{
    int status;
    open_line();
    const pid_t driver = start_driver(function, has_spawner);
    assert_int_equal(waitpid(driver, &status, 0), driver);
    assert_int_equal(status, 0);
    assert_true(have_all_ended());
}

static void check_both_drivers(bool (*function)(void))
{
    check_driver(function, false);
    check_driver(function, true);
}

static bool touch(const char *number)
{
    const size_t n_bytes = strtoul(number, NULL, 10);
    char *const bytes = malloc(n_bytes + 1);
    if (!bytes)
        return false;
    memset(bytes, 1, n_bytes);
    volatile char last = bytes[n_bytes / 2];
    free(bytes);
    return last == 1 || !n_bytes;
}

static bool measure_peaks(void)
{
    struct rle127_sample small, large;
    char *const argv[] = {"true", NULL};
    return touch("300000000") &&
           rle127_sample_program(&(struct rle127_program_call){.argv = argv}, &small) &&
           run_self("touch", "100000000", &large) && small.usage.peak_bytes > 0 &&
           small.usage.peak_bytes < 20 * MB && large.usage.peak_bytes > 100 * MB &&
           large.usage.peak_bytes < 250 * MB;
}

static void peaks_of_programs_are_their_own(void **state)
{
    (void)state;
    check_driver(measure_peaks, true);
}

static bool is_default(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

static bool look_at_signals(void)
{
    struct rle127_sample sample;
    return run_self("signals", NULL, &sample);
}

static void programs_do_not_ignore_what_we_ignore(void **state)
{
    (void)state;
    check_both_drivers(look_at_signals);
}

static bool pause_shortly(void *argument)
{
    (void)argument;
    usleep(20000);
    return true;
}

static bool wait_with_blocked_signals(void)
{
    sigset_t blocked;
    struct rle127_sample sample;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    return rle127_sample_function(pause_shortly, NULL, &sample) && run_shell("sleep 0.02");
}

static void a_signal_that_is_blocked_ends_the_waiting(void **state)
{
    (void)state;
    check_both_drivers(wait_with_blocked_signals);
}

static bool tell_and_pause(void *argument)
{
    (void)argument;
    tell();
    sleep(60);
    return true;
}

static bool be_long_in_function(void)
{
    struct rle127_sample sample;
    return !rle127_sample_function(tell_and_pause, NULL, &sample) && rle127_is_interrupted();
}

static bool be_long_in_program(void)
{
    return !run_shell("echo >&%d; sleep 60 & sleep 60") && rle127_is_interrupted();
}

static bool be_interrupted_before(void)
{
    raise(SIGINT);
    return be_long_in_function() && be_long_in_program();
}

static void an_interrupt_between_samples_is_seen(void **state)
{
    (void)state;
    check_both_drivers(be_interrupted_before);
}

/* Returns what the driver ended with. */
static int signal_driver(bool (*function)(void), bool has_spawner, int number)
{
    int status;
    open_line();
    const pid_t driver = start_driver(function, has_spawner);
    const bool has_begun = hear();
    kill(driver, has_begun ? number : SIGKILL);
    assert_int_equal(waitpid(driver, &status, 0), driver);
    assert_true(has_begun);
    assert_true(have_all_ended());
    return status;
}

static void an_interrupt_ends_the_sample(void **state)
{
    (void)state;
    assert_int_equal(signal_driver(be_long_in_function, false, SIGINT), 0);
    assert_int_equal(signal_driver(be_long_in_function, true, SIGINT), 0);
    assert_int_equal(signal_driver(be_long_in_program, false, SIGINT), 0);
    assert_int_equal(signal_driver(be_long_in_program, true, SIGTERM), 0);
}

static void a_driver_that_dies_takes_all_with_it(void **state)
{
    (void)state;
    assert_int_equal(signal_driver(be_long_in_function, true, SIGKILL), SIGKILL);
    assert_int_equal(signal_driver(be_long_in_program, true, SIGKILL), SIGKILL);
}

static bool leave_child(void *argument)
{
    (void)argument;
    if (fork() == 0) {
        sleep(60);
        _exit(0);
    }
    return true;
}

static bool leave_children(void)
{
    struct rle127_sample sample;
    return rle127_sample_function(leave_child, NULL, &sample) && run_shell("sleep 60 &");
}

static void what_is_left_of_a_sample_is_killed(void **state)
{
    (void)state;
    check_both_drivers(leave_children);
}

static bool stop(void *argument)
{
    (void)argument;
    raise(SIGSTOP);
    return true;
}

static bool be_stopped(void)
{
    struct rle127_sample sample;
    return !rle127_sample_function(stop, NULL, &sample) && !run_shell("kill -STOP $$");
}

static void what_is_stopped_is_no_sample(void **state)
{
    (void)state;
    check_both_drivers(be_stopped);
}

static void who_is_no_child_is_not_waited_for(void **state)
{
    (void)state;
    struct rle127_held_signals held;
    struct rle127_child_end end;
    rle127_hold_signals(&held);
    rle127_wait_for_child(getppid(), &held, -1, &end);
    rle127_release_signals(&held);
    assert_int_equal(end.error, ECHILD);
}

/* Programs without a spawner are in test_bench_contest.c. */
static bool run_all_kinds(void)
{
    char *const copy[] = {"cat", NULL}, *const missing[] = {"./missing", NULL};
    static char words[40][1000];
    char *many[42] = {"true"};
    struct rle127_sample sample;
    struct rle127_program_call call = {.argv = copy, .input_path = "in", .output_path = "out"};
    if (!rle127_sample_program(&call, &sample) || sample.usage.peak_bytes <= 0)
        return false;
    call.input_path = "missing";
    if (rle127_sample_program(&call, &sample))
        return false;
    call = (struct rle127_program_call){.argv = copy, .output_path = "missing/out"};
    if (rle127_sample_program(&call, &sample))
        return false;
    if (rle127_sample_program(&(struct rle127_program_call){.argv = missing}, &sample))
        return false;
    for (int i = 0; i < 40; i++) {
        memset(words[i], 'w', sizeof words[i] - 1);
        many[i + 1] = words[i];
    }
    if (rle127_sample_program(&(struct rle127_program_call){.argv = many}, &sample))
        return false;
    return !run_shell("exit 3") && run_shell("exit 0");
}

static void the_spawner_runs_programs(void **state)
{
    (void)state;
    scratch_write_text("in", "some bytes");
    scratch_write_text("out", "more bytes than before");
    check_driver(run_all_kinds, true);
    assert_file_text("out", "some bytes");
}

static bool count_time(void)
{
    const double before = rle127_spawner_seconds();
    const bool is_done = run_shell("i=0; while [ $i -lt 50000 ]; do i=$((i + 1)); done");
    return is_done && before < 0.005 && rle127_spawner_seconds() > 0.005;
}

static void the_time_of_programs_is_counted(void **state)
{
    (void)state;
    check_driver(count_time, true);
}

/* Programs that others start would not be comparable. */
static bool lose_spawner(void)
{
    return !run_shell("kill -KILL $PPID") && !run_shell("exit 0");
}

static void without_its_spawner_nothing_is_run(void **state)
{
    (void)state;
    check_driver(lose_spawner, true);
}

static int be_measured(const char *word, const char *number)
{
    if (strcmp(word, "touch") == 0)
        return !touch(number);
    return !is_default(SIGPIPE) || !is_default(SIGXFSZ);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peaks_of_programs_are_their_own),
        cmocka_unit_test(programs_do_not_ignore_what_we_ignore),
        cmocka_unit_test(a_signal_that_is_blocked_ends_the_waiting),
        cmocka_unit_test(an_interrupt_between_samples_is_seen),
        cmocka_unit_test(an_interrupt_ends_the_sample),
        cmocka_unit_test(a_driver_that_dies_takes_all_with_it),
        cmocka_unit_test(what_is_left_of_a_sample_is_killed),
        cmocka_unit_test(what_is_stopped_is_no_sample),
        cmocka_unit_test(who_is_no_child_is_not_waited_for),
        SCRATCH_TEST(the_spawner_runs_programs),
        cmocka_unit_test(the_time_of_programs_is_counted),
        cmocka_unit_test(without_its_spawner_nothing_is_run),
    };
    if (argc > 1)
        return be_measured(argv[1], argc > 2 ? argv[2] : "0");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
