/*
 * The experiment on I/O in a program whose calls of the system do not go through the clock: this
 * one is linked without what makes them (see CMakeLists.txt). Nothing is said of shares then.
 */
#include <string.h>
#include <unistd.h>

#include "../bench/io/io_results.h"
#include "bench_pages.h"
#include "bench_sections.h"
#include "scratch.h"
#include "tests.h"

/* What waits for ever is a failure. */
#define SECONDS_MAX 120

static void check_section(const struct rle127_section *section)
{
    assert_true(bench_has_note(section, "cannot be measured in this build"));
    for (size_t i = 0; i < section->n_answers; i++)
        assert_null(strstr(section->answers[i], "bound by"));
    for (size_t i = 0; i < section->n_measurements; i++)
        assert_string_equal(bench_text_of(section->measurements[i], "clock"), "off");
    bench_find(section, "compress, warm cache, directory, serial");
    bench_find(section, "compress, warm cache, directory, pool of processes 2, durable");
    assert_int_equal(section->n_tables, 1);
    assert_int_equal(section->n_charts, 1);
}

static void shares_that_are_not_seen_are_not_told(void **state)
{
    struct bench_pages pages;
    const struct rle127_experiment_options options = {
        .patience = {.n_runs = 1}, .worker_counts = {2}, .n_worker_counts = 1};
    struct rle127_document *const document = rle127_document_create("test");
    (void)state;
    bench_pages_open(&pages, 2);
    bench_pages_add(&pages, 300, 200);
    bench_pages_add(&pages, 300, 201);
    const struct rle127_experiment experiment = {.options = &options,
                                                 .workspace = &pages.workspace,
                                                 .images = &pages.set,
                                                 .document = document};
    assert_true(rle127_measure_io(&experiment));
    assert_true(rle127_document_is_whole(document));
    check_section(document->sections[0]);
    rle127_document_free(document);
    bench_pages_close(&pages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SCRATCH_TEST(shares_that_are_not_seen_are_not_told)};
    alarm(SECONDS_MAX);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
