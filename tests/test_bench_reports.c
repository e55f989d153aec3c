/*
 * bench/: documents as text, Markdown and CSV. What is shown is what was put in, whatever it holds,
 * and columns stand below each other.
 */
#define _GNU_SOURCE /* open_memstream() */
#include "../bench/report/figures.h"
#include "../bench/report/renderers.h"
#include "../bench/report/text_layout.h"
#include "tests.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 100
#define CELLS_MAX 60

/* A document with what is hard to write. */
static struct rle127_document *make_document(void)
{
    static const struct rle127_sample samples[] = {
        {.seconds = 0.25, .usage = {.user_seconds = 0.125, .peak_bytes = 12345678901.0}},
        {.seconds = 0.5, .usage = {.user_seconds = 0.375, .peak_bytes = 12}},
        {.seconds = 0.75, .usage = {.user_seconds = 0.25, .peak_bytes = 12}}};
    struct rle127_document *const document = rle127_document_create("bench 'a,b' \"c\"");
    assert_non_null(document);
    struct rle127_section *const section =
        rle127_add_section(document, "matrix", "Pools *and* <b>");
    rle127_add_text_fact(&section->settings, "kind", "text, \"fine\"\nprint");
    rle127_add_fact(&section->settings, "files_bytes", 40640096);
    struct rle127_measurement *const first =
        rle127_add_measurement(section, "compress, process/thread", samples, 3, true);
    rle127_add_fact(&first->facts, "workers", 2);
    rle127_add_text_fact(&first->facts, "kind", "of its own");
    rle127_add_fact(&first->facts, "ratio", 1.0 / 3);
    struct rle127_measurement *const second =
        rle127_add_measurement(section, "serial", samples, 1, false);
    rle127_add_text_fact(&second->facts, "remark", "a \"remark\"");
    rle127_add_fact(&second->facts, "ratio", NAN);
    rle127_add_measurement(section, "not measured", samples, 0, false);
    rle127_section_answer(section, "Processes win by 2.5 | 3 %%.");
    rle127_section_note(section, "- no list, 1. nor that_one");
    rle127_document_note(document, "1. The machine was \033[31mbusy.");
    return document;
}

