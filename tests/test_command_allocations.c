/*
 * Every allocation of a command fails in turn: that is a reason and an exit code, no crash, and no
 * trace of an output that is not complete.
 */
#include "fault.h"
#include "image_bytes.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUTS_MAX     2
#define ALLOCATIONS_MAX 1000

/* A command, and what it makes where nothing fails. */
struct work {
    const char *const *arguments;
    const char *outputs[OUTPUTS_MAX];
    uint8_t *bytes[OUTPUTS_MAX];
    size_t n_bytes[OUTPUTS_MAX];
    const char *text;
    bool is_comparison; /* for which 2 is trouble and 1 an answer */
};

static void do_work(struct work *work)
{
    const struct command_result *const r = command_run(NULL, work->arguments);
    assert_succeeds(r);
    work->text = r->out;
    for (size_t i = 0; i < OUTPUTS_MAX && work->outputs[i]; i++) {
        work->bytes[i] = scratch_read(work->outputs[i], &work->n_bytes[i]);
        assert_int_equal(remove(work->outputs[i]), 0);
    }
}

/* Removes the outputs that are there, which must be complete; says how many there are. */
static size_t take_outputs(const struct work *work)
{
    size_t n = 0;
    for (size_t i = 0; i < OUTPUTS_MAX && work->outputs[i]; i++) {
        if (!scratch_exists(work->outputs[i]))
            continue;
        assert_file(work->outputs[i], work->bytes[i], work->n_bytes[i]);
        assert_int_equal(remove(work->outputs[i]), 0);
        n++;
    }
    return n;
}

/* The runtimes of OpenMP end a process that has no memory for their threads, LLVM's by an abort. */
static bool is_ended_by_runtime(const struct command_result *r)
{
    return (r->exit_code == 1 && strstr(r->err, "libgomp: ")) || strstr(r->err, "OMP: Error");
}

static bool names_the_reason(const struct command_result *r)
{
    return strstr(r->err, "out of memory\n") || strstr(r->err, "Cannot allocate memory\n");
}

static bool has_failed_well(const struct command_result *r, const struct work *work)
{
    if (is_ended_by_runtime(r))
        return true;
    const bool is_right_code =
        work->is_comparison ? r->exit_code == 2 : r->exit_code == 1 || r->exit_code == 3;
    return is_right_code && names_the_reason(r);
}

static void check_end(const struct command_result *r, const struct work *work, unsigned nth)
{
    size_t n_outputs = 0;
    while (n_outputs < OUTPUTS_MAX && work->outputs[n_outputs])
        n_outputs++;
    const size_t n_found = take_outputs(work);
    const bool is_done =
        r->exit_code == 0 && n_found == n_outputs && strcmp(r->out, work->text) == 0;
    if (!is_done && !has_failed_well(r, work))
        fail_msg("%s without allocation %u: exit code %d, signal %d, %zu outputs: %s",
                 work->arguments[0], nth, r->exit_code, r->signal, n_found, r->err);
    assert_listing("out", "");
}

/* The Nth allocation fails, for all N that there are. */
static void check_without_memory(struct work *work)
{
    unsigned nth = 0, n_failures = 0;
    do_work(work);
    for (bool has_happened = true; has_happened;) {
        char rule[32];
        snprintf(rule, sizeof rule, "malloc:%u:ENOMEM", ++nth);
        const struct command_result *const r = fault_run(NULL, rule, work->arguments);
        has_happened = fault_has_happened();
        n_failures += r->exit_code != 0;
        check_end(r, work, nth);
        assert_true(nth < ALLOCATIONS_MAX);
    }
    assert_true(n_failures > 0);
    for (size_t i = 0; i < OUTPUTS_MAX; i++)
        free(work->bytes[i]);
}

#define CHECK(...) check_without_memory(&(struct work){.arguments = ARGUMENTS(__VA_ARGS__)})
#define CHECK_MAKING(output, ...) \
    check_without_memory(&(struct work){.arguments = ARGUMENTS(__VA_ARGS__), .outputs = {output}})

static void write_grey(const char *path)
{
    struct rle127_test_bytes bytes = {0};
    rle127_test_add_text(&bytes, "P5\n50 40\n100\n");
    for (unsigned i = 0; i < 50 * 40; i++)
        rle127_test_add_fill(&bytes, (uint8_t)(i % 101), 1);
    scratch_write(path, bytes.data, bytes.n_bytes);
    rle127_test_free(&bytes);
}

