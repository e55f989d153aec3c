/*
 * src/cli/run_report.h: the exact lines, whatever paths and reasons have in them, and what becomes
 * of a file that is there already.
 */
#include "../src/cli/run_report.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define REPORT "report.jsonl"

#define EMPTY_SUMMARY                                                                  \
    "{\"type\":\"summary\",\"converted\":0,\"skipped\":0,\"failed\":0,\"bytes_in\":0," \
    "\"bytes_out\":0,\"seconds\":0.000000,\"end\":\"done\",\"interrupted\":false}\n"

static const struct rle127_outcome converted = {
    .verdict = RLE127_CONVERTED, .width = 8, .height = 9, .bytes_in = 19, .bytes_out = 12};

static void open_report(struct rle127_run_report *report)
{
    const char *const reason = rle127_run_report_open(report, REPORT);
    if (reason)
        fail_msg("%s", reason);
}

static void close_report(struct rle127_run_report *report)
{
    assert_int_equal(rle127_run_report_close(report, RLE127_EXIT_FAILED), RLE127_EXIT_FAILED);
}

/* The report of one file is this line. */
static void check_line(const struct rle127_outcome *outcome, const char *input, const char *output,
                       double seconds, const char *line)
{
    struct rle127_run_report report;
    open_report(&report);
    rle127_run_report_file(&report, outcome, input, output, seconds);
    close_report(&report);
    assert_file_text(REPORT, line);
}

static void a_converted_file_is_a_line(void **state)
{
    (void)state;
    check_line(&converted, "a.pbm", "a.rle", 0.25,
               "{\"type\":\"file\",\"path\":\"a.pbm\",\"output\":\"a.rle\","
               "\"status\":\"converted\",\"reason\":null,\"width\":8,\"height\":9,"
               "\"bytes_in\":19,\"bytes_out\":12,\"seconds\":0.250000}\n");
}

static void a_failed_file_has_a_reason_and_no_output_bytes(void **state)
{
    (void)state;
    struct rle127_outcome outcome = {.bytes_in = UINT64_MAX, .bytes_out = 7};
    for (int i = 0; i < 2; i++) {
        rle127_fail(&outcome, i ? RLE127_STOPPED : RLE127_FAILED, "say \"no\" \\ never");
        check_line(&outcome, "a.pbm", "a.rle", 0,
                   "{\"type\":\"file\",\"path\":\"a.pbm\",\"output\":\"a.rle\","
                   "\"status\":\"failed\",\"reason\":\"say \\\"no\\\" \\\\ never\","
                   "\"width\":null,\"height\":null,\"bytes_in\":18446744073709551615,"
                   "\"bytes_out\":0,\"seconds\":0.000000}\n");
    }
}

static void a_skipped_file_without_output_says_null(void **state)
{
    (void)state;
    struct rle127_outcome outcome = {0};
    rle127_fail(&outcome, RLE127_SKIPPED, "not a regular file");
    check_line(&outcome, NULL, NULL, 1,
               "{\"type\":\"file\",\"path\":\"-\",\"output\":null,\"status\":\"skipped\","
               "\"reason\":\"not a regular file\",\"width\":null,\"height\":null,"
               "\"bytes_in\":0,\"bytes_out\":0,\"seconds\":1.000000}\n");
}

static void paths_that_are_no_text_stand_in_base64(void **state)
{
    (void)state;
    check_line(&converted, "a\xFF", "\xC3\xA4\n\x7F", 0,
               "{\"type\":\"file\",\"path_bytes\":\"Yf8=\",\"output\":\"\xC3\xA4\\u000a\\u007f\","
               "\"status\":\"converted\",\"reason\":null,\"width\":8,\"height\":9,"
               "\"bytes_in\":19,\"bytes_out\":12,\"seconds\":0.000000}\n");
    check_line(&converted, "a", "\xFE\xFF\x80", 0,
               "{\"type\":\"file\",\"path\":\"a\",\"output_bytes\":\"/v+A\","
               "\"status\":\"converted\",\"reason\":null,\"width\":8,\"height\":9,"
               "\"bytes_in\":19,\"bytes_out\":12,\"seconds\":0.000000}\n");
}

