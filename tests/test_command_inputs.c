/*
 * Inputs that are no plain readable files, and files that change.
 */
#include "command.h"
#include "conditions.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void missing_files_fail_and_the_rest_is_done(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    page_write_tiny_pbm("c.pbm");
    assert_int_equal(symlink("nowhere", "dangling.pbm"), 0);
    assert_int_equal(symlink("loop.pbm", "loop.pbm"), 0);
    assert_one_line(RUN("compress", "missing.pbm"), 1, "missing.pbm", "No such file");
    assert_one_line(RUN("compress", "dangling.pbm"), 1, "dangling.pbm", "No such file");
    assert_one_line(RUN("compress", "loop.pbm"), 1, "loop.pbm", "symbolic links");
    assert_one_line(RUN("compress", "a.pbm/b.pbm"), 1, "a.pbm/b.pbm", "Not a directory");
    const struct command_result *const r =
        RUN("compress", "a.pbm", "missing.pbm", "dangling.pbm", "c.pbm");
    assert_fails_with(r, 1, "rle127: missing.pbm: ");
    assert_fails_with(r, 1, "2 converted, 0 skipped, 2 failed");
    assert_listing(".", "a.pbm a.rle c.pbm c.rle dangling.pbm loop.pbm");
    assert_file("c.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
}

