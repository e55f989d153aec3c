/*
 * src/pool/pool.h: jobs, answers, opening and closing, for pools of every kind.
 */
#include <stdlib.h>

#include "pool_work.h"
#include "tests.h"

/* Takes so many ends, each number from first on once. */
static void take_all(struct rle127_pool *pool, unsigned first, unsigned n)
{
    bool *const is_there = calloc(n, sizeof *is_there);
    for (unsigned i = 0; i < n; i++) {
        const unsigned number = pool_take_number(pool);
        assert_in_range(number, first, first + n - 1);
        assert_false(is_there[number - first]);
        is_there[number - first] = true;
    }
    free(is_there);
}

#define MANY_JOBS 1000u

static void run_many_jobs(void **state, unsigned n_workers, unsigned n_ahead, enum pool_task task)
{
    struct rle127_pool *const pool = pool_open(state, n_workers, n_ahead);
    for (unsigned i = 0; i < MANY_JOBS; i++)
        assert_int_equal(pool_submit(pool, task, i), i + 1);
    assert_int_equal(rle127_pool_open_jobs(pool), MANY_JOBS);
    take_all(pool, 0, MANY_JOBS);
    assert_int_equal(rle127_pool_open_jobs(pool), 0);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void each_job_is_answered_once_and_right(void **state)
{
    static const unsigned worker_counts[] = {1, 2, 7};
    for (unsigned i = 0; i < 3; i++)
        for (unsigned n_ahead = 1; n_ahead <= 8; n_ahead += 7) {
            run_many_jobs(state, worker_counts[i], n_ahead, POOL_ANSWER);
            run_many_jobs(state, worker_counts[i], n_ahead, POOL_DEFER);
        }
}

static void jobs_may_be_submitted_while_others_run(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 4);
    unsigned n_taken = 0;
    for (unsigned i = 0; i < 3000; i++) {
        pool_submit(pool, i % 3 ? POOL_ANSWER : POOL_DEFER, i);
        while (rle127_pool_open_jobs(pool) >= 20) {
            pool_take_number(pool);
            n_taken++;
        }
    }
    while (rle127_pool_open_jobs(pool)) {
        pool_take_number(pool);
        n_taken++;
    }
    assert_int_equal(n_taken, 3000);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void every_worker_is_opened_and_closed_once(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 3, 1);
    const unsigned n_workers = pool_kind(state) == RLE127_POOL_SERIAL ? 1 : 3;
    assert_int_equal(rle127_pool_workers(pool), n_workers);
    assert_int_equal(pool_shared->n_opened, n_workers);
    assert_int_equal(pool_shared->n_closed, 0);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
    assert_int_equal(pool_shared->n_opened, n_workers);
    assert_int_equal(pool_shared->n_closed, n_workers);
}

struct taken {
    size_t n;
};

static void take_in_order(void *context, size_t index, const struct rle127_job_end *end)
{
    struct taken *const taken = context;
    assert_int_equal(index, taken->n);
    assert_int_equal(pool_check_answer(end)->number, index);
    taken->n++;
}

#define MAPPED_JOBS 300u

static void fill_requests(struct pool_request *requests, const void **pointers, size_t *sizes)
{
    for (unsigned i = 0; i < MAPPED_JOBS; i++) {
        requests[i] = (struct pool_request){
            .task = i % 7 ? POOL_ANSWER : POOL_SLEEP, .argument = 1, .number = i};
        pointers[i] = &requests[i];
        sizes[i] = sizeof requests[i];
    }
}

static void map_gives_ends_in_the_order_of_submission(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 3, 2);
    struct pool_request requests[MAPPED_JOBS];
    const void *pointers[MAPPED_JOBS];
    size_t sizes[MAPPED_JOBS];
    fill_requests(requests, pointers, sizes);
    for (unsigned round = 0; round < 2; round++) {
        struct taken taken = {0};
        assert_true(rle127_pool_map(pool, pointers, sizes, MAPPED_JOBS, take_in_order, &taken));
        assert_int_equal(taken.n, MAPPED_JOBS);
        assert_int_equal(rle127_pool_open_jobs(pool), 0);
    }
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void map_gives_nothing_where_a_request_cannot_be_submitted(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 2);
    struct pool_request requests[MAPPED_JOBS];
    const void *pointers[MAPPED_JOBS];
    size_t sizes[MAPPED_JOBS];
    struct taken taken = {0};
    fill_requests(requests, pointers, sizes);
    sizes[MAPPED_JOBS - 1] = RLE127_REQUEST_BYTES_MAX + 1;
    assert_false(rle127_pool_map(pool, pointers, sizes, MAPPED_JOBS, take_in_order, &taken));
    assert_int_equal(taken.n, 0);
    assert_int_equal(rle127_pool_open_jobs(pool), 0);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void closing_with_ends_that_nobody_takes_frees_them(void **state)
{
    static const enum rle127_pool_close ways[] = {RLE127_CLOSE_WAIT, RLE127_CLOSE_CANCEL,
                                                  RLE127_CLOSE_NOW};
    for (unsigned i = 0; i < 3; i++) {
        struct rle127_pool *const pool = pool_open(state, 2, 4);
        for (unsigned number = 0; number < 50; number++)
            pool_submit(pool, POOL_DEFER, number);
        assert_true(rle127_pool_wait(pool, RLE127_WAIT_FIRST, -1, NULL));
        rle127_pool_close(pool, ways[i]);
    }
}

