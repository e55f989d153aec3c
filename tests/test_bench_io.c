/*
 * The experiment on I/O: the clock of calls, cold files, and what is made of all.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../bench/io/file_pipeline.h"
#include "../bench/io/io_results.h"
#include "../bench/io/page_cache.h"
#include "../bench/measure/child.h"
#include "../src/image/foreign/wire.h"
#include "../src/pool/program.h"
#include "bench_pages.h"
#include "bench_sections.h"
#include "scratch.h"
#include "tests.h"

/* What waits for ever is a failure. */
#define SECONDS_MAX 120

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static double read_processor_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void compute_ms(double ms)
{
    const double start = read_processor_clock();
    while (read_processor_clock() - start < ms / 1000)
        ;
}

static double sum_parts(const struct rle127_time_shares *shares)
{
    double sum = 0;
    for (int part = 0; part < RLE127_TIME_PARTS; part++) {
        assert_true(shares->parts[part] >= 0);
        sum += shares->parts[part];
    }
    return sum;
}

/* A byte that comes late. */
static int open_late_pipe(pid_t *child)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *child = fork();
    if (*child == 0) {
        sleep_ms(400);
        _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
    }
    close(ends[1]);
    return ends[0];
}

static void calls_are_counted_by_kinds(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    char byte;
    pid_t child;
    struct stat found;
    (void)state;
    const int late = open_late_pipe(&child);
    rle127_call_clock_start(clock);
    const int fd = open("file", O_RDWR | O_CREAT, 0600);
    assert_int_equal(fstat(fd, &found), 0);
    assert_int_equal(write(fd, "abc", 3), 3);
    assert_int_equal(pwrite(fd, "d", 1, 3), 1);
    assert_int_equal(pread(fd, &byte, 1, 3), 1);
    assert_int_equal(byte, 'd');
    assert_int_equal(close(fd), 0);
    assert_int_equal(openat(AT_FDCWD, "none", O_RDONLY), -1);
    assert_int_equal(errno, ENOENT);
    compute_ms(20);
    assert_int_equal(read(late, &byte, 1), 1);
    rle127_call_clock_stop();
    close(late);
    waitpid(child, NULL, 0);

    const struct rle127_call_times *const kinds = clock->threads[0].kinds;
    assert_int_equal(atomic_load(&clock->n_threads), 1);
    assert_int_equal(kinds[RLE127_CALL_READING].n_calls, 2);
    assert_int_equal(kinds[RLE127_CALL_WRITING].n_calls, 2);
    assert_int_equal(kinds[RLE127_CALL_FILES].n_calls, 4);
    assert_int_equal(kinds[RLE127_CALL_POOL].n_calls, 0);
    assert_true(kinds[RLE127_CALL_READING].blocked_ns > 20 * 1000000);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    assert_int_equal(shares.n_workers, 1);
    assert_true(shares.parts[RLE127_TIME_BLOCKED] > 0.2); /* no disk has kept it */
    assert_true(shares.parts[RLE127_TIME_DISK] == 0);
    assert_true(shares.parts[RLE127_TIME_CODING] > 0.01);
    assert_true(shares.parts[RLE127_TIME_CODING] < 0.9);
    assert_true(shares.opener == 0);
    rle127_call_clock_free(clock);
}

/* Those that are forked are counted apart; what they leave of their time is idle. */
static void processes_are_counted(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    (void)state;
    rle127_call_clock_start(clock);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            compute_ms(20);
            _exit(write(open("/dev/null", O_WRONLY), "a", 1) == 1 ? 0 : 1);
        }
    while (waitpid(-1, NULL, 0) > 0)
        ;
    sleep_ms(60);
    rle127_call_clock_stop();
    assert_int_equal(atomic_load(&clock->n_threads), 3);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_int_equal(shares.n_workers, 2);
    assert_true(shares.n_calls == 4);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    assert_true(shares.parts[RLE127_TIME_CODING] > 0.01);
    assert_true(shares.parts[RLE127_TIME_WAITING] > 0.2);
    assert_true(shares.opener > 0);
    rle127_call_clock_free(clock);
}

