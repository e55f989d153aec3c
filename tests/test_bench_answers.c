/*
 * bench/: what is said of pools and of sizes follows from their times.
 */
#include "../bench/matrix/break_even_report.h"
#include "../bench/matrix/pool_report.h"
#include "tests.h"

#include <string.h>

static bool has_answer(const struct rle127_section *section, const char *part)
{
    for (size_t i = 0; i < section->n_answers; i++)
        if (strstr(section->answers[i], part))
            return true;
    return false;
}

static struct rle127_summary between(double low, double median, double high)
{
    return (struct rle127_summary){
        .low = low, .median = median, .high = high, .n_samples = RLE127_INTERVAL_SAMPLES};
}

/* Results of one serial cell, two with threads, and auto, with these times. */
struct told {
    struct rle127_document *document;
    struct rle127_section *section;
    struct rle127_measurement measurements[4];
    struct rle127_engine_task task;
    struct rle127_pool_results results;
};

static void tell(struct told *told, const struct rle127_summary seconds[4])
{
    static const struct rle127_pool_choice choices[4] = {
        {.n_workers = 1},
        {.image_pool = RLE127_POOL_THREADS, .n_workers = 2},
        {.row_pool = RLE127_ROWS_THREADS, .n_workers = 2},
        {.is_auto = true}};
    *told = (struct told){.document = rle127_document_create("test")};
    assert_non_null(told->document);
    told->section = rle127_add_section(told->document, "matrix", "");
    assert_true(rle127_make_pool_results(&told->results, &told->task, "", choices, 4));
    for (int i = 0; i < 4; i++) {
        told->measurements[i].seconds = seconds[i];
        told->results.cells[i].measurement = &told->measurements[i];
    }
    told->results.cells[3].subject.findings.totals =
        (struct rle127_totals){.pool = RLE127_POOL_THREADS, .n_workers = 3, .n_row_workers = 1};
    rle127_find_gains(&told->results);
    rle127_answer_fastest(told->section, &told->results, "", rle127_is_named);
    rle127_answer_gain(told->section, &told->results);
    rle127_answer_auto(told->section, &told->results);
    assert_int_equal(told->section->n_answers, 3);
}

static void untell(struct told *told)
{
    rle127_free_pool_results(&told->results);
    rle127_document_free(told->document);
}

static void what_is_faster_is_said(void **state)
{
    struct told told;
    (void)state;
    tell(&told, (struct rle127_summary[]){between(.9, 1, 1.1), between(.4, .5, .55),
                                          between(.56, .6, .7), between(.57, .58, .6)});
    assert_string_equal(
        told.section->answers[0],
        "Compress: thread/serial 2 is the fastest (500 ms); the next, serial/thread "
        "2, takes 1.20 x the time of thread/serial 2 (1.02 to 1.75).");
    assert_string_equal(told.section->answers[1],
                        "Compress: concurrency gains 2.00 x (1.64 to 2.75): thread/serial 2 takes "
                        "500 ms, serial/serial 1.00 s.");
    assert_string_equal(told.section->answers[2],
                        "Compress: auto chose thread/serial 3 (580 ms); whether that is within 10 "
                        "% of the fastest is not decided: between 1.04 x and "
                        "1.50 x the time of the fastest.");
    untell(&told);
}

static void what_cannot_be_told_apart_is_said(void **state)
{
    struct told told;
    (void)state;
    tell(&told, (struct rle127_summary[]){between(.9, 1, 1.1), between(.8, .98, 1.2),
                                          between(.9, 1.05, 1.3), between(.9, 1, 1.2)});
    assert_true(has_answer(told.section,
                           "thread/serial 2 is the fastest (980 ms); it cannot be told apart from "
                           "serial/serial, serial/thread 2."));
    assert_true(has_answer(told.section, "gains nothing that could be measured"));
    assert_true(has_answer(told.section, "auto chose thread/serial 3 (1.00 s); whether that is "
                                         "within 10 % of the fastest is not decided: "
                                         "between 0.75 x and 1.50 x the time of the fastest."));
    untell(&told);
    tell(&told, (struct rle127_summary[]){between(.9, 1, 1.1), between(1.8, 1.98, 2.2),
                                          between(1.9, 2.05, 2.3), between(.9, 1, 1.1)});
    assert_true(has_answer(told.section, "gains nothing: "));
    untell(&told);
}

/* The time of auto beside that of the fastest, which is 1 without any doubt. */
static void check_auto(struct rle127_summary seconds, const char *said)
{
    struct told told;
    tell(&told,
         (struct rle127_summary[]){between(1, 1, 1), between(2, 2, 2), between(2, 2, 2), seconds});
    if (!has_answer(told.section, said))
        fail_msg("not \"%s\" but: %s", said, told.section->answers[2]);
    untell(&told);
}

