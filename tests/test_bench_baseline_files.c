/*
 * bench/: a file that is no earlier run, whatever it holds, costs a line; what is loaded can be
 * compared with.
 */
#include "../bench/report/baseline.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "earlier.json"
#define WORDS     "words"

/* How many lines a call has said. */
static size_t load_and_count_lines(const char *path, struct rle127_baseline **baseline)
{
    const int former = dup(STDERR_FILENO);
    const int words = open(WORDS, O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[4096];
    size_t n_lines = 0;
    assert_true(former >= 0 && words >= 0 && dup2(words, STDERR_FILENO) >= 0);
    *baseline = rle127_load_baseline(path);
    assert_true(dup2(former, STDERR_FILENO) >= 0);
    const ssize_t n_bytes = pread(words, text, sizeof text - 1, 0);
    assert_true(n_bytes >= 0);
    text[n_bytes] = '\0';
    for (const char *c = text; *c; c++)
        n_lines += *c == '\n';
    assert_true(!n_bytes || text[n_bytes - 1] == '\n');
    close(words);
    close(former);
    return n_lines;
}

/* With a run that has a measurement of the name that the files below have. */
static void compare(const struct rle127_baseline *baseline)
{
    static const struct rle127_sample sample = {.seconds = 1};
    struct rle127_document *const now = rle127_document_create("bench");
    assert_non_null(now);
    rle127_add_measurement(rle127_add_section(now, "m", ""), "a", &sample, 1, false);
    rle127_compare_with_baseline(now, baseline, 0.05);
    assert_true(rle127_document_is_whole(now));
    rle127_document_free(now);
}

/* Bytes that are loaded, or refused with a line. True: they are loaded. */
static bool can_be_loaded(const char *bytes, size_t n_bytes)
{
    struct rle127_baseline *baseline;
    scratch_write(FILE_NAME, bytes, n_bytes);
    const size_t n_lines = load_and_count_lines(FILE_NAME, &baseline);
    assert_int_equal(n_lines, baseline ? 0 : 1);
    const bool is_loaded = baseline;
    if (baseline) { /* what is loaded can be used */
        compare(baseline);
    }
    rle127_free_baseline(baseline);
    return is_loaded;
}

#define HEAD "{\"format\":1,\"sections\":["

static const char small[] =
    "{\"version\":\"1\",\"format\":1,\"machine\":{\"cpu\":\"c\",\"cpus\":2},\"sections\":["
    "{\"kind\":\"m\",\"settings\":{\"width\":1.5e3},\"measurements\":[{\"name\":\"a\",\"facts\":"
    "{\"x\":null},\"seconds\":{\"median\":2,\"low\":1,\"high\":3,\"samples\":[1,2,3]}}]}]}";

static void cut_files_are_refused(void **state)
{
    (void)state;
    assert_true(can_be_loaded(small, strlen(small)));
    for (size_t i = 0; i < strlen(small); i++)
        assert_false(can_be_loaded(small, i));
}

static void changed_files_are_loaded_or_refused(void **state)
{
    (void)state;
    static const char bytes[] = {'"', '0', '-', '{', ']', ',', '\0', '\x80', 'e'};
    char changed[sizeof small];
    size_t n_loaded = 0, n_refused = 0;
    for (size_t i = 0; i < strlen(small); i++) {
        for (size_t j = 0; j < sizeof bytes; j++) {
            memcpy(changed, small, sizeof small);
            changed[i] = bytes[j];
            if (can_be_loaded(changed, strlen(small)))
                n_loaded++;
            else
                n_refused++;
        }
    }
    assert_true(n_loaded > 0 && n_refused > n_loaded);
}

static void wrong_reports_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "\n",
        "null",
        "[]",
        "{}",
        "7",
        "\"x\"",
        "{\"format\":1}",
        "{\"sections\":[]}",
        "{\"format\":2,\"sections\":[]}",
        "{\"format\":\"1\",\"sections\":[]}",
        "{\"format\":1,\"sections\":{}}",
        "{\"format\":1,\"format\":1,\"sections\":[]}",
        "{\"format\":1,\"machine\":[],\"sections\":[]}",
        "{\"format\":1,\"machine\":{\"cpu\":{}},\"sections\":[]}",
        HEAD "1]}",
        HEAD "{}]}",
        HEAD "{\"kind\":1}]}",
        HEAD "{\"kind\":\"m\",\"settings\":1}]}",
        HEAD "{\"kind\":\"m\",\"measurements\":{}}]}",
        HEAD "{\"kind\":\"m\",\"measurements\":[1]}]}",
        HEAD "{\"kind\":\"m\",\"measurements\":[{\"name\":null}]}]}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (can_be_loaded(wrong[i], strlen(wrong[i])))
            fail_msg("%s", wrong[i]);
}

