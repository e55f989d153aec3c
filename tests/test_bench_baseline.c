/*
 * bench/: an earlier run beside this one. Slower and faster are only what the intervals say, and a
 * file that is no such run, whatever it holds, costs a line.
 */
#include "../bench/report/baseline.h"
#include "../bench/report/renderers.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOLERATED 0.05
#define N_SAMPLES 10
#define FILE_NAME "earlier.json"
#define WORDS     "words"

/* Samples from 1 % below to 1 % above, so that the intervals of the same medians overlap. */
static void add_measurement(struct rle127_section *section, const char *name, double seconds,
                            double spread, size_t n_samples)
{
    struct rle127_sample samples[N_SAMPLES] = {0};
    for (size_t i = 0; i < n_samples; i++)
        samples[i].seconds = seconds * (1 - spread + 2 * spread * (double)i / (N_SAMPLES - 1));
    rle127_add_measurement(section, name, samples, n_samples, false);
}

static struct rle127_document *make_document(const char *kind)
{
    struct rle127_document *const document = rle127_document_create("bench");
    assert_non_null(document);
    rle127_add_section(document, kind, "Title");
    return document;
}

static void write_document(struct rle127_document *document)
{
    FILE *const file = fopen(FILE_NAME, "w");
    assert_non_null(file);
    assert_true(rle127_print_document_json(file, document));
    assert_int_equal(fclose(file), 0);
    rle127_document_free(document);
}

/* The document `before` is freed; the section that is added to `now` is returned. */
static const struct rle127_section *compare(struct rle127_document *now,
                                            struct rle127_document *before, double tolerated,
                                            size_t n_slower)
{
    const size_t n_sections = now->n_sections;
    write_document(before);
    struct rle127_baseline *const baseline = rle127_load_baseline(FILE_NAME);
    assert_non_null(baseline);
    assert_int_equal(rle127_compare_with_baseline(now, baseline, tolerated), n_slower);
    rle127_free_baseline(baseline);
    assert_true(rle127_document_is_whole(now));
    assert_int_equal(now->n_sections, n_sections + 1);
    assert_string_equal(now->sections[n_sections]->kind, "baseline");
    return now->sections[n_sections];
}

static const char *find_verdict(const struct rle127_section *section, const char *name)
{
    assert_int_equal(section->n_tables, 1);
    const struct rle127_table *const table = section->tables[0];
    for (size_t i = 0; i < table->n_rows; i++)
        if (strcmp(table->rows[i]->cells[1], name) == 0)
            return table->rows[i]->cells[table->n_columns - 1];
    fail_msg("no row %s", name);
    return NULL;
}

static bool has_text(const char *const *texts, size_t n_texts, const char *part)
{
    for (size_t i = 0; i < n_texts; i++)
        if (strstr(texts[i], part))
            return true;
    return false;
}

static void assert_note(const struct rle127_section *section, const char *part)
{
    if (has_text(section->notes, section->n_notes, part))
        return;
    for (size_t i = 0; i < section->n_notes; i++)
        print_message("%s\n", section->notes[i]);
    fail_msg("no note \"%s\"", part);
}

static void assert_no_note(const struct rle127_section *section, const char *part)
{
    assert_false(has_text(section->notes, section->n_notes, part));
}

static void intervals_decide(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double now, spread;
        const char *verdict;
    } cases[] = {
        {"much slower", 2.0, 0.01, "slower"},
        {"slower", 1.09, 0.01, "slower"},
        {"a bit slower", 1.06, 0.01, "not decided"},
        {"wide", 1.5, 0.5, "not decided"},
        {"same", 1.0, 0.01, "same"},
        {"nearly", 1.02, 0.01, "same"},
        {"faster", 0.92, 0.01, "faster"},
        {"a bit faster", 0.95, 0.01, "not decided"},
    };
    struct rle127_document *const now = make_document("matrix"), *before = make_document("matrix");
    const size_t n = sizeof cases / sizeof cases[0];
    for (size_t i = 0; i < n; i++) {
        add_measurement(now->sections[0], cases[i].name, cases[i].now, cases[i].spread, N_SAMPLES);
        add_measurement(before->sections[0], cases[i].name, 1, 0.01, N_SAMPLES);
    }
    const struct rle127_section *const section = compare(now, before, TOLERATED, 2);
    assert_int_equal(section->tables[0]->n_rows, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(find_verdict(section, cases[i].name), cases[i].verdict);
    assert_true(has_text(section->answers, section->n_answers,
                         "have: 8. Slower: 2; faster: 1; the same: 2; not decided: 3."));
    assert_no_note(section, "Only in");
    assert_no_note(section, "Another");
    assert_no_note(section, "fewer than");
    rle127_document_free(now);
}

/* The intervals of 10 samples are from the second to the ninth. */
static void a_row_has_the_ratio_and_its_interval(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("io"), *before = make_document("io");
    add_measurement(now->sections[0], "a", 3, 0.09, N_SAMPLES);
    add_measurement(before->sections[0], "a", 2, 0.09, N_SAMPLES);
    const struct rle127_section *const section = compare(now, before, TOLERATED, 1);
    const char *const *const cells = section->tables[0]->rows[0]->cells;
    assert_string_equal(cells[0], "io");
    assert_string_equal(cells[2], "2.00 s");
    assert_string_equal(cells[3], "3.00 s");
    assert_string_equal(cells[4], "1.500");
    assert_string_equal(cells[5], "1.304 to 1.726"); /* 2.79 / 2.14, 3.21 / 1.86 */
    rle127_document_free(now);
}

