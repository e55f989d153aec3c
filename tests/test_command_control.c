/*
 * What steers a run and what it tells: --report, --halt, --retries, --verify and the closing line.
 */
#include "command.h"
#include "pages.h"
#include "report_lines.h"
#include "scratch.h"
#include "tests.h"
#include "trees.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define assert_says(result, text) assert_non_null(strstr((result)->err, (text)))

static void a_report_has_each_file_and_the_sums(void **state)
{
    (void)state;
    struct report_lines report;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/quo\"te\n.pbm");
    tree_write_text("in/bad.pbm", "words");
    tree_write_text("in/readme", "words");
    assert_exit(RUN("compress", "-q", "--report=report", "-O", "out", "in"), 1);
    report = report_read("report");
    assert_int_equal(report.n_lines, 5);
    const char *line = report_find(&report, "in/a.pbm");
    assert_reported(line, "output", "\"out/a.rle\"");
    assert_reported(line, "status", "\"converted\"");
    assert_reported(line, "reason", "null");
    assert_reported(line, "width", "9");
    assert_reported(line, "height", "2");
    assert_reported(line, "bytes_in", "11");
    assert_reported(line, "bytes_out", "8");
    line = report_find(&report, "in/sub/quo\\\"te\\u000a.pbm");
    if (!line)
        line = report_find(&report, "in/sub/quo\\\"te\\n.pbm");
    assert_non_null(line);
    line = report_find(&report, "in/bad.pbm");
    assert_reported(line, "status", "\"failed\"");
    assert_string_not_equal(report_value(line, "reason"), "null");
    assert_reported(line, "bytes_out", "0");
    assert_reported(report_find(&report, "in/readme"), "status", "\"skipped\"");
    line = report_last(&report);
    assert_reported(line, "converted", "2");
    assert_reported(line, "skipped", "1");
    assert_reported(line, "failed", "1");
    assert_reported(line, "bytes_in", "22");
    assert_reported(line, "bytes_out", "16");
    assert_reported(line, "interrupted", "false");
    report_free(&report);
}

static void a_report_may_go_to_standard_output(void **state)
{
    (void)state;
    tree_write_rle("in/a.rle");
    const struct command_result *const r = RUN("verify", "-q", "--report=-", "in");
    assert_succeeds(r);
    scratch_write("report", r->out, r->out_bytes);
    struct report_lines report = report_read("report");
    assert_reported(report_find(&report, "in/a.rle"), "status", "\"converted\"");
    assert_reported(report_find(&report, "in/a.rle"), "output", "null");
    assert_reported(report_last(&report), "converted", "1");
    report_free(&report);
}

static void paths_that_are_no_utf8_stand_in_base64(void **state)
{
    (void)state;
    tree_write_pbm("f\xFC.pbm");
    assert_succeeds(RUN("compress", "-q", "--report=report", "f\xFC.pbm"));
    struct report_lines report = report_read("report");
    assert_int_equal(report.n_lines, 2);
    assert_reported(report.lines[0], "path_bytes", "\"ZvwucGJt\"");
    assert_reported(report.lines[0], "output_bytes", "\"Zvwucmxl\"");
    assert_reported(report.lines[0], "path", "");
    report_free(&report);
}

static void a_report_replaces_only_a_report(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_text("letter", "to my mother");
    assert_one_line(RUN("verify", "-q", "--report=letter", "in"), 2, "letter", "is no report");
    assert_one_line(RUN("compress", "-q", "--report=in/a.pbm", "-fO", "out", "in/a.pbm"), 2,
                    "in/a.pbm", "is used for something else");
    assert_one_line(RUN("verify", "-q", "--report=no/r", "in"), 2, "no/r", "No such file");
    assert_file_text("letter", "to my mother");
    assert_tree(".", "in/ in/a.pbm letter");
    assert_succeeds(RUN("verify", "-q", "--report=report", "in"));
    assert_succeeds(RUN("compress", "-q", "--report=report", "-O", "out", "in"));
    struct report_lines report = report_read("report");
    assert_int_equal(report.n_lines, 2);
    report_free(&report);
}

static void a_report_of_nothing_is_a_summary(void **state)
{
    (void)state;
    tree_make("in");
    assert_succeeds(RUN("compress", "-q", "--report=report", "-O", "out", "in"));
    struct report_lines report = report_read("report");
    assert_int_equal(report.n_lines, 1);
    assert_reported(report_last(&report), "converted", "0");
    report_free(&report);
}

static void a_report_that_cannot_be_written_is_told(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    if (access("/dev/full", W_OK) != 0)
        skip();
    const struct command_result *const r =
        RUN("compress", "-q", "--report=/dev/full", "-O", "out", "in");
    assert_one_line(r, 3, "/dev/full", "No space left");
    assert_tree("out", "a.rle"); /* the files are worth more than it */
}

/* A bad file that comes first, as it is the largest, and many good ones. */
static void write_bad_first(void)
{
    char path[32];
    tree_write("in/bad.pbm", "P4\n9000 9000\n", 13);
    assert_int_equal(truncate("in/bad.pbm", 8000000), 0);
    for (unsigned i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "in/%u.pbm", i);
        tree_write_pbm(path);
    }
}

