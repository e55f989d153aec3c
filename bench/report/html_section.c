/*
 * First what a section says, then what shows it, then all of its figures.
 */
#include "html_section.h"

#include <math.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "chart_figure.h"
#include "figures.h"
#include "html_text.h"

static void print_element(FILE *file, const char *opened, const char *text, const char *closed)
{
    fputs(opened, file);
    rle127_print_html_text(file, text);
    fputs(closed, file);
}

void rle127_print_html_facts(FILE *file, const char *class, const struct rle127_facts *facts)
{
    char label[RLE127_LABEL_BYTES], value[RLE127_FIGURE_BYTES];
    if (facts->n == 0)
        return;
    fprintf(file, "<dl class=\"%s\">\n", class);
    for (size_t i = 0; i < facts->n; i++) {
        const struct rle127_fact *const fact = &facts->all[i];
        print_element(file, "<div><dt>", rle127_format_label(fact->name, label), "</dt> ");
        print_element(file, "<dd>", rle127_format_fact(fact, value), "</dd></div>\n");
    }
    fputs("</dl>\n", file);
}

void rle127_print_html_notes(FILE *file, const char *const *notes, size_t n_notes)
{
    if (n_notes == 0)
        return;
    fputs("<div class=\"notes\">\n", file);
    for (size_t i = 0; i < n_notes; i++)
        print_element(file, "<p>", notes[i], "</p>\n");
    fputs("</div>\n", file);
}

static void print_headings(FILE *file, const struct rle127_table *table)
{
    fputs("<thead><tr>", file);
    for (size_t i = 0; i < table->n_columns; i++) {
        fprintf(file, "<th scope=\"col\"%s>", table->is_text[i] ? " class=\"text\"" : "");
        rle127_print_html_text(file, table->headings[i]);
        fputs("</th>", file);
    }
    fputs("</tr></thead>\n", file);
}

static void print_row(FILE *file, const struct rle127_table *table,
                      const struct rle127_row_of_cells *row)
{
    fputs(row->is_best ? "<tr class=\"best\">" : "<tr>", file);
    for (size_t i = 0; i < table->n_columns; i++) {
        const bool is_name = i == 0 && table->is_text[i];
        fputs(is_name ? "<th scope=\"row\"" : "<td", file);
        fputs(table->is_text[i] ? " class=\"text\">" : ">", file);
        rle127_print_html_text(file, row->cells[i]);
        fputs(is_name ? "</th>" : "</td>", file);
    }
    fputs("</tr>\n", file);
}

/* A box of its own scrolls where a table is too wide for the page; the title stays where it is. */
static void open_table(FILE *file, const char *title, bool has_title)
{
    fputs("<div class=\"table\">\n", file);
    if (has_title && *title)
        print_element(file, "<p class=\"table-title\">", title, "</p>\n");
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", file);
    rle127_print_html_text(file, *title ? title : "table");
    fputs("\"><table>\n", file);
}

static void close_table(FILE *file)
{
    fputs("</tbody></table></div></div>\n", file);
}

static void print_table(FILE *file, const struct rle127_table *table)
{
    open_table(file, table->title, true);
    print_headings(file, table);
    fputs("<tbody>\n", file);
    for (size_t i = 0; i < table->n_rows; i++)
        print_row(file, table, table->rows[i]);
    close_table(file);
}

static void print_usage(FILE *file, const struct rle127_usage *usage)
{
    char text[RLE127_FIGURE_BYTES];
    fprintf(file, "<td>%s</td>", rle127_format_seconds(usage->user_seconds, text));
    fprintf(file, "<td>%s</td>", rle127_format_seconds(usage->system_seconds, text));
    fprintf(file, "<td>%.0f</td><td>%.0f</td>", usage->voluntary_switches,
            usage->involuntary_switches);
    fprintf(file, "<td>%.0f</td><td>%.0f</td>", usage->minor_faults, usage->major_faults);
    fprintf(file, "<td>%s</td>", rle127_format_size(usage->peak_bytes, text));
}

static void print_measurement(FILE *file, const struct rle127_measurement *measurement)
{
    const struct rle127_summary *const seconds = &measurement->seconds;
    char low[RLE127_FIGURE_BYTES], high[RLE127_FIGURE_BYTES];
    print_element(file, "<tr><th scope=\"row\" class=\"text\">", measurement->name, "</th>");
    fprintf(file, "<td>%zu</td><td>%s</td>", seconds->n_samples,
            rle127_format_seconds(seconds->median, low));
    fprintf(file, "<td>%s \u2013 %s</td>", rle127_format_seconds(seconds->low, low),
            rle127_format_seconds(seconds->high, high));
    fprintf(file, "<td>%s \u2013 %s</td>", rle127_format_seconds(seconds->min, low),
            rle127_format_seconds(seconds->max, high));
    if (measurement->has_usage)
        print_usage(file, &measurement->usage);
    else
        fputs("<td colspan=\"7\"></td>", file);
    fputs("</tr>\n", file);
}

static void print_measurements(FILE *file, const struct rle127_section *section)
{
    static const char *const headings[] = {
        "runs",         "median",       "95\u00A0% interval", "range",
        "user time",    "system time",  "voluntary switches", "involuntary switches",
        "minor faults", "major faults", "peak memory"};
    if (section->n_measurements == 0)
        return;
    fprintf(file, "<details><summary>All %zu measurements</summary>\n", section->n_measurements);
    open_table(file, "All measurements", false);
    fputs("<thead><tr><th scope=\"col\" class=\"text\">what</th>", file);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        fprintf(file, "<th scope=\"col\">%s</th>", headings[i]);
    fputs("</tr></thead>\n<tbody>\n", file);
    for (size_t i = 0; i < section->n_measurements; i++)
        print_measurement(file, section->measurements[i]);
    close_table(file);
    fputs("</details>\n", file);
}

static void print_answers(FILE *file, const struct rle127_section *section)
{
    for (size_t i = 0; i < section->n_answers; i++)
        print_element(file, "<p class=\"answer\">", section->answers[i], "</p>\n");
}

static void print_charts(FILE *file, const struct rle127_section *section)
{
    if (section->n_charts == 0)
        return;
    fputs("<div class=\"charts\">\n", file);
    for (size_t i = 0; i < section->n_charts; i++)
        rle127_print_figure(file, section->charts[i]);
    fputs("</div>\n", file);
}

void rle127_print_html_section(FILE *file, const struct rle127_section *section)
{
    fputs("<section id=\"section-", file);
    rle127_print_html_text(file, section->kind);
    print_element(file, "\">\n<h2>", section->title, "</h2>\n");
    print_answers(file, section);
    rle127_print_html_facts(file, "settings", &section->settings);
    print_charts(file, section);
    for (size_t i = 0; i < section->n_tables; i++)
        print_table(file, section->tables[i]);
    rle127_print_html_notes(file, section->notes, section->n_notes);
    print_measurements(file, section);
    fputs("</section>\n", file);
}
