/*
 * The experiment on I/O: the clock of calls, cold files, single threads, and what is made of all.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../bench/io/file_pipeline.h"
#include "../bench/io/io_study.h"
#include "../bench/io/page_cache.h"
#include "../bench/io/piece_coding.h"
#include "../bench/measure/child.h"
#include "../samples/dice.h"
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

    const struct rle127_call_times *const kinds = clock->lanes[0].kinds;
    assert_int_equal(atomic_load(&clock->n_lanes), 1);
    assert_int_equal(kinds[RLE127_CALL_READING].n_calls, 2);
    assert_int_equal(kinds[RLE127_CALL_WRITING].n_calls, 2);
    assert_int_equal(kinds[RLE127_CALL_FILES].n_calls, 4);
    assert_int_equal(kinds[RLE127_CALL_POOL].n_calls, 0);
    assert_true(kinds[RLE127_CALL_READING].blocked_ns > 20 * 1000000);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    assert_int_equal(shares.n_workers, 1);
    assert_true(shares.parts[RLE127_TIME_DISK] > 0.2);
    assert_true(shares.parts[RLE127_TIME_CODING] > 0.01);
    assert_true(shares.parts[RLE127_TIME_CODING] < 0.9);
    assert_true(shares.opener == 0);
    rle127_call_clock_free(clock);
}

/* Those that are forked have lanes of their own; what they leave of their time is idle. */
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
    assert_int_equal(atomic_load(&clock->n_lanes), 3);
    assert_true(rle127_find_time_shares(clock, &shares));
    assert_int_equal(shares.n_workers, 2);
    assert_true(shares.n_calls == 4);
    assert_true(fabs(sum_parts(&shares) - 1) < 1e-9);
    assert_true(shares.parts[RLE127_TIME_CODING] > 0.01);
    assert_true(shares.parts[RLE127_TIME_WAITING] > 0.2);
    assert_true(shares.opener > 0);
    rle127_call_clock_free(clock);
}

static void no_clock_counts_nothing(void **state)
{
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    rle127_call_clock_start(clock);
    rle127_call_clock_stop();
    close(open("/dev/null", O_RDONLY));
    assert_int_equal(clock->lanes[0].kinds[RLE127_CALL_FILES].n_calls, 0);
    rle127_call_clock_free(clock);
}

/* Runs of a few pixels, and white rows. */
static void fill_rows(uint8_t *bits, size_t row_bytes, unsigned height, uint32_t *dice)
{
    for (unsigned row = 0; row < height; row++)
        for (size_t i = 0; i < row_bytes; i++)
            bits[row * row_bytes + i] = row % 3 ? (uint8_t)(roll_dice(dice, 4) * 85) : 0;
}

/* Padding is 0, as it comes back. */
static void write_page(const char *path, unsigned width, unsigned height)
{
    const size_t row_bytes = (width + 7) / 8, n_bits = row_bytes * height;
    uint8_t *const bytes = malloc(n_bits + 32);
    uint32_t dice = DICE_SEED + width;
    const int n_head = sprintf((char *)bytes, "P4\n%u %u\n", width, height);
    fill_rows(bytes + n_head, row_bytes, height, &dice);
    for (unsigned row = 0; row < height && width % 8; row++)
        bytes[(size_t)n_head + (row + 1) * row_bytes - 1] &= (uint8_t)(0xFF << (8 - width % 8));
    scratch_write(path, bytes, (size_t)n_head + n_bits);
    free(bytes);
}

struct pages {
    struct rle127_image_set set;
    struct rle127_workspace workspace;
    struct rle127_io_scopes scopes;
};

/* All in the current directory: in/NNN.pbm, and the workspace. */
static void open_pages(struct pages *pages, size_t n_pages)
{
    static char directory[] = "in";
    *pages = (struct pages){.set = {.directory = directory}};
    scratch_make_directory("in");
    pages->set.paths = calloc(n_pages, sizeof *pages->set.paths);
    assert_true(rle127_workspace_create(&pages->workspace, scratch_path()));
}

static void add_page(struct pages *pages, unsigned width, unsigned height)
{
    char path[32];
    snprintf(path, sizeof path, "in/%03zu.pbm", pages->set.n_images);
    write_page(path, width, height);
    pages->set.paths[pages->set.n_images++] = strdup(path);
    pages->set.packed_bytes += (width + 7) / 8 * (double)height;
}

static void make_scopes(struct pages *pages)
{
    assert_true(rle127_make_io_scopes(&pages->scopes, &pages->workspace, &pages->set));
}

