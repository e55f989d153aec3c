/*
 * Which pool does the work changes no byte, no message and no exit code; how many workers are asked
 * for, and by whom, neither.
 */
#define _GNU_SOURCE /* memmem() */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"
#include "trees.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define assert_says(result, text) assert_non_null(strstr((result)->err, (text)))

static const char *const pools[] = {"--image-pool=process", "--image-pool=thread",
                                    "--image-pool=serial", "--image-pool=auto"};
static const char *const row_pools[] = {"--row-pool=process", "--row-pool=thread",
                                        "--row-pool=serial", "--row-pool=auto"};
#define N_POOLS 4

/* What the command's environment has then, with its NUL. */
#define POLICY "OMP_WAIT_POLICY=passive"

#ifdef _OPENMP
#define HAS_OPENMP true
#else
#define HAS_OPENMP false
#endif

/* Some that are large enough to be shared by several row workers, many that are not. */
static void write_pages(void)
{
    char path[32];
    for (unsigned i = 0; i < 30; i++) {
        const bool is_large = i % 10 == 0;
        struct page page = page_make(is_large ? 4000 + i : 100 + 31 * i, is_large ? 2000 : 1 + i);
        snprintf(path, sizeof path, "in/%u/%u.%s", i % 3, i, i % 2 ? "bmp" : "pbm");
        const struct page_bytes *const bytes = i % 2 ? &page.bmp : &page.pbm;
        tree_write(path, bytes->data, bytes->n);
        snprintf(path, sizeof path, "expected/%u/%u.rle", i % 3, i);
        tree_write(path, page.rle.data, page.rle.n);
        page_free(&page);
    }
}

static const char *name(const char *stem, size_t pool, size_t row_pool)
{
    static char path[32];
    snprintf(path, sizeof path, "%s%zu%zu", stem, pool, row_pool);
    return path;
}

/* With workers in number, or as many as this pair allows. */
static void check_pair(size_t pool, size_t row_pool)
{
    const char *const jobs = pool == 2 ? "-j1" : "-j2", *const rows = row_pool == 2 ? "-T1" : "-T2";
    const char *out = name("out", pool, row_pool);
    assert_fails_with(
        RUN("compress", pools[pool], row_pools[row_pool], jobs, rows, "-O", out, "in"), 0,
        "30 converted, 0 skipped, 0 failed");
    assert_same_trees("expected", out);
    out = name("back", pool, row_pool);
    assert_fails_with(RUN("decompress", "--to=pbm", pools[pool], row_pools[row_pool], jobs, rows,
                          "-O", out, "expected"),
                      0, "30 converted, 0 skipped, 0 failed");
    if (pool || row_pool)
        assert_same_trees("back00", out);
}

static void every_pair_of_pools_makes_the_same_trees(void **state)
{
    (void)state;
    write_pages();
    for (size_t pool = 0; pool < N_POOLS; pool++)
        for (size_t row_pool = 0; row_pool < N_POOLS; row_pool++)
            check_pair(pool, row_pool);
    assert_succeeds(RUN("compress", "-qO", "again", "back00"));
    assert_same_trees("expected", "again");
}

static void verify_is_the_same_in_every_pool(void **state)
{
    (void)state;
    write_pages();
    tree_write_text("expected/0/bad.rle", "\1\0");
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        const struct command_result *const r = RUN("verify", pools[pool], "-T2", "expected");
        assert_fails_with(r, 1, "rle127: expected/0/bad.rle: ");
        assert_says(r, "30 right, 1 failed\n");
    }
}

static void bad_files_are_the_same_in_every_pool(void **state)
{
    (void)state;
    char path[32];
    for (unsigned i = 0; i < 40; i++) {
        snprintf(path, sizeof path, "in/%u.pbm", i);
        if (i % 4)
            tree_write_pbm(path);
        else
            tree_write_text(path, "words");
    }
    for (size_t pool = 0; pool < N_POOLS; pool++) {
        const char *const out = name("out", pool, 0);
        const struct command_result *const r = RUN("compress", pools[pool], "-O", out, "in");
        assert_fails_with(r, 1, "30 converted, 0 skipped, 10 failed");
        assert_says(r, "rle127: in/36.pbm: ");
        if (pool)
            assert_same_trees("out00", out);
    }
}