/* With a delta, for which Pillow's pixels are made beside the file's own. */
static void write_bmp_of_runs(const char *path)
{
    const struct rle127_test_bmp head = {.width = 6, .height = 2, .depth = 8, .compression = 1};
    struct rle127_test_bytes bytes = {0};
    rle127_test_add_bmp_head(&bytes, &head);
    rle127_test_add(&bytes, "\1\1\0\2\3\0\2\1\0\0\6\1\0\1", 14);
    scratch_write(path, bytes.data, bytes.n_bytes);
    rle127_test_free(&bytes);
}

static void compress_without_memory_fails_clean(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 200);
    write_grey("grey.pgm");
    write_bmp_of_runs("runs.bmp");
    scratch_make_directory("out");
    CHECK_MAKING("out/page.rle", "compress", "-q", "-O", "out", "page.pbm");
    CHECK_MAKING("out/page.rle", "compress", "-q", "-O", "out", "--verify", "page.bmp");
    CHECK_MAKING("out/grey.rle", "compress", "-q", "-o", "out/grey.rle", "grey.pgm");
    CHECK_MAKING("out/grey.rle", "compress", "-q", "-O", "out", "--binarize=otsu", "grey.pgm");
    CHECK_MAKING("out/runs.rle", "compress", "-q", "-O", "out", "runs.bmp");
    page_free(&page);
}

static void compress_of_two_files_without_memory_does_the_other(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 200);
    write_grey("grey.pgm");
    scratch_make_directory("out");
    check_without_memory(&(struct work){
        .arguments = ARGUMENTS("compress", "-q", "-O", "out", "page.pbm", "grey.pgm"),
        .outputs = {"out/page.rle", "out/grey.rle"}});
    page_free(&page);
}

/* Where the outputs cannot be compared, nothing is written. */
static void outputs_that_meet_are_not_overlooked_without_memory(void **state)
{
    (void)state;
    bool has_happened = true;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("out");
    for (unsigned nth = 1; has_happened; nth++) {
        char rule[32];
        snprintf(rule, sizeof rule, "malloc:%u:ENOMEM", nth);
        const struct command_result *const r =
            RUN_FAULTY(rule, "compress", "-O", "out", "a.pbm", "./a.pbm");
        has_happened = fault_has_happened();
        assert_true(r->exit_code == 2 || (has_happened && r->exit_code == 3));
        assert_listing("out", "");
        assert_true(nth < ALLOCATIONS_MAX);
    }
}

static void decompress_without_memory_fails_clean(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 200);
    scratch_make_directory("out");
    CHECK_MAKING("out/page.bmp", "decompress", "-q", "-O", "out", "page.rle");
    CHECK_MAKING("out/page.pbm", "decompress", "-q", "-o", "out/page.pbm", "--verify", "page.rle");
    CHECK_MAKING("out/page.xbm", "decompress", "-q", "-O", "out", "--to=xbm", "page.rle");
    if (page_can_become("png"))
        CHECK_MAKING("out/page.png", "decompress", "-q", "-O", "out", "--to=png", "page.rle");
    if (page_can_become("tga"))
        CHECK_MAKING("out/page.tga", "decompress", "-q", "-O", "out", "--to=tga", "page.rle");
    page_free(&page);
}

static void inspection_without_memory_fails_clean(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 200);
    scratch_make_directory("out");
    CHECK("verify", "page.rle");
    CHECK("info", "page.rle");
    CHECK("info", "--json", "page.rle");
    check_without_memory(&(struct work){.arguments = ARGUMENTS("compare", "page.rle", "page.bmp"),
                                        .is_comparison = true});
    page_free(&page);
}

/* Large enough for threads to be started. LLVM's runtime waits for ever where it has no memory. */
static void threads_without_memory_fail_clean(void **state)
{
    (void)state;
#ifdef __clang__
    skip();
#endif
    struct page page = page_write_all(3000, 1000);
    scratch_make_directory("out");
    CHECK_MAKING("out/page.rle", "compress", "-q", "-T2", "-O", "out", "page.pbm");
    CHECK_MAKING("out/page.bmp", "decompress", "-q", "-T2", "-O", "out", "page.rle");
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(compress_without_memory_fails_clean),
        FAULT_TEST(compress_of_two_files_without_memory_does_the_other),
        FAULT_TEST(outputs_that_meet_are_not_overlooked_without_memory),
        FAULT_TEST(decompress_without_memory_fails_clean),
        FAULT_TEST(inspection_without_memory_fails_clean),
        FAULT_TEST(threads_without_memory_fail_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
