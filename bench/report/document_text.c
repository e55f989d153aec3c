/*
 * A document for people at a terminal. Charts are not shown: their figures are in the tables.
 */
#define _GNU_SOURCE /* open_memstream(), struct winsize */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../src/cli/messages.h"
#include "document_memory.h"
#include "figures.h"
#include "machine_facts.h"
#include "renderers.h"
#include "text_layout.h"
#include "text_table.h"

/* Columns: of what is not a terminal, and of terminals that are narrower or wider. */
#define WIDTH     100
#define WIDTH_MIN 80
#define WIDTH_MAX 120

struct page {
    FILE *file;
    size_t width; /* columns */
    bool has_bold;
    bool has_best; /* a best row was shown */
    bool is_whole; /* there was memory for all */
};

static size_t find_width(FILE *file)
{
    struct winsize size;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) != 0 || !size.ws_col)
        return WIDTH;
    return size.ws_col < WIDTH_MIN ? WIDTH_MIN : size.ws_col > WIDTH_MAX ? WIDTH_MAX : size.ws_col;
}

static bool can_be_bold(FILE *file)
{
    const char *const terminal = getenv("TERM");
    return terminal && strcmp(terminal, "dumb") != 0 && isatty(fileno(file));
}

/* "cpu: A; cpus: 2", to be freed; NULL where there is no memory. */
static char *join_facts(const struct rle127_facts *facts)
{
    char label[RLE127_LABEL_BYTES], value[RLE127_FIGURE_BYTES];
    char *text = NULL;
    size_t n_bytes;
    FILE *const file = open_memstream(&text, &n_bytes);
    if (!file)
        return NULL;
    for (size_t i = 0; i < facts->n; i++) {
        const struct rle127_fact *const fact = &facts->all[i];
        fprintf(file, "%s%s: %s", i ? "; " : "", rle127_format_label(fact->name, label),
                rle127_format_fact(fact, value));
    }
    if (fclose(file) == 0)
        return text;
    free(text);
    return NULL;
}

static void print_facts(struct page *page, const struct rle127_facts *facts)
{
    char *const text = join_facts(facts);
    if (!text)
        page->is_whole = false;
    else if (*text)
        rle127_print_paragraph(page->file, "", 0, text, page->width);
    free(text);
}

static void print_sentences(const struct page *page, const char *first, const char *const *texts,
                            size_t n_texts)
{
    for (size_t i = 0; i < n_texts; i++)
        rle127_print_paragraph(page->file, first, 2, texts[i], page->width);
}

static void print_notes(const struct page *page, const char *const *notes, size_t n_notes)
{
    if (n_notes)
        putc('\n', page->file);
    print_sentences(page, "Note: ", notes, n_notes);
}

static void print_title(const struct page *page, const char *title)
{
    char escaped[RLE127_ESCAPED_BYTES];
    rle127_escape(title, escaped);
    fprintf(page->file, "\n\n%s%s%s\n", page->has_bold ? RLE127_BOLD : "", escaped,
            page->has_bold ? RLE127_PLAIN : "");
    for (size_t i = rle127_display_width(escaped, strlen(escaped)); i > 0; i--)
        putc('=', page->file);
    putc('\n', page->file);
}

static void print_table(struct page *page, const struct rle127_table *table)
{
    putc('\n', page->file);
    if (*table->title)
        rle127_print_paragraph(page->file, "", 0, table->title, page->width);
    page->is_whole &= rle127_print_text_table(page->file, table, page->width, page->has_bold);
    for (size_t i = 0; i < table->n_rows; i++)
        page->has_best |= table->rows[i]->is_best;
}

static void print_section(struct page *page, const struct rle127_section *section)
{
    print_title(page, section->title);
    print_facts(page, &section->settings);
    if (section->n_answers)
        putc('\n', page->file);
    print_sentences(page, "", section->answers, section->n_answers);
    for (size_t i = 0; i < section->n_tables; i++)
        print_table(page, section->tables[i]);
    print_notes(page, section->notes, section->n_notes);
}

static void print_context(struct page *page, const struct rle127_document *document)
{
    struct rle127_memory memory = {0};
    struct rle127_facts facts = {.memory = &memory};
    rle127_add_machine_facts(&facts, &document->machine);
    rle127_print_paragraph(page->file, "$ ", 0, document->command, page->width);
    print_facts(page, &facts);
    page->is_whole &= rle127_memory_is_whole(&memory);
    rle127_memory_free(&memory);
}

bool rle127_print_document(FILE *file, const struct rle127_document *document)
{
    struct page page = {
        .file = file, .width = find_width(file), .has_bold = can_be_bold(file), .is_whole = true};
    print_context(&page, document);
    for (size_t i = 0; i < document->n_sections; i++)
        print_section(&page, document->sections[i]);
    if (page.has_best)
        fputs("\n*: the best of a table\n", file);
    print_notes(&page, document->notes, document->n_notes);
    return page.is_whole;
}
