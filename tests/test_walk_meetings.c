/*
 * src/batch/walk.h: files of one directory that would have one output.
 */
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What has been asked, each name followed by '|'. */
static char asked[4096];

/* Names that begin or end with 'n' are none; the file must be there. */
static bool is_candidate(void *context, int directory_fd, const char *name)
{
    struct stat found;
    assert_ptr_equal(context, asked);
    assert_int_equal(fstatat(directory_fd, name, &found, AT_SYMLINK_NOFOLLOW), 0);
    strcat(strcat(asked, name), "|");
    return name[0] != 'n' && name[strlen(name) - 1] != 'n';
}

static const char *walk_asking(bool wants_rle_only)
{
    asked[0] = '\0';
    return walked_all(&(struct rle127_walk_setup){.inputs = &(char *){"in"},
                                                  .n_inputs = 1,
                                                  .wants_rle_only = wants_rle_only,
                                                  .is_candidate = is_candidate,
                                                  .context = asked});
}

static int enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    scratch_make_directory("in");
    return 0;
}

#define MEETING_TEST(f) cmocka_unit_test_setup_teardown(f, enter, scratch_leave)

static void two_of_one_stem_meet(void **state)
{
    (void)state;
    MAKE_FILES("in/a.png", "in/a.bmp", "in/b.png");
    assert_string_equal(walk_asking(false), "in:a.bmp~a.png in:a.png~a.bmp in:b.png");
    assert_string_equal(asked, "a.bmp|a.png|");
}

static void each_of_many_names_another_one(void **state)
{
    (void)state;
    MAKE_FILES("in/a", "in/a.", "in/a.bmp", "in/a.png");
    assert_string_equal(walk_asking(false), "in:a~a. in:a.~a in:a.bmp~a in:a.png~a");
    assert_string_equal(asked, "a|a.|a.bmp|a.png|");
}

static void only_candidates_meet(void **state)
{
    (void)state;
    MAKE_FILES("in/a.1n", "in/a.2", "in/a.3n", "in/a.4", "in/a.5n", "in/a.6");
    MAKE_FILES("in/b.1", "in/b.2n", "in/nc.1", "in/nc.2");
    assert_string_equal(walk_asking(false), "in:a.1n in:a.2~a.4 in:a.3n in:a.4~a.2 in:a.5n "
                                            "in:a.6~a.2 in:b.1 in:b.2n in:nc.1 in:nc.2");
    assert_string_equal(asked, "a.1n|a.2|a.3n|a.4|a.5n|a.6|b.1|b.2n|nc.1|nc.2|");
}

static void all_are_candidates_where_nobody_is_asked(void **state)
{
    (void)state;
    MAKE_FILES("in/a.1", "in/a.2n", "in/b.1");
    assert_string_equal(WALK("in"), "in:a.1~a.2n in:a.2n~a.1 in:b.1");
}

static void nobody_is_asked_for_one_of_a_stem(void **state)
{
    (void)state;
    MAKE_FILES("in/a.png", "in/b.png", "in/a.rle");
    scratch_make_directory("in/b");
    scratch_make_directory("in/b.d");
    MAKE_FILES("in/b.d/a.bmp");
    assert_int_equal(symlink("a.png", "in/a.link"), 0);
    assert_string_equal(walk_asking(false), "in:a.link? in:a.png in:a.rle? in:b.png in:b.d/a.bmp");
    assert_string_equal(asked, "");
}

static void things_between_do_not_hide_a_meeting(void **state)
{
    (void)state;
    MAKE_FILES("in/a.bmp", "in/a.rle", "in/a.png");
    scratch_make_directory("in/a.d");
    assert_int_equal(symlink("a.png", "in/a.link"), 0);
    assert_string_equal(walk_asking(false), "in:a.bmp~a.png in:a.link? in:a.png~a.bmp in:a.rle?");
}

static void suffixes_that_differ_in_case_meet(void **state)
{
    (void)state;
    MAKE_FILES("in/a.rle", "in/a.RLE", "in/a.png", "in/b.rle");
    assert_string_equal(walk_asking(true), "in:a.RLE~a.rle in:a.rle~a.RLE in:b.rle");
}

static void names_of_other_directories_do_not_meet(void **state)
{
    (void)state;
    scratch_make_directory("in/b");
    scratch_make_directory("in/c");
    MAKE_FILES("in/a.1", "in/b/a.2", "in/c/a.3", "in/c/a.4");
    assert_string_equal(walk_asking(false), "in:a.1 in:b/a.2 in:c/a.3~a.4 in:c/a.4~a.3");
}

static void the_first_of_many_need_not_wait_for_all_to_be_asked(void **state)
{
    (void)state;
    char path[32];
    for (unsigned i = 0; i < 500; i++) {
        snprintf(path, sizeof path, "in/a.%u", 1000 + i);
        MAKE_FILES(path);
    }
    struct rle127_found found;
    const char *reason;
    asked[0] = '\0';
    struct rle127_walk *const walk =
        rle127_walk_open(&(struct rle127_walk_setup){.inputs = &(char *){"in"},
                                                     .n_inputs = 1,
                                                     .is_candidate = is_candidate,
                                                     .context = asked},
                         &reason);
    assert_true(rle127_walk_next(walk, &found));
    assert_string_equal(walked_one(&found), "in:a.1000~a.1001");
    assert_string_equal(asked, "a.1000|a.1001|");
    assert_true(rle127_walk_next(walk, &found) && rle127_walk_next(walk, &found));
    assert_string_equal(asked, "a.1000|a.1001|a.1002|");
    rle127_walk_close(walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEETING_TEST(two_of_one_stem_meet),
        MEETING_TEST(each_of_many_names_another_one),
        MEETING_TEST(only_candidates_meet),
        MEETING_TEST(all_are_candidates_where_nobody_is_asked),
        MEETING_TEST(nobody_is_asked_for_one_of_a_stem),
        MEETING_TEST(things_between_do_not_hide_a_meeting),
        MEETING_TEST(suffixes_that_differ_in_case_meet),
        MEETING_TEST(names_of_other_directories_do_not_meet),
        MEETING_TEST(the_first_of_many_need_not_wait_for_all_to_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
