/*
 * A system that gives no more: no space, limits, descriptors that are closed, full or broken.
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
#include <unistd.h>

static void a_file_size_limit_stops_the_run(void **state)
{
    (void)state;
    const struct command_setup setup = {.file_bytes = 20000};
    struct page page = page_write_all(1000, 1000);
    scratch_write("b.rle", page.rle.data, page.rle.n);
    scratch_write_text("page.bmp", "old");
    const struct command_result *r = RUN_AS(&setup, "decompress", "-f", "page.rle", "b.rle");
    assert_fails_with(r, 3, "rle127: page.rle: page.bmp: File too large\n");
    assert_null(strstr(r->err, "b.rle"));
    assert_file_text("page.bmp", "old");
    assert_one_line(RUN_AS(&setup, "decompress", "--to=pbm", "-o", "x.pbm", "b.rle"), 3, "b.rle",
                    "File too large");
    assert_one_line(RUN_AS(&setup, "decompress", "--to=xbm", "page.rle"), 3, "page.rle",
                    "File too large");
    assert_one_line(RUN_AS(&setup, "compress", "-f", "page.pbm"), 3, "page.pbm", "File too large");
    assert_file("page.rle", page.rle.data, page.rle.n);
    assert_listing(".", "b.rle page.bmp page.pbm page.rle");
    page_free(&page);
}

static void a_full_device_stops_the_run(void **state)
{
    (void)state;
    const struct command_setup setup = {.stdout_path = "/dev/full"};
    struct page page = page_write_all(1000, 1000);
    page_write_tiny_pbm("tiny.pbm");
    const struct command_result *const results[] = {
        RUN_AS(&setup, "compress", "-c", "tiny.pbm"),
        RUN_AS(&setup, "compress", "-c", "page.pbm"),
        RUN_AS(&setup, "decompress", "-c", "page.rle"),
        RUN_AS(&setup, "decompress", "--to=pbm", "-c", "page.rle"),
        RUN_AS(&setup, "decompress", "--to=xbm", "-c", "page.rle"),
        RUN_AS(&setup, "info", "page.rle"),
        RUN_AS(&setup, "info", "--json", "page.rle"),
        RUN_AS(&setup, "--help"),
        RUN_AS(&setup, "--version"),
    };
    for (size_t i = 0; i < 9; i++)
        assert_fails_with(results[i], 3, "No space left on device");
    if (page_can_become("png"))
        assert_fails_with(RUN_AS(&setup, "decompress", "--to=png", "-c", "page.rle"), 3,
                          "No space left on device");
    assert_one_line(RUN("compress", "-f", "-o", "/dev/full", "tiny.pbm"), 3, "tiny.pbm",
                    "/dev/full: No space left on device");
    page_free(&page);
}

static void a_closed_standard_output_stops_the_run(void **state)
{
    (void)state;
    const struct command_setup setup = {.is_stdout_closed = true};
    struct page page = page_write_all(1000, 1000);
    assert_fails_with(RUN_AS(&setup, "compress", "-c", "page.pbm"), 3, "standard output");
    assert_fails_with(RUN_AS(&setup, "decompress", "-c", "page.rle"), 3, "standard output");
    assert_fails_with(RUN_AS(&setup, "info", "page.rle"), 3, "standard output");
    assert_fails_with(RUN_AS(&setup, "--version"), 3, "standard output");
    assert_succeeds(RUN_AS(&setup, "verify", "page.rle"));
    assert_succeeds(RUN_AS(&setup, "compress", "-f", "page.pbm"));
    assert_file("page.rle", page.rle.data, page.rle.n);
    page_free(&page);
}

static void break_stdout(void)
{
    int ends[2];
    if (pipe(ends) != 0 || dup2(ends[1], 1) < 0)
        _exit(MOUNTED_NOT_POSSIBLE);
    close(ends[0]);
    close(ends[1]);
}

static void a_broken_pipe_stops_the_run(void **state)
{
    (void)state;
    const struct command_setup setup = {.prepare = break_stdout};
    struct page page = page_write_all(1000, 1000);
    assert_fails_with(RUN_AS(&setup, "compress", "-c", "page.pbm"), 3, "Broken pipe");
    assert_fails_with(RUN_AS(&setup, "decompress", "-c", "page.rle"), 3, "Broken pipe");
    assert_fails_with(RUN_AS(&setup, "info", "page.rle"), 3, "Broken pipe");
    page_free(&page);
}

/* Words are lost, work is not; and no word ends in a file that got a standard number. */
static void the_work_does_not_depend_on_standard_descriptors(void **state)
{
    (void)state;
    const struct command_setup setups[] = {{.is_stdin_closed = true},
                                           {.is_stderr_closed = true},
                                           {.prepare = condition_fill_stderr},
                                           {.prepare = condition_close_all}};
    struct page page = page_write_all(500, 500);
    scratch_write("bad.pbm", page.pbm.data, page.pbm.n - 1);
    for (size_t i = 0; i < 4; i++) {
        remove("page.rle");
        assert_exit(RUN_AS(&setups[i], "compress", "-v", "bad.pbm", "page.pbm"), 1);
        assert_file("page.rle", page.rle.data, page.rle.n);
        assert_succeeds(RUN_AS(&setups[i], "decompress", "-vf", "page.rle"));
        assert_file("page.bmp", page.bmp.data, page.bmp.n);
        assert_file("page.pbm", page.pbm.data, page.pbm.n);
    }
    assert_listing(".", "bad.pbm page.bmp page.pbm page.rle");
    page_free(&page);
}

