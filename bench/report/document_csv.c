/*
 * CSV as RFC 4180 has it. Each line stands alone: it repeats the settings of its section, in
 * columns of their own as they are not the measurement's, and what holds for the whole run.
 */
#include "../../src/cli/messages.h"
#include "document_memory.h"
#include "figures.h"
#include "machine_facts.h"
#include "renderers.h"

struct sheet {
    FILE *file;
    struct rle127_memory memory;
    struct rle127_facts settings; /* names of columns: any section's settings */
    struct rle127_facts names;    /* of columns: any measurement's facts */
    struct rle127_facts context;  /* what holds for the whole run */
};

/* Control bytes, which files' names may have, are escaped: the sheet may go to a terminal. */
static void print_text(FILE *file, const char *text)
{
    char escaped[RLE127_ESCAPED_BYTES];
    putc('"', file);
    for (const char *c = rle127_escape(text, escaped); *c; c++) {
        if (*c == '"')
            putc('"', file);
        putc(*c, file);
    }
    putc('"', file);
}

/* Nothing where it is not known. */
static void print_number(FILE *file, double number)
{
    char text[RLE127_FIGURE_BYTES];
    fputs(rle127_format_exactly(number, text), file);
}

/* NULL: there is none. */
static void print_fact(FILE *file, const struct rle127_fact *fact)
{
    putc(',', file);
    if (fact && fact->text)
        print_text(file, fact->text);
    else if (fact)
        print_number(file, fact->number);
}

/* Those that have a column each, in the order of `names`. */
static void print_facts(FILE *file, const struct rle127_facts *names,
                        const struct rle127_facts *facts)
{
    for (size_t i = 0; i < names->n; i++)
        print_fact(file, rle127_find_fact(facts, names->all[i].name));
}

static void add_names(struct rle127_facts *names, const struct rle127_facts *facts)
{
    for (size_t i = 0; i < facts->n; i++)
        if (!rle127_find_fact(names, facts->all[i].name))
            rle127_add_fact(names, facts->all[i].name, 0);
}

static void find_names(struct sheet *sheet, const struct rle127_document *document)
{
    for (size_t i = 0; i < document->n_sections; i++) {
        const struct rle127_section *const section = document->sections[i];
        if (section->n_measurements)
            add_names(&sheet->settings, &section->settings);
        for (size_t j = 0; j < section->n_measurements; j++)
            add_names(&sheet->names, &section->measurements[j]->facts);
    }
}

/* A fact of the machine can have the name of one of a measurement. */
static void print_context_names(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->context.n; i++) {
        const char *const name = sheet->context.all[i].name;
        fprintf(sheet->file, ",%s%s", rle127_find_fact(&sheet->names, name) ? "machine_" : "",
                name);
    }
}

static void print_names(const struct sheet *sheet)
{
    struct rle127_named_number seconds[RLE127_SUMMARY_NUMBERS], usage[RLE127_USAGE_NUMBERS];
    rle127_list_summary(&(struct rle127_summary){0}, seconds);
    rle127_list_usage(&(struct rle127_usage){0}, usage);
    fputs("section,name", sheet->file);
    for (size_t i = 0; i < sheet->settings.n; i++)
        fprintf(sheet->file, ",setting_%s", sheet->settings.all[i].name);
    for (size_t i = 0; i < sheet->names.n; i++)
        fprintf(sheet->file, ",%s", sheet->names.all[i].name);
    fputs(",samples", sheet->file);
    for (size_t i = 0; i < RLE127_SUMMARY_NUMBERS; i++)
        fprintf(sheet->file, ",%s_seconds", seconds[i].name);
    for (size_t i = 0; i < RLE127_USAGE_NUMBERS; i++)
        fprintf(sheet->file, ",%s", usage[i].name);
    print_context_names(sheet);
    putc('\n', sheet->file);
}

static void print_numbers(const struct sheet *sheet, const struct rle127_named_number *numbers,
                          size_t n, bool are_known)
{
    for (size_t i = 0; i < n; i++) {
        putc(',', sheet->file);
        if (are_known)
            print_number(sheet->file, numbers[i].number);
    }
}

static void print_times(const struct sheet *sheet, const struct rle127_measurement *measurement)
{
    struct rle127_named_number seconds[RLE127_SUMMARY_NUMBERS], usage[RLE127_USAGE_NUMBERS];
    const size_t n_samples = measurement->seconds.n_samples;
    rle127_list_summary(&measurement->seconds, seconds);
    rle127_list_usage(&measurement->usage, usage);
    fprintf(sheet->file, ",%zu", n_samples);
    print_numbers(sheet, seconds, RLE127_SUMMARY_NUMBERS, n_samples > 0);
    print_numbers(sheet, usage, RLE127_USAGE_NUMBERS, measurement->has_usage);
}

static void print_measurement(const struct sheet *sheet, const struct rle127_section *section,
                              const struct rle127_measurement *measurement)
{
    print_text(sheet->file, section->kind);
    putc(',', sheet->file);
    print_text(sheet->file, measurement->name);
    print_facts(sheet->file, &sheet->settings, &section->settings);
    print_facts(sheet->file, &sheet->names, &measurement->facts);
    print_times(sheet, measurement);
    for (size_t i = 0; i < sheet->context.n; i++)
        print_fact(sheet->file, &sheet->context.all[i]);
    putc('\n', sheet->file);
}

static void print_lines(const struct sheet *sheet, const struct rle127_document *document)
{
    print_names(sheet);
    for (size_t i = 0; i < document->n_sections; i++) {
        const struct rle127_section *const section = document->sections[i];
        for (size_t j = 0; j < section->n_measurements; j++)
            print_measurement(sheet, section, section->measurements[j]);
    }
}

bool rle127_print_document_csv(FILE *file, const struct rle127_document *document)
{
    struct sheet sheet = {.file = file};
    sheet.settings.memory = sheet.names.memory = sheet.context.memory = &sheet.memory;
    find_names(&sheet, document);
    rle127_add_machine_facts(&sheet.context, &document->machine);
    rle127_add_text_fact(&sheet.context, "command", document->command);
    const bool is_whole = rle127_memory_is_whole(&sheet.memory);
    if (is_whole)
        print_lines(&sheet, document);
    rle127_memory_free(&sheet.memory);
    return is_whole;
}
