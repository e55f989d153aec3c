/*
 * Runs over directories on a system that gives no more: no space, limits, outputs that may not be
 * made, words that nobody can read. What is done is whole, what is not done has left nothing, and
 * each file has its outcome or the run says that it stops.
 */
#include "command.h"
#include "conditions.h"
#include "mounted.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_FILES 12

static const char *const pools[] = {"--image-pool=serial", "--image-pool=thread",
                                    "--image-pool=process"};
#define N_POOLS (sizeof pools / sizeof pools[0])

/* in/a/0.pbm to in/b/11.pbm, all the same page. */
static struct page write_tree(uint32_t side)
{
    char path[32];
    struct page page = page_make(side, side);
    scratch_make_directory("in");
    scratch_make_directory("in/a");
    scratch_make_directory("in/b");
    for (int i = 0; i < N_FILES; i++) {
        snprintf(path, sizeof path, "in/%c/%d.pbm", i % 2 ? 'b' : 'a', i);
        scratch_write(path, page.pbm.data, page.pbm.n);
    }
    return page;
}

/* Of each output either all or nothing is there; returns how many are. Removes them. */
static int take_outputs(const struct page *page)
{
    char path[32];
    int n = 0;
    for (int i = 0; i < N_FILES; i++) {
        snprintf(path, sizeof path, "out/%c/%d.rle", i % 2 ? 'b' : 'a', i);
        if (!scratch_exists(path))
            continue;
        assert_file(path, page->rle.data, page->rle.n);
        remove(path);
        n++;
    }
    if (scratch_exists("out/a"))
        assert_listing("out/a", "");
    if (scratch_exists("out/b"))
        assert_listing("out/b", "");
    return n;
}

static int count_lines(const char *text, const char *what)
{
    int n = 0;
    while ((text = strstr(text, what)) != NULL) {
        text += strlen(what);
        n++;
    }
    return n;
}

/* Compresses the tree on a tmpfs of 300 kB, where some outputs have room; then with more space. */
static const char full_script[] = MOUNT(
    "size=300k") "\"$1\" compress -q $POOL -O full in; code=$?;"
                 "n=$(ls full/?/*.rle | wc -l); [ $n -gt 0 ] && [ $n -lt 12 ] || echo \"$n fit\";"
                 "for f in full/?/*.rle; do cmp $f page.rle; done;"
                 "find full -name '.rle*';"
                 "mount -o remount,size=10m full || exit 77;"
                 "\"$1\" compress -q $POOL --update -O full in || echo not resumed;"
                 "for f in full/?/*.rle; do cmp $f page.rle; done;"
                 "[ $(ls -A full/a full/b | grep -c rle) = 12 ] || echo not all;"
                 "exit $code";

static void a_tree_that_does_not_fit_stops_with_one_line(void **state)
{
    (void)state;
    struct page page = write_tree(1000);
    scratch_write("page.rle", page.rle.data, page.rle.n);
    page_free(&page);
    scratch_make_directory("full");
    for (size_t i = 0; i < N_POOLS; i++) {
        setenv("POOL", pools[i], 1);
        const struct command_result *const r = mounted_run(full_script);
        assert_string_equal(r->out, "");
        assert_fails_with(r, 3, ".rle: No space left on device\n");
        assert_int_equal(count_lines(r->err, "\n"), 1);
    }
}

static void a_file_size_limit_stops_a_tree_with_one_line(void **state)
{
    (void)state;
    struct page page = write_tree(1000);
    const struct command_setup setup = {.file_bytes = page.rle.n - 1};
    page_write_tiny_pbm("in/tiny.pbm");
    for (size_t i = 0; i < N_POOLS; i++) {
        const struct command_result *const r =
            RUN_AS(&setup, "compress", "-q", pools[i], "-O", "out", "in");
        assert_fails_with(r, 3, ".rle: File too large\n");
        assert_int_equal(count_lines(r->err, "\n"), 1);
        assert_int_equal(take_outputs(&page), 0);
        remove("out/tiny.rle");
    }
    page_free(&page);
}

/* Every file is in the report, or the run says that it has stopped; and what is done is whole. */
static void check_no_file_is_lost(const struct command_result *r, const struct page *page)
{
    size_t n_bytes;
    assert_true(r->exit_code == 0 || r->exit_code == 1 || r->exit_code == 3);
    if (r->exit_code)
        assert_non_null(strstr(r->err, "rle127: "));
    const int n_done = take_outputs(page);
    if (!scratch_exists("report")) {
        assert_int_not_equal(r->exit_code, 0);
        return;
    }
    char *const report = (char *)scratch_read("report", &n_bytes);
    assert_int_equal(count_lines(report, "\"status\":\"converted\""), n_done);
    if (r->exit_code != 3)
        assert_int_equal(count_lines(report, "\"type\":\"file\""), N_FILES);
    if (r->exit_code == 0)
        assert_int_equal(n_done, N_FILES);
    free(report);
    remove("report");
}

static void no_file_is_lost_where_descriptors_are_few(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    struct page page = write_tree(100);
    for (size_t i = 0; i < N_POOLS; i++)
        for (size_t n_files = 5; n_files <= 20; n_files++) {
            const struct command_setup setup = {.n_files = n_files};
            const struct command_result *const r =
                RUN_AS(&setup, "compress", "-q", pools[i], "--report=report", "-O", "out", "in");
            check_no_file_is_lost(r, &page);
            /* threads have one table of descriptors for all of them */
            if (n_files >= 16 && strcmp(pools[i], "--image-pool=thread") != 0)
                assert_succeeds(r);
        }
    page_free(&page);
}

