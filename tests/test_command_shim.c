/*
 * System calls that do less than they could, fail, or are followed by a signal: the bytes are the
 * same, or the output is as it was before.
 */
#include "fault.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALLS_MAX 200

static const char *const little_at_a_time[] = {
    "read:*:short,pread64:*:short,write:*:short,pwrite64:*:short",
    "read:odd:EINTR,pread64:odd:EINTR,write:odd:EINTR,pwrite64:odd:EINTR",
    "read:odd:EINTR,read:*:short,pread64:odd:EINTR,pread64:*:short,write:odd:EINTR,write:*:short",
    "openat64:odd:EINTR,close:*:EINTR",
};

/* From file to file and, where `output` is NULL, from pipe to pipe. */
static void check_bytes(const char *const *arguments, const struct page_bytes *input,
                        const char *output, const struct page_bytes *expected)
{
    const struct command_setup setup = {.input = input->data, .input_bytes = input->n};
    for (size_t i = 0; i < sizeof little_at_a_time / sizeof little_at_a_time[0]; i++) {
        const struct command_result *const r = fault_run(&setup, little_at_a_time[i], arguments);
        assert_exit(r, 0);
        assert_true(fault_has_happened());
        assert_int_equal(r->err_bytes, 0);
        if (output) {
            assert_file(output, expected->data, expected->n);
            assert_int_equal(remove(output), 0);
        } else {
            assert_int_equal(r->out_bytes, expected->n);
            assert_memory_equal(r->out, expected->data, expected->n);
        }
    }
}

static void small_and_broken_off_calls_give_the_same_bytes(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 100);
    check_bytes(ARGUMENTS("compress", "-o", "x.rle", "page.pbm"), &page.pbm, "x.rle", &page.rle);
    check_bytes(ARGUMENTS("compress", "-o", "x.rle", "page.bmp"), &page.bmp, "x.rle", &page.rle);
    check_bytes(ARGUMENTS("compress", "-"), &page.pbm, NULL, &page.rle);
    check_bytes(ARGUMENTS("compress", "-"), &page.bmp, NULL, &page.rle);
    check_bytes(ARGUMENTS("decompress", "-o", "x.bmp", "page.rle"), &page.rle, "x.bmp", &page.bmp);
    check_bytes(ARGUMENTS("decompress", "-o", "x.pbm", "page.rle"), &page.rle, "x.pbm", &page.pbm);
    check_bytes(ARGUMENTS("decompress", "-"), &page.rle, NULL, &page.bmp);
    check_bytes(ARGUMENTS("decompress", "--to=pbm", "-"), &page.rle, NULL, &page.pbm);
    page_free(&page);
}

/* Formats whose bytes are not pinned: what the command writes where nothing fails. */
static const char *const other_formats[] = {"png", "xbm", "tga"};
#define N_OTHER_FORMATS (sizeof other_formats / sizeof other_formats[0])

/* False where this build does not write the format. */
static bool write_other(const char *format, struct page_bytes *expected)
{
    char output[16];
    if (!page_can_become(format))
        return false;
    snprintf(output, sizeof output, "page.%s", format);
    assert_succeeds(RUN("decompress", "-f", "-o", output, "page.rle"));
    expected->data = scratch_read(output, &expected->n);
    assert_int_equal(remove(output), 0);
    return true;
}

static void small_and_broken_off_calls_give_the_same_bytes_of_other_formats(void **state)
{
    (void)state;
    struct page page = page_write_all(300, 100);
    struct page_bytes expected;
    for (size_t i = 0; i < N_OTHER_FORMATS; i++) {
        const char *const format = other_formats[i];
        if (!write_other(format, &expected))
            continue;
        check_bytes(ARGUMENTS("decompress", "--to", format, "-o", "x", "page.rle"), &page.rle, "x",
                    &expected);
        check_bytes(ARGUMENTS("decompress", "--to", format, "-"), &page.rle, NULL, &expected);
        free(expected.data);
    }
    page_free(&page);
}