static void one_bad_file_among_good_ones_harms_none(void **state)
{
    (void)state;
    page_write_tiny_rle("a.rle");
    page_write_tiny_rle("c.rle");
    scratch_write("b.rle", PAGE_TINY_RLE, 6);
    assert_one_line(RUN("decompress", "-q", "--to=pbm", "a.rle", "b.rle", "c.rle"), 1, "b.rle",
                    "truncated");
    assert_listing(".", "a.pbm a.rle b.rle c.pbm c.rle");
    assert_file("a.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
    assert_file("c.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

static void unreadable_files_fail(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    assert_int_equal(chmod("a.pbm", 0), 0);
    assert_one_line(condition_run_bound(ARGUMENTS("compress", "-c", "a.pbm"), false), 1, "a.pbm",
                    "Permission denied");
}

static void directories_that_cannot_be_written_are_told_before_work(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_make_directory("fixed");
    assert_int_equal(chmod("fixed", 0555), 0);
    assert_fails_with(
        condition_run_bound(ARGUMENTS("compress", "-O", "fixed", "missing", "a.pbm"), false), 3,
        "rle127: fixed: Permission denied\n");
    const struct command_result *const r =
        condition_run_bound(ARGUMENTS("compress", "-O", "fixed/out", "missing", "a.pbm"), false);
    assert_fails_with(r, 3, "rle127: fixed/out: Permission denied\n");
    assert_null(strstr(r->err, "missing"));
    assert_listing("fixed", "");
}

static void an_output_directory_that_is_a_file_is_told_before_work(void **state)
{
    (void)state;
    page_write_tiny_pbm("a.pbm");
    scratch_write_text("file", "old");
    assert_one_line(RUN("compress", "-O", "file", "missing", "a.pbm"), 3, "file",
                    "Not a directory");
    assert_one_line(RUN("compress", "-fO", "file/out", "missing", "a.pbm"), 3, "file/out",
                    "Not a directory");
    assert_fails_with(RUN("compress", "-O", "", "a.pbm"), 2, "the name after -o or -O is empty\n");
    assert_file_text("file", "old");
    assert_listing(".", "a.pbm file");
}

static void inputs_may_lie_where_nothing_can_be_written(void **state)
{
    (void)state;
    scratch_make_directory("in");
    page_write_tiny_pbm("in/a.pbm");
    assert_int_equal(chmod("in/a.pbm", 0444) | chmod("in", 0555), 0);
    assert_succeeds(RUN("compress", "-O", "out", "in/a.pbm"));
    assert_file("out/a.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    assert_listing("in", "a.pbm");
}

static void linked_inputs_work_beside_the_link(void **state)
{
    (void)state;
    scratch_make_directory("real");
    page_write_tiny_pbm("real/a.pbm");
    assert_int_equal(symlink("real/a.pbm", "b.pbm"), 0);
    assert_int_equal(link("real/a.pbm", "c.pbm"), 0);
    assert_succeeds(RUN("compress", "-q", "b.pbm", "c.pbm"));
    assert_listing(".", "b.pbm b.rle c.pbm c.rle real");
    assert_listing("real", "a.pbm");
    assert_file("b.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

static void check_refused(const struct command_result *r, int code, const char *path)
{
    assert_one_line(r, code, path, "not a regular file");
    assert_true(r->seconds < 5);
    assert_int_equal(r->out_bytes, 0);
}

static void check_skipped(const struct command_result *r, const char *path)
{
    check_refused(r, 0, path);
    assert_non_null(strstr(r->err, ": skipped: "));
}

/* Conversions go on without them; what shall be found right is not there. */
static void pipes_sockets_and_devices_are_skipped_without_waiting(void **state)
{
    (void)state;
    static const char *const names[] = {"fifo", "socket", "/dev/null", "/dev/zero"};
    assert_int_equal(mkfifo("fifo", 0666), 0);
    make_socket("socket");
    page_write_tiny_pbm("a.pbm");
    for (size_t i = 0; i < 4; i++) {
        check_skipped(RUN("compress", "-O", "out", names[i]), names[i]);
        check_skipped(RUN("decompress", "-O", "out", names[i]), names[i]);
        check_refused(RUN("verify", names[i]), 1, names[i]);
        check_refused(RUN("info", names[i]), 1, names[i]);
        check_refused(RUN("compare", names[i], "a.pbm"), 2, names[i]);
    }
    assert_fails_with(RUN("compress", "-O", "out", "fifo", "a.pbm"), 0,
                      "1 converted, 1 skipped, 0 failed");
    assert_listing("out", "a.rle");
}

static void a_pipe_with_a_writer_is_not_read_either(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("fifo", 0666), 0);
    const int fd = open("fifo", O_RDWR);
    assert_int_equal(write(fd, PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1), sizeof PAGE_TINY_PBM - 1);
    check_skipped(RUN("compress", "fifo"), "fifo");
    close(fd);
    assert_listing(".", "fifo");
}

static void endless_and_odd_standard_inputs_fail_soon(void **state)
{
    (void)state;
    const struct command_setup zero = {.stdin_path = "/dev/zero"};
    const struct command_setup directory = {.stdin_path = "."};
    const struct command_result *const results[] = {
        RUN_AS(&zero, "compress", "-o", "x.rle", "-"),
        RUN_AS(&zero, "decompress", "-o", "x.bmp", "-"),
        RUN_AS(&zero, "verify", "-"),
        RUN_AS(&directory, "compress", "-o", "x.rle", "-"),
    };
    for (size_t i = 0; i < 4; i++) {
        assert_one_line(results[i], 1, "standard input", "");
        assert_true(results[i]->seconds < 5);
        assert_true(REFERENCE_IS_SANITIZED || results[i]->peak_bytes < 8 << 20);
    }
    assert_listing(".", "");
}

/* As from a pipe: what the shell has read of a file before is not read again. */
static void standard_input_is_read_from_where_it_stands(void **state)
{
    (void)state;
    const struct command_setup shell = {.program = "sh"};
    scratch_write("a", "skip" PAGE_TINY_PBM, 4 + sizeof PAGE_TINY_PBM - 1);
    static const char *const scripts[] = {
        "cat a | { dd bs=4 count=1 of=/dev/null 2>/dev/null; \"$0\" compress -; }",
        "{ dd bs=4 count=1 of=/dev/null 2>/dev/null; \"$0\" compress -; } <a"};
    for (size_t i = 0; i < 2; i++) {
        const struct command_result *const r = RUN_AS(&shell, "-c", scripts[i], command_path());
        assert_succeeds(r);
        assert_int_equal(r->out_bytes, PAGE_TINY_BYTES);
        assert_memory_equal(r->out, PAGE_TINY_RLE, PAGE_TINY_BYTES);
    }
}

static void files_that_say_they_are_empty_are_no_images(void **state)
{
    (void)state;
    if (!scratch_exists("/proc/self/status"))
        skip();
    assert_one_line(RUN("compress", "-c", "/proc/self/status"), 1, "/proc/self/status",
                    "the file is empty");
    assert_one_line(RUN("verify", "/proc/self/status"), 1, "/proc/self/status", "truncated");
    const int fd = open("/proc/kmsg", O_RDONLY | O_NONBLOCK); /* root's alone */
    if (fd >= 0)
        assert_one_line(RUN("compress", "-c", "/proc/kmsg"), 1, "/proc/kmsg", "the file is empty");
    close(fd);
}

/* A sparse file of 10 GB with sides that no image has: refused by its header. */
static void the_size_of_a_file_is_not_read(void **state)
{
    (void)state;
    scratch_write_text("a.pbm", "P4\n283000 283000\n");
    if (truncate("a.pbm", (off_t)10 << 30) != 0)
        skip();
    assert_one_line(RUN("compress", "a.pbm"), 1, "a.pbm", "65535");
    scratch_write("b.rle", PAGE_TINY_RLE, PAGE_TINY_BYTES);
    assert_int_equal(truncate("b.rle", (off_t)10 << 30), 0);
    assert_one_line(RUN("decompress", "b.rle"), 1, "b.rle", "trailing data");
    assert_listing(".", "a.pbm b.rle");
}

/* A P4 of noise, and the command on its way through it: it waits, because nobody takes what it
 * writes to the pipe. */
static struct command *start_on_noise(const char *path)
{
    uint64_t random = 127;
    const size_t n_bytes = (size_t)2048 / 8 * 8192;
    uint8_t *const file = malloc(n_bytes + 13);
    assert_non_null(file);
    memcpy(file, "P4\n2048 8192\n", 13);
    for (size_t i = 13; i < n_bytes + 13; i++)
        file[i] = (uint8_t)reference_random(&random);
    scratch_write(path, file, n_bytes + 13);
    free(file);
    struct command *const command = command_start(NULL, ARGUMENTS("compress", "-c", path));
    command_wait_for_output(command);
    return command;
}

static void a_file_that_changes_while_it_is_read_fails(void **state)
{
    (void)state;
    struct command *const grown = start_on_noise("a.pbm");
    FILE *const file = fopen("a.pbm", "ab");
    assert_int_equal(fputc('x', file), 'x');
    fclose(file);
    assert_one_line(command_finish(grown), 1, "a.pbm", "changed while reading");
    struct command *const shrunk = start_on_noise("b.pbm");
    assert_int_equal(truncate("b.pbm", 100), 0);
    assert_one_line(command_finish(shrunk), 1, "b.pbm", "changed while reading");
}

static void a_file_that_is_removed_while_it_is_read_works(void **state)
{
    (void)state;
    struct command *const command = start_on_noise("a.pbm");
    assert_int_equal(rename("a.pbm", "b.pbm"), 0);
    const struct command_result *const r = command_finish(command);
    assert_succeeds(r);
    scratch_write("a.rle", r->out, r->out_bytes);
    assert_exit(RUN("compare", "a.rle", "b.pbm"), 0);
    struct command *const again = start_on_noise("c.pbm");
    assert_int_equal(unlink("c.pbm"), 0);
    assert_succeeds(command_finish(again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(missing_files_fail_and_the_rest_is_done),
        SCRATCH_TEST(one_bad_file_among_good_ones_harms_none),
        SCRATCH_TEST(unreadable_files_fail),
        SCRATCH_TEST(directories_that_cannot_be_written_are_told_before_work),
        SCRATCH_TEST(an_output_directory_that_is_a_file_is_told_before_work),
        SCRATCH_TEST(inputs_may_lie_where_nothing_can_be_written),
        SCRATCH_TEST(linked_inputs_work_beside_the_link),
        SCRATCH_TEST(pipes_sockets_and_devices_are_skipped_without_waiting),
        SCRATCH_TEST(a_pipe_with_a_writer_is_not_read_either),
        SCRATCH_TEST(endless_and_odd_standard_inputs_fail_soon),
        SCRATCH_TEST(standard_input_is_read_from_where_it_stands),
        SCRATCH_TEST(files_that_say_they_are_empty_are_no_images),
        SCRATCH_TEST(the_size_of_a_file_is_not_read),
        SCRATCH_TEST(a_file_that_changes_while_it_is_read_fails),
        SCRATCH_TEST(a_file_that_is_removed_while_it_is_read_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