static void no_file_is_lost_where_memory_is_short(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    struct page page = write_tree(100);
    for (size_t i = 0; i < N_POOLS; i++)
        for (size_t megabytes = 4; megabytes <= 64; megabytes += 4) {
            const struct command_setup setup = {.memory_bytes = megabytes << 20};
            const struct command_result *const r =
                RUN_AS(&setup, "compress", "-q", pools[i], "--report=report", "-O", "out", "in");
            if (r->exit_code != 127) /* its libraries do not fit */
                check_no_file_is_lost(r, &page);
        }
    page_free(&page);
}

/* A TGA is held whole. */
static void an_image_too_large_for_the_memory_fails_alone(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED || !page_can_become("tga"))
        skip();
    const struct command_setup setup = {.memory_bytes = 48 << 20};
    scratch_make_directory("in");
    page_write_tiny_rle("in/a.rle");
    page_write_tiny_rle("in/z.rle");
    scratch_write_text("large.pbm", "P4\n16000 16000\n");
    assert_int_equal(truncate("large.pbm", 15 + 2000 * 16000), 0);
    assert_succeeds(RUN("compress", "-o", "in/large.rle", "large.pbm"));
    for (size_t i = 0; i < N_POOLS; i++) {
        assert_one_line(
            RUN_AS(&setup, "decompress", "-qf", pools[i], "--to=tga", "-O", "out", "in"), 1,
            "in/large.rle", "out of memory");
        assert_listing("out", "a.tga z.tga");
    }
}

static void a_read_only_output_tree_stops_before_work(void **state)
{
    (void)state;
    struct page page = write_tree(100);
    page_free(&page);
    scratch_make_directory("full");
    const struct command_result *r = mounted_run(
        MOUNT("ro") "\"$1\" compress -q --report=report -O full in; code=$?; grep file report;"
                    "exit $code");
    assert_one_line(r, 3, "full", "Read-only file system");
    assert_string_equal(r->out, "");
    r = mounted_run(MOUNT("ro") "\"$1\" compress -q -O full/out in;" LIST);
    assert_one_line(r, 3, "full/out", "Read-only file system");
}

static void an_output_directory_without_rights_stops_before_work(void **state)
{
    (void)state;
    struct page page = write_tree(100);
    assert_int_equal(mkdir("out", 0555), 0);
    assert_one_line(condition_run_bound(ARGUMENTS("compress", "-q", "-O", "out", "in"), false), 3,
                    "out", "Permission denied");
    assert_listing("out", "");
    assert_int_equal(chmod("out", 0755), 0);
    page_free(&page);
}

static void a_report_that_cannot_be_written_is_told_after_the_work(void **state)
{
    (void)state;
    const struct command_setup full = {.stdout_path = "/dev/full"};
    const struct command_setup closed = {.is_stdout_closed = true};
    struct page page = write_tree(100);
    for (size_t i = 0; i < N_POOLS; i++) {
        assert_one_line(RUN("compress", "-q", pools[i], "--report=/dev/full", "-O", "out", "in"), 3,
                        "/dev/full", "No space left on device");
        assert_int_equal(take_outputs(&page), N_FILES);
        assert_one_line(RUN_AS(&full, "compress", "-q", pools[i], "--report=-", "-O", "out", "in"),
                        3, "standard output", "No space left on device");
        assert_int_equal(take_outputs(&page), N_FILES);
        assert_fails_with(
            RUN_AS(&closed, "compress", "-q", pools[i], "--report=-", "-O", "out", "in"), 3,
            "standard output");
        assert_int_equal(take_outputs(&page), N_FILES);
    }
    page_free(&page);
}

/* No descriptor of a worker, an output or the journal takes the number of one that is closed. */
static void a_tree_does_not_depend_on_standard_descriptors(void **state)
{
    (void)state;
    const struct command_setup setups[] = {{.is_stderr_closed = true},
                                           {.prepare = condition_fill_stderr},
                                           {.prepare = condition_close_all}};
    struct page page = write_tree(100);
    scratch_write_text("in/bad.pbm", "P4\n9 9\n");
    for (size_t i = 0; i < N_POOLS; i++)
        for (size_t j = 0; j < sizeof setups / sizeof setups[0]; j++) {
            assert_exit(RUN_AS(&setups[j], "compress", "-v", pools[i], "--progress=always", "-O",
                               "out", "in"),
                        1);
            assert_int_equal(take_outputs(&page), N_FILES);
        }
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_tree_that_does_not_fit_stops_with_one_line),
        SCRATCH_TEST(a_file_size_limit_stops_a_tree_with_one_line),
        SCRATCH_TEST(no_file_is_lost_where_descriptors_are_few),
        SCRATCH_TEST(no_file_is_lost_where_memory_is_short),
        SCRATCH_TEST(an_image_too_large_for_the_memory_fails_alone),
        SCRATCH_TEST(a_read_only_output_tree_stops_before_work),
        SCRATCH_TEST(an_output_directory_without_rights_stops_before_work),
        SCRATCH_TEST(a_report_that_cannot_be_written_is_told_after_the_work),
        SCRATCH_TEST(a_tree_does_not_depend_on_standard_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