static void reasons_that_are_no_text_become_text(void **state)
{
    (void)state;
    struct rle127_outcome outcome = {0};
    rle127_fail(&outcome, RLE127_FAILED, "\xC3\xA4 \xC3( \xED\xA0\x80 \xF0\x9F\x98\x80\xF0\x9F");
    check_line(&outcome, "a", "b", 0,
               "{\"type\":\"file\",\"path\":\"a\",\"output\":\"b\",\"status\":\"failed\","
               "\"reason\":\"\xC3\xA4 \\ufffd( \\ufffd\\ufffd\\ufffd "
               "\xF0\x9F\x98\x80\\ufffd\\ufffd\",\"width\":null,\"height\":null,"
               "\"bytes_in\":0,\"bytes_out\":0,\"seconds\":0.000000}\n");
}

static void times_that_are_none_are_zero(void **state)
{
    (void)state;
    static const double times[] = {-1, NAN, INFINITY, -INFINITY, 1e300};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        check_line(&converted, "a", "b", times[i],
                   "{\"type\":\"file\",\"path\":\"a\",\"output\":\"b\",\"status\":\"converted\","
                   "\"reason\":null,\"width\":8,\"height\":9,\"bytes_in\":19,"
                   "\"bytes_out\":12,\"seconds\":0.000000}\n");
}

static void the_summary_is_the_last_line(void **state)
{
    (void)state;
    const struct rle127_totals totals = {.n_converted = 1,
                                         .n_skipped = 2,
                                         .n_failed = 3,
                                         .bytes_in = 4,
                                         .bytes_out = 5,
                                         .seconds = 6.5};
    struct rle127_run_report report;
    open_report(&report);
    rle127_run_report_summary(&report, &totals, RLE127_RUN_INTERRUPTED);
    close_report(&report);
    assert_file_text(REPORT, "{\"type\":\"summary\",\"converted\":1,\"skipped\":2,\"failed\":3,"
                             "\"bytes_in\":4,\"bytes_out\":5,\"seconds\":6.500000,"
                             "\"end\":\"interrupted\",\"interrupted\":true}\n");
}

static void write_summary(void)
{
    const struct rle127_totals totals = {0};
    struct rle127_run_report report;
    open_report(&report);
    rle127_run_report_summary(&report, &totals, RLE127_RUN_DONE);
    close_report(&report);
}

static void an_empty_file_and_another_report_are_replaced(void **state)
{
    (void)state;
    scratch_write_text(REPORT, "");
    write_summary();
    assert_file_text(REPORT, EMPTY_SUMMARY);
    scratch_write_text(REPORT, "{\"type\":\"file\",\"path\":\"a\"}\n" EMPTY_SUMMARY EMPTY_SUMMARY);
    write_summary();
    assert_file_text(REPORT, EMPTY_SUMMARY);
}

static void check_kept(const char *text)
{
    struct rle127_run_report report;
    scratch_write_text(REPORT, text);
    assert_string_equal(rle127_run_report_open(&report, REPORT), "exists and is no report");
    assert_file_text(REPORT, text);
}

static void another_file_is_kept(void **state)
{
    (void)state;
    check_kept("P4\n8 8\n12345678");
    check_kept("{");
    check_kept("{\"type\":");
    check_kept("{\"Type\":\"file\"}\n");
}

static void what_cannot_be_opened_has_a_reason(void **state)
{
    (void)state;
    struct rle127_run_report report;
    assert_string_equal(rle127_run_report_open(&report, "missing/x"), strerror(ENOENT));
    assert_string_equal(rle127_run_report_open(&report, "."), strerror(EISDIR));
}

/* Whoever reads along has each line as soon as it is reported. */
static void each_line_arrives_at_once(void **state)
{
    (void)state;
    struct rle127_run_report report;
    struct stat found;
    off_t before = 0;
    open_report(&report);
    for (int i = 0; i < 3; i++) {
        rle127_run_report_file(&report, &converted, "a", "b", 0);
        assert_int_equal(stat(REPORT, &found), 0);
        assert_true(found.st_size > before);
        before = found.st_size;
    }
    close_report(&report);
}

/* Runs something in a child, whose standard error goes to the file "stderr"; returns its exit code.
 */
