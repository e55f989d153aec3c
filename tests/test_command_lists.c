/*
 * --files-from and --files0-from: which entries there are, what they may be, which outputs they
 * get.
 */
#include "command.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"
#include "trees.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define assert_tiny_rle(path)     assert_file((path), PAGE_TINY_RLE, PAGE_TINY_BYTES)
#define assert_says(result, text) assert_non_null(strstr((result)->err, (text)))

static void listed_paths_are_kept_below_the_output_directory(void **state)
{
    (void)state;
    char absolute[4200], output[4200];
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    tree_write_pbm("named/c.pbm");
    snprintf(absolute, sizeof absolute, "%s/in/a.pbm\n./in//sub/./b.pbm\n", scratch_path());
    scratch_write_text("list", absolute);
    const struct command_result *const r =
        RUN("compress", "--files-from=list", "-O", "out", "named/c.pbm");
    assert_fails_with(r, 0, "3 converted, 0 skipped, 0 failed");
    snprintf(output, sizeof output, "out%s/in/a.rle", scratch_path());
    assert_tiny_rle(output);
    assert_tiny_rle("out/in/sub/b.rle");
    assert_tiny_rle("out/c.rle");
    assert_tree("in", "a.pbm sub/ sub/b.pbm");
}

static void listed_files_are_converted_beside_themselves(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    scratch_write_text("list", "in/a.pbm\nin/sub/../sub/b.pbm\n");
    assert_succeeds(RUN("compress", "-q", "--files-from", "list"));
    assert_tree("in", "a.pbm a.rle sub/ sub/b.pbm sub/b.rle");
}