/* Errors that the next output would meet as well. */
static const struct {
    const char *name;
    int number;
} output_errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EDQUOT", EDQUOT}, {"EFBIG", EFBIG}};
#define N_OUTPUT_ERRORS (sizeof output_errors / sizeof output_errors[0])

/* A conversion to out/x, and its complete output. */
struct conversion {
    const char *const *arguments;
    const char *input;     /* as messages call it */
    const char *condition; /* a rule before the others, with its comma, or NULL */
    const struct page_bytes *expected;
    bool has_old; /* is there an output before, which -f replaces */
};

static void prepare_output(const struct conversion *c)
{
    remove("out/x");
    if (c->has_old)
        scratch_write_text("out/x", "old");
}

static void check_stopped(const struct command_result *r, const struct conversion *c, int error)
{
    char reason[128];
    snprintf(reason, sizeof reason, "%s: out/x: %s\n", c->input, strerror(error));
    assert_one_line(r, 3, c->input, reason);
    assert_listing("out", c->has_old ? "x" : "");
    if (c->has_old)
        assert_file_text("out/x", "old");
}

/* Lets the Nth of these calls fail, for all N; says how many made the conversion fail. */
static unsigned fail_each(const char *call, const char *name, int error, const struct conversion *c)
{
    unsigned n_stopped = 0;
    for (unsigned nth = 1; nth < CALLS_MAX; nth++) {
        char rule[96];
        snprintf(rule, sizeof rule, "%s%s:%u:%s", c->condition ? c->condition : "", call, nth,
                 name);
        prepare_output(c);
        const struct command_result *const r = fault_run(NULL, rule, c->arguments);
        if (r->exit_code) {
            check_stopped(r, c, error);
            n_stopped++;
        } else {
            assert_listing("out", "x");
            assert_file("out/x", c->expected->data, c->expected->n);
        }
        if (!fault_has_happened())
            return n_stopped;
    }
    fail_msg("there is no end of calls of %s", call);
    return 0;
}

static const char named_only[] = "tmpfile:*:EOPNOTSUPP,";

static void check_output_errors(const struct conversion *c)
{
    for (size_t i = 0; i < N_OUTPUT_ERRORS; i++) {
        const char *const name = output_errors[i].name;
        const int error = output_errors[i].number;
        const unsigned n_written =
            fail_each("write", name, error, c) + fail_each("pwrite64", name, error, c);
        assert_true(n_written > 0);
        assert_int_equal(fail_each("close", name, error, c), 1);
        const unsigned n_named = fail_each("linkat", name, error, c) +
                                 fail_each("renameat", name, error, c) +
                                 fail_each("renameat2", name, error, c);
        assert_true(n_named >= 1 && (!c->condition || n_named == 1));
    }
}

static void an_output_that_cannot_be_written_closed_or_named_stops_the_run(void **state)
{
    (void)state;
    struct page page = page_write_all(1000, 200);
    scratch_make_directory("out");
    for (int has_old = 0; has_old < 2; has_old++) {
        const char *const o = has_old ? "-qfo" : "-qo";
        const struct conversion conversions[] = {
            {ARGUMENTS("compress", o, "out/x", "page.pbm"), "page.pbm", NULL, &page.rle, has_old},
            {ARGUMENTS("decompress", o, "out/x", "page.rle"), "page.rle", NULL, &page.bmp, has_old},
            {ARGUMENTS("decompress", "--to=pbm", o, "out/x", "page.rle"), "page.rle", NULL,
             &page.pbm, has_old}};
        for (size_t i = 0; i < 3; i++) {
            struct conversion named = conversions[i];
            named.condition = named_only;
            check_output_errors(&conversions[i]);
            check_output_errors(&named);
        }
    }
    page_free(&page);
}

