/*
 * Trees that are changed while they are read, that have odd names or are very deep, and outputs
 * that might lie where they must not.
 */
#define _XOPEN_SOURCE 700 /* nanoseconds of times */
#include "command.h"
#include "conditions.h"
#include "pages.h"
#include "scratch.h"
#include "tests.h"
#include "trees.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define assert_tiny_rle(path)     assert_file((path), PAGE_TINY_RLE, PAGE_TINY_BYTES)
#define assert_says(result, text) assert_non_null(strstr((result)->err, (text)))

/* A black page that keeps a worker busy for a moment and, as the largest file, comes first. */
static void write_plug(const char *path)
{
    static const char head[] = "P4\n65535 65535\n";
    tree_write_text(path, head);
    assert_int_equal(truncate(path, (off_t)strlen(head) + 65535L * 8192), 0);
}

/* The run is in the middle of the plug, and all that was to be found has been found. */
static struct command *start_with_plug(const char *pool)
{
    struct command *const command =
        command_start(NULL, ARGUMENTS("compress", "-j1", "--image-pool", pool, "-O", "out", "in"));
    scratch_wait_for_temporaries("out", 1);
    return command;
}

static void an_output_directory_that_becomes_a_link_leads_nowhere(void **state)
{
    (void)state;
    static const char *const pools[] = {"process", "thread"};
    write_plug("in/plug.pbm");
    tree_write_pbm("in/sub/a.pbm");
    tree_write_pbm("in/z/b.pbm");
    tree_make("outside");
    for (size_t i = 0; i < 2; i++) {
        tree_make("out/sub");
        struct command *const command = start_with_plug(pools[i]);
        assert_int_equal(rename("out/sub", "moved") | symlink("../outside", "out/sub"), 0);
        const struct command_result *const r = command_finish(command);
        assert_fails_with(r, 1, "rle127: in/sub/a.pbm: out/sub/a.rle: ");
        assert_says(r, "2 converted, 0 skipped, 1 failed");
        assert_tree("outside", "");
        assert_tree("moved", "");
        assert_int_equal(unlink("out/sub") | remove("moved") | remove("out/plug.rle") |
                             remove("out/z/b.rle"),
                         0);
    }
}

static void an_input_directory_that_becomes_a_link_is_not_entered(void **state)
{
    (void)state;
    write_plug("in/plug.pbm");
    tree_write_pbm("in/sub/a.pbm");
    tree_write("outside/a.pbm", "P4\n1 1\n\0", 8);
    tree_make("out");
    struct command *const command = start_with_plug("process");
    assert_int_equal(rename("in/sub", "moved") | symlink("../outside", "in/sub"), 0);
    assert_fails_with(command_finish(command), 1, "rle127: in/sub/a.pbm: ");
    assert_false(scratch_exists("out/sub/a.rle"));
}

static void files_that_vanish_or_change_fail_alone(void **state)
{
    (void)state;
    write_plug("in/plug.pbm");
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_pbm("in/c.pbm");
    tree_make("out");
    struct command *const command = start_with_plug("process");
    assert_int_equal(remove("in/a.pbm") | remove("in/b.pbm") | symlink("c.pbm", "in/b.pbm"), 0);
    const int fd = open("in/plug.pbm", O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, "more", 4), 4);
    close(fd);
    const struct command_result *const r = command_finish(command);
    assert_fails_with(r, 1, "rle127: in/a.pbm: No such file or directory\n");
    assert_says(r, "rle127: in/b.pbm: was replaced by a link\n");
    assert_says(r, "rle127: in/plug.pbm: changed while reading\n");
    assert_tree("out", "c.rle");
}

/* Replaces directories by links and back, for as long as it is left alive. */
static pid_t start_swapping(const char *directory, const char *target)
{
    const pid_t pid = fork();
    if (pid != 0)
        return pid;
    for (;;) {
        if (rename(directory, "aside") == 0 && symlink(target, directory) == 0)
            unlink(directory);
        if (rename("aside", directory) != 0 && errno != ENOENT)
            rename(directory, "in-between");
    }
}

