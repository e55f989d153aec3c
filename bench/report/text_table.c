/*
 * Columns are as wide as the widest cell, and headings stand in as many lines as that needs.
 */
#include "text_table.h"

#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "text_layout.h"

#define MARK_WIDTH 2 /* "* " */

struct layout {
    FILE *file;
    const struct rle127_table *table;
    size_t *widths;
    size_t gap;     /* between columns */
    size_t n_lines; /* of headings */
    size_t pending; /* spaces that are printed when something follows them */
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t measure(const char *text)
{
    return rle127_display_width(text, strlen(text));
}

static size_t measure_cells(const struct rle127_table *table, size_t column)
{
    char escaped[RLE127_ESCAPED_BYTES];
    size_t width = 1;
    for (size_t i = 0; i < table->n_rows; i++)
        width = larger(width, measure(rle127_escape(table->rows[i]->cells[column], escaped)));
    return width;
}

static size_t measure_longest_word(const char *text)
{
    const char *rest = text;
    size_t longest = 0;
    for (; *text; text = rest)
        longest = larger(longest, rle127_display_width(text, rle127_fit_line(text, 0, &rest)));
    return longest;
}

static size_t count_lines(const char *text, size_t width)
{
    const char *rest = text;
    size_t n = 0;
    for (; *text; text = rest, n++)
        rle127_fit_line(text, width, &rest);
    return n;
}

static size_t measure_table(const struct layout *layout)
{
    const size_t n = layout->table->n_columns;
    size_t width = MARK_WIDTH + (n ? n - 1 : 0) * layout->gap;
    for (size_t i = 0; i < n; i++)
        width += layout->widths[i];
    return width;
}

static void set_widths(struct layout *layout, size_t (*measure_heading)(const char *heading))
{
    const struct rle127_table *const table = layout->table;
    char escaped[RLE127_ESCAPED_BYTES];
    layout->n_lines = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *const heading = rle127_escape(table->headings[i], escaped);
        layout->widths[i] = larger(measure_cells(table, i), measure_heading(heading));
        layout->n_lines = larger(layout->n_lines, count_lines(heading, layout->widths[i]));
    }
}

static void lay_out(struct layout *layout, size_t width)
{
    layout->gap = 2;
    set_widths(layout, measure);
    if (measure_table(layout) > width)
        set_widths(layout, measure_longest_word);
    if (measure_table(layout) > width)
        layout->gap = 1;
}

/* There is a gap before each column but the first. */
static void begin_column(struct layout *layout, size_t column)
{
    layout->pending += column ? layout->gap : 0;
}

static void print_text(struct layout *layout, const char *text, size_t n_bytes)
{
    if (!n_bytes)
        return;
    fprintf(layout->file, "%*s", (int)layout->pending, "");
    fwrite(text, 1, n_bytes, layout->file);
    layout->pending = 0;
}

static void print_aligned(struct layout *layout, size_t column, const char *text, size_t n_bytes)
{
    const size_t n_spaces = layout->widths[column] - rle127_display_width(text, n_bytes);
    const bool is_text = layout->table->is_text[column];
    begin_column(layout, column);
    layout->pending += is_text ? 0 : n_spaces;
    print_text(layout, text, n_bytes);
    layout->pending += is_text ? n_spaces : 0;
}

static void end_line(struct layout *layout)
{
    putc('\n', layout->file);
    layout->pending = 0;
}

/* Headings of fewer lines than others stand at the bottom. */
static void print_heading_line(struct layout *layout, size_t line)
{
    char escaped[RLE127_ESCAPED_BYTES];
    layout->pending = MARK_WIDTH;
    for (size_t i = 0; i < layout->table->n_columns; i++) {
        const char *text = rle127_escape(layout->table->headings[i], escaped), *rest = text;
        const size_t n_lines = count_lines(text, layout->widths[i]);
        size_t n_bytes = 0;
        for (size_t j = layout->n_lines - n_lines; j <= line; j++) {
            text = rest;
            n_bytes = rle127_fit_line(text, layout->widths[i], &rest);
        }
        print_aligned(layout, i, text, n_bytes);
    }
    end_line(layout);
}

static void print_rule(struct layout *layout)
{
    layout->pending = MARK_WIDTH;
    for (size_t i = 0; i < layout->table->n_columns; i++) {
        begin_column(layout, i);
        for (size_t j = 0; j < layout->widths[i]; j++)
            print_text(layout, "-", 1);
    }
    end_line(layout);
}

static void print_row(struct layout *layout, const struct rle127_row_of_cells *row, bool has_bold)
{
    char escaped[RLE127_ESCAPED_BYTES];
    if (row->is_best && has_bold)
        fputs(RLE127_BOLD, layout->file);
    layout->pending = row->is_best ? 0 : MARK_WIDTH;
    print_text(layout, "* ", row->is_best ? MARK_WIDTH : 0);
    for (size_t i = 0; i < layout->table->n_columns; i++) {
        rle127_escape(row->cells[i], escaped);
        print_aligned(layout, i, escaped, strlen(escaped));
    }
    if (row->is_best && has_bold)
        fputs(RLE127_PLAIN, layout->file);
    end_line(layout);
}

bool rle127_print_text_table(FILE *file, const struct rle127_table *table, size_t width,
                             bool has_bold)
{
    struct layout layout = {.file = file, .table = table};
    layout.widths = calloc(table->n_columns + 1, sizeof *layout.widths);
    if (!layout.widths)
        return false;
    lay_out(&layout, width);
    for (size_t i = 0; i < layout.n_lines; i++)
        print_heading_line(&layout, i);
    print_rule(&layout);
    for (size_t i = 0; i < table->n_rows; i++)
        print_row(&layout, table->rows[i], has_bold);
    free(layout.widths);
    return true;
}
