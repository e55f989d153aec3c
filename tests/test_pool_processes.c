/*
 * src/pool: how processes end, with the pool or with their parent, too few of them, and what a
 * death costs.
 */
#define _DEFAULT_SOURCE /* usleep() */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool_work.h"
#include "tests.h"

static void closing_at_once_ends_jobs_that_hang(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct rle127_pool *const pool = pool_open_limited(2, 4, 0);
        for (unsigned number = 0; number < 20; number++)
            pool_must_submit(pool, (struct pool_request){.task = i ? POOL_RAISE : POOL_SPIN,
                                                         .argument = SIGSTOP,
                                                         .n_times = 3,
                                                         .number = i * 100 + number});
        usleep(20000);
        const double since = pool_read_seconds();
        rle127_pool_close(pool, RLE127_CLOSE_NOW);
        pool_check_duration(since, i ? 0.29 : 0, i ? 2 : 0.29);
    }
}

static void count_end(void *context, const struct rle127_job_end *end)
{
    unsigned *const counts = context;
    counts[end->kind]++;
    if (end->kind == RLE127_END_WORKER_DIED)
        assert_int_equal(end->signal, SIGTERM);
}

static void closing_at_once_tells_what_became_of_each_job(void **state)
{
    (void)state;
    unsigned counts[RLE127_END_POOL_BROKEN + 1] = {0};
    struct rle127_pool_setup setup = pool_setup(RLE127_POOL_PROCESSES, 2, 1);
    setup.is_done = count_end;
    setup.is_done_context = counts;
    struct rle127_pool *const pool = pool_must_open(&setup);
    for (unsigned i = 0; i < 10; i++)
        pool_must_submit(pool, (struct pool_request){.task = POOL_AWAIT_GATE, .number = i});
    rle127_pool_close(pool, RLE127_CLOSE_NOW);
    assert_int_equal(counts[RLE127_END_WORKER_DIED], 2);
    assert_int_equal(counts[RLE127_END_CANCELLED], 8);
}

static void closing_does_not_wait_for_a_stopped_worker_for_ever(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 1, 0.2);
    kill(pool_find_worker(pool), SIGSTOP);
    const double since = pool_read_seconds();
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    pool_check_duration(since, 0.19, 3);
}

static void closing_retries_what_dies_meanwhile(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(2, 4, 0);
    for (unsigned i = 0; i < 4; i++)
        pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 1, .number = i});
    rle127_pool_close(pool, RLE127_CLOSE_CANCEL);
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(pool_shared->n_tries[i], 2);
}

/* A process of its own that opens a pool, runs jobs and says which workers it has. */
static pid_t start_parent(int *pids_fd)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rle127_pool *const pool = pool_open_limited(3, 1, 0);
        for (unsigned i = 0; i < 3; i++)
            pool_must_submit(
                pool, (struct pool_request){.task = POOL_SLEEP, .argument = 20, .number = i});
        for (unsigned i = 0; i < 3; i++) {
            const struct rle127_job_end end = pool_must_take(pool);
            const pid_t worker = pool_check_answer(&end)->pid;
            if (write(ends[1], &worker, sizeof worker) != sizeof worker)
                _exit(1);
        }
        pool_must_submit(pool, (struct pool_request){.task = POOL_SPIN, .n_times = 9, .number = 9});
        for (;;)
            pause();
    }
    close(ends[1]);
    *pids_fd = ends[0];
    return pid;
}

/* Whoever is left behind by its parent becomes this process's child. An idle worker may see the end
 * of its socket before the signal. */
static void await_end(pid_t pid)
{
    pid_t ended = 0;
    for (unsigned i = 0; i < 1000 && ended == 0; i++) {
        ended = waitpid(pid, NULL, WNOHANG);
        usleep(1000);
    }
    assert_int_equal(ended, pid);
}