static void halt_soon_begins_nothing_after_a_failure(void **state)
{
    (void)state;
    static const char *const pools[] = {"serial", "thread", "process"};
    write_bad_first();
    for (size_t i = 0; i < 3; i++) {
        char output[8];
        snprintf(output, sizeof output, "out%zu", i);
        const struct command_result *const r =
            RUN("compress", "--halt=soon", "--image-pool", pools[i], "-O", output, "in");
        assert_fails_with(r, 1, "rle127: in/bad.pbm: ");
        assert_says(r, " 1 failed, ");
        assert_says(r, "; halted after a failure\n");
        char *const list = tree_list(output);
        assert_true(strlen(list) < 8 * 100); /* of 200 files */
        free(list);
    }
    assert_fails_with(RUN("compress", "--halt=never", "-O", "out", "in"), 1,
                      "200 converted, 0 skipped, 1 failed");
}

/* What has failed for good is told once, however often it was tried; and no other file is lost. */
static void retries_are_told_once(void **state)
{
    (void)state;
    static const char *const pools[] = {"serial", "thread", "process"};
    write_bad_first();
    tree_write_text("in/sub/worse.pbm", "words");
    for (size_t i = 0; i < 3; i++) {
        const struct command_result *const r = RUN("compress", "--retries=3", "--image-pool",
                                                   pools[i], "--report=report", "-fO", "out", "in");
        assert_fails_with(r, 1, "200 converted, 0 skipped, 2 failed");
        struct report_lines report = report_read("report");
        assert_int_equal(report.n_lines, 203);
        report_free(&report);
        assert_null(strstr(strstr(r->err, "in/bad.pbm") + 1, "in/bad.pbm"));
    }
}

/* A file that is mended while it is tried again and again. */
static void a_retry_may_succeed(void **state)
{
    (void)state;
    tree_write_text("in/a.pbm", "words");
    tree_write_pbm("in/b.pbm");
    struct command *const command = command_start(
        NULL, ARGUMENTS("compress", "--retries=1000", "--image-pool=process", "-O", "out", "in"));
    for (unsigned i = 0; i < 5000 && !scratch_exists("out/b.rle"); i++)
        command_sleep(0.001);
    tree_write_pbm("in/new.pbm");
    assert_int_equal(rename("in/new.pbm", "in/a.pbm"), 0);
    assert_fails_with(command_finish(command), 0, "2 converted, 0 skipped, 0 failed");
    assert_tree("out", "a.rle b.rle");
}

static void results_are_proved_where_that_is_asked_for(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    assert_fails_with(RUN("compress", "--verify", "-j2", "-O", "out", "in"), 0, "2 converted");
    assert_fails_with(RUN("decompress", "--verify", "-j2", "-O", "back", "out"), 0, "2 converted");
    assert_succeeds(RUN("compare", "in/sub/b.pbm", "back/sub/b.bmp"));
}

static void the_closing_line_counts_what_was_dithered(void **state)
{
    (void)state;
    tree_write("in/a.pgm", "P5\n2 1\n255\n\x60\xA0", 13);
    tree_write_pbm("in/b.pbm");
    const struct command_result *const r = RUN("compress", "-O", "out", "in");
    assert_fails_with(r, 0, "2 converted, 0 skipped, 0 failed, 24 bytes -> ");
    assert_says(r, "; 1 dithered\n");
}

/* Every durability makes the same files. */
static void durable_outputs_are_the_same_outputs(void **state)
{
    (void)state;
    static const char *const kinds[] = {"each", "batch", "none"};
    static const char *const pools[] = {"serial", "thread", "process"};
    char path[32];
    for (unsigned i = 0; i < 100; i++) {
        snprintf(path, sizeof path, "in/%u/%u.pbm", i % 3, i);
        tree_write_pbm(path);
    }
    assert_succeeds(RUN("compress", "-qO", "plain", "in"));
    for (size_t i = 0; i < 9; i++) {
        snprintf(path, sizeof path, "out%zu", i);
        assert_fails_with(RUN("compress", "--durable", kinds[i / 3], "--image-pool", pools[i % 3],
                              "-O", path, "in"),
                          0, "100 converted, 0 skipped, 0 failed");
        assert_same_trees("plain", path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_report_has_each_file_and_the_sums),
        SCRATCH_TEST(a_report_may_go_to_standard_output),
        SCRATCH_TEST(paths_that_are_no_utf8_stand_in_base64),
        SCRATCH_TEST(a_report_replaces_only_a_report),
        SCRATCH_TEST(a_report_of_nothing_is_a_summary),
        SCRATCH_TEST(a_report_that_cannot_be_written_is_told),
        SCRATCH_TEST(halt_soon_begins_nothing_after_a_failure),
        SCRATCH_TEST(retries_are_told_once),
        SCRATCH_TEST(a_retry_may_succeed),
        SCRATCH_TEST(results_are_proved_where_that_is_asked_for),
        SCRATCH_TEST(the_closing_line_counts_what_was_dithered),
        SCRATCH_TEST(durable_outputs_are_the_same_outputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