static void write_many(const char *directory, unsigned n_files)
{
    char path[64];
    for (unsigned i = 0; i < n_files; i++) {
        snprintf(path, sizeof path, "%s/%u.pbm", directory, i);
        tree_write_pbm(path);
    }
}

static void swapped_directories_let_nothing_out(void **state)
{
    (void)state;
    const unsigned n_runs = getenv("RLE127_LONG") ? 200 : 8;
    write_many("in/sub", 300);
    tree_make("outside");
    for (unsigned i = 0; i < n_runs; i++) {
        tree_make("out/sub");
        const pid_t pid = start_swapping("out/sub", "../outside");
        const struct command_result *const r = RUN("compress", "-j2", "-qfO", "out", "in");
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        assert_in_range(r->exit_code, 0, 3);
        assert_tree("outside", "");
        unlink("out/sub"); /* where it is the link at the moment */
        rename("aside", "out/sub");
    }
}

static void outputs_inside_the_input_are_not_read_again(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    assert_fails_with(RUN("compress", "-O", "in/out", "in"), 0, "2 converted, 1 skipped");
    assert_tree("in", "a.pbm out/ out/a.rle out/sub/ out/sub/b.rle sub/ sub/b.pbm");
    tree_write_pbm("in/out/own.pbm");
    assert_fails_with(RUN("compress", "-fO", "in/out", "in"), 0, "2 converted, 1 skipped");
    assert_fails_with(RUN("decompress", "--to=pbm", "-O", "in/sub/back", "in"), 0, "2 converted");
    assert_tree("in/sub/back", "out/ out/a.pbm out/sub/ out/sub/b.pbm");
}

static void outputs_may_lie_beside_the_inputs(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/sub/b.pbm");
    assert_fails_with(RUN("compress", "-O", "in", "in"), 0, "2 converted, 0 skipped");
    assert_tree("in", "a.pbm a.rle sub/ sub/b.pbm sub/b.rle");
    assert_fails_with(RUN("decompress", "--to=pbm", "-O", ".", "in"), 0, "2 converted");
    assert_tree(".",
                "a.pbm in/ in/a.pbm in/a.rle in/sub/ in/sub/b.pbm in/sub/b.rle sub/ sub/b.pbm");
}

/* An image that has the suffix of outputs, or is linked to one. */
static void an_input_is_never_its_own_output(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_make("out");
    assert_int_equal(link("in/a.pbm", "out/a.rle") | symlink("../in/b.pbm", "out/b.rle"), 0);
    const struct command_result *const r = RUN("compress", "-fO", "out", "in");
    assert_fails_with(r, 1, "rle127: in/a.pbm: out/a.rle: is the input itself\n");
    assert_says(r, "rle127: in/b.pbm: out/b.rle: is the input itself\n");
    assert_file("in/a.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
    assert_file("in/b.pbm", PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1);
}

static void a_link_in_place_of_an_output_is_replaced(void **state)
{
    (void)state;
    tree_write_pbm("in/sub/a.pbm");
    tree_write_text("victim", "old");
    tree_make("out/sub");
    assert_int_equal(symlink("../../victim", "out/sub/a.rle"), 0);
    assert_fails_with(RUN("compress", "-O", "out", "in"), 1, "exists (-f overwrites)");
    assert_succeeds(RUN("compress", "-fO", "out", "in"));
    assert_file_text("victim", "old");
    assert_tiny_rle("out/sub/a.rle");
}

static void odd_names_in_trees_work_and_are_escaped(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"new\nline", "new\\x0aline"},
        {"\x1b[31mred", "\\x1b[31mred"},
        {"quo\"te's", "quo\"te's"},
        {"-f", "-f"},
        {" ", " "},
        {"f\xFC"
         "r",
         "f\xFC"
         "r"},
        {"%s%n", "%s%n"},
        {"...", "..."},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char good[64], bad[64], output[64], expected[96];
        snprintf(good, sizeof good, "in/%s/%s.pbm", names[i][0], names[i][0]);
        snprintf(bad, sizeof bad, "in/%s/bad.pbm", names[i][0]);
        snprintf(output, sizeof output, "out/%s/%s.rle", names[i][0], names[i][0]);
        snprintf(expected, sizeof expected, "rle127: in/%s/bad.pbm: ", names[i][1]);
        tree_write_pbm(good);
        tree_write_text(bad, "words");
        assert_fails_with(RUN("compress", "-fO", "out", "in"), 1, expected);
        assert_tiny_rle(output);
    }
}

