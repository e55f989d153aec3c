/*
 * bench/: a document as JSON says all that it holds, and what JSON cannot say is null.
 */
#define _GNU_SOURCE /* open_memstream() */
#include "../bench/report/renderers.h"
#include "tests.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_measurements(struct rle127_section *section)
{
    static const struct rle127_sample samples[] = {
        {.seconds = 0.25, .usage = {.minor_faults = 10}},
        {.seconds = 0.123456789, .usage = {.minor_faults = 30}}};
    struct rle127_measurement *const first =
        rle127_add_measurement(section, "first", samples, 2, true);
    rle127_add_fact(&first->facts, "bytes_in", 12345678901.0);
    rle127_add_fact(&first->facts, "speed", INFINITY);
    rle127_add_text_fact(&first->facts, "pool", "process");
    rle127_add_measurement(section, "none", samples, 0, false);
}

static void add_table(struct rle127_section *section)
{
    static const char *const headings[] = {"<name", "figure"};
    struct rle127_table *const table = rle127_add_table(section, "Table", headings, 2);
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_cell(table, row, 0, "a \"b\"\n");
    rle127_set_cell(table, row, 1, "1.5");
}

static struct rle127_document *make_document(void)
{
    struct rle127_document *const document = rle127_document_create("bench b\xe9t\xe9");
    struct rle127_section *const section = rle127_add_section(document, "matrix", "Pools \xc3\xa9");
    rle127_add_fact(&section->settings, "width", 7200);
    rle127_section_answer(section, "an answer");
    rle127_section_note(section, "a note");
    rle127_document_note(document, "busy");
    add_measurements(section);
    add_table(section);
    return document;
}

static json_t *load(struct rle127_document *document)
{
    char *text = NULL;
    size_t n_bytes;
    json_error_t error;
    FILE *const file = open_memstream(&text, &n_bytes);
    assert_true(rle127_print_document_json(file, document));
    assert_int_equal(fclose(file), 0);
    rle127_document_free(document);
    json_t *const root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("line %d: %s", error.line, error.text);
    free(text);
    return root;
}

static const json_t *get_first(json_t *root, const char *name)
{
    json_t *const section = json_array_get(json_object_get(root, "sections"), 0);
    return json_array_get(json_object_get(section, name), 0);
}

static void assert_text(const json_t *object, const char *name, const char *text)
{
    assert_non_null(json_string_value(json_object_get(object, name)));
    assert_string_equal(json_string_value(json_object_get(object, name)), text);
}

/* Exactly: what has up to 9 digits comes out as it went in. */
static void assert_number(const json_t *object, const char *name, double number)
{
    assert_true(json_is_number(json_object_get(object, name)));
    assert_true(json_number_value(json_object_get(object, name)) == number);
}

static void a_document_is_an_object(void **state)
{
    (void)state;
    json_t *const root = load(make_document());
    assert_number(root, "format", 1);
    assert_text(root, "command", "bench b?t?"); /* Latin-1 is no UTF-8 */
    assert_int_equal(strlen(json_string_value(json_object_get(root, "date"))), 20);
    assert_non_null(json_string_value(json_object_get(root, "version")));
    assert_true(json_object_size(json_object_get(root, "machine")) > 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(root, "notes"), 0)),
                        "busy");
    json_decref(root);
}

static void a_section_holds_all(void **state)
{
    (void)state;
    json_t *const root = load(make_document());
    const json_t *const section = json_array_get(json_object_get(root, "sections"), 0);
    assert_text(section, "kind", "matrix");
    assert_text(section, "title", "Pools \xc3\xa9");
    assert_number(json_object_get(section, "settings"), "width", 7200);
    assert_string_equal(json_string_value(get_first(root, "answers")), "an answer");
    assert_string_equal(json_string_value(get_first(root, "notes")), "a note");
    const json_t *const table = get_first(root, "tables");
    const json_t *const row = json_array_get(json_object_get(table, "rows"), 0);
    const json_t *const headings = json_object_get(table, "headings");
    assert_text(table, "title", "Table");
    assert_string_equal(json_string_value(json_array_get(headings, 0)), "name");
    assert_string_equal(json_string_value(json_array_get(row, 0)), "a \"b\"\n");
    assert_int_equal(json_array_size(row), 2);
    json_decref(root);
}

static void a_measurement_holds_all(void **state)
{
    (void)state;
    json_t *const root = load(make_document());
    const json_t *const measurement = get_first(root, "measurements");
    const json_t *const facts = json_object_get(measurement, "facts");
    const json_t *const seconds = json_object_get(measurement, "seconds");
    const json_t *const samples = json_object_get(seconds, "samples");
    assert_text(measurement, "name", "first");
    assert_number(facts, "bytes_in", 12345678901.0);
    assert_true(json_is_null(json_object_get(facts, "speed")));
    assert_text(facts, "pool", "process");
    assert_number(seconds, "min", 0.123456789);
    assert_number(seconds, "low", 0.123456789);
    assert_number(seconds, "high", 0.25);
    assert_int_equal(json_array_size(samples), 2);
    assert_true(json_real_value(json_array_get(samples, 1)) == 0.123456789); /* in order of time */
    assert_number(json_object_get(measurement, "usage"), "minor_faults", 20);
    json_decref(root);
}

static void what_was_not_measured_is_null(void **state)
{
    (void)state;
    json_t *const root = load(make_document());
    const json_t *const section = json_array_get(json_object_get(root, "sections"), 0);
    const json_t *const none = json_array_get(json_object_get(section, "measurements"), 1);
    assert_text(none, "name", "none");
    assert_true(json_is_null(json_object_get(none, "seconds")));
    assert_true(json_is_null(json_object_get(none, "usage")));
    assert_int_equal(json_object_size(json_object_get(none, "facts")), 0);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_an_object),
        cmocka_unit_test(a_section_holds_all),
        cmocka_unit_test(a_measurement_holds_all),
        cmocka_unit_test(what_was_not_measured_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
