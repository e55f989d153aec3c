/*
 * A document as GitHub shows it.
 */
#include <string.h>

#include "../../src/cli/messages.h"
#include "document_memory.h"
#include "figures.h"
#include "machine_facts.h"
#include "renderers.h"

/* What means something anywhere in a line. */
#define SPECIAL "\\`*_[]<>#|~&$"

static void print_text(FILE *file, const char *text)
{
    char escaped[RLE127_ESCAPED_BYTES];
    rle127_escape(text, escaped);
    for (size_t i = 0; escaped[i]; i++) {
        if (strchr(SPECIAL, escaped[i]))
            putc('\\', file);
        putc(escaped[i], file);
    }
}

/* A text at the start of a list's element, where "1. " and "- " would begin another list. */
static void print_sentence(FILE *file, const char *text)
{
    const size_t n_digits = strspn(text, "0123456789");
    const char *const mark = text + n_digits;
    if (*mark && strchr(n_digits ? ".)" : "+-", *mark) && (!mark[1] || mark[1] == ' ')) {
        fprintf(file, "%.*s\\%c", (int)n_digits, text, *mark);
        text = mark + 1;
    }
    print_text(file, text);
}

static void print_list(FILE *file, const char *first, const char *const *texts, size_t n_texts)
{
    if (n_texts)
        putc('\n', file);
    for (size_t i = 0; i < n_texts; i++) {
        fprintf(file, "- %s", first);
        print_sentence(file, texts[i]);
        putc('\n', file);
    }
}

static void print_fact(FILE *file, const struct rle127_fact *fact, const char *between)
{
    char label[RLE127_LABEL_BYTES], value[RLE127_FIGURE_BYTES];
    print_text(file, rle127_format_label(fact->name, label));
    fputs(between, file);
    print_text(file, rle127_format_fact(fact, value));
}

static void print_settings(FILE *file, const struct rle127_facts *settings)
{
    if (settings->n)
        putc('\n', file);
    for (size_t i = 0; i < settings->n; i++) {
        fputs(i ? "; " : "", file);
        print_fact(file, &settings->all[i], ": ");
    }
    if (settings->n)
        putc('\n', file);
}

/* A cell that is empty may not be emphasized: the stars would be shown. */
static void print_cell(FILE *file, const char *text, bool is_bold)
{
    const char *const mark = is_bold && text[strspn(text, " ")] ? "**" : "";
    fprintf(file, " %s", mark);
    print_text(file, text);
    fprintf(file, "%s |", mark);
}

static void print_table(FILE *file, const struct rle127_table *table)
{
    if (*table->title) {
        fputs("\n### ", file);
        print_text(file, table->title);
        putc('\n', file);
    }
    fputs("\n|", file);
    for (size_t i = 0; i < table->n_columns; i++)
        print_cell(file, table->headings[i], false);
    fputs("\n|", file);
    for (size_t i = 0; i < table->n_columns; i++)
        fputs(table->is_text[i] ? " --- |" : " ---: |", file);
    putc('\n', file);
    for (size_t i = 0; i < table->n_rows; i++) {
        putc('|', file);
        for (size_t j = 0; j < table->n_columns; j++)
            print_cell(file, table->rows[i]->cells[j], table->rows[i]->is_best);
        putc('\n', file);
    }
}

static void print_section(FILE *file, const struct rle127_section *section)
{
    fputs("\n## ", file);
    print_text(file, section->title);
    putc('\n', file);
    print_settings(file, &section->settings);
    print_list(file, "", section->answers, section->n_answers);
    for (size_t i = 0; i < section->n_tables; i++)
        print_table(file, section->tables[i]);
    print_list(file, "Note: ", section->notes, section->n_notes);
}

static bool print_context(FILE *file, const struct rle127_document *document)
{
    char command[RLE127_ESCAPED_BYTES];
    struct rle127_memory memory = {0};
    struct rle127_facts facts = {.memory = &memory};
    rle127_add_machine_facts(&facts, &document->machine);
    fputs("# rle127-bench\n\n| context | |\n| --- | --- |\n", file);
    for (size_t i = 0; i < facts.n; i++) {
        fputs("| ", file);
        print_fact(file, &facts.all[i], " | ");
        fputs(" |\n", file);
    }
    /* indented: code that needs no escapes */
    fprintf(file, "\n    %s\n", rle127_escape(document->command, command));
    const bool is_whole = rle127_memory_is_whole(&memory);
    rle127_memory_free(&memory);
    return is_whole;
}

bool rle127_print_markdown(FILE *file, const struct rle127_document *document)
{
    const bool is_whole = print_context(file, document);
    for (size_t i = 0; i < document->n_sections; i++)
        print_section(file, document->sections[i]);
    if (document->n_notes)
        fputs("\n## On this run\n", file);
    print_list(file, "", document->notes, document->n_notes);
    return is_whole;
}
