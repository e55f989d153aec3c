/*
 * src/pool: processes that die, hang or write nonsense, and what becomes of their jobs.
 */
#define _DEFAULT_SOURCE /* usleep() */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool_work.h"
#include "tests.h"

#define BAD_NUMBER 500

/* Other jobs before, behind and beside it, with one worker, several, and jobs ahead. */
static void check_bad_job(struct pool_request request, double job_seconds_max,
                          enum rle127_job_end_kind kind, int signal_number)
{
    static const unsigned sizes[][2] = {{1, 1}, {2, 4}, {3, 8}};
    request.number = BAD_NUMBER;
    for (unsigned i = 0; i < 3; i++) {
        struct rle127_pool *const pool =
            pool_open_limited(sizes[i][0], sizes[i][1], job_seconds_max);
        atomic_store(&pool_shared->n_tries[BAD_NUMBER], 0);
        pool_submit_answers(pool, 0, 20);
        const rle127_ticket bad = pool_must_submit(pool, request);
        pool_submit_answers(pool, 20, 20);
        const struct rle127_job_end end = pool_take_all_but(pool, bad);
        assert_int_equal(end.kind, kind);
        assert_int_equal(end.signal, signal_number);
        assert_int_equal(pool_shared->n_tries[BAD_NUMBER], 2);
        assert_int_equal(rle127_pool_workers(pool), sizes[i][0]);
        rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    }
}

static const struct {
    enum pool_task task;
    int argument, signal_number;
} deaths[] = {
    {POOL_RAISE, SIGKILL, SIGKILL},
    {POOL_RAISE, SIGSEGV, SIGSEGV},
    {POOL_RAISE, SIGABRT, SIGABRT},
    {POOL_RAISE, SIGBUS, SIGBUS},
    {POOL_EXIT, 0, 0},
    {POOL_EXIT, 1, 0},
    {POOL_GARBAGE, 0, SIGKILL},
    {POOL_HALF_REPLY, 0, SIGKILL},
    {POOL_FALSE_REPLY, 0, SIGKILL},
    {POOL_SHUT_SOCKET, 0, SIGKILL},
};
#define N_DEATHS (sizeof deaths / sizeof deaths[0])

static void a_job_that_kills_its_worker_is_tried_once_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_DEATHS; i++)
        check_bad_job((struct pool_request){.task = deaths[i].task,
                                            .argument = deaths[i].argument,
                                            .n_times = 1},
                      0, RLE127_END_ANSWERED, 0);
}

static void a_job_that_kills_two_workers_is_given_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_DEATHS; i++)
        check_bad_job((struct pool_request){.task = deaths[i].task,
                                            .argument = deaths[i].argument,
                                            .n_times = 2},
                      0, RLE127_END_WORKER_DIED, deaths[i].signal_number);
}

static void a_job_that_hangs_is_tried_once_more(void **state)
{
    (void)state;
    check_bad_job((struct pool_request){.task = POOL_SPIN, .n_times = 1}, 0.1, RLE127_END_ANSWERED,
                  0);
    check_bad_job((struct pool_request){.task = POOL_RAISE, .argument = SIGSTOP, .n_times = 1}, 0.1,
                  RLE127_END_ANSWERED, 0);
}

static void a_job_that_hangs_twice_has_timed_out(void **state)
{
    (void)state;
    const double since = pool_read_seconds();
    check_bad_job((struct pool_request){.task = POOL_SPIN, .n_times = 2}, 0.1, RLE127_END_TIMED_OUT,
                  0);
    check_bad_job((struct pool_request){.task = POOL_RAISE, .argument = SIGSTOP, .n_times = 2}, 0.1,
                  RLE127_END_TIMED_OUT, 0);
    assert_true(pool_read_seconds() - since >= 6 * 2 * 0.1);
}

/* More of them than a pool bears deaths. */
static void jobs_that_hang_do_not_break_the_pool(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 1, 0.03);
    for (unsigned i = 0; i < 5; i++)
        pool_must_submit(pool, (struct pool_request){.task = POOL_SPIN, .n_times = 2, .number = i});
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(pool_must_take(pool).kind, RLE127_END_TIMED_OUT);
    pool_submit_answers(pool, 10, 1);
    pool_take_all(pool);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* The limit is that of a job, not of all that a worker was handed, or answers, at a time. */
