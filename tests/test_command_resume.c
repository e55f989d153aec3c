/*
 * --journal, --resume and --update: what has been done is not done again, unless something about it
 * is no longer what it was. Which files are converted, the report tells.
 */
#define _XOPEN_SOURCE 700 /* nanoseconds of times */
#include "command.h"
#include "pages.h"
#include "report_lines.h"
#include "scratch.h"
#include "tests.h"
#include "trees.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define assert_tiny_rle(path)     assert_file((path), PAGE_TINY_RLE, PAGE_TINY_BYTES)
#define assert_says(result, text) assert_non_null(strstr((result)->err, (text)))

#define JOURNAL "--journal=journal"
#define RESUME(...) \
    RUN("compress", "--report=report", "-O", "out", JOURNAL, "--resume", __VA_ARGS__)

/* in/a.pbm, in/b.pbm and in/sub/c.pbm are in the journal, and done. */
static void convert_three(void)
{
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_pbm("in/sub/c.pbm");
    assert_fails_with(RUN("compress", "-O", "out", JOURNAL, "in"), 0, "3 converted");
}

static void check_status(const char *path, const char *status)
{
    char quoted[32];
    struct report_lines report = report_read("report");
    const char *const line = report_find(&report, path);
    snprintf(quoted, sizeof quoted, "\"%s\"", status);
    assert_non_null(line);
    assert_reported(line, "status", quoted);
    report_free(&report);
}

static void check_all_skipped(const struct command_result *r)
{
    assert_fails_with(r, 0, "0 converted, 3 skipped, 0 failed");
}

/* One of the three was done again. */
static void check_redone(const struct command_result *r, const char *path)
{
    assert_fails_with(r, 0, "1 converted, 2 skipped, 0 failed");
    check_status(path, "converted");
}

static void what_is_done_and_whole_is_skipped(void **state)
{
    (void)state;
    convert_three();
    check_all_skipped(RESUME("in"));
    check_all_skipped(RESUME("-j2", "--image-pool=thread", "in"));
    check_all_skipped(RESUME("--level=scalar", "-T2", "-f", "in")); /* the bytes are the same */
    assert_null(strstr(RESUME("in")->err, "in/a.pbm"));
    assert_says(RESUME("-v", "in"), "in/a.pbm: skipped: done before");
}

static void an_output_that_was_altered_or_deleted_is_redone(void **state)
{
    (void)state;
    convert_three();
    struct stat found;
    assert_int_equal(stat("out/b.rle", &found), 0);
    const struct timespec times[2] = {found.st_atim, found.st_mtim};
    scratch_write("out/b.rle", "\x09\0\x02\0\x04\x82\x03\x09", PAGE_TINY_BYTES);
    assert_int_equal(utimensat(AT_FDCWD, "out/b.rle", times, 0), 0);
    check_redone(RESUME("in"), "in/b.pbm");
    assert_tiny_rle("out/b.rle");
    assert_int_equal(remove("out/sub/c.rle"), 0);
    check_redone(RESUME("in"), "in/sub/c.pbm");
    assert_tiny_rle("out/sub/c.rle");
    scratch_write_text("out/a.rle", "");
    check_redone(RESUME("in"), "in/a.pbm");
    assert_tiny_rle("out/a.rle");
    check_all_skipped(RESUME("in"));
}

static void an_output_that_became_another_thing_is_not_skipped(void **state)
{
    (void)state;
    convert_three();
    tree_write_rle("victim");
    assert_int_equal(remove("out/a.rle") | symlink("../victim", "out/a.rle"), 0);
    check_redone(RESUME("in"), "in/a.pbm");
    tree_write_text("victim", "untouched");
    assert_tiny_rle("out/a.rle");
    assert_int_equal(remove("out/a.rle") | mkdir("out/a.rle", 0777), 0);
    assert_fails_with(RESUME("in"), 1, "rle127: in/a.pbm: out/a.rle: is a directory\n");
}

static void an_input_that_changed_is_redone(void **state)
{
    (void)state;
    static const struct timespec later[2] = {{.tv_sec = 2000000000}, {.tv_sec = 2000000000}};
    convert_three();
    tree_write("in/b.pbm", "P4\n1 1\n\0", 8);
    check_redone(RESUME("in"), "in/b.pbm");
    assert_file("out/b.rle", "\1\0\1\0\x81", 5);
    assert_int_equal(utimensat(AT_FDCWD, "in/a.pbm", later, 0), 0);
    check_redone(RESUME("in"), "in/a.pbm");
    check_all_skipped(RESUME("in"));
}

