/*
 * src/batch/walk.h: lists of files.
 */
#define _GNU_SOURCE /* fopencookie() */
#include "list_file.h"
#include "scratch.h"
#include "tests.h"
#include "walked.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int error_at_end;

static const char *walk_file(FILE *list, char end, char *const *inputs, size_t n_inputs)
{
    static char text[65536];
    const struct rle127_walk_setup setup = {
        .inputs = inputs, .n_inputs = n_inputs, .list = list, .list_end = end};
    const char *reason;
    struct rle127_found found;
    struct rle127_walk *const walk = rle127_walk_open(&setup, &reason);
    text[0] = '\0';
    while (rle127_walk_next(walk, &found))
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", *text ? " " : "",
                 walked_one(&found));
    error_at_end = rle127_walk_list_error(walk);
    rle127_walk_close(walk);
    fclose(list);
    return text;
}

static const char *walk_bytes(const char *bytes, size_t n_bytes, char end)
{
    scratch_write("list", bytes, n_bytes);
    const char *const text = walk_file(fopen("list", "r"), end, NULL, 0);
    assert_int_equal(error_at_end, 0);
    return text;
}

/* A text without its NUL. */
#define WALK_LIST(text, end) walk_bytes((text), sizeof(text) - 1, (end))

static int enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    scratch_make_directory("in");
    scratch_write_text("in/a.png", "12345");
    MAKE_FILES("in/b.png", "c.png", "-", "in/d\n.png", "in/ e ");
    return 0;
}

#define LIST_TEST(f) cmocka_unit_test_setup_teardown(f, enter, scratch_leave)

static void entries_are_lines(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("in/a.png\nc.png\nin/ e \n", '\n'), "+in/a.png=5 +c.png +in/ e ");
}

static void entries_are_ended_by_zeros(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("in/d\n.png\0c.png\0", '\0'), "+in/d\n.png +c.png");
}

static void the_last_entry_needs_no_end(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("c.png\nin/b.png", '\n'), "+c.png +in/b.png");
    assert_string_equal(WALK_LIST("c.png\0in/b.png", '\0'), "+c.png +in/b.png");
}

static void empty_entries_are_passed_over(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("\n\nc.png\n\n\nc.png\n\n", '\n'), "+c.png +c.png");
    assert_string_equal(WALK_LIST("\0\0c.png\0\0", '\0'), "+c.png");
    assert_string_equal(WALK_LIST("\n", '\n'), "");
    assert_string_equal(WALK_LIST("", '\n'), "");
}

static void a_list_comes_after_the_arguments(void **state)
{
    (void)state;
    scratch_write_text("list", "c.png\n");
    char *inputs[] = {"in/a.png", "-"};
    assert_string_equal(walk_file(fopen("list", "r"), '\n', inputs, 2), "in/a.png=5 - +c.png");
}

static void a_dash_in_a_list_is_a_name(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("-\n", '\n'), "+-");
}

static void what_is_no_file_is_an_error_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("in\nnone\nc.png\nc.png/x\n", '\n'),
                        "+in!EISDIR +none!ENOENT +c.png +c.png/x!ENOTDIR");
}

static void a_link_in_a_list_is_followed(void **state)
{
    (void)state;
    assert_int_equal(symlink("in/a.png", "link"), 0);
    assert_string_equal(WALK_LIST("link\n", '\n'), "+link=5");
}

static void a_zero_in_a_line_is_an_error(void **state)
{
    (void)state;
    assert_string_equal(WALK_LIST("c.png\0x\nin\0x\nnone\0x\nc.png\n", '\n'),
                        "+c.png!EINVAL +in!EINVAL +none!EINVAL +c.png");
}

static void an_entry_that_is_no_path_takes_no_memory(void **state)
{
    (void)state;
    enum { N = 3000000 };
    char *const bytes = malloc(N + 7);
    assert_non_null(bytes);
    memset(bytes, 'x', N);
    memcpy(bytes + N, "\nc.png\n", 7);
    const char *const text = walk_bytes(bytes, N + 7, '\n');
    free(bytes);
    assert_int_equal(strspn(text + 1, "x"), RLE127_LISTED_BYTES_MAX - 1);
    assert_string_equal(text + RLE127_LISTED_BYTES_MAX, "!ENAMETOOLONG +c.png");
}

static void a_list_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    assert_string_equal(walk_file(fopen("in", "r"), '\n', NULL, 0), "");
    assert_int_equal(error_at_end, EISDIR);
}

/* How the list's next bytes come: texts; "" ends it; NULL fails with what errno is to be. */
struct script {
    const char *const *texts;
    int error;
};

static ssize_t read_script(void *cookie, char *bytes, size_t n_bytes)
{
    struct script *const script = cookie;
    const char *const text = *script->texts++;
    if (!text) {
        errno = script->error;
        return -1;
    }
    assert_true(strlen(text) <= n_bytes);
    memcpy(bytes, text, strlen(text));
    return (ssize_t)strlen(text);
}

static const char *walk_script(int error, const char *const *texts)
{
    struct script script = {texts, error};
    FILE *const list = fopencookie(&script, "r", (cookie_io_functions_t){.read = read_script});
    return walk_file(list, '\n', NULL, 0);
}

static void an_entry_that_a_failed_read_cuts_is_none(void **state)
{
    (void)state;
    const char *const texts[] = {"in/a.png\nc.png", NULL, "", ""};
    assert_string_equal(walk_script(EIO, texts), "+in/a.png=5");
    assert_int_equal(error_at_end, EIO);
}

static void a_read_that_a_signal_breaks_off_goes_on(void **state)
{
    (void)state;
    const char *const texts[] = {NULL, "in/a.", NULL, "png\nc.", NULL, "png", ""};
    assert_string_equal(walk_script(EINTR, texts), "+in/a.png=5 +c.png");
    assert_int_equal(error_at_end, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(entries_are_lines),
        LIST_TEST(entries_are_ended_by_zeros),
        LIST_TEST(the_last_entry_needs_no_end),
        LIST_TEST(empty_entries_are_passed_over),
        LIST_TEST(a_list_comes_after_the_arguments),
        LIST_TEST(a_dash_in_a_list_is_a_name),
        LIST_TEST(what_is_no_file_is_an_error_of_its_own),
        LIST_TEST(a_link_in_a_list_is_followed),
        LIST_TEST(a_zero_in_a_line_is_an_error),
        LIST_TEST(an_entry_that_is_no_path_takes_no_memory),
        LIST_TEST(a_list_that_cannot_be_read_is_told),
        LIST_TEST(an_entry_that_a_failed_read_cuts_is_none),
        LIST_TEST(a_read_that_a_signal_breaks_off_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