static void jobs_that_take_their_time_are_not_ended(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 8, 0.2);
    for (unsigned i = 0; i < 32; i++)
        pool_must_submit(pool, (struct pool_request){.task = i < 16 ? POOL_SLEEP : POOL_DEFER,
                                                     .argument = 40,
                                                     .number = i});
    pool_take_all(pool);
    for (unsigned i = 0; i < 32; i++)
        assert_int_equal(pool_shared->n_tries[i], 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void a_worker_that_is_stopped_before_it_begins_is_noticed(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 4, 0.1);
    kill(pool_find_worker(pool), SIGSTOP);
    pool_submit_answers(pool, 1, 10);
    pool_take_all(pool);
    for (unsigned i = 1; i <= 10; i++)
        assert_int_equal(pool_shared->n_tries[i], 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void a_worker_that_is_killed_while_idle_is_replaced(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 4, 0);
    for (unsigned i = 0; i < 20; i++) {
        const pid_t pid = pool_find_worker(pool);
        kill(pid, SIGKILL);
        if (i % 2)
            usleep(2000);
        assert_int_not_equal(pool_find_worker(pool), pid);
        assert_int_equal(rle127_pool_workers(pool), 1);
    }
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

#define N_WORKERS 7

static unsigned find_workers(struct rle127_pool *pool, pid_t *pids)
{
    unsigned n = 0;
    atomic_store(&pool_shared->gate_is_open, false);
    for (unsigned i = 0; i < N_WORKERS; i++)
        pool_must_submit(pool, (struct pool_request){.task = POOL_AWAIT_GATE, .number = i});
    atomic_store(&pool_shared->gate_is_open, true);
    for (unsigned i = 0; i < N_WORKERS; i++) {
        const struct rle127_job_end end = pool_must_take(pool);
        pids[n++] = pool_check_answer(&end)->pid;
    }
    return n;
}

static void kill_all(const pid_t *pids)
{
    for (unsigned i = 0; i < N_WORKERS; i++)
        kill(pids[i], SIGKILL);
}

static void all_workers_killed_at_once_are_replaced(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(N_WORKERS, 1, 0);
    pid_t pids[N_WORKERS];
    for (unsigned round = 0; round < 8; round++) {
        assert_int_equal(find_workers(pool, pids), N_WORKERS);
        for (unsigned i = 0; i < 2 * N_WORKERS; i++)
            pool_must_submit(
                pool, (struct pool_request){.task = POOL_SLEEP, .argument = 3, .number = 100 + i});
        usleep(round % 2 ? 1500 : 0);
        kill_all(pids);
        pool_take_all(pool);
        assert_int_equal(rle127_pool_workers(pool), N_WORKERS);
    }
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void six_deaths_in_a_row_break_the_pool(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 1, 0);
    for (unsigned i = 0; i < 6; i++)
        pool_must_submit(pool,
                         (struct pool_request){
                             .task = POOL_RAISE, .argument = SIGKILL, .n_times = 9, .number = i});
    pool_submit_answers(pool, 10, 10);
    unsigned n_died = 0, n_broken = 0;
    while (rle127_pool_open_jobs(pool)) {
        const struct rle127_job_end end = pool_must_take(pool);
        n_died += end.kind == RLE127_END_WORKER_DIED;
        n_broken += end.kind == RLE127_END_POOL_BROKEN;
    }
    assert_int_equal(n_died, 3);
    assert_int_equal(pool_shared->n_tries[3], 0);
    assert_int_equal(n_broken, 13);
    pool_submit_answers(pool, 30, 1);
    assert_int_equal(pool_must_take(pool).kind, RLE127_END_POOL_BROKEN);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void deaths_with_answers_in_between_do_not_break_the_pool(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 1, 0);
    for (unsigned i = 0; i < 20; i++) {
        pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 2, .number = i});
        pool_submit_answers(pool, 100, 1);
    }
    for (unsigned i = 0; i < 20; i++) {
        const struct rle127_job_end first = pool_must_take(pool);
        assert_int_equal(first.kind, RLE127_END_WORKER_DIED);
        const struct rle127_job_end second = pool_must_take(pool);
        pool_check_answer(&second);
    }
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* What others were handed is finished first, and nothing is handed out beside it. */
static void a_suspect_job_is_tried_alone(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(2, 1, 0);
    pool_must_submit(pool, (struct pool_request){.task = POOL_SLEEP, .argument = 60, .number = 1});
    const rle127_ticket suspect =
        pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 1, .number = 2});
    pool_submit_answers(pool, 10, 5);
    assert_int_equal(pool_take_number(pool), 1);
    assert_int_equal(rle127_pool_state(pool, suspect), RLE127_JOB_RUNNING);
    assert_int_equal(rle127_pool_state(pool, suspect + 1), RLE127_JOB_PENDING);
    assert_int_equal(pool_take_number(pool), 2);
    pool_take_all(pool);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* Its death finds answers that nobody has read, and requests that it has not read itself. */