/* Of a document that is freed; to be freed. */
static char *print(struct rle127_document *document,
                   bool (*function)(FILE *file, const struct rle127_document *document))
{
    char *text = NULL;
    size_t n_bytes;
    FILE *const file = open_memstream(&text, &n_bytes);
    assert_non_null(file);
    assert_true(function(file, document));
    assert_true(rle127_document_is_whole(document));
    assert_int_equal(fclose(file), 0);
    rle127_document_free(document);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

struct csv {
    char *cells[LINES_MAX][CELLS_MAX];
    size_t n_cells[LINES_MAX];
    size_t n_lines;
};

/* Reads a cell in place and returns what stands behind it and its end. */
static char *read_cell(char *from, char **cell, bool *is_last)
{
    const bool is_quoted = *from == '"';
    char *to = from;
    *cell = from;
    for (from += is_quoted; *from; *to++ = *from++) {
        if (is_quoted ? *from == '"' && *++from != '"' : *from == ',' || *from == '\n')
            break;
        assert_true(is_quoted || *from != '"');
    }
    assert_true(*from == ',' || *from == '\n');
    *is_last = *from == '\n';
    *to = '\0';
    return from + 1;
}

static void read_csv(struct csv *csv, char *text)
{
    *csv = (struct csv){0};
    for (; *text; csv->n_lines++) {
        assert_true(csv->n_lines < LINES_MAX);
        size_t *const n = &csv->n_cells[csv->n_lines];
        bool is_last = false;
        while (!is_last) {
            assert_true(*n < CELLS_MAX);
            text = read_cell(text, &csv->cells[csv->n_lines][(*n)++], &is_last);
        }
    }
}

static const char *find_cell(const struct csv *csv, size_t line, const char *name)
{
    const char *cell = NULL;
    for (size_t i = 0; i < csv->n_cells[0]; i++) {
        if (strcmp(csv->cells[0][i], name) != 0)
            continue;
        assert_null(cell); /* names are unlike each other */
        cell = csv->cells[line][i];
    }
    if (!cell)
        fail_msg("no column %s", name);
    return cell;
}

static void csv_is_read_back(void **state)
{
    (void)state;
    struct csv csv;
    char *const text = print(make_document(), rle127_print_document_csv);
    read_csv(&csv, text);
    assert_int_equal(csv.n_lines, 4);
    for (size_t i = 1; i < csv.n_lines; i++) {
        assert_int_equal(csv.n_cells[i], csv.n_cells[0]);
        assert_string_equal(find_cell(&csv, i, "section"), "matrix");
        assert_string_equal(find_cell(&csv, i, "setting_kind"), "text, \"fine\"\\x0aprint");
        assert_string_equal(find_cell(&csv, i, "setting_files_bytes"), "40640096");
        assert_string_equal(find_cell(&csv, i, "command"), "bench 'a,b' \"c\"");
        assert_int_equal(strlen(find_cell(&csv, i, "date")), strlen("2000-01-01T00:00:00Z"));
    }
    assert_string_equal(find_cell(&csv, 1, "name"), "compress, process/thread");
    assert_string_equal(find_cell(&csv, 1, "workers"), "2");
    assert_string_equal(find_cell(&csv, 1, "kind"), "of its own");
    assert_string_equal(find_cell(&csv, 2, "kind"), ""); /* a section's setting is not its own */
    assert_string_equal(find_cell(&csv, 1, "ratio"), "0.333333333");
    assert_string_equal(find_cell(&csv, 1, "remark"), "");
    assert_string_equal(find_cell(&csv, 2, "remark"), "a \"remark\"");
    assert_string_equal(find_cell(&csv, 2, "ratio"), "");
    free(text);
}

static void csv_has_times_and_usage(void **state)
{
    (void)state;
    struct csv csv;
    char *const text = print(make_document(), rle127_print_document_csv);
    read_csv(&csv, text);
    assert_string_equal(find_cell(&csv, 1, "samples"), "3");
    assert_string_equal(find_cell(&csv, 1, "min_seconds"), "0.25");
    assert_string_equal(find_cell(&csv, 1, "median_seconds"), "0.5");
    assert_string_equal(find_cell(&csv, 1, "max_seconds"), "0.75");
    assert_string_equal(find_cell(&csv, 1, "low_seconds"), "0.25");
    assert_string_equal(find_cell(&csv, 1, "deviation_seconds"), "0.25");
    assert_string_equal(find_cell(&csv, 1, "user_seconds"), "0.25");
    assert_string_equal(find_cell(&csv, 1, "peak_bytes"), "12345678901");
    assert_string_equal(find_cell(&csv, 1, "major_faults"), "0");
    assert_string_equal(find_cell(&csv, 2, "median_seconds"), "0.25");
    assert_string_equal(find_cell(&csv, 2, "peak_bytes"), "");
    assert_string_equal(find_cell(&csv, 3, "samples"), "0");
    assert_string_equal(find_cell(&csv, 3, "median_seconds"), "");
    free(text);
}

/* Something that was measured has a fact of the same name. */
static void a_machine_s_fact_keeps_its_column(void **state)
{
    (void)state;
    static const struct rle127_sample sample = {.seconds = 1};
    struct rle127_document *const document = rle127_document_create("bench");
    struct rle127_section *const section = rle127_add_section(document, "io", "");
    struct rle127_measurement *const measurement =
        rle127_add_measurement(section, "a", &sample, 1, false);
    struct csv csv;
    rle127_add_text_fact(&measurement->facts, "command", "measured");
    char *const text = print(document, rle127_print_document_csv);
    read_csv(&csv, text);
    assert_string_equal(find_cell(&csv, 1, "command"), "measured");
    assert_string_equal(find_cell(&csv, 1, "machine_command"), "bench");
    free(text);
}

static void add_wide_table(struct rle127_section *section, size_t n_columns)
{
    const char *headings[CELLS_MAX];
    for (size_t i = 0; i < n_columns; i++)
        headings[i] = i ? "encode median GB/s" : "<codec";
    struct rle127_table *const table = rle127_add_table(section, "Wide", headings, n_columns);
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    for (size_t i = 0; i < n_columns; i++)
        rle127_set_cell(table, row, i, "%zu.25", i);
}

static struct rle127_document *make_table(void)
{
    static const char *const headings[] = {"<na|me", "figure", "<remark"};
    struct rle127_document *const document = rle127_document_create("bench");
    struct rle127_section *const section = rle127_add_section(document, "files", "Files");
    struct rle127_table *const table = rle127_add_table(section, "Table", headings, 3);
    static const char *const names[] = {"a|b", "\xe4\xb8\xad\xe6\x96\x87", "e\xcc\x81t\xc3\xa9"};
    for (size_t i = 0; i < 3; i++) {
        struct rle127_row_of_cells *const row = rle127_add_row(table);
        rle127_set_cell(table, row, 0, "%s", names[i]);
        rle127_set_cell(table, row, 1, "%s", i ? "2.5" : "1000.75");
        rle127_set_cell(table, row, 2, "%s", i ? "" : "ok");
        row->is_best = i == 1;
    }
    add_wide_table(section, 9);
    return document;
}

static void tables_are_aligned(void **state)
{
    (void)state;
    char *const text = print(make_table(), rle127_print_document);
    assert_contains(text, "\nTable\n"
                          "  na|me   figure  remark\n"
                          "  -----  -------  ------\n"
                          "  a|b    1000.75  ok\n"
                          "* \xe4\xb8\xad\xe6\x96\x87       2.5\n"
                          "  e\xcc\x81t\xc3\xa9        2.5\n");
    assert_contains(text, "\n*: the best");
    assert_lacks(text, "\033"); /* this is no terminal */
    free(text);
}

/* Nine columns of 18 are wider than a page: their headings take several lines. */
static void wide_headings_are_broken(void **state)
{
    (void)state;
    char *const text = print(make_table(), rle127_print_document);
    assert_contains(text, "\nWide\n         encode  encode  encode");
    assert_contains(text, "\n         median  median");
    assert_contains(text, "\n  codec    GB/s    GB/s");
    assert_contains(text, "\n  0.25     1.25    2.25    3.25");
    free(text);
}

static void text_shows_all(void **state)
{
    (void)state;
    char *const text = print(make_document(), rle127_print_document);
    assert_contains(text, "$ bench 'a,b' \"c\"\n");
    assert_contains(text, "\nPools *and* <b>\n===============\n");
    assert_contains(text, "files: 40.6 MB");
    assert_contains(text, "kind: text, \"fine\"\\x0aprint");
    assert_contains(text, "\nProcesses win by 2.5 | 3 %.\n");
    assert_contains(text, "\nNote: - no list, 1. nor that_one\n");
    assert_contains(text, "\nNote: 1. The machine was \\x1b[31mbusy.\n");
    assert_lacks(text, "the best");
    free(text);
}

static void paragraphs_are_broken_at_spaces(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n_bytes;
    FILE *const file = open_memstream(&text, &n_bytes);
    rle127_print_paragraph(file, "Note: ", 2, "aa bb cc  dddddddddddddddd e", 11);
    rle127_print_paragraph(file, "", 2, "aaaa bbbb cccc dddd", 9);
    rle127_print_paragraph(file, "", 0, "", 9);
    fclose(file);
    assert_string_equal(text, "Note: aa bb\n      cc\n      dddddddddddddddd\n      e\n"
                              "aaaa bbbb\n  cccc\n  dddd\n"
                              "\n");
    free(text);
}

static void markdown_is_escaped(void **state)
{
    (void)state;
    char *const text = print(make_document(), rle127_print_markdown);
    assert_contains(text, "\n## Pools \\*and\\* \\<b\\>\n");
    assert_contains(text, "\n    bench 'a,b' \"c\"\n");
    assert_contains(text, "\n- Processes win by 2.5 \\| 3 %.\n");
    assert_contains(text, "\n- Note: \\- no list, 1. nor that\\_one\n");
    assert_contains(text, "\n- 1\\. The machine was \\\\x1b\\[31mbusy.\n");
    assert_contains(text, "\n| date | ");
    free(text);
}

static void markdown_has_tables(void **state)
{
    (void)state;
    char *const text = print(make_table(), rle127_print_markdown);
    assert_contains(text, "\n### Table\n\n"
                          "| na\\|me | figure | remark |\n"
                          "| --- | ---: | --- |\n"
                          "| a\\|b | 1000.75 | ok |\n"
                          "| **\xe4\xb8\xad\xe6\x96\x87** | **2.5** |  |\n");
    free(text);
}

static void figures_are_formatted(void **state)
{
    (void)state;
    char text[RLE127_FIGURE_BYTES];
    assert_string_equal(rle127_format_seconds(1.234, text), "1.23 s");
    assert_string_equal(rle127_format_seconds(123.4, text), "123 s");
    assert_string_equal(rle127_format_seconds(0.99951, text), "1.00 s");
    assert_string_equal(rle127_format_seconds(0.0456, text), "45.6 ms");
    assert_string_equal(rle127_format_seconds(7.89e-4, text), "789 us");
    assert_string_equal(rle127_format_seconds(1.2e-8, text), "12.0 ns");
    assert_string_equal(rle127_format_seconds(0, text), "0 s");
    assert_string_equal(rle127_format_seconds(INFINITY, text), "-");
    assert_string_equal(rle127_format_exactly(9007199254740991.0, text), "9007199254740991");
    assert_string_equal(rle127_format_exactly(-0.5, text), "-0.5");
    assert_string_equal(rle127_format_exactly(1e300, text), "1e+300");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_read_back),
        cmocka_unit_test(csv_has_times_and_usage),
        cmocka_unit_test(a_machine_s_fact_keeps_its_column),
        cmocka_unit_test(tables_are_aligned),
        cmocka_unit_test(wide_headings_are_broken),
        cmocka_unit_test(text_shows_all),
        cmocka_unit_test(paragraphs_are_broken_at_spaces),
        cmocka_unit_test(markdown_is_escaped),
        cmocka_unit_test(markdown_has_tables),
        cmocka_unit_test(figures_are_formatted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