/* Two workers in a run of 1000 ns, of which the clock has taken 6 x (2 + 3): the whole is 1970. */
static void what_the_clock_takes_is_taken_off(void **state)
{
    struct rle127_call_clock *const clock = calloc(1, sizeof *clock);
    struct rle127_time_shares shares;
    (void)state;
    *clock = (struct rle127_call_clock){
        .inside_ns = 2, .outside_ns = 3, .start_ns = 500, .end_ns = 1500, .n_threads = 3};
    clock->threads[0] = (struct rle127_call_thread){.first_cpu_ns = 1000, .last_cpu_ns = 1100};
    clock->threads[1] = (struct rle127_call_thread){
        .kinds =
            {[RLE127_CALL_READING] =
                 {.n_calls = 4, .wall_ns = 500, .cpu_ns = 208, .blocked_ns = 197},
             [RLE127_CALL_POOL] = {.n_calls = 1, .wall_ns = 300, .cpu_ns = 1, .blocked_ns = 299}},
        .last_cpu_ns = 618};
    clock->threads[2] = (struct rle127_call_thread){
        .kinds = {[RLE127_CALL_WRITING] = {.n_calls = 1, .wall_ns = 102, .cpu_ns = 102}},
        .last_cpu_ns = 500};
    assert_true(rle127_find_time_shares(clock, &shares));
    const double whole[RLE127_TIME_PARTS] = {[RLE127_TIME_CODING] = 394 + 395,
                                             [RLE127_TIME_READING] = 200,
                                             [RLE127_TIME_WRITING] = 100,
                                             [RLE127_TIME_BLOCKED] = 197,
                                             [RLE127_TIME_WAITING] = 1970 - 789 - 200 - 100 - 197};
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        assert_true(fabs(shares.parts[part] - whole[part] / 1970) < 1e-9);
    assert_true(shares.opener == 0.1 && shares.n_calls == 6 && shares.n_workers == 2);
    free(clock);
}

/* In a run of 1000 ns: what of the time in one kind of calls is the disk's, and what it is else. */
static void check_blocked(enum rle127_call_kind kind, struct rle127_call_times times,
                          bool has_fetched, double disk, double blocked, double decoder)
{
    struct rle127_call_clock *const clock = calloc(1, sizeof *clock);
    struct rle127_time_shares shares;
    *clock = (struct rle127_call_clock){.end_ns = 1000, .n_threads = 1};
    clock->threads[0] =
        (struct rle127_call_thread){.has_fetched = has_fetched, .last_cpu_ns = times.cpu_ns};
    clock->threads[0].kinds[kind] = times;
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(fabs(shares.parts[RLE127_TIME_DISK] - disk) < 1e-9);
    assert_true(fabs(shares.parts[RLE127_TIME_BLOCKED] - blocked) < 1e-9);
    assert_true(fabs(shares.parts[RLE127_TIME_DECODER] - decoder) < 1e-9);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    free(clock);
}

static void what_is_waited_for_has_its_part(void **state)
{
    const struct rle127_call_times times = {
        .n_calls = 2, .wall_ns = 600, .cpu_ns = 100, .blocked_ns = 400, .fetched_ns = 300};
    struct rle127_call_times warm = times;
    (void)state;
    warm.fetched_ns = 0;
    check_blocked(RLE127_CALL_READING, times, true, 0.4, 0, 0);
    check_blocked(RLE127_CALL_READING, warm, false, 0, 0.4, 0);
    check_blocked(RLE127_CALL_WRITING, warm, true, 0, 0.4, 0);
    check_blocked(RLE127_CALL_FILES, warm, true, 0, 0.4, 0);
    check_blocked(RLE127_CALL_FILES, times, true, 0.3, 0.1, 0);
    check_blocked(RLE127_CALL_SYNCING, warm, false, 0.4, 0, 0);
    check_blocked(RLE127_CALL_POOL, warm, false, 0, 0, 0);
    check_blocked(RLE127_CALL_DECODER, warm, false, 0, 0, 0.6);
}