static void what_a_worker_has_answered_before_its_death_is_not_done_again(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 8, 0);
    pool_must_submit(pool, (struct pool_request){.task = POOL_SLEEP, .argument = 20, .number = 1});
    pool_submit_answers(pool, 2, 2);
    pool_must_submit(pool, (struct pool_request){.task = POOL_EXIT, .n_times = 1, .number = 4});
    pool_submit_answers(pool, 5, 20);
    usleep(100000);
    pool_take_all(pool);
    for (unsigned i = 1; i < 25; i++)
        assert_int_equal(pool_shared->n_tries[i], i == 4 ? 2 : 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void jobs_beside_a_guilty_one_are_not_blamed(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 8, 0);
    pool_must_submit(pool, (struct pool_request){.task = POOL_SLEEP, .argument = 20, .number = 1});
    pool_submit_answers(pool, 2, 10);
    pool_must_submit(
        pool,
        (struct pool_request){.task = POOL_RAISE, .argument = SIGKILL, .n_times = 2, .number = 20});
    pool_submit_answers(pool, 30, 30);
    pool_take_all_but(pool, 12);
    for (unsigned i = 30; i < 60; i++)
        assert_int_equal(pool_shared->n_tries[i], 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* Of the deferred jobs the last one is guilty; the others are done twice. */
static void deferred_jobs_that_die_with_another_are_answered_too(void **state)
{
    (void)state;
    struct rle127_pool *const pool = pool_open_limited(1, 8, 0);
    for (unsigned i = 0; i < 200; i++)
        pool_must_submit(pool,
                         (struct pool_request){.task = POOL_DEFER, .number = i, .n_times = 0});
    const rle127_ticket bad = pool_must_submit(
        pool, (struct pool_request){.task = POOL_EXIT, .n_times = 2, .number = 300});
    for (unsigned i = 200; i < 300; i++)
        pool_must_submit(pool, (struct pool_request){.task = POOL_DEFER, .number = i});
    assert_int_equal(pool_take_all_but(pool, bad).kind, RLE127_END_WORKER_DIED);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

#define STORM_JOBS  5000u /* at least */
#define STORM_OPEN  12u
#define STORM_KILLS 200u

struct storm {
    bool is_taken[POOL_JOBS_MAX];
    unsigned n_submitted, n_first_taken; /* all below the latter have been taken */
    unsigned n_submitted_at_kill, n_kills;
};

static void submit_storm(struct rle127_pool *pool, struct storm *storm)
{
    while ((storm->n_submitted < STORM_JOBS || storm->n_kills < STORM_KILLS) &&
           rle127_pool_open_jobs(pool) < STORM_OPEN) {
        const unsigned number = storm->n_submitted++;
        pool_submit(pool, number % 5 ? POOL_ANSWER : POOL_DEFER, number);
    }
}

static pid_t take_storm(struct rle127_pool *pool, struct storm *storm)
{
    const struct rle127_job_end end = pool_must_take(pool);
    const struct pool_reply *const reply = pool_check_answer(&end);
    assert_false(storm->is_taken[reply->number]);
    storm->is_taken[reply->number] = true;
    while (storm->n_first_taken < storm->n_submitted && storm->is_taken[storm->n_first_taken])
        storm->n_first_taken++;
    return reply->pid;
}

/* No job is hit twice: all that were open at the last kill have ended. */
static void kill_storm(struct storm *storm, pid_t pid)
{
    if (storm->n_kills == STORM_KILLS || storm->n_first_taken < storm->n_submitted_at_kill)
        return;
    if (waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOHANG | WNOWAIT) != 0)
        return; /* it has died since, and its number may be another's */
    usleep(storm->n_kills * 37 % 256);
    kill(pid, storm->n_kills % 4 ? SIGKILL : SIGSEGV);
    storm->n_kills++;
    storm->n_submitted_at_kill = storm->n_submitted;
}

static void no_job_is_lost_in_a_storm_of_kills(void **state)
{
    (void)state;
    static struct storm storm;
    signal(SIGSEGV, SIG_DFL); /* the handler that cmocka sets would run in the workers */
    struct rle127_pool *const pool = pool_open_limited(3, 4, 0);
    do {
        submit_storm(pool, &storm);
        kill_storm(&storm, take_storm(pool, &storm));
    } while (rle127_pool_open_jobs(pool));
    assert_int_equal(storm.n_first_taken, storm.n_submitted);
    assert_int_equal(storm.n_kills, STORM_KILLS);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_job_that_kills_its_worker_is_tried_once_more, processes),
        POOL_TEST(a_job_that_kills_two_workers_is_given_up, processes),
        POOL_TEST(a_job_that_hangs_is_tried_once_more, processes),
        POOL_TEST(a_job_that_hangs_twice_has_timed_out, processes),
        POOL_TEST(jobs_that_hang_do_not_break_the_pool, processes),
        POOL_TEST(jobs_that_take_their_time_are_not_ended, processes),
        POOL_TEST(a_worker_that_is_stopped_before_it_begins_is_noticed, processes),
        POOL_TEST(a_worker_that_is_killed_while_idle_is_replaced, processes),
        POOL_TEST(all_workers_killed_at_once_are_replaced, processes),
        POOL_TEST(six_deaths_in_a_row_break_the_pool, processes),
        POOL_TEST(deaths_with_answers_in_between_do_not_break_the_pool, processes),
        POOL_TEST(a_suspect_job_is_tried_alone, processes),
        POOL_TEST(what_a_worker_has_answered_before_its_death_is_not_done_again, processes),
        POOL_TEST(jobs_beside_a_guilty_one_are_not_blamed, processes),
        POOL_TEST(deferred_jobs_that_die_with_another_are_answered_too, processes),
        POOL_TEST(no_job_is_lost_in_a_storm_of_kills, processes),
    };
    pool_set_soft_limit(RLIMIT_CORE, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
