/*
 * Directories as inputs: what is taken, what it becomes, which name it gets, what is said.
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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define assert_tiny_rle(path)     assert_file((path), PAGE_TINY_RLE, PAGE_TINY_BYTES)
#define assert_says(result, text) assert_non_null(strstr((result)->err, (text)))

static void a_tree_becomes_a_tree_of_the_same_paths(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.v2.pbm");
    tree_write_pbm("in/sub/deep/c");
    tree_write_pbm("in/.hidden/.d.pbm");
    tree_make("in/empty");
    const struct command_result *const r = RUN("compress", "-O", "out", "in/");
    assert_fails_with(r, 0, "4 converted, 0 skipped, 0 failed, 44 bytes -> 32 bytes (0.727), ");
    assert_tree("out", ".hidden/ .hidden/.d.rle a.rle sub/ sub/b.v2.rle sub/deep/ sub/deep/c.rle");
    assert_tiny_rle("out/sub/deep/c.rle");
    assert_exit(RUN("decompress", "--to=pbm", "-qO", "back", "out"), 0);
    assert_tree("back", ".hidden/ .hidden/.d.pbm a.pbm sub/ sub/b.v2.pbm sub/deep/ "
                        "sub/deep/c.pbm");
    assert_file("back/sub/b.v2.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

static void a_directory_needs_a_directory_of_outputs(void **state)
{
    (void)state;
    tree_write_pbm("a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_rle("in/c.rle");
    assert_one_line(RUN("compress", "a.pbm", "in"), 2, "in", "is a directory: -O DIR");
    assert_one_line(RUN("decompress", "in"), 2, "in", "-O DIR");
    assert_one_line(RUN("compress", "-n", "in"), 2, "in", "-O DIR");
    assert_one_line(RUN("compress", "-c", "in"), 2, "in", "-O DIR");
    assert_one_line(RUN("compress", "-o", "x.rle", "in"), 2, "in", "-O DIR");
    assert_one_line(RUN("info", "in"), 2, "in", "is a directory");
    assert_exit(RUN("compare", "a.pbm", "in"), 2);
    assert_tree(".", "a.pbm in/ in/b.pbm in/c.rle");
}

/* By content; a suffix is a promise that must be kept. */
static void compress_takes_what_is_an_image(void **state)
{
    (void)state;
    tree_write_pbm("in/image-by-content");
    tree_write_pbm("in/wrong-suffix.bmp");
    tree_write_pbm("in/old.rle");
    tree_write_text("in/readme.txt", "words");
    tree_write_text("in/nothing", "");
    tree_write_text("in/false.png", "words");
    const struct command_result *const r = RUN("compress", "-O", "out", "in");
    assert_fails_with(r, 1, "rle127: in/false.png: ");
    assert_says(r, "2 converted, 3 skipped, 1 failed, ");
    assert_null(strstr(r->err, "readme"));
    assert_tree("out", "image-by-content.rle wrong-suffix.rle");
    const struct command_result *const loud = RUN("compress", "-fvO", "out", "in");
    assert_fails_with(loud, 1, "rle127: in/readme.txt: skipped: not an image\n");
    assert_says(loud, "rle127: in/image-by-content: -> out/image-by-content.rle: 9 x 2 pixels");
}

static void what_is_named_is_never_passed_over_for_its_content(void **state)
{
    (void)state;
    tree_write_pbm("good.pbm");
    tree_write_text("readme.txt", "words");
    const struct command_result *const r = RUN("compress", "-qO", "out", "readme.txt", "good.pbm");
    assert_one_line(r, 1, "readme.txt", "");
    assert_tree("out", "good.rle");
}

static void decompress_and_verify_take_rle_alone(void **state)
{
    (void)state;
    tree_write_rle("in/a.rle");
    tree_write_rle("in/sub/B.RLE");
    tree_write_rle("in/c.other");
    tree_write_pbm("in/d.pbm");
    tree_write_text("in/e.rle", "\1\0");
    const struct command_result *r = RUN("decompress", "--to=pbm", "-O", "out", "in");
    assert_fails_with(r, 1, "rle127: in/e.rle: ");
    assert_says(r, "2 converted, 0 skipped, 1 failed, ");
    assert_tree("out", "a.pbm sub/ sub/B.pbm");
    r = RUN("verify", "in");
    assert_fails_with(r, 1, "rle127: in/e.rle: ");
    assert_says(r, "2 right, 1 failed\n");
    assert_int_equal(remove("in/e.rle"), 0);
    assert_fails_with(RUN("verify", "in"), 0, "2 right, 0 failed\n");
    assert_silent(RUN("verify", "-q", "in"));
}