static void a_closed_standard_input_fails_as_an_input(void **state)
{
    (void)state;
    const struct command_setup setup = {.is_stdin_closed = true};
    assert_one_line(RUN_AS(&setup, "compress", "-o", "x.rle", "-"), 1, "standard input", "");
    assert_one_line(RUN_AS(&setup, "verify", "-"), 1, "standard input", "");
    assert_listing(".", "");
}

static void sixteen_descriptors_are_enough_for_many_files(void **state)
{
    (void)state;
    const struct command_setup setup = {.n_files = 16};
    const char *arguments[64] = {"compress", "-q", "-O", "out"};
    char names[50][16];
    for (int i = 0; i < 50; i++) {
        snprintf(names[i], sizeof names[i], "%d.pbm", i);
        page_write_tiny_pbm(names[i]);
        arguments[4 + i] = names[i];
    }
    assert_succeeds(command_run(&setup, arguments));
    for (int i = 0; i < 50; i++) {
        char path[32];
        snprintf(path, sizeof path, "out/%d.rle", i);
        assert_file(path, PAGE_TINY_RLE, PAGE_TINY_BYTES);
    }
}

static void too_few_descriptors_are_an_error_and_no_trace(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    page_write_tiny_pbm("a.pbm");
    for (size_t n_files = 3; n_files < 10; n_files++) {
        const struct command_setup setup = {.n_files = n_files};
        const struct command_result *const r = RUN_AS(&setup, "compress", "a.pbm");
        if (r->exit_code == 127 || r->exit_code == 126)
            continue; /* not even its libraries could be opened */
        if (r->exit_code == 0) {
            assert_file("a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
            remove("a.rle");
        } else {
            assert_true(r->exit_code == 1 || r->exit_code == 3);
            assert_one_line(r, r->exit_code, "a.pbm", "Too many open files");
        }
        assert_listing(".", "a.pbm");
    }
}

/* 20000 x 20000 pixels, 50 MB, with some strokes in each row. */
static void write_large_pbm(const char *path)
{
    uint8_t row[2500] = {0};
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    fputs("P4\n20000 20000\n", file);
    for (unsigned i = 0; i < 20000; i++) {
        row[(i * 7) % sizeof row] = 0x3C;
        row[(i * 31) % sizeof row] ^= 0xFF;
        fwrite(row, 1, sizeof row, file);
    }
    assert_int_equal(fclose(file), 0);
}

static void large_images_need_little_memory(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    const struct command_setup setup = {.memory_bytes = 64 << 20};
    write_large_pbm("a.pbm");
    assert_succeeds(RUN_AS(&setup, "compress", "a.pbm"));
    assert_succeeds(RUN_AS(&setup, "verify", "--canonical", "a.rle"));
    assert_succeeds(RUN_AS(&setup, "decompress", "--to=pbm", "-o", "b.pbm", "a.rle"));
    assert_succeeds(RUN_AS(&setup, "decompress", "a.rle"));
    assert_succeeds(RUN_AS(&setup, "decompress", "-fo", "/dev/null", "--to=xbm", "a.rle"));
    assert_exit(RUN_AS(&setup, "compare", "a.pbm", "b.pbm"), 0);
    assert_exit(RUN_AS(&setup, "compare", "a.pbm", "a.bmp"), 0);
}

/* What must be held whole and cannot: a clean failure, and the next file is tried. */
static void no_memory_fails_one_file(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    const struct command_setup setup = {.memory_bytes = 32 << 20};
    page_write_tiny_rle("b.rle");
    scratch_write_text("a.pbm", "P4\n16000 16000\n");
    assert_int_equal(truncate("a.pbm", 15 + 2000 * 16000), 0);
    assert_succeeds(RUN("compress", "a.pbm"));
    assert_one_line(RUN_AS(&setup, "decompress", "-c", "a.rle"), 1, "a.rle", "out of memory");
    if (!page_can_become("tga"))
        skip();
    assert_one_line(RUN_AS(&setup, "decompress", "-q", "--to=tga", "a.rle", "b.rle"), 1, "a.rle",
                    "out of memory");
    assert_listing(".", "a.pbm a.rle b.rle b.tga");
}

/* No room for the stacks of threads: the rows are coded by fewer of them, or by none. */
static void no_memory_for_threads_does_no_harm(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    const struct command_setup setup = {.memory_bytes = 48 << 20};
    struct page page = page_write_all(3000, 2000);
    remove("page.rle");
    remove("page.bmp");
    assert_succeeds(RUN_AS(&setup, "compress", "-T", "8", "page.pbm"));
    assert_file("page.rle", page.rle.data, page.rle.n);
    assert_succeeds(RUN_AS(&setup, "decompress", "-T", "8", "page.rle"));
    assert_file("page.bmp", page.bmp.data, page.bmp.n);
    page_free(&page);
}

/* The same: whatever the exit, nothing is left. */
static void no_memory_for_threads_leaves_no_trace(void **state)
{
    (void)state;
    if (REFERENCE_IS_SANITIZED)
        skip();
    struct page page = page_write_all(3000, 2000);
    for (size_t megabytes = 8; megabytes <= 64; megabytes += 4) {
        const struct command_setup setup = {.memory_bytes = megabytes << 20};
        remove("page.rle");
        const struct command_result *const r = RUN_AS(&setup, "compress", "-T", "8", "page.pbm");
        if (r->exit_code == 0)
            assert_file("page.rle", page.rle.data, page.rle.n);
        else
            assert_no_trace(".", "page.rle");
    }
    page_free(&page);
}

static void a_full_file_system_stops_the_run(void **state)
{
    (void)state;
    struct page page = page_write_all(3000, 3000);
    page_free(&page); /* the files are enough, and the rest may be skipped */
    scratch_make_directory("full");
    page_write_tiny_pbm("tiny.pbm");
    const struct command_result *r = mounted_run(
        MOUNT("size=64k") "\"$1\" compress -q -O full tiny.pbm page.pbm page.bmp missing;" LIST);
    assert_exit(r, 2); /* page.pbm and page.bmp meet */
    r = mounted_run(MOUNT("size=64k") "\"$1\" compress -q -O full page.pbm missing tiny.pbm;" LIST);
    assert_one_line(r, 3, "page.pbm", "full/page.rle: No space left on device");
    assert_string_equal(r->out, "");
    r = mounted_run(MOUNT("size=64k") "\"$1\" decompress -q -O full page.rle missing;" LIST);
    assert_one_line(r, 3, "page.rle", "full/page.bmp: No space left on device");
    assert_string_equal(r->out, "");
    r = mounted_run(
        MOUNT("size=64k") "echo old >full/page.bmp; \"$1\" decompress -qf -O full page.rle "
                          "missing;" LIST);
    assert_one_line(r, 3, "page.rle", "full/page.bmp: No space left on device");
    assert_string_equal(r->out, "page.bmp\nold\n");
}

static void no_free_inode_stops_the_run(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("full");
    const struct command_result *r =
        mounted_run(MOUNT("nr_inodes=1") "\"$1\" compress -O full a.pbm missing;" LIST);
    assert_fails_with(r, 3, "rle127: a.pbm: full/a.rle: No space left on device\n");
    assert_null(strstr(r->err, "missing"));
    r = mounted_run(MOUNT("nr_inodes=1") "\"$1\" compress -O full/out a.pbm;" LIST);
    assert_one_line(r, 3, "full/out", "No space left on device");
}

static void a_read_only_file_system_stops_the_run(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("full");
    const struct command_result *r =
        mounted_run(MOUNT("ro") "\"$1\" compress -O full missing a.pbm;" LIST);
    assert_one_line(r, 3, "full", "Read-only file system");
    r = mounted_run(MOUNT("ro") "\"$1\" compress -O full/out missing a.pbm;" LIST);
    assert_one_line(r, 3, "full/out", "Read-only file system");
    r = mounted_run(MOUNT("ro") "\"$1\" compress -o full/a.rle a.pbm;" LIST);
    assert_one_line(r, 3, "full/a.rle", "Read-only file system");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_file_size_limit_stops_the_run),
        SCRATCH_TEST(a_full_device_stops_the_run),
        SCRATCH_TEST(a_closed_standard_output_stops_the_run),
        SCRATCH_TEST(a_broken_pipe_stops_the_run),
        SCRATCH_TEST(the_work_does_not_depend_on_standard_descriptors),
        SCRATCH_TEST(a_closed_standard_input_fails_as_an_input),
        SCRATCH_TEST(sixteen_descriptors_are_enough_for_many_files),
        SCRATCH_TEST(too_few_descriptors_are_an_error_and_no_trace),
        SCRATCH_TEST(large_images_need_little_memory),
        SCRATCH_TEST(no_memory_fails_one_file),
        SCRATCH_TEST(no_memory_for_threads_does_no_harm),
        SCRATCH_TEST(no_memory_for_threads_leaves_no_trace),
        SCRATCH_TEST(a_full_file_system_stops_the_run),
        SCRATCH_TEST(no_free_inode_stops_the_run),
        SCRATCH_TEST(a_read_only_file_system_stops_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