/* Grey, so that the methods differ. */
static void other_options_are_another_job(void **state)
{
    (void)state;
    tree_write("in/a.pgm", "P5\n2 1\n255\n\x60\xA0", 13);
    assert_succeeds(RUN("compress", "-O", "out", JOURNAL, "--binarize=threshold:128", "in"));
    assert_file("out/a.rle", "\2\0\1\0\x01\x81", 6);
    assert_fails_with(RESUME("--binarize=threshold:128", "in"), 0, "0 converted, 1 skipped");
    assert_fails_with(RESUME("--binarize=threshold:64", "in"), 0, "1 converted, 0 skipped");
    assert_file("out/a.rle", "\2\0\1\0\x82", 5);
    assert_fails_with(RESUME("--binarize=pillow", "in"), 0, "1 converted, 0 skipped");
    assert_fails_with(RESUME("in"), 0, "0 converted, 1 skipped");
}

/* -o names one output for what might be any format. */
static void another_format_is_another_job(void **state)
{
    (void)state;
    tree_write_rle("a.rle");
    assert_succeeds(RUN("decompress", JOURNAL, "-o", "x", "--to=pbm", "a.rle"));
    assert_fails_with(RUN("decompress", "-v", JOURNAL, "--resume", "-o", "x", "a.rle"), 0,
                      "1 converted");
    assert_fails_with(RUN("decompress", JOURNAL, "--resume", "-fo", "x", "--to=pbm", "a.rle"), 0,
                      "");
    assert_file("x", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

static void other_paths_are_other_jobs(void **state)
{
    (void)state;
    convert_three();
    const struct command_result *const r = RUN("compress", "-O", "new", JOURNAL, "--resume", "in");
    assert_fails_with(r, 0, "3 converted, 0 skipped, 0 failed");
    assert_same_trees("out", "new");
    assert_int_equal(rename("in", "moved"), 0);
    /* their outputs are there, and are what they would become */
    assert_fails_with(RESUME("moved"), 0, "0 converted, 3 skipped, 0 failed");
    assert_fails_with(RESUME("-f", "moved"), 0, "0 converted, 3 skipped, 0 failed");
}

/* A run was killed between an output's name and its line. */
static void an_output_without_a_line_is_compared(void **state)
{
    (void)state;
    convert_three();
    tree_write_pbm("in/new.pbm");
    tree_write_pbm("in/other.pbm");
    tree_write_rle("out/new.rle");
    tree_write_text("out/other.rle", "someone's");
    const struct command_result *r = RESUME("in");
    assert_fails_with(r, 1, "rle127: in/other.pbm: out/other.rle: exists and differs (-f overw");
    assert_says(r, "0 converted, 4 skipped, 1 failed");
    check_status("in/new.pbm", "skipped");
    assert_file_text("out/other.rle", "someone's");
    assert_int_equal(remove("out/new.rle"), 0);
    r = RESUME("-f", "in");
    assert_fails_with(r, 0, "2 converted, 3 skipped, 0 failed"); /* new.rle and someone's */
    assert_tiny_rle("out/other.rle");
    assert_fails_with(RESUME("in"), 0, "0 converted, 5 skipped, 0 failed");
}

static void without_resume_a_journal_is_only_written(void **state)
{
    (void)state;
    convert_three();
    assert_fails_with(RUN("compress", "-O", "out", JOURNAL, "in"), 1,
                      "0 converted, 0 skipped, 3 failed");
    assert_fails_with(RUN("compress", "-fO", "out", JOURNAL, "in"), 0, "3 converted");
    check_all_skipped(RESUME("in"));
}

static void resuming_begins_a_journal_where_there_is_none(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    assert_fails_with(RESUME("in"), 0, "1 converted, 0 skipped, 0 failed");
    assert_fails_with(RESUME("in"), 0, "0 converted, 1 skipped, 0 failed");
}

static void failures_are_not_in_the_journal(void **state)
{
    (void)state;
    tree_write_text("in/bad.pbm", "words");
    tree_write_pbm("in/good.pbm");
    assert_fails_with(RESUME("in"), 1, "1 converted, 0 skipped, 1 failed");
    assert_fails_with(RESUME("in"), 1, "0 converted, 1 skipped, 1 failed");
    tree_write_pbm("in/bad.pbm");
    assert_fails_with(RESUME("in"), 0, "1 converted, 1 skipped, 0 failed");
}

/* Whatever byte is cut or changed: what is converted then is what has lost its line. */
static void a_damaged_journal_costs_work_but_no_output(void **state)
{
    (void)state;
    size_t n_bytes;
    convert_three();
    uint8_t *const whole = scratch_read("journal", &n_bytes);
    const size_t step = getenv("RLE127_LONG") ? 1 : 7;
    for (size_t i = 0; i < n_bytes; i += step) {
        const uint8_t kept = whole[i];
        whole[i] ^= 0x10;
        scratch_write("journal", whole, n_bytes);
        whole[i] = kept;
        const struct command_result *r = RESUME("in");
        assert_true(r->exit_code == 0 || (r->exit_code == 3 && i < 20));
        scratch_write("journal", whole, i);
        r = RESUME("in");
        assert_fails_with(r, 0, "0 converted, 3 skipped, 0 failed");
        assert_tiny_rle("out/a.rle");
        check_all_skipped(RESUME("in"));
    }
    free(whole);
}

static void what_is_no_journal_is_not_touched(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    scratch_write_text("journal", "a letter to my mother\n");
    assert_one_line(RESUME("-q", "in"), 3, "journal", "");
    assert_file_text("journal", "a letter to my mother\n");
    scratch_write_text("journal", "rle127-journal 9\n");
    assert_one_line(RESUME("-q", "in"), 3, "journal", "");
    assert_file_text("journal", "rle127-journal 9\n");
    assert_one_line(RUN("compress", "-qO", "out", "--journal=in", "in"), 3, "in", "");
    assert_one_line(RUN("compress", "-qO", "out", "--journal=no/j", "in"), 3, "no/j", "No such");
    assert_tree("out", "");
}

static void update_skips_what_is_not_older(void **state)
{
    (void)state;
    static const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    static const struct timespec older[2] = {{.tv_sec = 999},
                                             {.tv_sec = 999, .tv_nsec = 999999999}};
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_pbm("in/new.pbm");
    tree_write_text("out/a.rle", "same age");
    tree_write_text("out/b.rle", "older");
    assert_int_equal(
        utimensat(AT_FDCWD, "in/a.pbm", old, 0) | utimensat(AT_FDCWD, "in/b.pbm", old, 0) |
            utimensat(AT_FDCWD, "out/a.rle", old, 0) | utimensat(AT_FDCWD, "out/b.rle", older, 0),
        0);
    const struct command_result *const r = RUN("compress", "--update", "-O", "out", "in");
    assert_fails_with(r, 0, "2 converted, 1 skipped, 0 failed");
    assert_null(strstr(r->err, "in/a.pbm"));
    assert_file_text("out/a.rle", "same age");
    assert_tiny_rle("out/b.rle");
    assert_tiny_rle("out/new.rle");
    assert_fails_with(RUN("compress", "--update", "-fO", "out", "in"), 0, "0 converted, 3 skipped");
    assert_fails_with(RUN("compress", "-n", "--update", "-O", "out", "in"), 0, "");
}

/* Files that are named, without -O. */
static void update_and_resume_work_beside_the_inputs(void **state)
{
    (void)state;
    tree_write_pbm("a.pbm");
    tree_write_pbm("b.pbm");
    assert_succeeds(RUN("compress", "-q", "--update", JOURNAL, "a.pbm", "b.pbm"));
    const struct command_result *r = RUN("compress", "--update", "a.pbm", "b.pbm");
    assert_fails_with(r, 0, "0 converted, 2 skipped, 0 failed");
    assert_int_equal(remove("b.rle"), 0);
    r = RUN("compress", JOURNAL, "--resume", "a.pbm", "b.pbm");
    assert_fails_with(r, 0, "1 converted, 1 skipped, 0 failed");
    assert_tiny_rle("b.rle");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_is_done_and_whole_is_skipped),
        SCRATCH_TEST(an_output_that_was_altered_or_deleted_is_redone),
        SCRATCH_TEST(an_output_that_became_another_thing_is_not_skipped),
        SCRATCH_TEST(an_input_that_changed_is_redone),
        SCRATCH_TEST(other_options_are_another_job),
        SCRATCH_TEST(another_format_is_another_job),
        SCRATCH_TEST(other_paths_are_other_jobs),
        SCRATCH_TEST(an_output_without_a_line_is_compared),
        SCRATCH_TEST(without_resume_a_journal_is_only_written),
        SCRATCH_TEST(resuming_begins_a_journal_where_there_is_none),
        SCRATCH_TEST(failures_are_not_in_the_journal),
        SCRATCH_TEST(a_damaged_journal_costs_work_but_no_output),
        SCRATCH_TEST(what_is_no_journal_is_not_touched),
        SCRATCH_TEST(update_skips_what_is_not_older),
        SCRATCH_TEST(update_and_resume_work_beside_the_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
