/*
 * bench/: an earlier run beside this one. Slower and faster are only what the intervals say, and
 * what differs between the runs is noted.
 */
#include "../bench/report/baseline.h"
#include "../bench/report/renderers.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <string.h>

#define TOLERATED 0.05
#define N_SAMPLES 10
#define FILE_NAME "earlier.json"

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
    assert_string_equal(cells[4], "1.5");
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

static void few_samples_decide_nothing(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("io"), *before = make_document("io");
    add_measurement(now->sections[0], "a", 2, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "a", 1, 0.01, 5);
    add_measurement(now->sections[0], "b", 2, 0.01, 1);
    add_measurement(before->sections[0], "b", 1, 0.01, N_SAMPLES);
    assert_note(compare(now, before, TOLERATED, 0), "fewer than 6 runs");
    rle127_document_free(now);
}

static void other_work_is_not_compared(void **state)
{
    (void)state;
    struct rle127_document *const now = make_document("matrix"), *before = make_document("matrix");
    add_measurement(now->sections[0], "a", 2, 0.01, N_SAMPLES);
    add_measurement(before->sections[0], "a", 1, 0.01, N_SAMPLES);
    rle127_add_fact(&now->sections[0]->measurements[0]->facts, "images", 16);
    rle127_add_fact(&before->sections[0]->measurements[0]->facts, "images", 8);
    assert_note(compare(now, before, TOLERATED, 0), "had other images");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(intervals_decide),
        SCRATCH_TEST(a_row_has_the_ratio_and_its_interval),
        SCRATCH_TEST(more_can_be_tolerated),
        SCRATCH_TEST(few_samples_decide_nothing),
        SCRATCH_TEST(other_work_is_not_compared),
        SCRATCH_TEST(what_one_run_lacks_is_noted),
        SCRATCH_TEST(runs_may_have_nothing_in_common),
        SCRATCH_TEST(other_machines_and_settings_are_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
