/*
 * src/batch/beneath.h: directories below a root, at any depth, and never elsewhere.
 */
#include "beneath.h"
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct rle127_beneath beneath;

static int enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    scratch_make_directory("root");
    rle127_beneath_init(&beneath, open("root", O_RDONLY | O_DIRECTORY));
    return beneath.root_fd < 0;
}

static int leave(void **state)
{
    rle127_beneath_close(&beneath);
    assert_int_equal(close(beneath.root_fd), 0);
    return scratch_leave(state);
}

#define BENEATH_TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

static int open_below(const char *path, bool makes)
{
    return rle127_beneath_open(&beneath, path, strlen(path), makes);
}

/* `real` is the same directory by a path of its own. */
static void check_opens(const char *path, const char *real)
{
    struct stat here, there;
    assert_int_equal(fstat(open_below(path, false), &here), 0);
    assert_int_equal(stat(real, &there), 0);
    assert_int_equal(here.st_ino, there.st_ino);
}

static void check_fails(const char *path, bool makes, int error)
{
    errno = 0;
    assert_int_equal(open_below(path, makes), -1);
    assert_int_equal(errno, error);
}

static void make_tree(void)
{
    assert_true(open_below("a/b/c", true) >= 0);
    assert_true(open_below("a/bc", true) >= 0);
    assert_true(open_below("d", true) >= 0);
}

static void the_root_is_the_callers(void **state)
{
    (void)state;
    assert_int_equal(open_below("", false), beneath.root_fd);
    make_tree();
    assert_int_equal(open_below("", false), beneath.root_fd);
}

static void directories_are_opened_in_any_order(void **state)
{
    (void)state;
    static const char *const paths[] = {"a", "a/b", "a/b/c", "a/bc", "d", ""};
    const size_t n = sizeof paths / sizeof *paths;
    make_tree();
    for (size_t i = 0; i < n * n * n; i++) {
        char real[64];
        const char *const path = paths[i % n];
        const char *const next = paths[i / n % n], *const last = paths[i / n / n];
        snprintf(real, sizeof real, "root/%s", path);
        check_opens(path, real);
        snprintf(real, sizeof real, "root/%s", next);
        check_opens(next, real);
        snprintf(real, sizeof real, "root/%s", last);
        check_opens(last, real);
    }
}

static void the_directory_in_hand_is_not_opened_again(void **state)
{
    (void)state;
    make_tree();
    const int fd = open_below("a/b", false);
    assert_int_equal(rename("root/a", "root/moved"), 0);
    assert_int_equal(open_below("a/b", false), fd);
    check_opens("a/b/c", "root/moved/b/c");
    check_fails("a/bc", false, ENOENT);
}

static void what_is_missing_is_made_only_where_asked_for(void **state)
{
    (void)state;
    check_fails("a/b", false, ENOENT);
    assert_listing("root", "");
    assert_true(open_below("a/b", true) >= 0);
    assert_listing("root", "a");
    assert_listing("root/a", "b");
}

static void a_directory_is_made_with_the_rights_that_the_umask_leaves(void **state)
{
    (void)state;
    struct stat found;
    const mode_t mask = umask(027);
    assert_int_equal(fstat(open_below("a", true), &found), 0);
    umask(mask);
    assert_int_equal(found.st_mode & 07777, 0750);
}

static void a_link_is_never_followed(void **state)
{
    (void)state;
    scratch_make_directory("outside");
    scratch_make_directory("outside/a");
    scratch_make_directory("root/a");
    assert_int_equal(symlink("../outside", "root/link"), 0);
    assert_int_equal(symlink("a", "root/inside"), 0);
    assert_int_equal(symlink("nowhere", "root/dangling"), 0);
    check_fails("link", true, ENOTDIR);
    check_fails("link/a", true, ENOTDIR);
    check_fails("inside", true, ENOTDIR);
    check_fails("dangling/b", true, ENOTDIR);
    assert_listing("outside", "a");
    assert_listing("outside/a", "");
}

