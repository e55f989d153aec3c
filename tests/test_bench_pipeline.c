/*
 * One thread that codes files, with and without overlap: it writes what rle127 writes, says what is
 * wrong, and never hangs.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../bench/io/file_pipeline.h"
#include "bench_pages.h"
#include "scratch.h"
#include "tests.h"

/* What waits for ever is a failure. */
#define SECONDS_MAX 120

static struct rle127_file_list list_of(const struct rle127_io_input *input)
{
    return (struct rle127_file_list){.is_decompression = input->direction == RLE127_BACK,
                                     .inputs = input->files,
                                     .outputs = input->outputs,
                                     .n_files = input->n_files};
}

typedef bool run_function(const struct rle127_file_list *list);

static size_t list_pipelines(run_function *runs[2])
{
    runs[0] = rle127_run_in_turn;
    runs[1] = rle127_run_overlapped;
    return rle127_why_no_overlap() ? 1 : 2;
}

static void check_pipelines(const struct bench_pages *pages)
{
    run_function *runs[2];
    const size_t n_runs = list_pipelines(runs);
    for (size_t i = 0; i < 4 * n_runs; i++) {
        const struct rle127_io_input *const input = &pages->inputs.all[i % 2][i / 2 % 2];
        const struct rle127_file_list list = list_of(input);
        assert_true(rle127_empty_output(input));
        assert_true(runs[i / 4](&list));
        assert_true(rle127_check_output(input));
    }
}

/* Also 65535 pixels, of which a row and no more are in a buffer's rest, and more rows than one
 * buffer has. */
static void single_threads_write_what_rle127_writes(void **state)
{
    static const unsigned sizes[][2] = {{1, 1},       {9, 3},     {127, 2},
                                        {65535, 60},  {1, 65535}, {800, 600},
                                        {4000, 6001}, {65535, 1}, {2097, 1001}};
    struct bench_pages pages;
    (void)state;
    bench_pages_open(&pages, 16);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        bench_pages_add(&pages, sizes[i][0], sizes[i][1]);
    bench_pages_make_inputs(&pages);
    check_pipelines(&pages);
    bench_pages_close(&pages);
}

static void single_threads_write_many_files(void **state)
{
    struct bench_pages pages;
    (void)state;
    bench_pages_open(&pages, 300);
    for (unsigned i = 0; i < 300; i++)
        bench_pages_add(&pages, 1 + i % 40, 1 + i / 3);
    bench_pages_make_inputs(&pages);
    check_pipelines(&pages);
    bench_pages_close(&pages);
}

/* White rows are 32 times as large as bits: a buffer of runs fills many buffers of bits. */
static void blank_pages_grow_when_decoded(void **state)
{
    static uint8_t page[1250 * 20000 + 16] = "P4\n10000 20000\n";
    struct bench_pages pages;
    (void)state;
    bench_pages_open(&pages, 1);
    bench_pages_add(&pages, 8, 1);
    scratch_write(pages.set.paths[0], page, strlen((char *)page) + 1250 * 20000);
    bench_pages_make_inputs(&pages);
    check_pipelines(&pages);
    bench_pages_close(&pages);
}

/* A comment makes a header longer than the first piece, and may stand behind a number. */
static void long_headers_are_read(void **state)
{
    static const size_t lengths[] = {0, 9000, 8177, 8178, 8179, 8180, 8181, 8182, 8183, 60000};
    static char page[65536];
    struct bench_pages pages;
    (void)state;
    bench_pages_open(&pages, 2 * sizeof lengths / sizeof *lengths);
    for (size_t i = 0; i < 2 * sizeof lengths / sizeof *lengths; i++) {
        char *const comment = page + sprintf(page, i % 2 ? "P4\n8 2 # " : "P4\n# ");
        memset(comment, 'x', lengths[i / 2]);
        const int n_tail = sprintf(comment + lengths[i / 2], i % 2 ? "\nab" : "\n8 2#\nab");
        bench_pages_add(&pages, 8, 2);
        scratch_write(pages.set.paths[i], page,
                      (size_t)(comment - page) + lengths[i / 2] + (size_t)n_tail);
    }
    bench_pages_make_inputs(&pages);
    check_pipelines(&pages);
    bench_pages_close(&pages);
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
    static uint8_t comment[300000] = "P4\n#";
    scratch_write("endless.pbm", comment, sizeof comment);
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
    check_refused(false, "endless.pbm", "out", "endless.pbm: has no right size");
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
    struct bench_pages pages;
    char path[RLE127_WORK_PATH_BYTES + 8], byte;
    (void)state;
    bench_pages_open(&pages, 2);
    bench_pages_add(&pages, 30, 20);
    bench_pages_add(&pages, 40, 20);
    bench_pages_make_inputs(&pages);
    const struct rle127_io_input *const input = &pages.inputs.all[0][0];
    const struct rle127_file_list list = list_of(input);
    assert_true(rle127_empty_output(input) && rle127_run_in_turn(&list));
    assert_true(rle127_check_output(input));
    snprintf(path, sizeof path, "%s/more", input->output);
    scratch_write_text(path, "");
    assert_false(rle127_check_output(input));
    assert_int_equal(unlink(path), 0);
    assert_true(rle127_check_output(input));
    const int fd = open(input->outputs[1], O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, 9), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, 9), 1);
    close(fd);
    assert_false(rle127_check_output(input));
    assert_int_equal(unlink(input->outputs[1]), 0);
    assert_false(rle127_check_output(input));
    bench_pages_close(&pages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(single_threads_write_what_rle127_writes),
        SCRATCH_TEST(single_threads_write_many_files),
        SCRATCH_TEST(blank_pages_grow_when_decoded),
        SCRATCH_TEST(long_headers_are_read),
        SCRATCH_TEST(what_is_wrong_is_said),
#ifdef __NR_io_uring_setup
        cmocka_unit_test(a_forbidden_io_uring_is_said),
#endif
        SCRATCH_TEST(false_outputs_are_found),
    };
    alarm(SECONDS_MAX);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
