/*
 * The experiment on I/O: cold files, and what is made of all.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../bench/io/file_pipeline.h"
#include "../bench/io/io_results.h"
#include "../bench/io/page_cache.h"
#include "../bench/measure/child.h"
#include "bench_pages.h"
#include "bench_sections.h"
#include "scratch.h"
#include "tests.h"

/* What waits for ever is a failure. */
#define SECONDS_MAX 120

static double sum_parts(const struct rle127_time_shares *shares)
{
    double sum = 0;
    for (int part = 0; part < RLE127_TIME_PARTS; part++) {
        assert_true(shares->parts[part] >= 0);
        sum += shares->parts[part];
    }
    return sum;
}

static void files_are_dropped_from_the_cache(void **state)
{
    char path[] = "file", *paths[] = {path};
    struct statfs status;
    double share;
    size_t n_bytes;
    (void)state;
    bench_pages_write(path, 4000, 3000);
    free(scratch_read(path, &n_bytes));
    assert_true(rle127_measure_cached(paths, 1, &share));
    assert_true(share == 1);
    assert_int_equal(statfs(path, &status), 0);
    assert_true(rle127_drop_cached(paths, 1, &share));
    if (status.f_type == 0x01021994) /* tmpfs: there is nowhere else for them */
        assert_true(share == 1);
    else if (status.f_type == 0xEF53) /* ext4 */
        assert_true(share <= RLE127_COLD_SHARE_MAX);
    assert_true(share >= 0 && share <= 1);
}

/* Files that cannot be put on a disk, or not be mapped, are no failure. */
static void odd_files_are_looked_at(void **state)
{
    static const char *const odd[] = {"/proc/version", "/sys/kernel/profiling",
                                      "/sys/kernel/uevent_seqnum"};
    double share;
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char *const paths[] = {(char *)odd[i]};
        struct stat found;
        if (stat(odd[i], &found) != 0)
            continue;
        assert_true(rle127_drop_cached(paths, 1, &share));
        assert_true(share == (found.st_size ? 1 : 0));
        assert_true(rle127_measure_cached(paths, 1, &share));
        assert_true(share == (found.st_size ? 1 : 0));
    }
    char missing[] = "missing", *const paths[] = {missing};
    assert_false(rle127_drop_cached(paths, 1, &share));
    assert_false(rle127_measure_cached(paths, 1, &share));
}

/* Larger than what is looked at at a time; of its pages the last one is read. */
static void large_files_are_looked_at_in_pieces(void **state)
{
    char path[] = "large", *const paths[] = {path};
    const double page_bytes = (double)sysconf(_SC_PAGESIZE), n_bytes = 5e9;
    double share;
    char byte;
    (void)state;
    const int fd = open(path, O_RDWR | O_CREAT, 0600);
    if (ftruncate(fd, (off_t)n_bytes) != 0) {
        close(fd);
        skip();
    }
    assert_true(rle127_measure_cached(paths, 1, &share));
    assert_true(share == 0);
    assert_int_equal(pread(fd, &byte, 1, (off_t)n_bytes - 1), 1);
    assert_true(rle127_measure_cached(paths, 1, &share));
    assert_true(share > 0 && share * n_bytes / page_bytes < 1000);
    close(fd);
}

/* Pools of 2 over real files: all that they do is found in their time. */
static void runs_have_shares_of_all(void **state)
{
    struct bench_pages pages;
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    bench_pages_open(&pages, 6);
    for (unsigned i = 0; i < 6; i++)
        bench_pages_add(&pages, 3000, 1000 + i);
    bench_pages_make_inputs(&pages);
    for (int i = 0; i < 6; i++) {
        struct rle127_io_subject s = {.input = &pages.inputs.all[i % 2][0],
                                      .way = (enum rle127_io_way)(i / 2),
                                      .n_workers = 2,
                                      .clock = clock};
        struct rle127_sample sample;
        assert_true(rle127_open_io_subject(&s));
        assert_true(rle127_run_io_subject(&s, &sample));
        assert_int_equal(s.n_shares, 1);
        const struct rle127_time_shares *const shares = &s.shares[0];
        assert_int_equal(shares->n_workers, s.way == RLE127_IO_SERIAL ? 1 : 2);
        assert_true(fabs(sum_parts(shares) - 1) < 1e-9);
        for (int part = 0; part <= RLE127_TIME_FILES; part++)
            assert_true(shares->parts[part] > 0);
        assert_true((shares->opener > 0) == (s.way != RLE127_IO_SERIAL));
        assert_true(shares->n_calls > 6 * 5 && shares->n_calls < 6 * 200);
        rle127_close_io_subject(&s);
    }
    rle127_call_clock_free(clock);
    bench_pages_close(&pages);
}

