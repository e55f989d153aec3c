/*
 * src/batch/names.h: the output's path for a path as it is listed.
 */
#include "names.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>

static void check_below(const char *path, const char *expected)
{
    const char *reason;
    char *const below = rle127_name_below(path, "rle", &reason);
    assert_non_null(below);
    assert_null(reason);
    assert_string_equal(below, expected);
    free(below);
}

static void check_refused(const char *path, const char *words)
{
    const char *reason;
    assert_null(rle127_name_below(path, "rle", &reason));
    assert_non_null(strstr(reason, words));
}

static void a_listed_path_keeps_its_directories(void **state)
{
    (void)state;
    check_below("a/b.png", "a/b.rle");
    check_below("b.png", "b.rle");
    check_below("a.d/b", "a.d/b.rle");
    check_below("a/.profile", "a/.profile.rle");
    check_below("a/b.c.png", "a/b.c.rle");
}

static void slashes_and_dots_that_lead_nowhere_are_dropped(void **state)
{
    (void)state;
    check_below("/a/b.png", "a/b.rle");
    check_below("///a//b.png", "a/b.rle");
    check_below("./a/./b.png", "a/b.rle");
    check_below("/./b.png", "b.rle");
    check_below("a/b.png/", "a/b.rle");
}

static void names_that_look_like_dots_are_names(void **state)
{
    (void)state;
    check_below("...", "...rle");
    check_below("a../b.png", "a../b.rle");
    check_below("..a/b.png", "..a/b.rle");
    check_below(".a/b.png", ".a/b.rle");
    check_below("-/\n/\x1b.png", "-/\n/\x1b.rle");
}

static void a_path_that_leads_up_is_refused(void **state)
{
    (void)state;
    check_refused("../b.png", "..");
    check_refused("a/../b.png", "..");
    check_refused("a/b/..", "..");
    check_refused("..", "..");
    check_refused("/..//b.png", "..");
}

static void a_path_without_a_name_is_refused(void **state)
{
    (void)state;
    check_refused("", "no file");
    check_refused("/", "no file");
    check_refused(".", "no file");
    check_refused("//.//", "no file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listed_path_keeps_its_directories),
        cmocka_unit_test(slashes_and_dots_that_lead_nowhere_are_dropped),
        cmocka_unit_test(names_that_look_like_dots_are_names),
        cmocka_unit_test(a_path_that_leads_up_is_refused),
        cmocka_unit_test(a_path_without_a_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
