/*
 * src/pool/row_processes.h: every piece is done, whatever becomes of the children, and no child
 * outlives what it was forked for.
 */
#define _DEFAULT_SOURCE
#include "../src/pool/row_processes.h"
#include "command.h"
#include "tests.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECES_MAX 300u

/* What the steps leave behind, in shared memory. */
struct log {
    pid_t caller;
    atomic_uint n_signals, n_met;    /* handlers run; children that have got a piece */
    atomic_int children[PIECES_MAX]; /* these children */
    atomic_uint n_done[PIECES_MAX];
    pid_t by[PIECES_MAX];
};

static struct log *shared;

static int make_log(void **state)
{
    (void)state;
    shared = rle127_shared_map(sizeof *shared);
    if (shared)
        shared->caller = getpid();
    return shared ? 0 : -1;
}

/* No child of this process is left. */
static int drop_log(void **state)
{
    (void)state;
    rle127_shared_unmap(shared, sizeof *shared);
    return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD ? 0 : -1;
}

static bool is_child(void)
{
    return getpid() != shared->caller;
}

static void do_piece(void *job, unsigned piece)
{
    (void)job;
    atomic_fetch_add(&shared->n_done[piece], 1);
    shared->by[piece] = getpid();
}

static void check_done(unsigned n_pieces)
{
    for (unsigned i = 0; i < PIECES_MAX; i++)
        assert_int_equal(atomic_load(&shared->n_done[i]), i < n_pieces);
}

static void each_piece_is_done_once(void **state)
{
    (void)state;
    static const unsigned counts[] = {0, 1, 2, 5, PIECES_MAX};
    for (unsigned n_processes = 0; n_processes < 9; n_processes++) {
        for (size_t i = 0; i < 5; i++) {
            memset(shared->n_done, 0, sizeof shared->n_done);
            rle127_run_pieces(n_processes, counts[i], do_piece, NULL);
            check_done(counts[i]);
        }
    }
}

static void do_slow_piece(void *job, unsigned piece)
{
    do_piece(job, piece);
    command_sleep(0.02);
}

static unsigned count_workers(unsigned n_pieces)
{
    unsigned n = 0;
    for (unsigned i = 0; i < n_pieces; i++) {
        unsigned before = 0;
        while (shared->by[before] != shared->by[i])
            before++;
        n += before == i;
    }
    return n;
}

static void as_many_processes_work_as_were_asked_for(void **state)
{
    (void)state;
    rle127_run_pieces(4, 20, do_slow_piece, NULL);
    check_done(20);
    assert_int_equal(count_workers(20), 4);
}

static void wait_for_children(unsigned n)
{
    while (atomic_load(&shared->n_met) < n)
        command_sleep(0.001);
}

/* The caller leaves a piece to a child before it goes on. */
static void die_by(void *job, unsigned piece)
{
    const int how = *(const int *)job;
    if (!is_child()) {
        wait_for_children(1);
        do_piece(NULL, piece);
        return;
    }
    atomic_fetch_add(&shared->n_met, 1);
    if (how)
        kill(getpid(), how);
    _exit(0);
}

static void pieces_of_children_that_die_are_done_by_the_caller(void **state)
{
    (void)state;
    static const int ways[] = {0, SIGKILL}; /* to exit, and to be killed */
    for (size_t i = 0; i < 2; i++) {
        int how = ways[i];
        memset(shared->n_done, 0, sizeof shared->n_done);
        atomic_store(&shared->n_met, 0);
        rle127_run_pieces(3, 12, die_by, &how);
        assert_true(atomic_load(&shared->n_met) >= 1);
        check_done(12);
        assert_int_equal(count_workers(12), 1);
    }
}

static void note_signal(int number)
{
    (void)number;
    atomic_fetch_add(&shared->n_signals, 1);
}

static void signal_itself(void *job, unsigned piece)
{
    if (is_child())
        for (int number = 1; number < 32; number++)
            if (number != SIGKILL && number != SIGSTOP)
                kill(getpid(), number);
    do_slow_piece(job, piece);
}

/* The caller's handlers remove files: in a child they would remove the caller's. */
static void no_handler_runs_in_a_child(void **state)
{
    (void)state;
    sigset_t before, after;
    void (*const old)(int) = signal(SIGTERM, note_signal);
    sigprocmask(SIG_SETMASK, NULL, &before);
    rle127_run_pieces(3, 12, signal_itself, NULL);
    check_done(12);
    assert_int_equal(count_workers(12), 3);
    assert_int_equal(atomic_load(&shared->n_signals), 0);
    sigprocmask(SIG_SETMASK, NULL, &after);
    for (int number = 1; number < 32; number++)
        assert_int_equal(sigismember(&after, number), sigismember(&before, number));
    raise(SIGTERM);
    assert_int_equal(atomic_load(&shared->n_signals), 1);
    signal(SIGTERM, old);
}