/* One worker, which is busy until all are submitted: at least the first 7 are settled at once. */
static void deferred_jobs_are_settled_together_when_nothing_waits(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 1, 8);
    pool_submit(pool, POOL_AWAIT_GATE, 0);
    for (unsigned i = 1; i < 400; i++)
        pool_submit(pool, POOL_DEFER, i);
    atomic_store(&pool_shared->gate_is_open, true);
    take_all(pool, 0, 400);
    assert_in_range(pool_shared->n_settled, 50, 393);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void a_job_ahead_of_a_deferred_one_does_not_hold_it_for_ever(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 1, 8);
    pool_submit(pool, POOL_DEFER, 1);
    assert_int_equal(pool_take_number(pool), 1);
    assert_int_equal(pool_shared->n_settled, 1);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void echo(struct rle127_pool *pool, size_t n_bytes)
{
    unsigned char *const bytes = malloc(n_bytes + 1);
    for (size_t i = 0; i < n_bytes; i++)
        bytes[i] = (unsigned char)(i * 31 + i / 256);
    assert_true(rle127_pool_submit(pool, bytes, n_bytes) != 0);
    const struct rle127_job_end end = pool_must_take(pool);
    assert_int_equal(end.kind, RLE127_END_ANSWERED);
    assert_int_equal(end.reply_bytes,
                     n_bytes < RLE127_REPLY_BYTES_MAX ? n_bytes : RLE127_REPLY_BYTES_MAX);
    assert_memory_equal(end.reply, bytes, end.reply_bytes);
    free(bytes);
}

static void requests_and_replies_have_any_size_that_is_allowed(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 8);
    static const size_t sizes[] = {0, 1, 100, 4095, 4096, 4097, 65535, RLE127_REQUEST_BYTES_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        echo(pool, sizes[i]);
    assert_int_equal(rle127_pool_submit(pool, "", RLE127_REQUEST_BYTES_MAX + 1), 0);
    assert_int_equal(rle127_pool_open_jobs(pool), 0);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

/* More than the sockets of a pool of processes take. */
static void many_large_requests_may_wait(void **state)
{
    struct rle127_pool *const pool = pool_open(state, 2, 16);
    unsigned char *const bytes = calloc(1, RLE127_REQUEST_BYTES_MAX);
    for (unsigned i = 0; i < 100; i++) {
        bytes[0] = (unsigned char)i;
        assert_true(rle127_pool_submit(pool, bytes, RLE127_REQUEST_BYTES_MAX) != 0);
    }
    unsigned sum = 0;
    while (rle127_pool_open_jobs(pool))
        sum += *(const unsigned char *)pool_must_take(pool).reply;
    assert_int_equal(sum, 99 * 100 / 2);
    free(bytes);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

static void a_pool_can_be_opened_and_closed_very_often(void **state)
{
    const unsigned n_cycles = pool_kind(state) == RLE127_POOL_PROCESSES ? 200 : 1000;
    for (unsigned i = 0; i < n_cycles; i++) {
        struct rle127_pool *const pool = pool_open(state, 2, 1);
        pool_submit(pool, POOL_ANSWER, i);
        rle127_pool_close(pool, i % 2 ? RLE127_CLOSE_WAIT : RLE127_CLOSE_CANCEL);
    }
    const unsigned n_workers = pool_kind(state) == RLE127_POOL_SERIAL ? 1 : 2;
    assert_int_equal(pool_shared->n_closed, n_cycles * n_workers);
}

static void a_pool_whose_workers_cannot_open_is_not_opened(void **state)
{
    const struct rle127_pool_setup setup = pool_setup(pool_kind(state), 3, 1);
    const char *reason = NULL;
    pool_shared->n_opened_max = 0;
    assert_null(rle127_pool_open(&setup, &reason));
    assert_string_equal(reason, "there are enough of us");
    assert_int_equal(pool_shared->n_closed, 0);
}

static void workers_that_can_open_make_a_smaller_pool(void **state)
{
    pool_shared->n_opened_max = 2;
    struct rle127_pool *const pool = pool_open(state, 5, 2);
    assert_int_equal(rle127_pool_workers(pool), pool_kind(state) == RLE127_POOL_SERIAL ? 1 : 2);
    for (unsigned i = 0; i < 100; i++)
        pool_submit(pool, POOL_ANSWER, i);
    take_all(pool, 0, 100);
    rle127_pool_close(pool, RLE127_CLOSE_WAIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TESTS(each_job_is_answered_once_and_right),
        POOL_TESTS(jobs_may_be_submitted_while_others_run),
        POOL_TESTS(every_worker_is_opened_and_closed_once),
        POOL_TESTS(map_gives_ends_in_the_order_of_submission),
        POOL_TESTS(map_gives_nothing_where_a_request_cannot_be_submitted),
        POOL_TESTS(closing_with_ends_that_nobody_takes_frees_them),
        POOL_TESTS(deferred_jobs_are_settled_together_when_nothing_waits),
        POOL_TESTS(a_job_ahead_of_a_deferred_one_does_not_hold_it_for_ever),
        POOL_TESTS(requests_and_replies_have_any_size_that_is_allowed),
        POOL_TESTS(many_large_requests_may_wait),
        POOL_TESTS(a_pool_can_be_opened_and_closed_very_often),
        POOL_TESTS(a_pool_whose_workers_cannot_open_is_not_opened),
        POOL_TESTS(workers_that_can_open_make_a_smaller_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
