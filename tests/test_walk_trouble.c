/*
 * src/batch/walk.h: trees that change while they are walked, and what cannot be read.
 */
#define _GNU_SOURCE /* unshare(), seteuid() */
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static void make_tree(void)
{
    scratch_make_directory("in");
    scratch_make_directory("in/d");
    scratch_make_directory("in/e");
    MAKE_FILES("in/a.png", "in/b.png", "in/d/c.png", "in/e/f.png");
}

#define assert_next(walk, text) assert_string_equal(walked_next(walk), (text))

static void a_file_that_is_gone_is_told(void **state)
{
    (void)state;
    make_tree();
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_next(walk, "in:a.png");
    assert_int_equal(unlink("in/b.png"), 0);
    assert_next(walk, "in:b.png!ENOENT");
    assert_next(walk, "in:d/c.png");
    rle127_walk_close(walk);
}

static void a_file_that_became_something_else_is_passed_over(void **state)
{
    (void)state;
    make_tree();
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_next(walk, "in:a.png");
    assert_int_equal(unlink("in/b.png"), 0);
    assert_int_equal(symlink("a.png", "in/b.png"), 0);
    assert_next(walk, "in:b.png?");
    assert_next(walk, "in:d/c.png");
    assert_int_equal(unlink("in/e/f.png"), 0);
    scratch_make_directory("in/e/f.png");
    assert_next(walk, "");
    rle127_walk_close(walk);
}

static void a_directory_that_is_gone_is_told(void **state)
{
    (void)state;
    make_tree();
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_next(walk, "in:a.png");
    assert_int_equal(unlink("in/d/c.png"), 0);
    assert_int_equal(rmdir("in/d"), 0);
    assert_next(walk, "in:b.png");
    assert_next(walk, "in:d!ENOENT");
    assert_next(walk, "in:e/f.png");
    assert_next(walk, "");
    rle127_walk_close(walk);
}

static void a_directory_that_became_a_link_is_not_entered(void **state)
{
    (void)state;
    make_tree();
    scratch_make_directory("outside");
    MAKE_FILES("outside/secret.png");
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_next(walk, "in:a.png");
    assert_int_equal(rename("in/d", "d"), 0);
    assert_int_equal(symlink("../outside", "in/d"), 0);
    assert_next(walk, "in:b.png");
    assert_next(walk, "in:d!ENOTDIR");
    assert_next(walk, "in:e/f.png");
    rle127_walk_close(walk);
}

static void a_directory_that_is_replaced_while_it_is_walked_stays_the_same(void **state)
{
    (void)state;
    make_tree();
    scratch_make_directory("other");
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_next(walk, "in:a.png");
    assert_int_equal(rename("in", "moved"), 0);
    assert_int_equal(rename("other", "in"), 0);
    assert_next(walk, "in:b.png");
    assert_next(walk, "in:d/c.png");
    assert_next(walk, "in:e/f.png");
    rle127_walk_close(walk);
}

static void new_files_do_not_disturb_a_walk(void **state)
{
    (void)state;
    make_tree();
    struct rle127_walk *const walk = walked_open(&(char *){"in"});
    assert_next(walk, "in:a.png");
    MAKE_FILES("in/aa.png", "in/a.bmp", "in/d/d.png");
    assert_next(walk, "in:b.png");
    assert_next(walk, "in:d/c.png");
    assert_next(walk, "in:d/d.png");
    rle127_walk_close(walk);
}

static void a_missing_argument_is_told(void **state)
{
    (void)state;
    make_tree();
    assert_string_equal(WALK("none", "in/a.png/x", "in/e"),
                        "none!ENOENT in/a.png/x!ENOTDIR in/e:f.png");
}

/* As somebody who is not root. */
static const char *walk_as_nobody(void)
{
    const bool was_root = geteuid() == 0;
    assert_int_equal(chmod(".", 0755), 0);
    assert_true(!was_root || seteuid(NOBODY) == 0);
    const char *const text = WALK("in/d", "in");
    assert_true(!was_root || seteuid(0) == 0);
    return text;
}

static void a_directory_that_may_not_be_read_is_told(void **state)
{
    (void)state;
    make_tree();
    assert_int_equal(chmod("in/d", 0), 0);
    assert_string_equal(walk_as_nobody(), "in/d:!EACCES in:a.png in:b.png in:d!EACCES in:e/f.png");
}

static void files_of_a_directory_that_may_not_be_searched_are_told(void **state)
{
    (void)state;
    make_tree();
    assert_int_equal(chmod("in/d", 0444), 0);
    assert_string_equal(walk_as_nobody(), "in/d:c.png!EACCES in:a.png in:b.png in:d/c.png!EACCES "
                                          "in:e/f.png");
}

static bool mount_in_itself(void)
{
    return mount("in", "in/d", NULL, MS_BIND, NULL) == 0;
}

/* The roots of file systems of one kind have one inode number. */
static bool mount_two(void)
{
    if (mount("none", "in/d", "tmpfs", 0, NULL) != 0 ||
        mount("none", "in/e", "tmpfs", 0, NULL) != 0)
        return false;
    MAKE_FILES("in/d/1.png", "in/e/2.png");
    return true;
}

/* In a process of its own, whose mounts end with it. Exits with 77 where it may not mount. */
static void walk_mounts(bool (*mount_some)(void), const char *expected)
{
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        !mount_some())
        _exit(77);
    const char *const text = WALK("in");
    const bool is_right = strcmp(text, expected) == 0;
    if (!is_right)
        print_error("%s\n", text);
    _exit(!is_right);
}

static void check_mounts(bool (*mount_some)(void), const char *expected)
{
    int status;
    make_tree();
    const pid_t child = fork();
    if (child == 0)
        walk_mounts(mount_some, expected);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_directory_that_is_mounted_in_itself_is_visited_once(void **state)
{
    (void)state;
    check_mounts(mount_in_itself, "in:a.png in:b.png in:d? in:e/f.png");
}

static void directories_of_two_file_systems_are_told_apart(void **state)
{
    (void)state;
    check_mounts(mount_two, "in:a.png in:b.png in:d/1.png in:e/2.png");
}

static int count_descriptors(void)
{
    const int fd = dup(0);
    close(fd);
    return fd;
}

static void a_walk_that_is_given_up_leaves_nothing_open(void **state)
{
    (void)state;
    make_tree();
    const int before = count_descriptors();
    for (unsigned n = 0; n < 6; n++) {
        struct rle127_walk *const walk = walked_open(&(char *){"in"});
        for (unsigned i = 0; i < n; i++)
            walked_next(walk);
        rle127_walk_close(walk);
        assert_int_equal(count_descriptors(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_file_that_is_gone_is_told),
        SCRATCH_TEST(a_file_that_became_something_else_is_passed_over),
        SCRATCH_TEST(a_directory_that_is_gone_is_told),
        SCRATCH_TEST(a_directory_that_became_a_link_is_not_entered),
        SCRATCH_TEST(a_directory_that_is_replaced_while_it_is_walked_stays_the_same),
        SCRATCH_TEST(new_files_do_not_disturb_a_walk),
        SCRATCH_TEST(a_missing_argument_is_told),
        SCRATCH_TEST(a_directory_that_may_not_be_read_is_told),
        SCRATCH_TEST(files_of_a_directory_that_may_not_be_searched_are_told),
        SCRATCH_TEST(a_directory_that_is_mounted_in_itself_is_visited_once),
        SCRATCH_TEST(directories_of_two_file_systems_are_told_apart),
        SCRATCH_TEST(a_walk_that_is_given_up_leaves_nothing_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