static void paths_never_lead_out_of_the_output_directory(void **state)
{
    (void)state;
    tree_write_pbm("a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_pbm("in/..c.pbm");
    scratch_write_text("list", "in/../a.pbm\n../in/b.pbm\nin/..\na/../../b.pbm\nin/..c.pbm\n..\n");
    const struct command_result *const r = RUN("compress", "--files-from=list", "-O", "out/deep");
    assert_fails_with(r, 1, "rle127: in/../a.pbm: has .. in its path");
    assert_says(r, "rle127: ../in/b.pbm: has .. in its path");
    assert_says(r, "1 converted, 0 skipped, 5 failed");
    assert_tree("out", "deep/ deep/in/ deep/in/..c.rle");
    assert_tree(".", "a.pbm in/ in/..c.pbm in/b.pbm list out/ out/deep/ out/deep/in/ "
                     "out/deep/in/..c.rle");
}

static void names_with_newlines_need_lists_with_nul(void **state)
{
    (void)state;
    static const char list[] = "new\nline.pbm\0\0tab\t.pbm\0last.pbm";
    tree_write_pbm("new\nline.pbm");
    tree_write_pbm("tab\t.pbm");
    tree_write_pbm("last.pbm");
    scratch_write("list", list, sizeof list - 1); /* without a NUL at its end */
    assert_fails_with(RUN("compress", "--files0-from=list", "-O", "out"), 0, "3 converted");
    assert_tree("out", "last.rle new\nline.rle tab\t.rle");
    assert_fails_with(RUN("compress", "--files-from=list", "-O", "other"), 1, "0 converted");
}

/* "a.pbm NUL ..." is not a.pbm. */
static void an_entry_with_a_nul_names_nothing(void **state)
{
    (void)state;
    tree_write_pbm("a.pbm");
    tree_write_pbm("b.pbm");
    scratch_write("list", "a.pbm\0junk\nb.pbm\n", 17);
    const struct command_result *const r = RUN("compress", "--files-from=list", "-O", "out");
    assert_fails_with(r, 1, "rle127: a.pbm: goes on behind a NUL (see --files0-from)\n");
    assert_tree("out", "b.rle");
}

static void entries_that_are_too_long_fail_alone(void **state)
{
    (void)state;
    enum { LONG = 200000 };
    char *const list = malloc(LONG + 8);
    assert_non_null(list);
    memset(list, 'x', LONG);
    memcpy(list + LONG, "\na.pbm\n", 8);
    tree_write_pbm("a.pbm");
    scratch_write_text("list", list);
    free(list);
    const struct command_result *const r = RUN("compress", "--files-from=list", "-O", "out");
    assert_fails_with(r, 1, "File name too long\n");
    assert_says(r, "1 converted, 0 skipped, 1 failed");
    assert_tree("out", "a.rle");
}

static void standard_input_may_be_the_list(void **state)
{
    (void)state;
    static const char list[] = "a.pbm\n./-\nb.pbm";
    const struct command_setup setup = {.input = list, .input_bytes = sizeof list - 1};
    tree_write_pbm("a.pbm");
    tree_write_pbm("b.pbm");
    tree_write_pbm("-");
    assert_fails_with(RUN_AS(&setup, "compress", "--files-from=-", "-O", "out"), 0, "3 converted");
    assert_tree("out", "-.rle a.rle b.rle");
    assert_exit(RUN_AS(&setup, "compress", "--files-from=-", "-O", "out", "-"), 2);
    assert_exit(RUN_AS(&setup, "verify", "--files-from=-", "-"), 2);
}

/* A list names files: what "-" means elsewhere it does not mean there. */
static void a_dash_in_a_list_is_a_file(void **state)
{
    (void)state;
    static const char list[] = "-\n--help\n";
    const struct command_setup setup = {.input = list, .input_bytes = sizeof list - 1};
    tree_write_pbm("-");
    tree_write_pbm("--help");
    assert_succeeds(RUN_AS(&setup, "compress", "-q", "--files-from=-"));
    assert_tree(".", "- --help --help.rle -.rle");
    assert_tiny_rle("-.rle");
}

static void what_is_listed_twice_is_written_once(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write("in/a.bmp", "P4\n1 1\n\0", 8);
    assert_int_equal(symlink("in", "link"), 0);
    scratch_write_text("list", "in/a.pbm\nin/a.pbm\n./in/a.pbm\nin/a.bmp\n");
    const struct command_result *r = RUN("compress", "-fO", "out", "--files-from=list");
    assert_fails_with(r, 1, "rle127: in/a.bmp: out/in/a.rle: another input has this output\n");
    assert_says(r, "1 converted, 0 skipped, 3 failed");
    assert_tiny_rle("out/in/a.rle");
    scratch_write_text("list", "in/a.pbm\nin/../in/a.bmp\nlink/a.bmp\n");
    r = RUN("compress", "-f", "--files-from=list");
    assert_fails_with(r, 1, "1 converted, 0 skipped, 2 failed");
    assert_tiny_rle("in/a.rle");
    r = RUN("compress", "-f", "--files-from=list", "in/a.bmp");
    assert_fails_with(r, 1, "1 converted, 0 skipped, 3 failed");
    assert_file("in/a.rle", "\1\0\1\0\x81", 5);
}

static void a_directory_in_a_list_fails_alone(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("b.pbm");
    scratch_write_text("list", "in\nmissing.pbm\nb.pbm\n");
    const struct command_result *const r = RUN("compress", "-O", "out", "--files-from=list");
    assert_fails_with(r, 1, "rle127: in: is a directory\n");
    assert_says(r, "rle127: missing.pbm: No such file or directory\n");
    assert_tree("out", "b.rle");
}

static void an_empty_list_is_no_failure(void **state)
{
    (void)state;
    scratch_write_text("list", "\n\n\n");
    assert_fails_with(RUN("compress", "--files-from=list"), 0, "0 converted, 0 skipped, 0 failed");
    assert_fails_with(RUN("verify", "--files-from=/dev/null"), 0, "0 right, 0 failed\n");
    assert_silent(RUN("verify", "-q", "--files-from=list"));
}

static void a_list_must_be_readable(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    const struct command_setup setup = {.stdin_path = "in"};
    assert_one_line(RUN("compress", "--files-from=missing"), 2, "missing", "No such file");
    assert_one_line(RUN("compress", "--files-from=in"), 2, "in", "Is a directory");
    assert_one_line(RUN_AS(&setup, "compress", "-q", "--files-from=-"), 3, "standard input",
                    "Is a directory");
    assert_fails_with(RUN("compress", "--files-from=a", "--files0-from=b"), 2, "only one list");
    assert_tree(".", "in/ in/a.pbm");
}

static void lists_serve_decompress_and_verify_too(void **state)
{
    (void)state;
    tree_write_rle("in/a.rle");
    tree_write_rle("in/b.other");
    scratch_write_text("list", "in/a.rle\nin/b.other\n");
    assert_fails_with(RUN("verify", "--files-from=list"), 0, "2 right, 0 failed\n");
    assert_succeeds(RUN("decompress", "-q", "--to=pbm", "-O", "out", "--files-from=list"));
    assert_tree("out", "in/ in/a.pbm in/b.pbm");
}

/* More than are looked at ahead, and a tree besides. */
static void long_lists_are_done_to_their_end(void **state)
{
    (void)state;
    enum { N_FILES = 2200 };
    FILE *const list = fopen("list", "w");
    assert_non_null(list);
    for (unsigned i = 0; i < N_FILES; i++) {
        char path[32];
        snprintf(path, sizeof path, "in/%u/%u.pbm", i % 7, i);
        tree_write_pbm(path);
        fprintf(list, "%s\n", path);
    }
    fclose(list);
    const struct command_result *const r = RUN("compress", "-O", "out", "--files-from=list");
    assert_fails_with(r, 0, "2200 converted, 0 skipped, 0 failed");
    assert_fails_with(RUN("verify", "out"), 0, "2200 right, 0 failed\n");
    assert_succeeds(RUN("compress", "-qO", "tree", "in"));
    assert_same_trees("tree", "out/in");
}

/* More names than are looked at ahead, from someone who then says nothing more. */
static void a_signal_ends_the_waiting_for_a_list(void **state)
{
    (void)state;
    tree_write_pbm("a.pbm");
    assert_int_equal(mkfifo("list", 0666), 0);
    struct command *const command =
        command_start(NULL, ARGUMENTS("compress", "--files-from=list", "-O", "out"));
    const int fd = open("list", O_WRONLY);
    for (unsigned i = 0; i < 1500; i++) {
        char path[32];
        snprintf(path, sizeof path, "in/%u.pbm", i);
        tree_write_pbm(path);
        assert_int_equal(dprintf(fd, "%s\n", path), strlen(path) + 1);
    }
    while (!scratch_exists("out/in/0.rle"))
        command_sleep(0.01);
    command_sleep(0.2);
    const double start = command_clock();
    assert_int_equal(kill(command_pid(command), SIGINT), 0);
    const struct command_result *const r = command_finish(command);
    assert_true(command_clock() - start < 3);
    assert_died_by(r, SIGINT);
    assert_says(r, "; interrupted\n");
    close(fd);
    assert_no_trace("out/in", "out/in/1499.pbm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(listed_paths_are_kept_below_the_output_directory),
        SCRATCH_TEST(listed_files_are_converted_beside_themselves),
        SCRATCH_TEST(paths_never_lead_out_of_the_output_directory),
        SCRATCH_TEST(names_with_newlines_need_lists_with_nul),
        SCRATCH_TEST(an_entry_with_a_nul_names_nothing),
        SCRATCH_TEST(entries_that_are_too_long_fail_alone),
        SCRATCH_TEST(standard_input_may_be_the_list),
        SCRATCH_TEST(a_dash_in_a_list_is_a_file),
        SCRATCH_TEST(what_is_listed_twice_is_written_once),
        SCRATCH_TEST(a_directory_in_a_list_fails_alone),
        SCRATCH_TEST(an_empty_list_is_no_failure),
        SCRATCH_TEST(a_list_must_be_readable),
        SCRATCH_TEST(lists_serve_decompress_and_verify_too),
        SCRATCH_TEST(long_lists_are_done_to_their_end),
        SCRATCH_TEST(a_signal_ends_the_waiting_for_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