/* Of a report whose one measurement has such seconds. */
static bool can_have_seconds(const char *seconds)
{
    char text[512];
    const int n_bytes = snprintf(
        text, sizeof text,
        HEAD "{\"kind\":\"m\",\"measurements\":[{\"name\":\"a\",\"seconds\":%s}]}]}", seconds);
    return can_be_loaded(text, (size_t)n_bytes);
}

static void wrong_seconds_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[]",
        "1",
        "\"1\"",
        "{\"median\":0,\"low\":1,\"high\":1}",
        "{\"median\":-1,\"low\":1,\"high\":1}",
        "{\"median\":1,\"low\":-1,\"high\":1}",
        "{\"median\":1,\"low\":1,\"high\":\"2\"}",
        "{\"median\":1,\"low\":1,\"high\":1e999}",
        "{\"median\":1,\"low\":2,\"high\":3}",
        "{\"median\":4,\"low\":2,\"high\":3}",
        "{\"median\":1,\"low\":1,\"high\":1,\"samples\":{}}",
        "{\"median\":1,\"low\":1,\"high\":NaN}",
    };
    static const char *const right[] = {
        "null",
        "{}",
        "{\"median\":1}",
        "{\"low\":1,\"high\":2}",
        "{\"median\":null}",
        "{\"median\":1,\"low\":1,\"high\":1}",
        "{\"median\":1,\"low\":0.5,\"high\":1e300}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (can_have_seconds(wrong[i]))
            fail_msg("%s", wrong[i]);
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        if (!can_have_seconds(right[i]))
            fail_msg("%s", right[i]);
}

static void deep_files_are_refused(void **state)
{
    (void)state;
    const size_t n_bytes = 1000000;
    char *const text = malloc(n_bytes);
    assert_non_null(text);
    memset(text, '[', n_bytes);
    assert_false(can_be_loaded(text, n_bytes));
    free(text);
}

/* Also where only spaces stand behind a report, and where there is no end. */
static void large_files_are_refused(void **state)
{
    (void)state;
    struct rle127_baseline *baseline;
    char *const spaces = malloc(40000000);
    assert_non_null(spaces);
    memset(spaces, ' ', 40000000);
    memcpy(spaces, small, strlen(small));
    assert_false(can_be_loaded(spaces, 40000000));
    memset(spaces, ' ', 40000000);
    assert_false(can_be_loaded(spaces, 40000000));
    free(spaces);
    assert_int_equal(load_and_count_lines("/dev/zero", &baseline), 1);
    assert_null(baseline);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    struct rle127_baseline *baseline;
    assert_int_equal(load_and_count_lines("missing", &baseline), 1);
    assert_null(baseline);
    assert_int_equal(load_and_count_lines(".", &baseline), 1);
    assert_null(baseline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(cut_files_are_refused),      SCRATCH_TEST(changed_files_are_loaded_or_refused),
        SCRATCH_TEST(wrong_reports_are_refused),  SCRATCH_TEST(wrong_seconds_are_refused),
        SCRATCH_TEST(deep_files_are_refused),     SCRATCH_TEST(large_files_are_refused),
        SCRATCH_TEST(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