static void more_can_be_tolerated(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("io"), *before = make_document("io");
    add_measurement(now->sections[0], "a", 1.2, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "a", 1, 0.01, N_SAMPLES);
    assert_string_equal(find_verdict(compare(now, before, 0.3, 0), "a"), "same");
    rle127_document_free(now);
}

static void few_samples_are_noted(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("io"), *before = make_document("io");
    add_measurement(now->sections[0], "a", 1, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "a", 1, 0.01, 5);
    assert_note(compare(now, before, TOLERATED, 0), "fewer than 6 runs");
    rle127_document_free(now);
}

/* Names are compared within a section. */
static void what_one_run_lacks_is_noted(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("matrix"), *before = make_document("matrix");
    add_measurement(now->sections[0], "both", 1, 0.01, N_SAMPLES);
    add_measurement(now->sections[0], "new", 1, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "both", 1, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "old", 1, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "empty", 1, 0.01, 0);
    add_measurement(rle127_add_section(before, "files", ""), "new", 1, 0.01, N_SAMPLES);
    add_measurement(rle127_add_section(now, "io", ""), "old", 1, 0.01, N_SAMPLES);
    const struct rle127_section *const section = compare(now, before, TOLERATED, 0);
    assert_int_equal(section->tables[0]->n_rows, 1);
    assert_note(section, "Only in this run, of \"matrix\": new.");
    assert_note(section, "Only in the earlier run, of \"matrix\": old.");
    assert_note(section, "Only in this run: all of \"io\".");
    assert_note(section, "Only in the earlier run: all of \"files\".");
    rle127_document_free(now);
}

static void runs_may_have_nothing_in_common(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("matrix");
    const struct rle127_section *const section =
        compare(now, make_document("matrix"), TOLERATED, 0);
    assert_int_equal(section->n_tables, 0);
    assert_true(has_text(section->answers, section->n_answers, "no measurement in common"));
    rle127_document_free(now);
}

static void other_machines_and_settings_are_noted(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("matrix"), *before = make_document("matrix");
    snprintf(before->machine.cpu, sizeof before->machine.cpu, "abacus");
    snprintf(now->machine.cpu, sizeof now->machine.cpu, "loom");
    rle127_add_fact(&now->sections[0]->settings, "width", 7200);
    rle127_add_fact(&before->sections[0]->settings, "width", 400);
    rle127_add_fact(&now->sections[0]->settings, "height", 5600);
    rle127_add_fact(&before->sections[0]->settings, "height", 5600);
    rle127_add_text_fact(&before->sections[0]->settings, "kind", "text");
    rle127_add_fact(&now->sections[0]->settings, "version", 2);
    rle127_add_fact(&before->sections[0]->settings, "version", 1);
    snprintf(before->machine.date, sizeof before->machine.date, "2000-01-01T00:00:00Z");
    const struct rle127_section *const section = compare(now, before, TOLERATED, 0);
    assert_note(section, "The earlier run was at 2000-01-01T00:00:00Z, by version ");
    assert_note(section, "cpu was abacus, is loom");
    assert_note(section, "Another setting of \"matrix\": width was 400, is 7200.");
    assert_note(section, "kind was text, is not known");
    assert_note(section, "version was 1, is 2"); /* of a setting, not of this program */
    assert_no_note(section, "load was");
    assert_no_note(section, "date was");
    assert_no_note(section, "height");
    rle127_document_free(now);
}

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

/* Bytes that are loaded, or refused with a line. True: they are loaded. */
static bool can_be_loaded(const char *bytes, size_t n_bytes)
{
    struct rle127_baseline *baseline;
    scratch_write(FILE_NAME, bytes, n_bytes);
    const size_t n_lines = load_and_count_lines(FILE_NAME, &baseline);
    assert_int_equal(n_lines, baseline ? 0 : 1);
    const bool is_loaded = baseline;
    if (baseline) { /* what is loaded can be used */
        struct rle127_document *const now = make_document("m");
        add_measurement(now->sections[0], "a", 1, 0.01, N_SAMPLES);
        rle127_compare_with_baseline(now, baseline, TOLERATED);
        rle127_document_free(now);
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
        SCRATCH_TEST(intervals_decide),
        SCRATCH_TEST(a_row_has_the_ratio_and_its_interval),
        SCRATCH_TEST(more_can_be_tolerated),
        SCRATCH_TEST(few_samples_are_noted),
        SCRATCH_TEST(what_one_run_lacks_is_noted),
        SCRATCH_TEST(runs_may_have_nothing_in_common),
        SCRATCH_TEST(other_machines_and_settings_are_noted),
        SCRATCH_TEST(cut_files_are_refused),
        SCRATCH_TEST(changed_files_are_loaded_or_refused),
        SCRATCH_TEST(wrong_reports_are_refused),
        SCRATCH_TEST(wrong_seconds_are_refused),
        SCRATCH_TEST(deep_files_are_refused),
        SCRATCH_TEST(large_files_are_refused),
        SCRATCH_TEST(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