/* The caller has nothing more to do then, and waits for its children. */
static void interrupt_caller(void *job, unsigned piece)
{
    if (is_child()) {
        atomic_fetch_add(&shared->n_met, 1);
        command_sleep(0.02);
        kill(shared->caller, SIGALRM);
        command_sleep(0.02);
    } else {
        wait_for_children(1);
    }
    do_piece(job, piece);
}

static void signals_of_the_caller_disturb_nothing(void **state)
{
    (void)state;
    struct sigaction action = {.sa_handler = note_signal}, old; /* no SA_RESTART */
    sigaction(SIGALRM, &action, &old);
    rle127_run_pieces(3, 12, interrupt_caller, NULL);
    sigaction(SIGALRM, &old, NULL);
    check_done(12);
    assert_true(atomic_load(&shared->n_signals) > 0);
}

/* The caller dies as soon as each child has a piece; they would end much later. */
static void wait_for_ever(void *job, unsigned piece)
{
    (void)job;
    (void)piece;
    if (is_child()) {
        atomic_store(&shared->children[atomic_fetch_add(&shared->n_met, 1)], getpid());
        command_sleep(10);
        _exit(1);
    }
    wait_for_children(2);
    kill(getpid(), SIGKILL);
}

static void children_die_with_their_caller(void **state)
{
    (void)state;
    int status;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    const pid_t caller = fork();
    if (caller == 0) {
        alarm(10);
        shared->caller = getpid();
        rle127_run_pieces(3, 12, wait_for_ever, NULL);
        _exit(1);
    }
    assert_int_equal(waitpid(caller, &status, 0), caller);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    for (unsigned i = 0; i < 2; i++) {
        const pid_t child = atomic_load(&shared->children[i]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void other_children_of_the_caller_are_left_to_it(void **state)
{
    (void)state;
    int status;
    const pid_t other = fork();
    if (other == 0)
        _exit(7);
    rle127_run_pieces(3, 12, do_slow_piece, NULL);
    check_done(12);
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

/* Then nobody learns how a child has ended. */
static void ignored_children_do_their_pieces_too(void **state)
{
    (void)state;
    void (*const old)(int) = signal(SIGCHLD, SIG_IGN);
    rle127_run_pieces(4, 20, do_slow_piece, NULL);
    signal(SIGCHLD, old);
    check_done(20);
    assert_int_equal(count_workers(20), 4);
}

/* Limits on processes do not hold for root. */
static int run_without_fork(void)
{
    const struct rlimit none = {0, 0};
    if (getuid() == 0 && setuid(65534) != 0)
        return 2;
    if (setrlimit(RLIMIT_NPROC, &none) != 0 || fork() != -1)
        return 2;
    rle127_run_pieces(4, 20, do_slow_piece, NULL);
    return count_workers(20) == 1 ? 0 : 1;
}

static void where_nothing_can_be_forked_the_caller_does_all(void **state)
{
    (void)state;
    int status;
    const pid_t child = fork();
    if (child == 0)
        _exit(run_without_fork());
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        skip();
    assert_int_equal(status, 0);
    check_done(20);
}

static unsigned sum_by_team(void)
{
    unsigned sum = 0;
#pragma omp parallel for num_threads(3) reduction(+ : sum)
    for (unsigned i = 0; i < 100; i++)
        sum += i;
    return sum;
}

static atomic_bool is_over;

static void *run_teams(void *unused)
{
    (void)unused;
    while (!atomic_load(&is_over)) {
        if (sum_by_team() != 4950)
            abort();
        free(malloc(1000));
    }
    return NULL;
}

static void *run_pieces(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < 50; i++)
        rle127_run_pieces(3, 100, do_piece, NULL);
    return NULL;
}

/* A fork beside threads that hold locks, allocate and are in parallel regions, and after such. */
static void pieces_can_be_run_beside_threads_and_parallel_regions(void **state)
{
    (void)state;
    pthread_t teams, callers[2];
    atomic_store(&is_over, false);
    assert_int_equal(sum_by_team(), 4950);
    assert_int_equal(pthread_create(&teams, NULL, run_teams, NULL), 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&callers[i], NULL, run_pieces, NULL), 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(callers[i], NULL);
    atomic_store(&is_over, true);
    pthread_join(teams, NULL);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(atomic_load(&shared->n_done[i]), 100);
}

#define PIECES_TEST(f) cmocka_unit_test_setup_teardown(f, make_log, drop_log)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PIECES_TEST(each_piece_is_done_once),
        PIECES_TEST(as_many_processes_work_as_were_asked_for),
        PIECES_TEST(pieces_of_children_that_die_are_done_by_the_caller),
        PIECES_TEST(no_handler_runs_in_a_child),
        PIECES_TEST(signals_of_the_caller_disturb_nothing),
        PIECES_TEST(children_die_with_their_caller),
        PIECES_TEST(other_children_of_the_caller_are_left_to_it),
        PIECES_TEST(ignored_children_do_their_pieces_too),
        PIECES_TEST(where_nothing_can_be_forked_the_caller_does_all),
        PIECES_TEST(pieces_can_be_run_beside_threads_and_parallel_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