static void names_as_long_as_they_can_be_work(void **state)
{
    (void)state;
    char directory[256] = "", stem[252] = "", whole[256] = "", path[600];
    memset(directory, 'd', 255);
    memset(stem, 's', 251);
    memset(whole, 'w', 255);
    snprintf(path, sizeof path, "in/%s/%s.pbm", directory, stem);
    tree_write_pbm(path);
    snprintf(path, sizeof path, "in/%s/%s", directory, whole); /* its output would have 259 */
    tree_write_pbm(path);
    const struct command_result *const r = RUN("compress", "-O", "out", "in");
    assert_fails_with(r, 1, "File name too long\n");
    assert_says(r, "1 converted, 0 skipped, 1 failed");
    snprintf(path, sizeof path, "out/%s/%s.rle", directory, stem);
    assert_tiny_rle(path);
}

/* A chain of directories whose path is longer than any call takes; in the last one a file. */
static void make_chain(const char *root, unsigned depth, const char *name)
{
    scratch_make_directory(root);
    int fd = open(root, O_RDONLY | O_DIRECTORY);
    for (unsigned i = 0; i < depth; i++) {
        assert_int_equal(mkdirat(fd, name, 0777), 0);
        const int next = openat(fd, name, O_RDONLY | O_DIRECTORY);
        close(fd);
        fd = next;
    }
    const int file = openat(fd, "a.pbm", O_WRONLY | O_CREAT, 0666);
    assert_int_equal(write(file, PAGE_TINY_PBM, sizeof PAGE_TINY_PBM - 1),
                     sizeof PAGE_TINY_PBM - 1);
    close(file);
    close(fd);
}

static bool chain_has(const char *root, unsigned depth, const char *name, const char *file)
{
    int fd = open(root, O_RDONLY | O_DIRECTORY);
    for (unsigned i = 0; i < depth && fd >= 0; i++) {
        const int next = openat(fd, name, O_RDONLY | O_DIRECTORY);
        close(fd);
        fd = next;
    }
    const bool is_there = fd >= 0 && faccessat(fd, file, F_OK, 0) == 0;
    if (fd >= 0)
        close(fd);
    return is_there;
}

static void check_chain(unsigned depth, const char *name)
{
    make_chain("in", depth, name);
    const struct command_result *const r = RUN("compress", "-O", "out", "in");
    const bool is_there = chain_has("out", depth, name, "a.rle");
    const int verified = RUN("verify", "out")->exit_code;
    assert_int_equal(system("rm -rf in out"), 0);
    assert_fails_with(r, 0, "1 converted, 0 skipped, 0 failed");
    assert_true(is_there && verified == 0);
}

static void trees_may_be_very_deep(void **state)
{
    (void)state;
    check_chain(1000, "d");
    check_chain(1000, "a-directory-with-a-name"); /* 24,000 bytes of path */
}