static void auto_is_judged_by_its_interval(void **state)
{
    (void)state;
    check_auto(between(.97, 1.02, 1.1), "it is the fastest or within 10 % of it: 1.02 x (0.97 to "
                                        "1.10) the time of the fastest.");
    check_auto(between(1.02, 1.05, 1.08), "it is the fastest or within 10 % of it: 1.05 x");
    check_auto(between(1.11, 1.12, 1.2), "it is more than 10 % behind the fastest: 1.12 x (1.11 to "
                                         "1.20) the time of the fastest.");
    check_auto(between(1.09, 1.12, 1.2), "whether that is within 10 % of the fastest is not "
                                         "decided: between 1.09 x and 1.20 x the time");
    check_auto(between(.5, 1, 1.11), "whether that is within 10 % of the fastest is not decided: "
                                     "between 0.50 x and 1.11 x the time");
}

/* Only threads with one worker are faster; with two they are as slow as all others. */
static void cells_with_several_workers_come_first(void **state)
{
    static const struct rle127_pool_choice choices[] = {
        {.n_workers = 1},
        {.image_pool = RLE127_POOL_THREADS, .n_workers = 1},
        {.image_pool = RLE127_POOL_THREADS, .n_workers = 2}};
    static const double medians[] = {1, .5, 2};
    struct rle127_engine_task task = {0};
    struct rle127_pool_results results;
    struct rle127_measurement measurements[3] = {0};
    (void)state;
    for (size_t n = 2; n <= 3; n++) {
        assert_true(rle127_make_pool_results(&results, &task, "", choices, n));
        for (size_t i = 0; i < n; i++) {
            measurements[i].seconds = between(medians[i], medians[i], medians[i]);
            results.cells[i].measurement = &measurements[i];
        }
        assert_ptr_equal(rle127_find_fastest_pair(&results, &choices[1]), &results.cells[n - 1]);
        assert_ptr_equal(rle127_find_fastest_pair(&results, &choices[0]), &results.cells[0]);
        assert_ptr_equal(rle127_find_fastest(&results, rle127_choose_fit(&results)),
                         &results.cells[n == 2]);
        rle127_free_pool_results(&results);
    }
}

static bool break_even_says(const struct rle127_break_even *result, const char *said)
{
    struct rle127_document *const document = rle127_document_create("test");
    assert_non_null(document);
    struct rle127_section *const section = rle127_add_section(document, "single", "");
    rle127_report_break_even(section, result);
    const bool is_said = has_answer(section, said);
    rle127_document_free(document);
    return is_said;
}

static void auto_is_judged_at_all_sizes(void **state)
{
    struct rle127_break_even result = {.n_workers = 2, .n_sizes = 3};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct rle127_size_times *const times = &result.sizes[i];
        times->side = 100 * (i + 1);
        for (int j = 0; j < RLE127_PLACES * RLE127_BOTH_DIRECTIONS; j++)
            for (int pool = 0; pool < RLE127_ROW_POOLS; pool++)
                times->seconds[j / 2][j % 2][pool] = between(1, 1, 1);
        times->auto_seconds[RLE127_THERE] = between(.8 + .2 * i, 1 + .2 * i, 1 + .2 * i);
        times->auto_seconds[RLE127_BACK] = between(1, 1, 1);
    }
    assert_true(break_even_says(
        &result, "compress: auto is the fastest or within 10 % of it at 1 of 3 sizes; more than "
                 "10 % behind the fastest at 1: 1.40 x (1.20 to 1.40) the time of the fastest, at "
                 "300 x 300 pixels; not decided at 1: between 1.00 x and 1.20 x the time of the "
                 "fastest, at 200 x 200 pixels."));
    assert_true(break_even_says(&result, "decompress: auto is the fastest or within 10 % of it at "
                                         "3 of 3 sizes."));
    result.sizes[1].seconds[RLE127_IN_MEMORY][RLE127_BACK][RLE127_ROWS_THREADS].n_samples = 5;
    assert_true(break_even_says(&result, "Too few runs to tell from which size on workers pay"));
    assert_false(break_even_says(&result, "auto is"));
}

/* Threads are faster at the sizes whose bits are set. */
static size_t break_even_of(unsigned faster)
{
    struct rle127_break_even result = {.n_workers = 2, .n_sizes = 5};
    for (unsigned i = 0; i < result.n_sizes; i++) {
        struct rle127_summary *const seconds =
            result.sizes[i].seconds[RLE127_IN_FILES][RLE127_BACK];
        seconds[RLE127_ROWS_SERIAL] = between(9, 10, 11);
        seconds[RLE127_ROWS_THREADS] = faster & 1u << i ? between(7, 8, 8.9) : between(7, 8, 9.1);
    }
    return rle127_find_break_even(&result, RLE127_IN_FILES, RLE127_BACK, RLE127_ROWS_THREADS);
}

static void break_even_is_where_it_stays_so(void **state)
{
    (void)state;
    assert_int_equal(break_even_of(0), 5);
    assert_int_equal(break_even_of(1 + 4), 5);
    assert_int_equal(break_even_of(2 + 8 + 16), 3);
    assert_int_equal(break_even_of(31), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_faster_is_said),
        cmocka_unit_test(what_cannot_be_told_apart_is_said),
        cmocka_unit_test(auto_is_judged_by_its_interval),
        cmocka_unit_test(auto_is_judged_at_all_sizes),
        cmocka_unit_test(cells_with_several_workers_come_first),
        cmocka_unit_test(break_even_is_where_it_stays_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