static void workers_end_with_their_parent(void **state)
{
    (void)state;
    int pids_fd;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t parent = start_parent(&pids_fd);
    pid_t workers[3];
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(read(pids_fd, &workers[i], sizeof workers[i]), sizeof workers[i]);
    close(pids_fd);
    while (pool_shared->n_tries[9] == 0)
        usleep(1000);
    kill(parent, SIGKILL);
    assert_int_equal(waitpid(parent, NULL, 0), parent);
    for (unsigned i = 0; i < 3; i++)
        await_end(workers[i]);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void too_few_descriptors_make_a_smaller_pool(void **state)
{
    (void)state;
    struct rlimit before;
    const int first_free = dup(0);
    close(first_free);
    getrlimit(RLIMIT_NOFILE, &before);
    pool_set_soft_limit(RLIMIT_NOFILE, (rlim_t)first_free + 4);
    struct rle127_pool *const pool = pool_open_limited(7, 2, 0);
    assert_int_equal(rle127_pool_workers(pool), 3);
    pool_submit_answers(pool, 0, 50);
    pool_take_all(pool);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    pool_set_soft_limit(RLIMIT_NOFILE, before.rlim_cur);
}

static void without_descriptors_there_is_no_pool(void **state)
{
    (void)state;
    struct rlimit before;
    const struct rle127_pool_setup setup = pool_setup(RLE127_POOL_PROCESSES, 2, 1);
    const int first_free = dup(0);
    const char *reason = NULL;
    close(first_free);
    getrlimit(RLIMIT_NOFILE, &before);
    pool_set_soft_limit(RLIMIT_NOFILE, (rlim_t)first_free + 1);
    struct rle127_pool *const pool = rle127_pool_open(&setup, &reason);
    pool_set_soft_limit(RLIMIT_NOFILE, before.rlim_cur);
    assert_null(pool);
    assert_string_equal(reason, strerror(EMFILE));
}

/* Where replacements cannot be started, the rest goes on; and the last one's death is the end. */
static void a_pool_goes_on_with_fewer_workers_until_none_is_left(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(2, 1, 0);
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    pool_set_soft_limit(RLIMIT_NOFILE, 3);
    pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 1, .number = 1});
    pool_submit_answers(pool, 10, 10);
    pool_take_all(pool);
    const unsigned n_left = rle127_pool_workers(pool);
    pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 1, .number = 2});
    const enum rle127_job_end_kind kind = pool_must_take(pool).kind;
    pool_set_soft_limit(RLIMIT_NOFILE, before.rlim_cur);
    assert_int_equal(n_left, 1);
    assert_int_equal(kind, RLE127_END_POOL_BROKEN);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* Runs in a process that may have no more than some: root may have any number. */
static void open_with_few_processes(void)
{
    const struct rle127_pool_setup setup = pool_setup(RLE127_POOL_PROCESSES, 7, 1);
    const char *reason;
    if (setgid(65534) != 0 || setuid(65534) != 0)
        _exit(2);
    pool_set_soft_limit(RLIMIT_NPROC, 4);
    struct rle127_pool *const pool = rle127_pool_open(&setup, &reason);
    if (!pool || rle127_pool_workers(pool) > 3)
        _exit(1);
    pool_submit_answers(pool, 0, 50);
    pool_take_all(pool);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    _exit(0);
}

static void a_limit_of_processes_makes_a_smaller_pool(void **state)
{
    (void)state;
    int status;
    if (geteuid() != 0)
        skip();
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        open_with_few_processes();
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* In a worker of a second pool no socket of the first one is open for longer than it needs. */
static void pools_can_be_open_side_by_side(void **state)
{
    (void)state;
    struct rle127_pool *const first = pool_open_limited(2, 2, 0);
    struct rle127_pool *const second = pool_open_limited(2, 2, 0);
    pool_submit_answers(first, 0, 20);
    pool_submit_answers(second, 20, 20);
    pool_take_all(first);
    rle127_pool_close(first, RLE127_CLOSE_WAIT);
    pool_take_all(second);
    rle127_pool_close(second, RLE127_CLOSE_WAIT);
    assert_int_equal(pool_shared->n_closed, 4);
}

static double time_jobs(unsigned n_deaths)
{
    struct rle127_pool *const pool = pool_open_limited(2, 4, 0);
    const double since = pool_read_seconds();
    for (unsigned i = 0; i < n_deaths; i++) {
        atomic_store(&pool_shared->n_tries[i], 0);
        pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 1, .number = i});
    }
    pool_submit_answers(pool, 100, 100);
    pool_take_all(pool);
    const double seconds = pool_read_seconds() - since;
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    return seconds;
}

/* The best of some rounds: others use the machine too. */
static void a_death_costs_less_than_50_ms(void **state)
{
    (void)state;
    double least = 1;
    for (unsigned i = 0; i < 5; i++) {
        const double difference = time_jobs(1) - time_jobs(0);
        if (difference < least)
            least = difference;
    }
    assert_true(least < 0.050);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(closing_at_once_ends_jobs_that_hang, processes),
        POOL_TEST(closing_at_once_tells_what_became_of_each_job, processes),
        POOL_TEST(closing_does_not_wait_for_a_stopped_worker_for_ever, processes),
        POOL_TEST(closing_retries_what_dies_meanwhile, processes),
        POOL_TEST(workers_end_with_their_parent, processes),
        POOL_TEST(too_few_descriptors_make_a_smaller_pool, processes),
        POOL_TEST(without_descriptors_there_is_no_pool, processes),
        POOL_TEST(a_pool_goes_on_with_fewer_workers_until_none_is_left, processes),
        POOL_TEST(a_limit_of_processes_makes_a_smaller_pool, processes),
        POOL_TEST(pools_can_be_open_side_by_side, processes),
        POOL_TEST(a_death_costs_less_than_50_ms, processes),
    };
    pool_set_soft_limit(RLIMIT_CORE, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
