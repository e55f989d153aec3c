/*
 * What is chosen where nobody has said it: pools, workers, and the order of files.
 */
#include "plan.h"
#include "queue.h"
#include "tests.h"

#include <stdlib.h>

static const struct rle127_run_setup automatic = {.conversion = {.row_pool = RLE127_ROWS_THREADS},
                                                  .chooses_pool = true,
                                                  .chooses_row_pool = true};

static struct rle127_plan plan_for(const struct rle127_run_setup *setup, uint64_t n_files,
                                   uint64_t effort, bool is_all)
{
    const struct rle127_prospect prospect = {
        .n_files = n_files, .effort = effort, .is_all = is_all, .n_processors = 4};
    return rle127_make_plan(setup, &prospect);
}

static void a_single_file_needs_no_process(void **state)
{
    (void)state;
    const struct rle127_plan plan = plan_for(&automatic, 1, 5000000, true);
    assert_int_equal(plan.pool, RLE127_POOL_SERIAL);
    assert_int_equal(plan.n_workers, 1);
    assert_int_equal(plan.n_row_workers, 1);
}

static void little_work_needs_none_either(void **state)
{
    (void)state;
    assert_int_equal(plan_for(&automatic, 5, 20000, true).pool, RLE127_POOL_SERIAL);
    assert_int_equal(plan_for(&automatic, 0, 0, true).pool, RLE127_POOL_SERIAL);
}

static void many_files_have_a_process_a_processor(void **state)
{
    (void)state;
    const struct rle127_plan plan = plan_for(&automatic, 1024, 20000, false);
    assert_int_equal(plan.pool, RLE127_POOL_PROCESSES);
    assert_int_equal(plan.n_workers, 4);
    assert_int_equal(plan.n_row_workers, 1);
    assert_int_equal(plan_for(&automatic, 3, 30000000, true).n_workers, 3);
}

static void what_was_asked_for_is_done(void **state)
{
    (void)state;
    struct rle127_run_setup setup = automatic;
    setup.n_workers = 7;
    assert_int_equal(plan_for(&setup, 100, 1000, true).n_workers, 7);
    setup.n_workers = 1;
    assert_int_equal(plan_for(&setup, 1024, 1 << 30, false).pool, RLE127_POOL_SERIAL);
    setup.timeout_seconds = 1;
    assert_int_equal(plan_for(&setup, 1, 10, true).pool, RLE127_POOL_PROCESSES);
    setup.chooses_pool = false;
    setup.pool = RLE127_POOL_THREADS;
    setup.n_workers = 0;
    setup.n_row_workers = 3;
    const struct rle127_plan plan = plan_for(&setup, 1024, 1000, false);
    assert_int_equal(plan.pool, RLE127_POOL_THREADS);
    assert_int_equal(plan.n_workers, 4);
    assert_int_equal(plan.n_row_workers, 3);
}

static void a_row_pool_that_is_named_is_used(void **state)
{
    (void)state;
    struct rle127_run_setup setup = automatic;
    setup.chooses_row_pool = false;
    assert_int_equal(plan_for(&setup, 1, 1000, true).n_row_workers, 4);
    setup.conversion.row_pool = RLE127_ROWS_SERIAL;
    assert_int_equal(plan_for(&setup, 1, 1 << 30, true).n_row_workers, 1);
}

static void openmp_has_a_ceiling(void **state)
{
    (void)state;
    struct rle127_run_setup setup = automatic;
    setup.chooses_row_pool = false;
    const struct rle127_prospect prospect = {
        .n_files = 1, .effort = 1000, .is_all = true, .n_processors = 8, .openmp_ceiling = 2};
    assert_int_equal(rle127_make_plan(&setup, &prospect).n_row_workers, 2);
}

static struct rle127_entry *add(struct rle127_queue *queue, uint64_t bytes)
{
    const struct rle127_file_job job = {.input = "a"};
    struct rle127_entry *const entry = rle127_entry_make(&job, bytes, NULL, NULL);
    assert_non_null(entry);
    rle127_queue_add(queue, entry);
    return entry;
}

static void large_files_go_first_and_small_ones_in_their_order(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {10, 5, 3000000, 7, 900000, 90000000, 3100000, 1};
    static const size_t order[] = {5, 2, 6, 0, 1, 3, 4, 7};
    struct rle127_queue queue = {.n_entries = 0};
    struct rle127_entry *entries[8];
    for (size_t i = 0; i < 8; i++)
        entries[i] = add(&queue, sizes[i]);
    assert_int_equal(queue.effort, 97000023);
    for (size_t i = 0; i < 8; i++) {
        struct rle127_entry *const entry = rle127_queue_take(&queue);
        assert_ptr_equal(entry, entries[order[i]]);
        rle127_entry_free(entry);
    }
    assert_null(rle127_queue_take(&queue));
    assert_int_equal(queue.effort, 0);
}

/* 40,000 bytes of PNG take longer than a megabyte of PBM. */
static void effort_is_guessed_by_names(void **state)
{
    (void)state;
    static const struct {
        const char *input, *output;
    } names[] = {
        {"a.pbm", "a.rle"}, {"a.PNG", "a.rle"}, {"a.rle", "a.png"}, {"a", NULL}, {NULL, NULL}};
    uint64_t efforts[5];
    for (size_t i = 0; i < 5; i++) {
        const struct rle127_file_job job = {.input = names[i].input, .output = names[i].output};
        struct rle127_entry *const entry = rle127_entry_make(&job, 40000, NULL, NULL);
        assert_non_null(entry);
        efforts[i] = entry->effort;
        rle127_entry_free(entry);
    }
    assert_int_equal(efforts[0], 40000);
    assert_true(efforts[1] > 1000000 && efforts[2] == efforts[1]);
    assert_int_equal(efforts[3], 40000);
    assert_int_equal(efforts[4], 40000);
}

static void a_full_queue_keeps_its_order(void **state)
{
    (void)state;
    static struct rle127_queue queue;
    for (uint64_t i = 0; i < RLE127_LOOK_AHEAD; i++)
        add(&queue, (i * 7919 % RLE127_LOOK_AHEAD) << 20);
    uint64_t class = UINT64_MAX, sequence = 0;
    for (size_t i = 0; i < RLE127_LOOK_AHEAD; i++) {
        struct rle127_entry *const entry = rle127_queue_take(&queue);
        uint64_t of_entry = 0;
        for (uint64_t rest = entry->bytes >> 20; rest; rest /= 2)
            of_entry++;
        assert_true(of_entry < class || (of_entry == class && entry->sequence > sequence));
        class = of_entry;
        sequence = entry->sequence;
        rle127_entry_free(entry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_file_needs_no_process),
        cmocka_unit_test(little_work_needs_none_either),
        cmocka_unit_test(many_files_have_a_process_a_processor),
        cmocka_unit_test(what_was_asked_for_is_done),
        cmocka_unit_test(a_row_pool_that_is_named_is_used),
        cmocka_unit_test(openmp_has_a_ceiling),
        cmocka_unit_test(large_files_go_first_and_small_ones_in_their_order),
        cmocka_unit_test(effort_is_guessed_by_names),
        cmocka_unit_test(a_full_queue_keeps_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
