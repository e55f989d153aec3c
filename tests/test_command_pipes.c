/*
 * Pipes that somebody else has made non-blocking: the other end is slow, and no byte is lost.
 */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* What another process does that has the same pipe open, as terminals and event loops do. */
static void make_non_blocking(void)
{
    for (int fd = 0; fd < 2; fd++)
        if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0)
            _Exit(125);
}

static void check_bytes(const struct command_result *r, const struct page_bytes *expected)
{
    assert_succeeds(r);
    assert_int_equal(r->err_bytes, 0);
    assert_int_equal(r->out_bytes, expected->n);
    assert_memory_equal(r->out, expected->data, expected->n);
}

/* Nothing is written before the command has had time to ask for it. */
static const struct command_result *run_with_slow_writer(const struct command_setup *setup,
                                                         const char *const *arguments)
{
    struct command *const command = command_start(setup, arguments);
    command_sleep(0.1);
    return command_finish(command);
}

static void a_slow_writer_is_waited_for(void **state)
{
    (void)state;
    struct page page = page_make(200, 100);
    struct command_setup setup = {.prepare = make_non_blocking, .piece_bytes = 7};
    setup.input = page.pbm.data;
    setup.input_bytes = page.pbm.n;
    check_bytes(run_with_slow_writer(&setup, ARGUMENTS("compress", "-")), &page.rle);
    setup.input = page.rle.data;
    setup.input_bytes = page.rle.n;
    check_bytes(run_with_slow_writer(&setup, ARGUMENTS("decompress", "-")), &page.bmp);
    assert_silent(run_with_slow_writer(&setup, ARGUMENTS("verify", "-")));
    page_free(&page);
}

/* Nothing is read before the command has filled the pipe, and has had time for more. */
static const struct command_result *run_with_slow_reader(const struct command_setup *setup,
                                                         const char *const *arguments)
{
    struct command *const command = command_start(setup, arguments);
    command_wait_for_output(command);
    command_sleep(0.1);
    return command_finish(command);
}

static void a_slow_reader_is_waited_for(void **state)
{
    (void)state;
    struct page page = page_write_all(3000, 3000);
    const struct command_setup setup = {.prepare = make_non_blocking};
    check_bytes(run_with_slow_reader(&setup, ARGUMENTS("compress", "-c", "page.pbm")), &page.rle);
    check_bytes(run_with_slow_reader(&setup, ARGUMENTS("decompress", "-c", "page.rle")), &page.bmp);
    check_bytes(run_with_slow_reader(&setup, ARGUMENTS("decompress", "-c", "--to=pbm", "page.rle")),
                &page.pbm);
    page_free(&page);
}

static void waiting_takes_no_time_of_the_processor(void **state)
{
    (void)state;
    const struct command_setup setup = {
        .prepare = make_non_blocking, .input = "P4\n9 2\n\xF3", .input_bytes = 8};
    struct command *const command = command_start(&setup, ARGUMENTS("compress", "-"));
    command_sleep(0.5); /* nothing is written before command_finish() */
    const struct command_result *const r = command_finish(command);
    assert_one_line(r, 1, "standard input", "the file ends early");
    assert_true(r->cpu_seconds < 0.25);
}

/* BMP for a pipe waits for its last row, and so for what stands behind it. */
static void a_stream_with_a_byte_too_many_puts_no_bmp_into_a_pipe(void **state)
{
    (void)state;
    struct page page = page_write_all(1000, 1000);
    page.rle.data = realloc(page.rle.data, page.rle.n + 1);
    assert_non_null(page.rle.data);
    page.rle.data[page.rle.n] = 0x81;
    scratch_write("more.rle", page.rle.data, page.rle.n + 1);
    const struct command_result *const r = RUN("decompress", "-c", "more.rle");
    assert_one_line(r, 1, "more.rle", "");
    assert_int_equal(r->out_bytes, 0);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_slow_writer_is_waited_for),
        SCRATCH_TEST(a_slow_reader_is_waited_for),
        SCRATCH_TEST(waiting_takes_no_time_of_the_processor),
        SCRATCH_TEST(a_stream_with_a_byte_too_many_puts_no_bmp_into_a_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