static void the_way_up_is_never_taken(void **state)
{
    (void)state;
    scratch_make_directory("root/a");
    check_fails("..", true, EXDEV);
    check_fails("a/..", true, EXDEV);
    check_fails("a/../../b", true, EXDEV);
    assert_listing(".", "root");
    assert_true(open_below("..a", true) >= 0);
}

static void after_a_failure_others_are_opened(void **state)
{
    (void)state;
    make_tree();
    scratch_write_text("root/a/file", "");
    check_fails("a/file", true, ENOTDIR);
    check_fails("a/file/b", true, ENOTDIR);
    check_fails("a/b/none/c", false, ENOENT);
    check_opens("a/b", "root/a/b");
    check_opens("a/b/c", "root/a/b/c");
    check_opens("d", "root/d");
}

static void no_descriptor_is_left_open(void **state)
{
    (void)state;
    make_tree();
    const int before = dup(0);
    close(before);
    for (unsigned i = 0; i < 100; i++) {
        open_below("a/b/c", false);
        open_below("a/b/none", false);
        open_below("d", false);
    }
    rle127_beneath_close(&beneath);
    const int after = dup(0);
    close(after);
    assert_true(after <= before);
}

#define DEPTH 1000u
static const char long_name[] = "a name of fifty bytes, so that paths are too long.";

/* Longer than any path that the system takes. */
static char *make_long_path(void)
{
    char *const path = malloc(DEPTH * sizeof long_name);
    assert_non_null(path);
    for (unsigned i = 0; i < DEPTH; i++) {
        memcpy(path + i * sizeof long_name, long_name, sizeof long_name - 1);
        path[(i + 1) * sizeof long_name - 1] = i + 1 < DEPTH ? '/' : '\0';
    }
    return path;
}

static void no_path_is_too_long(void **state)
{
    (void)state;
    char *const path = make_long_path();
    assert_true(strlen(path) > 50000);
    const int file = openat(open_below(path, true), "file", O_WRONLY | O_CREAT, 0666);
    assert_true(file >= 0);
    close(file);
    assert_int_equal(open_below("", false), beneath.root_fd);
    assert_int_equal(faccessat(open_below(path, false), "file", F_OK, 0), 0);
    rle127_beneath_close(&beneath);
    free(path);
    walked_remove_chain("root", long_name, DEPTH, "file");
}

/* In a process of its own: makes 300 directories below 10 others. */
static void make_many(void)
{
    struct rle127_beneath mine;
    rle127_beneath_init(&mine, beneath.root_fd);
    for (unsigned i = 0; i < 300; i++) {
        char path[64];
        const int length = snprintf(path, sizeof path, "above/%u/%u", i % 10, i);
        if (rle127_beneath_open(&mine, path, (size_t)length, true) < 0)
            _exit(1);
    }
    _exit(0);
}

static void processes_make_the_same_directories_at_once(void **state)
{
    (void)state;
    pid_t children[4];
    for (unsigned i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] == 0)
            make_many();
    }
    for (unsigned i = 0; i < 4; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_listing("root/above", "0 1 2 3 4 5 6 7 8 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENEATH_TEST(the_root_is_the_callers),
        BENEATH_TEST(directories_are_opened_in_any_order),
        BENEATH_TEST(the_directory_in_hand_is_not_opened_again),
        BENEATH_TEST(what_is_missing_is_made_only_where_asked_for),
        BENEATH_TEST(a_directory_is_made_with_the_rights_that_the_umask_leaves),
        BENEATH_TEST(a_link_is_never_followed),
        BENEATH_TEST(the_way_up_is_never_taken),
        BENEATH_TEST(after_a_failure_others_are_opened),
        BENEATH_TEST(no_descriptor_is_left_open),
        BENEATH_TEST(no_path_is_too_long),
        BENEATH_TEST(processes_make_the_same_directories_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