static void workers_beyond_reason_are_fewer_with_a_note(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    for (size_t pool = 0; pool < 2; pool++) {
        const struct command_result *const r =
            RUN("compress", pools[pool], "-j", "1000000000", "-fO", "out", "in");
        assert_fails_with(r, 0, "note: -j 1000000000 is taken as ");
        assert_says(r, "2 converted");
        assert_silent(RUN("compress", pools[pool], "-qj1000000000", "-fO", "out", "in"));
    }
}

static void set_bad_threads(void)
{
    setenv("OMP_NUM_THREADS", "abc", 1);
}

static void set_many_threads(void)
{
    setenv("OMP_NUM_THREADS", "1000000", 1);
}

static void set_one_thread(void)
{
    setenv("OMP_NUM_THREADS", "1", 1);
}

static void the_environment_of_openmp_does_no_harm(void **state)
{
    (void)state;
    static const struct command_setup setups[] = {
        {.prepare = set_bad_threads}, {.prepare = set_many_threads}, {.prepare = set_one_thread}};
    write_pages();
    for (size_t i = 0; i < 3; i++)
        for (size_t pool = 0; pool < N_POOLS; pool++) {
            const char *const out = name("out", i, pool);
            assert_fails_with(
                RUN_AS(&setups[i], "compress", pools[pool], "--row-pool=thread", "-O", out, "in"),
                0, "30 converted");
            assert_same_trees("expected", out);
        }
}

/* A standard output, or input, is a worker's too. */
static void standard_streams_work_in_every_pool(void **state)
{
    (void)state;
    const struct command_setup setup = {.input = PAGE_TINY_PBM,
                                        .input_bytes = sizeof PAGE_TINY_PBM - 1};
    for (size_t pool = 0; pool < N_POOLS; pool++)
        for (size_t row_pool = 0; row_pool < N_POOLS; row_pool++) {
            const struct command_result *const r =
                RUN_AS(&setup, "compress", pools[pool], row_pools[row_pool], "-");
            assert_succeeds(r);
            assert_int_equal(r->out_bytes, PAGE_TINY_BYTES);
            assert_memory_equal(r->out, PAGE_TINY_RLE, PAGE_TINY_BYTES);
        }
}

/* Whether a command that waits for its input was told how its threads are to wait. */
static bool has_wait_policy(const char *const *arguments)
{
    const struct command_setup setup = {
        .stdin_kind = COMMAND_STDIN_OPEN, .input = "P4\n8 2\n", .input_bytes = 7};
    struct command *const command = command_start(&setup, arguments);
    char path[64], text[65536];
    bool has_policy = false;
    snprintf(path, sizeof path, "/proc/%d/environ", (int)command_pid(command));
    for (int i = 0; i < 100 && !has_policy; i++) {
        FILE *const file = fopen(path, "r");
        const size_t n_bytes = file ? fread(text, 1, sizeof text, file) : 0;
        if (file)
            fclose(file);
        has_policy = memmem(text, n_bytes, POLICY, sizeof POLICY);
        command_sleep(0.002);
    }
    kill(command_pid(command), SIGKILL);
    command_finish(command);
    return has_policy;
}

static void threads_that_are_asked_for_sleep_while_they_wait(void **state)
{
    (void)state;
    unsetenv("OMP_WAIT_POLICY");
    if (HAS_OPENMP) {
        assert_true(has_wait_policy(ARGUMENTS("compress", "-T", "2", "-")));
        assert_true(has_wait_policy(ARGUMENTS("compress", "--row-pool=thread", "-")));
    }
    assert_false(has_wait_policy(ARGUMENTS("compress", "-")));
    assert_false(has_wait_policy(ARGUMENTS("compress", "-T", "2", "--row-pool=process", "-")));
    setenv("GOMP_SPINCOUNT", "1000", 1); /* somebody has chosen */
    assert_false(has_wait_policy(ARGUMENTS("compress", "-T", "2", "-")));
    unsetenv("GOMP_SPINCOUNT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(every_pair_of_pools_makes_the_same_trees),
        SCRATCH_TEST(verify_is_the_same_in_every_pool),
        SCRATCH_TEST(bad_files_are_the_same_in_every_pool),
        SCRATCH_TEST(workers_beyond_reason_are_fewer_with_a_note),
        SCRATCH_TEST(the_environment_of_openmp_does_no_harm),
        SCRATCH_TEST(standard_streams_work_in_every_pool),
        SCRATCH_TEST(threads_that_are_asked_for_sleep_while_they_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