static int run_child(int (*run)(void), const char *stdout_path)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const int out = open(stdout_path, O_WRONLY | O_CREAT, 0666);
        const int err = open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (out < 0 || err < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
            _exit(99);
        _exit(run());
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int report_to_stdout(void)
{
    struct rle127_run_report report;
    if (rle127_run_report_open(&report, "-"))
        return 98;
    rle127_run_report_summary(&report, &(struct rle127_totals){0}, RLE127_RUN_DONE);
    return (int)rle127_run_report_close(&report, RLE127_EXIT_OK);
}

static int report_to_full(void)
{
    struct rle127_run_report report;
    if (rle127_run_report_open(&report, "/dev/full"))
        return 98;
    rle127_run_report_file(&report, &converted, "a", "b", 0);
    rle127_run_report_summary(&report, &(struct rle127_totals){0}, RLE127_RUN_DONE);
    return (int)rle127_run_report_close(&report, RLE127_EXIT_FAILED);
}

static void a_dash_is_standard_output(void **state)
{
    (void)state;
    assert_int_equal(run_child(report_to_stdout, "stdout"), RLE127_EXIT_OK);
    assert_file_text("stdout", EMPTY_SUMMARY);
    assert_file_text("stderr", "");
}

static void what_cannot_be_written_is_told_once_at_the_end(void **state)
{
    (void)state;
    assert_int_equal(run_child(report_to_full, "stdout"), RLE127_EXIT_STOPPED);
    assert_file_text("stderr", "rle127: /dev/full: No space left on device\n");
    assert_int_equal(run_child(report_to_stdout, "/dev/full"), RLE127_EXIT_STOPPED);
    assert_file_text("stderr", "rle127: standard output: No space left on device\n");
}

/* Its reader must see the end when the report is closed. */
static void a_fifo_gets_the_lines_and_its_end(void **state)
{
    (void)state;
    char text[512];
    assert_int_equal(mkfifo(REPORT, 0666), 0);
    const int fd = open(REPORT, O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    write_summary();
    const ssize_t n = read(fd, text, sizeof text);
    assert_int_equal(n, strlen(EMPTY_SUMMARY));
    assert_memory_equal(text, EMPTY_SUMMARY, (size_t)n);
    assert_int_equal(read(fd, text, sizeof text), 0);
    close(fd);
}

static int report_to_nobody(void)
{
    struct rle127_run_report report;
    const int fd = open(REPORT, O_RDONLY | O_NONBLOCK);
    if (fd < 0 || rle127_run_report_open(&report, REPORT))
        return 98;
    close(fd);
    signal(SIGPIPE, SIG_IGN);
    rle127_run_report_summary(&report, &(struct rle127_totals){0}, RLE127_RUN_DONE);
    return (int)rle127_run_report_close(&report, RLE127_EXIT_OK);
}

static void a_reader_that_leaves_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(REPORT, 0666), 0);
    assert_int_equal(run_child(report_to_nobody, "stdout"), RLE127_EXIT_STOPPED);
    assert_file_text("stderr", "rle127: " REPORT ": Broken pipe\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_converted_file_is_a_line),
        SCRATCH_TEST(a_failed_file_has_a_reason_and_no_output_bytes),
        SCRATCH_TEST(a_skipped_file_without_output_says_null),
        SCRATCH_TEST(paths_that_are_no_text_stand_in_base64),
        SCRATCH_TEST(reasons_that_are_no_text_become_text),
        SCRATCH_TEST(times_that_are_none_are_zero),
        SCRATCH_TEST(the_summary_is_the_last_line),
        SCRATCH_TEST(an_empty_file_and_another_report_are_replaced),
        SCRATCH_TEST(another_file_is_kept),
        SCRATCH_TEST(what_cannot_be_opened_has_a_reason),
        SCRATCH_TEST(each_line_arrives_at_once),
        SCRATCH_TEST(a_dash_is_standard_output),
        SCRATCH_TEST(what_cannot_be_written_is_told_once_at_the_end),
        SCRATCH_TEST(a_fifo_gets_the_lines_and_its_end),
        SCRATCH_TEST(a_reader_that_leaves_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