/* Each bar of the chart is whole, and there is one for each row of the table. */
static void check_shares(const struct rle127_section *section)
{
    const struct rle127_chart *const chart = bench_find_chart(section, "io-shares");
    assert_int_equal(chart->series[0]->n_points, section->tables[0]->n_rows);
    for (size_t bar = 0; bar < chart->series[0]->n_points; bar++) {
        double sum = 0;
        for (size_t part = 0; part < chart->n_series; part++) {
            assert_string_equal(chart->series[part]->points[bar].label,
                                chart->series[0]->points[bar].label);
            sum += chart->series[part]->points[bar].y;
        }
        assert_true(fabs(sum - 1) < 1e-9);
    }
}

static void check_section(const struct rle127_section *section, size_t n_groups)
{
    const bool has_overlap = !rle127_why_no_overlap();
    assert_string_equal(section->kind, "io");
    bench_find(section, "compress, warm cache, directory, serial");
    bench_find(section, "decompress, warm cache, directory, pool of processes 3");
    bench_find(section, "compress, warm cache, one file, serial, clock on");
    assert_int_equal(
        !!bench_look_for(section, "decompress, warm cache, directory, one thread overlapped"),
        has_overlap);
    assert_int_equal(!!bench_look_for(section, "compress, cold cache, directory, serial"),
                     n_groups == 4);
    assert_int_equal(section->n_measurements, n_groups * (8 + has_overlap) + 2);
    assert_int_equal(section->tables[0]->n_rows, n_groups * 3 + 2);
    assert_int_equal(section->tables[1]->n_rows, n_groups * (5 + has_overlap));
    assert_true(section->n_answers >= n_groups * 3 && section->n_notes >= 4);
    check_shares(section);
    bench_find_chart(section, "io-ways");
    for (size_t i = 0; i < section->n_measurements; i++)
        assert_int_equal(section->measurements[i]->n_samples, 2);
}

static void the_experiment_measures_all(void **state)
{
    struct bench_pages pages;
    const struct rle127_experiment_options options = {
        .patience = {.n_runs = 2}, .worker_counts = {1, 3}, .n_worker_counts = 2};
    struct rle127_document *const document = rle127_document_create("test");
    double share;
    (void)state;
    bench_pages_open(&pages, 3);
    for (unsigned i = 0; i < 3; i++)
        bench_pages_add(&pages, 300, 200 + i);
    assert_true(rle127_drop_cached(pages.set.paths, 3, &share));
    const struct rle127_experiment experiment = {.options = &options,
                                                 .workspace = &pages.workspace,
                                                 .images = &pages.set,
                                                 .document = document};
    assert_true(rle127_measure_io(&experiment));
    assert_true(rle127_document_is_whole(document));
    assert_int_equal(document->n_sections, 1);
    check_section(document->sections[0], share <= RLE127_COLD_SHARE_MAX ? 4 : 2);
    rle127_document_free(document);
    bench_pages_close(&pages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(odd_files_are_looked_at),
        SCRATCH_TEST(large_files_are_looked_at_in_pieces),
        SCRATCH_TEST(files_are_dropped_from_the_cache),
        SCRATCH_TEST(runs_have_shares_of_all),
        SCRATCH_TEST(the_experiment_measures_all),
    };
    alarm(SECONDS_MAX);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