static void verify_canonical_looks_into_directories(void **state)
{
    (void)state;
    tree_write_rle("in/a.rle");
    tree_write("in/sub/loose.rle", "\2\0\1\0\x81\x81", 6);
    assert_succeeds(RUN("verify", "in"));
    const struct command_result *const r = RUN("verify", "--canonical", "in");
    assert_fails_with(r, 1, "rle127: in/sub/loose.rle: not canonical: ");
    assert_says(r, "1 right, 1 failed\n");
}

static void a_directory_without_files_is_no_failure(void **state)
{
    (void)state;
    tree_make("in/empty");
    assert_fails_with(RUN("compress", "-vO", "out", "in"), 0, "0 converted, 0 skipped, 0 failed");
    assert_succeeds(RUN("verify", "in"));
    assert_tree("out", "");
}

static void files_that_meet_fail_and_neither_is_written(void **state)
{
    (void)state;
    static const char *const pools[] = {"process", "thread", "serial"};
    tree_write_pbm("in/sub/a.bmp");
    tree_write_pbm("in/sub/a.pbm");
    tree_write_text("in/sub/a.txt", "words");
    tree_write_pbm("in/a.pbm");
    tree_write_text("in/a.txt", "words");
    for (size_t i = 0; i < 3; i++) {
        char output[8];
        snprintf(output, sizeof output, "out%zu", i);
        const struct command_result *const r =
            RUN("compress", "--image-pool", pools[i], "-fO", output, "in");
        assert_fails_with(r, 1, "rle127: in/sub/a.bmp: has the same output as a.pbm\n");
        assert_says(r, "rle127: in/sub/a.pbm: has the same output as a.bmp\n");
        assert_says(r, "1 converted, 2 skipped, 2 failed, ");
        assert_tree(output, "a.rle");
    }
    assert_tiny_rle("out2/a.rle");
}

/* One is done, the other fails: the last writer never wins. */
static void inputs_of_several_trees_that_meet_are_written_once(void **state)
{
    (void)state;
    tree_write_pbm("one/a.pbm");
    tree_write("two/a.pbm", "P4\n1 1\n\0", 8);
    tree_write_text("one/b.txt", "words");
    tree_write_pbm("two/b.pbm");
    const struct command_result *const r = RUN("compress", "-fO", "out", "one", "two");
    assert_fails_with(r, 1, "rle127: two/a.pbm: out/a.rle: another input has this output\n");
    assert_says(r, "2 converted, 1 skipped, 1 failed");
    assert_tiny_rle("out/a.rle");
    assert_tiny_rle("out/b.rle");
}

static void a_file_and_its_directory_are_done_once(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    const struct command_result *const r = RUN("compress", "-O", "out", "in/a.pbm", "in");
    assert_fails_with(r, 1, "rle127: in/a.pbm: out/a.rle: another input has this output\n");
    assert_tree("out", "a.rle b.rle");
}

static void a_directory_that_is_named_twice_is_visited_once(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    assert_int_equal(symlink("in", "link"), 0);
    const struct command_result *const r = RUN("compress", "-O", "out", "in", "in/.", "link");
    assert_fails_with(r, 0, "2 converted, 2 skipped, 0 failed");
    assert_tree("out", "a.rle sub/ sub/b.rle");
    assert_fails_with(RUN("verify", "out", "out/sub"), 0, "3 right, 0 failed\n");
}

