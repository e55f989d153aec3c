/*
 * bench: the directory for what is written, trees that are compared, and exports that nothing is
 * written to.
 */
#include "../bench/report/export_file.h"
#include "../bench/workspace.h"
#include "scratch.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void trees_are_compared(void **state)
{
    (void)state;
    scratch_write_deep("a/below/x", "text");
    scratch_write_deep("b/below/x", "text");
    assert_true(rle127_are_same_trees("a", "b"));
    scratch_write_text("b/below/x", "test");
    assert_false(rle127_are_same_trees("a", "b"));
    scratch_write_text("b/below/x", "text");
    scratch_write_text("b/y", "more");
    assert_false(rle127_are_same_trees("a", "b"));
    scratch_make_directory("c");
    scratch_make_directory("d");
    assert_true(rle127_are_same_trees("c", "d"));
}

static void what_cannot_be_read_is_not_empty(void **state)
{
    (void)state;
    scratch_make_directory("a");
    assert_false(rle127_are_same_trees("a", "missing"));
    assert_false(rle127_are_same_trees("missing", "a"));
}

/* Makes directories until the path has so many bytes, with its NUL; the last one is the current
 * one. */
static void go_down_to(size_t n_bytes)
{
    char name[201], path[RLE127_WORK_PATH_BYTES];
    assert_non_null(getcwd(path, sizeof path));
    for (size_t now = strlen(path) + 1; now < n_bytes;) {
        const size_t missing = n_bytes - now;
        size_t length = missing - 1 < sizeof name - 1 ? missing - 1 : sizeof name - 1;
        if (missing - 1 - length == 1) /* a slash without a name */
            length--;
        memset(name, 'd', length);
        name[length] = '\0';
        assert_int_equal(mkdir(name, 0777), 0);
        assert_int_equal(chdir(name), 0);
        now += length + 1;
    }
}

static void names_in_a_workspace_are_never_cut(void **state)
{
    (void)state;
    struct rle127_workspace workspace;
    char path[RLE127_WORK_PATH_BYTES], name[RLE127_WORK_NAME_BYTES] = "";
    const size_t own_bytes = strlen("/rle127-bench-XXXXXX");
    const size_t longest = RLE127_WORK_PATH_BYTES - RLE127_WORK_NAME_BYTES - 1 - own_bytes;
    memset(name, 'n', sizeof name - 1);
    go_down_to(longest);
    assert_true(rle127_workspace_create(&workspace, "."));
    rle127_workspace_path(&workspace, path, "%s", name);
    assert_int_equal(strlen(path), strlen(workspace.path) + 1 + strlen(name));
    assert_true(rle127_make_empty_directory(path));
    rle127_workspace_remove(&workspace);
    go_down_to(longest + 30);
    assert_false(rle127_workspace_create(&workspace, "."));
    assert_int_equal(chdir(scratch_path()), 0);

    assert_int_equal(system("rm -rf d*"), 0);
}

static void an_unused_export_is_removed(void **state)
{
    (void)state;
    struct rle127_export export;
    assert_true(rle127_open_export(&export, "new"));
    assert_true(scratch_exists("new"));
    assert_true(rle127_close_export(&export));
    assert_false(scratch_exists("new"));
}

static void what_has_an_exports_name_by_then_stays(void **state)
{
    (void)state;
    struct rle127_export export;
    assert_true(rle127_open_export(&export, "new"));
    scratch_write_text("other", "somebody else's");
    assert_int_equal(rename("other", "new"), 0);
    assert_true(rle127_close_export(&export));
    assert_file_text("new", "somebody else's");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(trees_are_compared),
        SCRATCH_TEST(what_cannot_be_read_is_not_empty),
        SCRATCH_TEST(names_in_a_workspace_are_never_cut),
        SCRATCH_TEST(an_unused_export_is_removed),
        SCRATCH_TEST(what_has_an_exports_name_by_then_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
