/*
 * src/pool/pool.h: states, waiting, cancelling and being told, for pools of every kind.
 */
#define _DEFAULT_SOURCE /* usleep() */
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "pool_work.h"
#include "tests.h"

static void a_job_goes_from_pending_to_running_to_done_to_unknown(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 1, 1);
    struct rle127_job_end end;
    const rle127_ticket first = pool_submit(pool, POOL_AWAIT_GATE, 1);
    const rle127_ticket second = pool_submit(pool, POOL_ANSWER, 2);
    if (pool_kind(state) != RLE127_POOL_SERIAL)
        pool_await_state(pool, first, RLE127_JOB_RUNNING);
    assert_int_equal(rle127_pool_state(pool, second), RLE127_JOB_PENDING);
    assert_int_equal(rle127_pool_state(pool, second + 1), RLE127_JOB_UNKNOWN);
    assert_int_equal(rle127_pool_state(pool, 0), RLE127_JOB_UNKNOWN);
    atomic_store(&pool_shared->gate_is_open, true);
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_ALL, -1, NULL));
    assert_int_equal(rle127_pool_state(pool, first), RLE127_JOB_DONE);
    assert_int_equal(rle127_pool_state(pool, second), RLE127_JOB_DONE);
    assert_true(rle127_pool_next(pool, 0, &end));
    assert_int_equal(end.ticket, first);
    assert_int_equal(rle127_pool_state(pool, first), RLE127_JOB_UNKNOWN);
    assert_int_equal(rle127_pool_state(pool, second), RLE127_JOB_DONE);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void ends_come_in_the_order_of_completion(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 1);
    pool_submit(pool, POOL_AWAIT_GATE, 1);
    pool_submit(pool, POOL_ANSWER, 2);
    pool_submit(pool, POOL_ANSWER, 3);
    assert_int_equal(pool_take_number(pool), 2);
    assert_int_equal(pool_take_number(pool), 3);
    atomic_store(&pool_shared->gate_is_open, true);
    assert_int_equal(pool_take_number(pool), 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static bool has_failed(const struct rle127_job_end *end)
{
    return pool_check_answer(end)->has_failed;
}

static void wait_for_the_first_leaves_the_rest_running(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 1);
    pool_submit(pool, POOL_ANSWER, 1);
    if (pool_kind(state) == RLE127_POOL_SERIAL)
        atomic_store(&pool_shared->gate_is_open, true);
    pool_submit(pool, POOL_AWAIT_GATE, 2);
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_FIRST, -1, NULL));
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_FIRST, 0, NULL));
    assert_int_equal(rle127_pool_open_jobs(pool), 2);
    assert_int_equal(pool_take_number(pool), 1);
    atomic_store(&pool_shared->gate_is_open, true);
    assert_int_equal(pool_take_number(pool), 2);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void wait_for_the_first_failure_sees_answers_and_other_ends(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 1, 1);
    const rle127_ticket good = pool_submit(pool, POOL_ANSWER, 1);
    const rle127_ticket bad = pool_submit(pool, POOL_FAIL, 2);
    const rle127_ticket last = pool_submit(pool, POOL_AWAIT_GATE, 3);
    const rle127_ticket cancelled = pool_submit(pool, POOL_ANSWER, 4);
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_FIRST_FAILURE, -1, has_failed));
    assert_int_equal(rle127_pool_state(pool, good), RLE127_JOB_DONE);
    assert_int_equal(rle127_pool_state(pool, bad), RLE127_JOB_DONE);
    assert_int_not_equal(rle127_pool_state(pool, last), RLE127_JOB_DONE);
    pool_take_number(pool);
    pool_take_number(pool);
    assert_true(rle127_pool_cancel(pool, cancelled));
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_FIRST_FAILURE, 0, has_failed));
    atomic_store(&pool_shared->gate_is_open, true);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void wait_for_a_failure_ends_with_the_last_job(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 2);
    for (unsigned i = 0; i < 10; i++)
        pool_submit(pool, i == 5 ? POOL_FAIL : POOL_ANSWER, i);
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_FIRST_FAILURE, -1, NULL));
    for (rle127_ticket ticket = 1; ticket <= 10; ticket++)
        assert_int_equal(rle127_pool_state(pool, ticket), RLE127_JOB_DONE);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void waiting_without_an_open_job_is_false_at_once(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 2);
    struct rle127_job_end end;
    assert_false(rle127_pool_next(pool, -1, &end));
    assert_false(rle127_pool_wait(pool, RLE127_WAIT_ALL, -1, NULL));
    pool_submit(pool, POOL_ANSWER, 1);
    pool_take_number(pool);
    assert_false(rle127_pool_next(pool, -1, &end));
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void waiting_ends_when_its_time_is_over(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 1, 1);
    struct rle127_job_end end;
    pool_submit(pool, POOL_AWAIT_GATE, 1);
    double since = pool_read_seconds();
    assert_false(rle127_pool_next(pool, 0, &end));
    pool_check_duration(since, 0, 0.02);
    since = pool_read_seconds();
    assert_false(rle127_pool_next(pool, 0.05, &end));
    pool_check_duration(since, 0.05, 0.5);
    since = pool_read_seconds();
    assert_false(rle127_pool_wait(pool, RLE127_WAIT_ALL, 0.05, NULL));
    pool_check_duration(since, 0.05, 0.5);
    atomic_store(&pool_shared->gate_is_open, true);
    assert_true(rle127_pool_next(pool, 1e300, &end));
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void a_serial_pool_looks_at_the_time_after_each_job(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 1, 1);
    for (unsigned i = 0; i < 3; i++)
        pool_submit(pool, POOL_ANSWER, i);
    assert_false(rle127_pool_wait(pool, RLE127_WAIT_ALL, 0, NULL));
    assert_int_equal(rle127_pool_state(pool, 1), RLE127_JOB_DONE);
    assert_int_equal(rle127_pool_state(pool, 2), RLE127_JOB_PENDING);
    assert_true(rle127_pool_wait(pool, RLE127_WAIT_ALL, 10, NULL));
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void note_signal(int number)
{
    (void)number;
}