static void what_cannot_be_read_fails_and_the_rest_is_done(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/closed/b.pbm");
    tree_write_pbm("in/sub/c.pbm");
    tree_write_pbm("in/sub/d.pbm");
    tree_write_pbm("list-only/e.pbm");
    assert_int_equal(chmod("in/closed", 0) | chmod("in/sub/d.pbm", 0) | chmod("list-only", 0744),
                     0);
    const struct command_result *const r =
        condition_run_bound(ARGUMENTS("compress", "-O", "out", "in", "list-only"), true);
    assert_fails_with(r, 1, "rle127: in/closed: Permission denied\n");
    assert_says(r, "rle127: in/sub/d.pbm: Permission denied\n");
    assert_says(r, "rle127: list-only/e.pbm: Permission denied\n");
    assert_says(r, "2 converted, 0 skipped, 3 failed");
    assert_tree("out", "a.rle sub/ sub/c.rle");
    assert_int_equal(chmod("in", 0), 0);
    assert_one_line(condition_run_bound(ARGUMENTS("verify", "-q", "in"), true), 1, "in",
                    "Permission denied");
}

static void an_output_tree_that_cannot_be_written_is_told_before_work(void **state)
{
    (void)state;
    tree_write_pbm("in/a.pbm");
    tree_make("out");
    assert_int_equal(chmod("out", 0555), 0);
    assert_one_line(condition_run_bound(ARGUMENTS("compress", "-O", "out", "in"), true), 3, "out",
                    "Permission denied");
    assert_one_line(condition_run_bound(ARGUMENTS("compress", "-O", "in/a.pbm", "in"), true), 3,
                    "in/a.pbm", "Not a directory");
}

static void check_mode(const char *path, mode_t mode)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 07777, mode);
}

/* Read-only inputs, set-user-id bits and times that cannot be. */
static void modes_and_times_of_inputs_do_no_harm(void **state)
{
    (void)state;
    const struct timespec past[2] = {{.tv_sec = -5}, {.tv_sec = -1000000}};
    const struct timespec future[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
    tree_write_pbm("in/a.pbm");
    tree_write_pbm("in/b.pbm");
    tree_write_pbm("in/c.pbm");
    assert_int_equal(chmod("in/a.pbm", 0444) | chmod("in/b.pbm", 06755) | chmod("in/c.pbm", 0600) |
                         utimensat(AT_FDCWD, "in/a.pbm", past, 0) |
                         utimensat(AT_FDCWD, "in/b.pbm", future, 0) | chmod("in", 0555),
                     0);
    const mode_t mask = umask(027);
    assert_succeeds(condition_run_bound(
        ARGUMENTS("compress", "-j1", "-O", "out", "in/a.pbm", "in/b.pbm"), true));
    assert_succeeds(RUN("compress", "-fO", "out", "in"));
    umask(mask);
    check_mode("out/a.rle", 0440);
    check_mode("out/b.rle", 0640);
    check_mode("out/c.rle", 0600);
    assert_tiny_rle("out/b.rle");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_output_directory_that_becomes_a_link_leads_nowhere),
        SCRATCH_TEST(an_input_directory_that_becomes_a_link_is_not_entered),
        SCRATCH_TEST(files_that_vanish_or_change_fail_alone),
        SCRATCH_TEST(swapped_directories_let_nothing_out),
        SCRATCH_TEST(outputs_inside_the_input_are_not_read_again),
        SCRATCH_TEST(outputs_may_lie_beside_the_inputs),
        SCRATCH_TEST(an_input_is_never_its_own_output),
        SCRATCH_TEST(a_link_in_place_of_an_output_is_replaced),
        SCRATCH_TEST(odd_names_in_trees_work_and_are_escaped),
        SCRATCH_TEST(names_as_long_as_they_can_be_work),
        SCRATCH_TEST(trees_may_be_very_deep),
        SCRATCH_TEST(what_cannot_be_read_fails_and_the_rest_is_done),
        SCRATCH_TEST(an_output_tree_that_cannot_be_written_is_told_before_work),
        SCRATCH_TEST(modes_and_times_of_inputs_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