/* Processes that make and name files in one directory wait for each other, but not for a disk. */
static void there_is_no_disk_in_memory(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    struct statfs status;
    char directory[] = "/dev/shm/rle127-test-XXXXXX";
    (void)state;
    if (statfs("/dev/shm", &status) != 0 || status.f_type != 0x01021994 || !mkdtemp(directory)) {
        rle127_call_clock_free(clock);
        skip();
    }
    rle127_call_clock_start(clock);
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            const int fd = open(directory, O_RDONLY | O_DIRECTORY);
            char name[16], other[16];
            snprintf(name, sizeof name, "a%d", i);
            snprintf(other, sizeof other, "b%d", i);
            for (int j = 0; j < 500; j++) {
                close(openat(fd, name, O_WRONLY | O_CREAT, 0600));
                renameat(fd, name, fd, other);
                unlinkat(fd, other, 0);
            }
            _exit(0);
        }
    while (waitpid(-1, NULL, 0) > 0)
        ;
    rle127_call_clock_stop();
    assert_int_equal(rmdir(directory), 0);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_int_equal(shares.n_workers, 8);
    assert_true(shares.parts[RLE127_TIME_DISK] == 0);
    rle127_call_clock_free(clock);
}

/* A call by which another one is made is one call. */
static void the_decoder_is_told_from_the_pool(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    struct rle127_time_shares shares;
    struct rle127_program program;
    _Atomic uint32_t events = 0;
    char path[] = "/bin/sh", byte = 'x';
    int ends[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    rle127_call_clock_start(clock);
    for (int i = 0; i < 20; i++)
        rle127_wire_await(&events, 0);
    rle127_wire_tell(&events);
    assert_true(rle127_wire_send(ends[0], &byte, 1, -1));
    assert_int_equal(rle127_wire_receive(ends[1], &byte, 1, NULL, true), RLE127_WIRE_RECEIVED);
    assert_int_equal(rle127_program_start(&program, path, ends[0]), 0);
    rle127_program_end(&program);
    assert_int_equal(send(ends[0], &byte, 1, 0), 1);
    assert_int_equal(recv(ends[1], &byte, 1, 0), 1);
    rle127_call_clock_stop();
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_DECODER].n_calls, 25);
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_POOL].n_calls, 1);
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_FILES].n_calls, 0);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(shares.parts[RLE127_TIME_DECODER] > 0.5);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    rle127_call_clock_free(clock);
}

static void a_clock_knows_that_it_sees(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    assert_true(rle127_call_clock_sees(clock));
    rle127_call_clock_free(clock);
}

static void no_clock_counts_nothing(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    rle127_call_clock_start(clock);
    rle127_call_clock_stop();
    close(open("/dev/null", O_RDONLY));
    assert_int_equal(clock->threads[0].kinds[RLE127_CALL_FILES].n_calls, 0);
    assert_true(clock->inside_ns > 0 && clock->inside_ns < 1e5);
    assert_true(clock->outside_ns > 0 && clock->outside_ns < 1e5);
    rle127_call_clock_free(clock);
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
        SCRATCH_TEST(calls_are_counted_by_kinds),
        SCRATCH_TEST(processes_are_counted),
        cmocka_unit_test(what_the_clock_takes_is_taken_off),
        cmocka_unit_test(no_clock_counts_nothing),
        cmocka_unit_test(what_is_waited_for_has_its_part),
        cmocka_unit_test(there_is_no_disk_in_memory),
        SCRATCH_TEST(the_decoder_is_told_from_the_pool),
        cmocka_unit_test(a_clock_knows_that_it_sees),
        SCRATCH_TEST(odd_files_are_looked_at),
        SCRATCH_TEST(large_files_are_looked_at_in_pieces),
        SCRATCH_TEST(files_are_dropped_from_the_cache),
        SCRATCH_TEST(runs_have_shares_of_all),
        SCRATCH_TEST(the_experiment_measures_all),
    };
    alarm(SECONDS_MAX);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