static void a_signal_interrupts_the_waiting(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 1);
    const struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    const struct itimerval soon = {.it_value = {.tv_usec = 30000}};
    struct rle127_job_end end;
    pool_submit(pool, POOL_AWAIT_GATE, 1);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    const double since = pool_read_seconds();
    assert_false(rle127_pool_next(pool, 10, &end));
    pool_check_duration(since, 0.01, 5);
    signal(SIGALRM, SIG_DFL);
    atomic_store(&pool_shared->gate_is_open, true);
    assert_int_equal(pool_take_number(pool), 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* The first job is handed to the only worker, and the others are pending. */
static struct rle127_pool *open_busy(void **state, unsigned n_pending)
{
    struct rle127_pool *const pool = pool_open(state, 1, 1);
    const rle127_ticket first = pool_submit(pool, POOL_AWAIT_GATE, 0);
    if (pool_kind(state) != RLE127_POOL_SERIAL)
        pool_await_state(pool, first, RLE127_JOB_RUNNING);
    for (unsigned i = 1; i <= n_pending; i++)
        pool_submit(pool, POOL_ANSWER, i);
    return pool;
}

static void only_a_pending_job_can_be_cancelled(void **state)
{
    struct rle127_pool *const pool = open_busy(state, 2);
    if (pool_kind(state) != RLE127_POOL_SERIAL)
        assert_false(rle127_pool_cancel(pool, 1));
    assert_true(rle127_pool_cancel(pool, 2));
    assert_false(rle127_pool_cancel(pool, 2));
    assert_false(rle127_pool_cancel(pool, 77));
    assert_int_equal(rle127_pool_state(pool, 2), RLE127_JOB_CANCELLED);
    const struct rle127_job_end end = pool_must_take(pool);
    assert_int_equal(end.ticket, 2);
    assert_int_equal(end.kind, RLE127_END_CANCELLED);
    assert_null(end.reply);
    atomic_store(&pool_shared->gate_is_open, true);
    assert_int_equal(pool_take_number(pool), 0);
    assert_int_equal(pool_take_number(pool), 2);
    assert_int_equal(pool_shared->n_tries[1], 0);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void all_pending_jobs_can_be_cancelled(void **state)
{
    struct rle127_pool *const pool = open_busy(state, 20);
    const bool is_first_pending = rle127_pool_state(pool, 1) == RLE127_JOB_PENDING;
    rle127_pool_cancel_pending(pool);
    for (unsigned i = is_first_pending ? 1 : 2; i <= 21; i++) {
        const struct rle127_job_end end = pool_must_take(pool);
        assert_int_equal(end.ticket, i);
        assert_int_equal(end.kind, RLE127_END_CANCELLED);
    }
    atomic_store(&pool_shared->gate_is_open, true);
    if (!is_first_pending)
        assert_int_equal(pool_take_number(pool), 0);
    pool_submit(pool, POOL_ANSWER, 30);
    assert_int_equal(pool_take_number(pool), 30);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

struct told {
    unsigned n, n_cancelled;
};

static void note_end(void *context, const struct rle127_job_end *end)
{
    struct told *const told = context;
    told->n++;
    told->n_cancelled += end->kind == RLE127_END_CANCELLED;
    if (end->kind == RLE127_END_ANSWERED)
        pool_check_answer(end);
}

static struct rle127_pool *open_telling(void **state, struct told *told)
{
    struct rle127_pool_setup setup = pool_setup(pool_kind(state), 2, 1);
    setup.is_done = note_end;
    setup.is_done_context = told;
    return pool_must_open(&setup);
}

static void the_callback_is_told_each_end_before_it_is_taken(void **state)
{
    struct told told = {0};
    struct rle127_pool *const pool = open_telling(state, &told);
    for (unsigned i = 0; i < 10; i++)
        pool_submit(pool, POOL_ANSWER, i);
    for (unsigned i = 0; i < 10; i++) {
        pool_must_take(pool);
        assert_true(told.n > i);
    }
    assert_int_equal(told.n, 10);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    assert_int_equal(told.n, 10);
}

static void closing_can_wait_for_all_jobs(void **state)
{
    struct told told = {0};
    struct rle127_pool *const pool = open_telling(state, &told);
    for (unsigned i = 0; i < 100; i++)
        pool_submit(pool, i % 2 ? POOL_DEFER : POOL_ANSWER, i);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    assert_int_equal(told.n, 100);
    assert_int_equal(told.n_cancelled, 0);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(pool_shared->n_tries[i], 1);
}

static void closing_can_cancel_what_is_pending(void **state)
{
    struct told told = {0};
    struct rle127_pool *const pool = open_telling(state, &told);
    const unsigned n_begun = pool_kind(state) == RLE127_POOL_SERIAL ? 0 : 2;
    for (unsigned i = 0; i < 100; i++)
        pool_must_submit(pool,
                         (struct pool_request){.task = POOL_SLEEP, .argument = 50, .number = i});
    if (n_begun)
        pool_await_state(pool, 2, RLE127_JOB_RUNNING);
    rle127_pool_close(pool, RLE127_CLOSE_CANCEL);
    assert_int_equal(told.n, 100);
    assert_int_equal(told.n_cancelled, 100 - n_begun);
    assert_int_equal(pool_shared->n_tries[0], n_begun / 2);
    assert_int_equal(pool_shared->n_tries[2], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TESTS(a_job_goes_from_pending_to_running_to_done_to_unknown),
        POOL_TEST(ends_come_in_the_order_of_completion, threads),
        POOL_TEST(ends_come_in_the_order_of_completion, processes),
        POOL_TESTS(wait_for_the_first_leaves_the_rest_running),
        POOL_TESTS(wait_for_the_first_failure_sees_answers_and_other_ends),
        POOL_TESTS(wait_for_a_failure_ends_with_the_last_job),
        POOL_TESTS(waiting_without_an_open_job_is_false_at_once),
        POOL_TEST(waiting_ends_when_its_time_is_over, threads),
        POOL_TEST(waiting_ends_when_its_time_is_over, processes),
        POOL_TEST(a_serial_pool_looks_at_the_time_after_each_job, serial),
        POOL_TEST(a_signal_interrupts_the_waiting, threads),
        POOL_TEST(a_signal_interrupts_the_waiting, processes),
        POOL_TESTS(only_a_pending_job_can_be_cancelled),
        POOL_TESTS(all_pending_jobs_can_be_cancelled),
        POOL_TESTS(the_callback_is_told_each_end_before_it_is_taken),
        POOL_TESTS(closing_can_wait_for_all_jobs),
        POOL_TESTS(closing_can_cancel_what_is_pending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
