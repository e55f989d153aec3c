/*
 * src/image/source.c: what a source reads, how often, and what stays valid.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "image_bytes.h"

enum { INPUT_BYTES = 100000, CAPACITY_BYTES = 4096 };

static struct rle127_test_bytes input;

static uint8_t expected_byte(uint64_t offset)
{
    return (uint8_t)(offset * 7 + offset / 251);
}

static int make_input(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < INPUT_BYTES; i++) {
        const uint8_t byte = expected_byte(i);
        rle127_test_add(&input, &byte, 1);
    }
    return 0;
}

static int free_input(void **state)
{
    (void)state;
    rle127_test_free(&input);
    return 0;
}

static const uint8_t *expect_bytes(struct rle127_source *source, uint64_t offset, size_t n_bytes)
{
    const uint8_t *bytes;

    assert_null(rle127_source_at(source, offset, n_bytes, &bytes));
    for (size_t i = 0; i < n_bytes; i++)
        if (bytes[i] != expected_byte(offset + i))
            fail_msg("wrong byte at %lu", (unsigned long)(offset + i));
    return bytes;
}

static struct rle127_source open_file(size_t capacity_bytes)
{
    struct rle127_source source;

    assert_null(rle127_source_open(&source, rle127_test_open_file(&input), capacity_bytes));
    return source;
}

static struct rle127_source open_pipe(size_t capacity_bytes)
{
    struct rle127_source source;

    assert_null(rle127_source_open(&source, rle127_test_open_pipe(&input), capacity_bytes));
    return source;
}

static void close_file(struct rle127_source *source)
{
    close(source->fd);
    rle127_source_close(source);
}

static void close_pipe(struct rle127_source *source)
{
    rle127_test_close_pipe(source->fd);
    rle127_source_close(source);
}

static void file_has_a_size_and_a_pipe_has_none(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES), piped = open_pipe(CAPACITY_BYTES);

    assert_true(file.is_seekable);
    assert_int_equal(file.size_bytes, INPUT_BYTES);
    assert_true(rle127_source_has(&file, INPUT_BYTES - 5, 5));
    assert_false(rle127_source_has(&file, INPUT_BYTES - 5, 6));
    assert_false(rle127_source_has(&file, INPUT_BYTES + 1, 0));
    assert_false(rle127_source_has(&file, 5, UINT64_MAX));
    assert_false(piped.is_seekable);
    assert_true(rle127_source_has(&piped, 5, UINT64_MAX - 5));
    close_file(&file);
    close_pipe(&piped);
}

static void forward_requests_read_each_byte_once(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES), piped = open_pipe(CAPACITY_BYTES);

    for (uint64_t offset = 0; offset + 700 <= INPUT_BYTES; offset += 700) {
        expect_bytes(&file, offset, 700);
        expect_bytes(&piped, offset, 700);
    }
    assert_in_range(file.total_read_bytes, INPUT_BYTES - 700, INPUT_BYTES);
    assert_in_range(piped.total_read_bytes, INPUT_BYTES - 700, INPUT_BYTES);
    assert_int_equal(file.capacity_bytes, CAPACITY_BYTES);
    assert_int_equal(piped.capacity_bytes, CAPACITY_BYTES);
    close_file(&file);
    close_pipe(&piped);
}

static void first_request_fills_the_buffer_and_the_next_lie_in_it(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES);
    const uint8_t *first = expect_bytes(&file, 0, 10);

    assert_int_equal(file.total_read_bytes, CAPACITY_BYTES);
    assert_ptr_equal(expect_bytes(&file, 1000, 3000), first + 1000);
    assert_ptr_equal(expect_bytes(&file, 10, 10), first + 10);
    assert_int_equal(file.total_read_bytes, CAPACITY_BYTES);
    close_file(&file);
}

static void backward_requests_are_served_by_one_read_a_buffer(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES);

    for (uint64_t offset = INPUT_BYTES - 100; offset >= 100; offset -= 100)
        expect_bytes(&file, offset, 100);
    expect_bytes(&file, 0, 100);
    /* a window of 4096 bytes serves 40 requests; the other 96 bytes are read again */
    assert_in_range(file.total_read_bytes, INPUT_BYTES, INPUT_BYTES + INPUT_BYTES / 40);
    close_file(&file);
}

static void large_backward_requests_read_just_themselves(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES);

    for (uint64_t offset = 96000; offset >= 4000; offset -= 4000)
        expect_bytes(&file, offset, 4000);
    assert_int_equal(file.total_read_bytes, 96000);
    close_file(&file);
}

static void buffer_grows_for_a_larger_request(void **state)
{
    (void)state;
    struct rle127_source file = open_file(16), piped = open_pipe(16);

    expect_bytes(&file, 3, 50000);
    expect_bytes(&file, 99990, 10);
    expect_bytes(&file, 1, 60000);
    expect_bytes(&piped, 3, 50000);
    close_file(&file);
    close_pipe(&piped);
}