static void an_output_of_another_format_that_fails_stops_the_run(void **state)
{
    (void)state;
    struct page page = page_write_all(1000, 200);
    struct page_bytes expected;
    scratch_make_directory("out");
    for (size_t i = 0; i < N_OTHER_FORMATS; i++) {
        if (!write_other(other_formats[i], &expected))
            continue;
        check_output_errors(
            &(struct conversion){.arguments = ARGUMENTS("decompress", "--to", other_formats[i],
                                                        "-qo", "out/x", "page.rle"),
                                 .input = "page.rle",
                                 .expected = &expected});
        free(expected.data);
    }
    page_free(&page);
}

static void a_standard_output_that_fails_stops_the_run(void **state)
{
    (void)state;
    static const char *const rules[] = {"write:1:EIO", "write:2:EIO"};
    struct page page = page_write_all(1000, 1000);
    for (size_t i = 0; i < 2; i++) {
        assert_one_line(RUN_FAULTY(rules[i], "compress", "-c", "page.pbm"), 3, "page.pbm",
                        "standard output: Input/output error");
        assert_one_line(RUN_FAULTY(rules[i], "decompress", "-c", "page.rle"), 3, "page.rle",
                        "standard output: Input/output error");
    }
    page_free(&page);
}

static void an_input_that_cannot_be_read_fails(void **state)
{
    (void)state;
    struct page page = page_write_all(1000, 200);
    const struct command_setup pbm = {.input = page.pbm.data, .input_bytes = page.pbm.n};
    const struct command_setup rle = {.input = page.rle.data, .input_bytes = page.rle.n};
    static const char error[] = "Input/output error\n", stdin_name[] = "standard input";
    for (int nth = 1; nth <= 2; nth++) {
        char file[32], piped[32];
        snprintf(file, sizeof file, "pread64:%d:EIO", nth);
        snprintf(piped, sizeof piped, "read:%d:EIO", nth);
        const struct command_result *r =
            fault_run(&pbm, piped, ARGUMENTS("compress", "-o", "x", "-"));
        assert_one_line(r, 1, stdin_name, error);
        r = fault_run(&rle, piped, ARGUMENTS("decompress", "-o", "x", "-"));
        assert_one_line(r, 1, stdin_name, error);
        if (nth == 1) {
            assert_one_line(RUN_FAULTY(file, "compress", "-o", "x", "page.pbm"), 1, "page.pbm",
                            error);
            assert_one_line(RUN_FAULTY(file, "verify", "page.rle"), 1, "page.rle", error);
            assert_one_line(RUN_FAULTY(file, "compare", "page.rle", "page.pbm"), 2, "page.rle",
                            error);
        }
    }
    assert_no_trace(".", "x");
    page_free(&page);
}

/* Ways in which systems refuse the steps before the one that works. */
static const char *const rename_fallbacks[] = {
    "linkat:1:EPERM",
    "linkat:1:EPERM,linkat:2:EXDEV",
    "linkat:*:EPERM,renameat2:1:ENOSYS",
    "tmpfile:*:EOPNOTSUPP,renameat2:1:ENOSYS",
    "tmpfile:*:EOPNOTSUPP,renameat2:1:EINVAL",
    "tmpfile:*:EOPNOTSUPP,renameat2:1:EPERM",
    "tmpfile:*:EOPNOTSUPP,renameat2:1:ENOSYS,linkat:1:EPERM",
};
#define N_RENAME_FALLBACKS (sizeof rename_fallbacks / sizeof rename_fallbacks[0])