static void links_in_a_tree_are_not_followed(void **state)
{
    (void)state;
    tree_write_pbm("outside/secret.pbm");
    tree_write_pbm("in/a.pbm");
    assert_int_equal(symlink("../outside/secret.pbm", "in/file.pbm") |
                         symlink("../outside", "in/directory") | symlink(".", "in/loop") |
                         symlink("missing", "in/dangling.pbm") | link("in/a.pbm", "in/hard.pbm"),
                     0);
    const struct command_result *const r = RUN("compress", "-O", "out", "in");
    assert_fails_with(r, 0, "2 converted, 4 skipped, 0 failed");
    assert_tree("out", "a.rle hard.rle");
    assert_int_equal(symlink("in", "named"), 0);
    assert_fails_with(RUN("compress", "-O", "again", "named"), 0, "2 converted");
    assert_one_line(RUN("compress", "-qO", "again", "in/dangling.pbm"), 1, "in/dangling.pbm",
                    "No such file");
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

/* Also such that a suffix makes look like images. */
static void special_files_in_a_tree_are_not_opened(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    assert_int_equal(mkfifo("in/fifo.pbm", 0666) | mkfifo("in/fifo.rle", 0666), 0);
    make_socket("in/socket.pbm");
    const struct command_result *r = RUN("compress", "-O", "out", "in");
    assert_fails_with(r, 0, "1 converted, 3 skipped, 0 failed");
    r = RUN("compress", "-O", "out", "in/fifo.pbm", "in/socket.pbm");
    assert_fails_with(r, 0, "0 converted, 2 skipped, 0 failed");
    assert_says(r, "rle127: in/fifo.pbm: skipped: not a regular file");
    assert_succeeds(RUN("verify", "in"));
}

static void an_output_that_exists_is_kept(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    tree_write_text("out/sub/b.rle", "old");
    const struct command_result *r = RUN("compress", "-O", "out", "in");
    assert_fails_with(r, 1, "rle127: in/sub/b.pbm: out/sub/b.rle: exists (-f overwrites)\n");
    assert_says(r, "1 converted, 0 skipped, 1 failed");
    assert_file_text("out/sub/b.rle", "old");
    assert_exit(RUN("compress", "-qfO", "out", "in"), 0);
    assert_tiny_rle("out/sub/b.rle");
}

/* A file where a directory is needed, and a directory where a file is. */
static void outputs_of_the_wrong_kind_are_failures(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_pbm("in/sub/c.pbm");
    tree_make("out/a.rle");
    tree_write_text("out/sub", "a file");
    const struct command_result *const r = RUN("compress", "-fO", "out", "in");
    assert_fails_with(r, 1, "rle127: in/a.pbm: out/a.rle: is a directory\n");
    assert_says(r, "rle127: in/sub/c.pbm: out/sub/c.rle: ");
    assert_says(r, "1 converted, 0 skipped, 2 failed");
    assert_tree("out", "a.rle/ b.rle sub");
    assert_file_text("out/sub", "a file");
}

static void a_dry_run_says_and_touches_nothing(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    tree_write_text("in/bad.pbm", "words");
    tree_write_text("there/a.rle", "old");
    const struct command_result *r = RUN("compress", "-n", "-O", "out/deep", "in");
    assert_fails_with(r, 1, "rle127: in/a.pbm: would become out/deep/a.rle (9 x 2 pixels)\n");
    assert_says(r, "rle127: in/sub/b.pbm: would become out/deep/sub/b.rle (9 x 2 pixels)\n");
    assert_says(r, "rle127: in/bad.pbm: ");
    r = RUN("compress", "-n", "-O", "there", "in");
    assert_fails_with(r, 1, "rle127: in/a.pbm: there/a.rle: exists");
    assert_says(r, "rle127: in/sub/b.pbm: would become there/sub/b.rle");
    assert_says(RUN("compress", "-nf", "-O", "there", "in"), "in/a.pbm: would become");
    assert_fails_with(RUN("compress", "-n", "-O", "in/a.pbm", "in"), 3, "rle127: in/a.pbm: ");
    assert_tree(".", "in/ in/a.pbm in/bad.pbm in/sub/ in/sub/b.pbm there/ there/a.rle");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_tree_becomes_a_tree_of_the_same_paths),
        SCRATCH_TEST(a_directory_needs_a_directory_of_outputs),
        SCRATCH_TEST(compress_takes_what_is_an_image),
        SCRATCH_TEST(what_is_named_is_never_passed_over_for_its_content),
        SCRATCH_TEST(decompress_and_verify_take_rle_alone),
        SCRATCH_TEST(verify_canonical_looks_into_directories),
        SCRATCH_TEST(a_directory_without_files_is_no_failure),
        SCRATCH_TEST(files_that_meet_fail_and_neither_is_written),
        SCRATCH_TEST(inputs_of_several_trees_that_meet_are_written_once),
        SCRATCH_TEST(a_file_and_its_directory_are_done_once),
        SCRATCH_TEST(a_directory_that_is_named_twice_is_visited_once),
        SCRATCH_TEST(links_in_a_tree_are_not_followed),
        SCRATCH_TEST(special_files_in_a_tree_are_not_opened),
        SCRATCH_TEST(an_output_that_exists_is_kept),
        SCRATCH_TEST(outputs_of_the_wrong_kind_are_failures),
        SCRATCH_TEST(a_dry_run_says_and_touches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
