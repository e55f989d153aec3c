/*
 * Row pools of the whole command: the same bytes, and no trace where there is too little memory
 * for them or a signal ends them.
 */
#include "command.h"
#include "pages.h"
#include "reference.h"
#include "scratch.h"
#include "tests.h"

#include <signal.h>
#include <stdio.h>

static void check_way(const struct page *page, const char *pool, const char *workers)
{
    assert_succeeds(RUN("compress", "--verify", pool, workers, "-f", "-o", "n.rle", "page.bmp"));
    assert_file("n.rle", page->rle.data, page->rle.n);
    assert_succeeds(RUN("compress", pool, workers, "-f", "-o", "n.rle", "page.pbm"));
    assert_file("n.rle", page->rle.data, page->rle.n);
    assert_succeeds(RUN("decompress", pool, workers, "-f", "-o", "n.bmp", "page.rle"));
    assert_file("n.bmp", page->bmp.data, page->bmp.n);
    assert_succeeds(RUN("decompress", "--verify", pool, workers, "-f", "-o", "n.pbm", "page.rle"));
    assert_file("n.pbm", page->pbm.data, page->pbm.n);
}

/* An image of one row, one that nobody shares, and one that is more than a band of processes and
 * than what is read of a stream at a time. */
static void row_pools_give_the_same_bytes(void **state)
{
    (void)state;
    static const uint32_t sides[][2] = {{65535, 1}, {90, 50}, {9001, 5000}};
    static const char *const workers[] = {"-T1", "-T2", "-T3", "-T7"};
    for (size_t i = 0; i < 3; i++) {
        struct page page = page_write_all(sides[i][0], sides[i][1]);
        check_way(&page, "--row-pool=serial", "-T1");
        for (size_t k = 0; k < 4; k++) {
            check_way(&page, "--row-pool=thread", workers[k]);
            check_way(&page, "--row-pool=process", workers[k]);
        }
        page_free(&page);
    }
}

/* One coder serves them all. */
static void several_files_are_coded_one_after_the_other(void **state)
{
    (void)state;
    struct page page = page_write_all(9001, 3000);
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("z.pbm");
    assert_succeeds(
        RUN("compress", "--row-pool=process", "-qT2", "-O", "out", "a.pbm", "page.bmp", "z.pbm"));
    assert_file("out/a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    assert_file("out/page.rle", page.rle.data, page.rle.n);
    assert_file("out/z.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    page_free(&page);
}

static void check_limited(const struct command_setup *setup, const char *command, const char *input,
                          const char *output, const struct page_bytes *bytes)
{
    remove(output);
    const struct command_result *const r =
        RUN_AS(setup, command, "--row-pool=process", "-T3", input);
    if (r->exit_code == 0) {
        assert_file(output, bytes->data, bytes->n);
    } else {
        assert_one_line(r, 1, input, "memory");
        assert_no_trace(".", output);
    }
}

static void too_little_memory_leaves_no_trace(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    struct page page = page_write_all(6000, 4000);
    scratch_write("x.rle", page.rle.data, page.rle.n);
    scratch_write("y.pbm", page.pbm.data, page.pbm.n);
    for (size_t megabytes = 10; megabytes <= 64; megabytes += 3) {
        const struct command_setup setup = {.memory_bytes = megabytes << 20};
        check_limited(&setup, "compress", "y.pbm", "y.rle", &page.rle);
        check_limited(&setup, "decompress", "x.rle", "x.bmp", &page.bmp);
    }
    page_free(&page);
}

/* At any moment: while children work, before and after. That no child is left, the pipes say: the
 * command is finished when nobody holds its standard error any more. */
static void a_signal_at_any_moment_leaves_neither_file_nor_child(void **state)
{
    (void)state;
    struct page page = page_write_all(9001, 5000);
    remove("page.rle");
    for (unsigned i = 0; i < 40; i++) {
        struct command *const command = command_start(
            NULL, ARGUMENTS("compress", "--row-pool=process", "-fT3", "-o", "n.rle", "page.pbm"));
        command_sleep(0.0003 * i);
        kill(command_pid(command), i % 2 ? SIGTERM : SIGINT);
        const struct command_result *const r = command_finish(command);
        if (r->exit_code == 0 || scratch_exists("n.rle")) /* the signal may come after all work */
            assert_file("n.rle", page.rle.data, page.rle.n);
        remove("n.rle");
        assert_no_trace(".", "n.rle");
    }
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(row_pools_give_the_same_bytes),
        SCRATCH_TEST(several_files_are_coded_one_after_the_other),
        SCRATCH_TEST(too_little_memory_leaves_no_trace),
        SCRATCH_TEST(a_signal_at_any_moment_leaves_neither_file_nor_child),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