static void requests_at_the_end_get_what_there_is(void **state)
{
    (void)state;
    struct rle127_source sources[2] = {open_file(CAPACITY_BYTES), open_pipe(CAPACITY_BYTES)};

    for (int i = 0; i < 2; i++) {
        const uint8_t *bytes;
        size_t got_bytes;
        assert_null(rle127_source_peek(&sources[i], INPUT_BYTES - 7, 100, &bytes, &got_bytes));
        assert_int_equal(got_bytes, 7);
        assert_int_equal(bytes[6], expected_byte(INPUT_BYTES - 1));
        assert_null(rle127_source_peek(&sources[i], INPUT_BYTES, 1, &bytes, &got_bytes));
        assert_int_equal(got_bytes, 0);
        assert_string_equal(rle127_source_at(&sources[i], INPUT_BYTES - 7, 8, &bytes),
                            "the file ends early");
        assert_null(rle127_source_peek(&sources[i], UINT64_MAX / 2, 1, &bytes, &got_bytes));
        assert_int_equal(got_bytes, 0);
    }
    close_file(&sources[0]);
    close_pipe(&sources[1]);
}

static void file_is_never_read_beyond_its_size(void **state)
{
    (void)state;
    struct rle127_source file = open_file(2 * INPUT_BYTES);

    expect_bytes(&file, 0, INPUT_BYTES);
    assert_int_equal(file.total_read_bytes, INPUT_BYTES);
    close_file(&file);
}

static void file_that_shrank_ends_early(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES);
    const uint8_t *bytes;

    assert_int_equal(ftruncate(file.fd, 50000), 0);
    expect_bytes(&file, 49000, 1000);
    assert_string_equal(rle127_source_at(&file, 49000, 1001, &bytes), "the file ends early");
    close_file(&file);
}

static void pipe_skips_forwards_but_does_not_go_back(void **state)
{
    (void)state;
    struct rle127_source piped = open_pipe(CAPACITY_BYTES);
    const uint8_t *bytes;

    expect_bytes(&piped, 10, 10);
    expect_bytes(&piped, 77777, 3000);
    assert_string_equal(rle127_source_at(&piped, 10, 10, &bytes),
                        "a pipe cannot be read backwards");
    expect_bytes(&piped, 81000, 100);
    assert_int_equal(piped.capacity_bytes, CAPACITY_BYTES);
    close_pipe(&piped);
}

static void pipe_that_is_kept_can_be_read_anywhere(void **state)
{
    (void)state;
    struct rle127_source piped = open_pipe(CAPACITY_BYTES);

    expect_bytes(&piped, 0, 10);
    rle127_source_keep(&piped);
    for (uint64_t offset = INPUT_BYTES - 1000; offset >= 1000; offset -= 1000)
        expect_bytes(&piped, offset, 1000);
    expect_bytes(&piped, 0, INPUT_BYTES);
    assert_int_equal(piped.total_read_bytes, INPUT_BYTES);
    close_pipe(&piped);
}

static void file_that_is_kept_keeps_no_more_than_its_buffer(void **state)
{
    (void)state;
    struct rle127_source file = open_file(CAPACITY_BYTES);

    rle127_source_keep(&file);
    for (uint64_t offset = 0; offset + 1000 <= INPUT_BYTES; offset += 1000)
        expect_bytes(&file, offset, 1000);
    assert_int_equal(file.capacity_bytes, CAPACITY_BYTES);
    close_file(&file);
}

static volatile sig_atomic_t n_alarms;

static void count_alarm(int signal)
{
    (void)signal;
    n_alarms++;
}

static int open_slow_pipe(size_t n_bytes)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (size_t i = 0; i < n_bytes; i++) {
            const uint8_t byte = expected_byte(i);
            nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
            if (write(ends[1], &byte, 1) != 1)
                _exit(1);
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static void signals_and_short_reads_lose_nothing(void **state)
{
    (void)state;
    const struct sigaction on_alarm = {.sa_handler = count_alarm};
    const struct itimerval every_ms = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    struct rle127_source source;

    assert_null(rle127_source_open(&source, open_slow_pipe(30), CAPACITY_BYTES));
    assert_int_equal(sigaction(SIGALRM, &on_alarm, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &every_ms, NULL), 0);
    expect_bytes(&source, 0, 30);
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_true(n_alarms > 10);
    close_pipe(&source);
}

static void errors_of_the_system_are_passed_on(void **state)
{
    (void)state;
    struct rle127_source source;
    const uint8_t *bytes;

    assert_string_equal(rle127_source_open(&source, -1, CAPACITY_BYTES), strerror(EBADF));
    assert_null(rle127_source_open(&source, open("/", O_RDONLY), CAPACITY_BYTES));
    assert_string_equal(rle127_source_at(&source, 0, 1, &bytes), strerror(EISDIR));
    close_file(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_has_a_size_and_a_pipe_has_none),
        cmocka_unit_test(forward_requests_read_each_byte_once),
        cmocka_unit_test(first_request_fills_the_buffer_and_the_next_lie_in_it),
        cmocka_unit_test(backward_requests_are_served_by_one_read_a_buffer),
        cmocka_unit_test(large_backward_requests_read_just_themselves),
        cmocka_unit_test(buffer_grows_for_a_larger_request),
        cmocka_unit_test(requests_at_the_end_get_what_there_is),
        cmocka_unit_test(file_is_never_read_beyond_its_size),
        cmocka_unit_test(file_that_shrank_ends_early),
        cmocka_unit_test(pipe_skips_forwards_but_does_not_go_back),
        cmocka_unit_test(pipe_that_is_kept_can_be_read_anywhere),
        cmocka_unit_test(file_that_is_kept_keeps_no_more_than_its_buffer),
        cmocka_unit_test(signals_and_short_reads_lose_nothing),
        cmocka_unit_test(errors_of_the_system_are_passed_on),
    };
    return cmocka_run_group_tests(tests, make_input, free_input);
}