static void close_pages(struct pages *pages)
{
    rle127_free_io_scopes(&pages->scopes);
    rle127_workspace_remove(&pages->workspace);
    for (size_t i = 0; i < pages->set.n_images; i++)
        free(pages->set.paths[i]);
    free(pages->set.paths);
}

static struct rle127_file_list list_of(const struct rle127_io_scope *scope)
{
    return (struct rle127_file_list){.is_decompression = scope->is_decompression,
                                     .inputs = scope->inputs,
                                     .outputs = scope->outputs,
                                     .n_files = scope->n_files};
}

typedef bool run_function(const struct rle127_file_list *list);

static size_t list_pipelines(run_function *runs[2])
{
    runs[0] = rle127_run_in_turn;
    runs[1] = rle127_run_overlapped;
    return rle127_why_no_overlap() ? 1 : 2;
}

static void check_pipelines(const struct pages *pages)
{
    run_function *runs[2];
    const size_t n_runs = list_pipelines(runs);
    for (size_t i = 0; i < 4 * n_runs; i++) {
        const struct rle127_io_scope *const scope = &pages->scopes.all[i % 2][i / 2 % 2];
        const struct rle127_file_list list = list_of(scope);
        assert_true(rle127_empty_output(scope));
        assert_true(runs[i / 4](&list));
        assert_true(rle127_check_output(scope));
    }
}

/* Also 65535 pixels, of which a row and no more are in a buffer's rest, and more rows than one
 * buffer has. */
static void single_threads_write_what_rle127_writes(void **state)
{
    static const unsigned sizes[][2] = {{1, 1},       {9, 3},     {127, 2},
                                        {65535, 60},  {1, 65535}, {800, 600},
                                        {4000, 6001}, {65535, 1}, {2097, 1001}};
    struct pages pages;
    (void)state;
    open_pages(&pages, 16);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        add_page(&pages, sizes[i][0], sizes[i][1]);
    make_scopes(&pages);
    check_pipelines(&pages);
    close_pages(&pages);
}

static void single_threads_write_many_files(void **state)
{
    struct pages pages;
    (void)state;
    open_pages(&pages, 300);
    for (unsigned i = 0; i < 300; i++)
        add_page(&pages, 1 + i % 40, 1 + i / 3);
    make_scopes(&pages);
    check_pipelines(&pages);
    close_pages(&pages);
}

/* White rows are 32 times as large as bits: a buffer of runs fills many buffers of bits. */
static void blank_pages_grow_when_decoded(void **state)
{
    static uint8_t page[1250 * 20000 + 16] = "P4\n10000 20000\n";
    struct pages pages;
    (void)state;
    open_pages(&pages, 1);
    add_page(&pages, 8, 1);
    scratch_write(pages.set.paths[0], page, strlen((char *)page) + 1250 * 20000);
    make_scopes(&pages);
    check_pipelines(&pages);
    close_pages(&pages);
}