static void an_output_gets_its_name_whatever_the_system_can(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("out");
    for (size_t i = 0; i < N_RENAME_FALLBACKS; i++) {
        assert_silent(RUN_FAULTY(rename_fallbacks[i], "compress", "-O", "out", "a.pbm"));
        assert_true(fault_has_happened());
        assert_listing("out", "a.rle");
        assert_file("out/a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
        assert_int_equal(remove("out/a.rle"), 0);
    }
}

static void an_output_that_appears_meanwhile_stays_whatever_the_system_can(void **state)
{
    (void)state;
    const struct command_setup setup = {.input = PAGE_TINY_PBM,
                                        .input_bytes = sizeof PAGE_TINY_PBM - 1};
    scratch_make_directory("out");
    for (size_t i = 0; i < N_RENAME_FALLBACKS; i++) {
        struct command *const command =
            fault_start(&setup, rename_fallbacks[i], ARGUMENTS("compress", "-o", "out/x", "-"));
        scratch_wait_for_temporaries("out", 1);
        scratch_write_text("out/x", "old");
        assert_one_line(command_finish(command), 1, "standard input", "out/x: exists");
        assert_true(fault_has_happened());
        assert_listing("out", "x");
        assert_file_text("out/x", "old");
        assert_int_equal(remove("out/x"), 0);
    }
}

/* The output has its name by then; only the temporary's other name stays. */
static void a_temporary_that_cannot_be_removed_after_a_link_is_no_failure(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    assert_silent(
        RUN_FAULTY("tmpfile:*:EOPNOTSUPP,renameat2:1:ENOSYS,unlinkat:1:EIO", "compress", "a.pbm"));
    assert_true(fault_has_happened());
    assert_file("a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
}

static void a_link_that_cannot_be_made_for_another_reason_stops_the_run(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("out");
    assert_one_line(RUN_FAULTY("tmpfile:*:EOPNOTSUPP,renameat2:1:ENOSYS,linkat:1:ENOSPC",
                               "compress", "-o", "out/x", "a.pbm"),
                    3, "a.pbm", "out/x: No space left on device\n");
    assert_listing("out", "");
}

/* SIGTERM directly behind the Nth of these calls, for all N, while a second thread is there to take
 * it: between the making of a temporary and its being known, too. */
static unsigned end_behind_each(const char *condition, const char *call, const struct page *page)
{
    for (unsigned nth = 1; nth < CALLS_MAX; nth++) {
        char rule[64];
        snprintf(rule, sizeof rule, "%s%s:%u:TERM", condition, call, nth);
        const struct command_result *const r = fault_run(
            NULL, rule, ARGUMENTS("compress", "-qfT2", "-O", "out", "page.pbm", "more.pbm"));
        if (!fault_has_happened()) {
            assert_exit(r, 0);
            return nth - 1;
        }
        assert_died_by(r, SIGTERM);
        if (scratch_exists("out/page.rle"))
            assert_file("out/page.rle", page->rle.data, page->rle.n);
        if (scratch_exists("out/more.rle"))
            assert_file("out/more.rle", page->rle.data, page->rle.n);
        assert_null(strstr(scratch_list("out"), ".rle127-"));
    }
    return CALLS_MAX;
}

static void a_signal_that_any_thread_may_take_leaves_no_temporary(void **state)
{
    (void)state;
    struct page page = page_write_all(3000, 2000);
    scratch_write("more.pbm", page.pbm.data, page.pbm.n);
    for (int is_named = 0; is_named < 2; is_named++) {
        const char *const condition = is_named ? named_only : "";
        assert_true(end_behind_each(condition, "openat64", &page) >= 2);
        assert_true(end_behind_each(condition, "linkat", &page) >= 2 || is_named);
        assert_true(end_behind_each(condition, "renameat", &page) >= 2);
    }
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(small_and_broken_off_calls_give_the_same_bytes),
        FAULT_TEST(small_and_broken_off_calls_give_the_same_bytes_of_other_formats),
        FAULT_TEST(an_output_that_cannot_be_written_closed_or_named_stops_the_run),
        FAULT_TEST(an_output_of_another_format_that_fails_stops_the_run),
        FAULT_TEST(a_standard_output_that_fails_stops_the_run),
        FAULT_TEST(an_input_that_cannot_be_read_fails),
        FAULT_TEST(an_output_gets_its_name_whatever_the_system_can),
        FAULT_TEST(an_output_that_appears_meanwhile_stays_whatever_the_system_can),
        FAULT_TEST(a_temporary_that_cannot_be_removed_after_a_link_is_no_failure),
        FAULT_TEST(a_link_that_cannot_be_made_for_another_reason_stops_the_run),
        FAULT_TEST(a_signal_that_any_thread_may_take_leaves_no_temporary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