/* What is said goes to the file "said". */
static bool run_quietly(run_function *run, const struct rle127_file_list *list)
{
    fflush(stderr);
    const int saved = dup(STDERR_FILENO), said = open("said", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(said, STDERR_FILENO);
    const bool is_done = run(list);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(said);
    return is_done;
}

static void check_refused(bool is_decompression, const char *input, const char *output,
                          const char *reason)
{
    char in[2][32], out[2][32];
    run_function *runs[2];
    snprintf(in[0], sizeof in[0], "%s", is_decompression ? "good.rle" : "good.pbm");
    snprintf(in[1], sizeof in[1], "%s", input);
    snprintf(out[0], sizeof out[0], "good.out");
    snprintf(out[1], sizeof out[1], "%s", output);
    char *inputs[] = {in[0], in[1], in[0], in[0], in[0], in[0], in[0]};
    char *outputs[] = {out[0], out[1], out[0], out[0], out[0], out[0], out[0]};
    const struct rle127_file_list list = {
        .is_decompression = is_decompression, .inputs = inputs, .outputs = outputs, .n_files = 7};
    const size_t n_runs = list_pipelines(runs);
    for (size_t i = 0; i < n_runs; i++) {
        size_t n_bytes;
        assert_false(run_quietly(runs[i], &list));
        char *const said = (char *)scratch_read("said", &n_bytes);
        if (!strstr(said, reason) || strchr(said, '\n') != said + strlen(said) - 1)
            fail_msg("said %s, not %s", said, reason);
        free(said);
    }
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    scratch_write("good.rle", "\x09\x00\x01\x00\x04\x82\x03", 7);
    scratch_write_text("good.pbm", "P4\n8 2\nab");
    scratch_write_text("short.pbm", "P4\n8 3\nab");
    scratch_write_text("empty.pbm", "");
    scratch_write_text("text.pbm", "P1\n1 1\n1\n");
    scratch_write_text("wide.pbm", "P4\n65536 3\nab");
    scratch_write("short.rle", "\x09\x00\x02\x00\x04\x82\x03", 7);
    scratch_write("long.rle", "\x09\x00\x01\x00\x04\x82\x03\x09", 8);
    scratch_write("zero.rle", "\x09\x00\x01\x00\x04\x82\x00", 7);
    check_refused(false, "none.pbm", "out", "none.pbm: No such file");
    check_refused(false, "short.pbm", "out", "short.pbm: the file ends early");
    check_refused(false, "empty.pbm", "out", "empty.pbm: is no PBM");
    check_refused(false, "text.pbm", "out", "text.pbm: is no PBM");
    check_refused(false, "wide.pbm", "out", "wide.pbm: has no right size");
    check_refused(false, "good.pbm", "none/out", "none/out: No such file");
    check_refused(false, "good.pbm", "/dev/full", "/dev/full: No space");
    check_refused(true, "short.rle", "out", "short.rle: truncated data");
    check_refused(true, "empty.pbm", "out", "empty.pbm: truncated header");
    check_refused(true, "long.rle", "out", "long.rle: trailing data");
    check_refused(true, "zero.rle", "out", "zero.rle: run of length 0");
    check_refused(true, "good.rle", "/dev/full", "/dev/full: No space");
}

#ifdef __NR_io_uring_setup
static void forbid_io_uring(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const struct sock_fprog program = {.len = 4, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(77);
}

/* As containers do. */
static void a_forbidden_io_uring_is_said(void **state)
{
    int status;
    (void)state;
    if (rle127_why_no_overlap())
        skip();
    const pid_t child = fork();
    if (child == 0) {
        forbid_io_uring();
        const char *const why = rle127_why_no_overlap();
        _exit(why && strcmp(why, "io_uring is forbidden here") == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(status == 0 || WEXITSTATUS(status) == 77);
}
#endif

/* A byte that is wrong, one file too many, and one too few. */
static void false_outputs_are_found(void **state)
{
    struct pages pages;
    char path[RLE127_WORK_PATH_BYTES + 8], byte;
    (void)state;
    open_pages(&pages, 2);
    add_page(&pages, 30, 20);
    add_page(&pages, 40, 20);
    make_scopes(&pages);
    const struct rle127_io_scope *const scope = &pages.scopes.all[0][0];
    const struct rle127_file_list list = list_of(scope);
    assert_true(rle127_empty_output(scope) && rle127_run_in_turn(&list));
    assert_true(rle127_check_output(scope));
    snprintf(path, sizeof path, "%s/more", scope->output);
    scratch_write_text(path, "");
    assert_false(rle127_check_output(scope));
    assert_int_equal(unlink(path), 0);
    assert_true(rle127_check_output(scope));
    const int fd = open(scope->outputs[1], O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, 9), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, 9), 1);
    close(fd);
    assert_false(rle127_check_output(scope));
    assert_int_equal(unlink(scope->outputs[1]), 0);
    assert_false(rle127_check_output(scope));
    close_pages(&pages);
}

static void files_are_dropped_from_the_cache(void **state)
{
    char path[] = "file", *paths[] = {path};
    struct statfs status;
    double share;
    size_t n_bytes;
    (void)state;
    write_page(path, 4000, 3000);
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

/* Pools of 2 over real files: all that they do is found in their time. */
static void runs_have_shares_of_all(void **state)
{
    struct pages pages;
    struct rle127_call_clock *const clock = rle127_call_clock_create();
    (void)state;
    open_pages(&pages, 6);
    for (unsigned i = 0; i < 6; i++)
        add_page(&pages, 3000, 1000 + i);
    make_scopes(&pages);
    for (int i = 0; i < 6; i++) {
        struct rle127_io_case c = {.scope = &pages.scopes.all[i % 2][0],
                                   .way = (enum rle127_io_way)(i / 2),
                                   .n_workers = 2,
                                   .clock = clock};
        struct rle127_sample sample;
        assert_true(rle127_open_io_case(&c));
        assert_true(rle127_run_io_case(&c, &sample));
        assert_int_equal(c.n_shares, 1);
        const struct rle127_time_shares *const shares = &c.shares[0];
        assert_int_equal(shares->n_workers, c.way == RLE127_IO_SERIAL ? 1 : 2);
        assert_true(fabs(sum_parts(shares) - 1) < 1e-9);
        for (int part = 0; part <= RLE127_TIME_FILES; part++)
            assert_true(shares->parts[part] > 0);
        assert_true((shares->opener > 0) == (c.way != RLE127_IO_SERIAL));
        assert_true(shares->n_calls > 6 * 5 && shares->n_calls < 6 * 200);
        rle127_close_io_case(&c);
    }
    rle127_call_clock_free(clock);
    close_pages(&pages);
}

static const struct rle127_chart *find_chart(const struct rle127_section *section, const char *id)
{
    for (size_t i = 0; i < section->n_charts; i++)
        if (strcmp(section->charts[i]->id, id) == 0)
            return section->charts[i];
    fail_msg("no chart %s", id);
    return NULL;
}

/* Each bar of the chart is whole, and there is one for each row of the table. */
static void check_shares(const struct rle127_section *section)
{
    const struct rle127_chart *const chart = find_chart(section, "io-shares");
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

static bool has_measurement(const struct rle127_section *section, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < section->n_measurements; i++)
        n += strcmp(section->measurements[i]->name, name) == 0;
    assert_true(n <= 1);
    return n == 1;
}

static void check_section(const struct rle127_section *section, size_t n_groups)
{
    const bool has_overlap = !rle127_why_no_overlap();
    assert_string_equal(section->kind, "io");
    assert_true(has_measurement(section, "compress, warm cache, directory, serial"));
    assert_true(has_measurement(section, "decompress, warm cache, directory, pool of processes 3"));
    assert_true(has_measurement(section, "compress, warm cache, one file, serial, clock on"));
    assert_int_equal(
        has_measurement(section, "decompress, warm cache, directory, one thread overlapped"),
        has_overlap);
    assert_int_equal(has_measurement(section, "compress, cold cache, directory, serial"),
                     n_groups == 4);
    assert_int_equal(section->n_measurements, n_groups * (8 + has_overlap) + 2);
    assert_int_equal(section->tables[0]->n_rows, n_groups * 3 + 2);
    assert_int_equal(section->tables[1]->n_rows, n_groups * (5 + has_overlap));
    assert_true(section->n_answers >= n_groups * 3 && section->n_notes >= 4);
    check_shares(section);
    find_chart(section, "io-ways");
    for (size_t i = 0; i < section->n_measurements; i++)
        assert_int_equal(section->measurements[i]->n_samples, 2);
}

static void the_experiment_measures_all(void **state)
{
    struct pages pages;
    const struct rle127_experiment_options options = {
        .patience = {.n_runs = 2}, .worker_counts = {1, 3}, .n_worker_counts = 2};
    struct rle127_document *const document = rle127_document_create("test");
    double share;
    (void)state;
    open_pages(&pages, 3);
    for (unsigned i = 0; i < 3; i++)
        add_page(&pages, 300, 200 + i);
    assert_true(rle127_drop_cached(pages.set.paths, 3, &share));
    const struct rle127_experiment experiment = {.options = &options,
                                                 .workspace = &pages.workspace,
                                                 .images = &pages.set,
                                                 .document = document};
    assert_true(rle127_run_io(&experiment));
    assert_true(rle127_document_is_whole(document));
    assert_int_equal(document->n_sections, 1);
    check_section(document->sections[0], share <= RLE127_COLD_SHARE_MAX ? 4 : 2);
    rle127_document_free(document);
    close_pages(&pages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(calls_are_counted_by_kinds),
        SCRATCH_TEST(processes_are_counted),
        cmocka_unit_test(no_clock_counts_nothing),
        SCRATCH_TEST(single_threads_write_what_rle127_writes),
        SCRATCH_TEST(single_threads_write_many_files),
        SCRATCH_TEST(blank_pages_grow_when_decoded),
        SCRATCH_TEST(what_is_wrong_is_said),
#ifdef __NR_io_uring_setup
        cmocka_unit_test(a_forbidden_io_uring_is_said),
#endif
        SCRATCH_TEST(false_outputs_are_found),
        SCRATCH_TEST(files_are_dropped_from_the_cache),
        SCRATCH_TEST(runs_have_shares_of_all),
        SCRATCH_TEST(the_experiment_measures_all),
    };
    alarm(SECONDS_MAX);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
