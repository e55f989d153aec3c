/*
 * Building documents. Things that are pointed to from outside are blocks of their own, so that
 * lists of them can grow.
 */
#include "document.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "document_memory.h"

/* What is written to and lost where there is no memory: one of each kind. */
struct sinks {
    struct rle127_section section;
    struct rle127_measurement measurement;
    struct rle127_table table;
    struct rle127_row_of_cells row; /* which has no cells */
    struct rle127_chart chart;
    struct rle127_series series;
};

/* What a document's `memory` is a part of. */
struct store {
    struct rle127_memory memory;
    struct sinks sinks;
};

static struct sinks *sinks_of(struct rle127_memory *memory)
{
    return &((struct store *)(void *)memory)->sinks;
}

static struct store *create_store(void)
{
    struct store *const store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    struct rle127_memory *const memory = &store->memory;
    store->sinks = (struct sinks){
        .section = {.kind = "", .title = "", .settings = {.memory = memory}, .memory = memory},
        .measurement = {.name = "", .facts = {.memory = memory}},
        .table = {.title = "", .memory = memory},
        .chart = {.id = "", .title = "", .x_name = "", .y_name = "", .memory = memory},
        .series = {.name = "", .memory = memory},
    };
    return store;
}

struct rle127_document *rle127_document_create(const char *command)
{
    struct rle127_document *const document = calloc(1, sizeof *document);
    struct store *const store = create_store();
    if (!document || !store) {
        free(document);
        free(store);
        return NULL;
    }
    *document = (struct rle127_document){.command = command, .memory = &store->memory};
    rle127_describe_machine(&document->machine);
    return document;
}

void rle127_document_free(struct rle127_document *document)
{
    if (!document)
        return;
    rle127_memory_free(document->memory);
    free(document->memory);
    free(document);
}

bool rle127_document_is_whole(const struct rle127_document *document)
{
    return rle127_memory_is_whole(document->memory);
}

const char *rle127_make_text(struct rle127_memory *memory, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *const text = rle127_memory_print(memory, format, values);
    va_end(values);
    return text;
}

/* Puts a pointer behind a list of such. */
static void append(struct rle127_memory *memory, void *list, size_t *n, const void *element)
{
    void *array;
    memcpy(&array, list, sizeof array);
    if (!rle127_memory_grow(memory, &array, *n, sizeof element))
        return;
    memcpy((char *)array + *n * sizeof element, &element, sizeof element);
    memcpy(list, &array, sizeof array);
    (*n)++;
}

#define APPEND_TEXT(owner, texts, n_texts, format)                                     \
    do {                                                                               \
        va_list values;                                                                \
        va_start(values, format);                                                      \
        const char *const text = rle127_memory_print((owner)->memory, format, values); \
        va_end(values);                                                                \
        append((owner)->memory, &(owner)->texts, &(owner)->n_texts, text);             \
    } while (0)

void rle127_document_note(struct rle127_document *document, const char *format, ...)
{
    APPEND_TEXT(document, notes, n_notes, format);
}

void rle127_section_answer(struct rle127_section *section, const char *format, ...)
{
    APPEND_TEXT(section, answers, n_answers, format);
}

void rle127_section_note(struct rle127_section *section, const char *format, ...)
{
    APPEND_TEXT(section, notes, n_notes, format);
}

struct rle127_section *rle127_add_section(struct rle127_document *document, const char *kind,
                                          const char *title)
{
    struct rle127_memory *const memory = document->memory;
    struct rle127_section *const section = rle127_memory_take(memory, sizeof *section);
    if (!section)
        return &sinks_of(memory)->section;
    *section = (struct rle127_section){.kind = rle127_make_text(memory, "%s", kind),
                                       .title = rle127_make_text(memory, "%s", title),
                                       .settings = {.memory = memory},
                                       .memory = memory};
    append(memory, &document->sections, &document->n_sections, section);
    return section;
}

static void add_fact(struct rle127_facts *facts, const struct rle127_fact *fact)
{
    void *all = facts->all;
    if (!rle127_memory_grow(facts->memory, &all, facts->n, sizeof *fact))
        return;
    facts->all = all;
    facts->all[facts->n++] = *fact;
}

void rle127_add_text_fact(struct rle127_facts *facts, const char *name, const char *text)
{
    add_fact(facts, &(struct rle127_fact){.name = rle127_make_text(facts->memory, "%s", name),
                                          .text = rle127_make_text(facts->memory, "%s", text)});
}

void rle127_add_fact(struct rle127_facts *facts, const char *name, double number)
{
    add_fact(facts, &(struct rle127_fact){.name = rle127_make_text(facts->memory, "%s", name),
                                          .number = number});
}

const struct rle127_fact *rle127_find_fact(const struct rle127_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->n; i++)
        if (strcmp(facts->all[i].name, name) == 0)
            return &facts->all[i];
    return NULL;
}

struct rle127_measurement *rle127_add_measurement(struct rle127_section *section, const char *name,
                                                  const struct rle127_sample *samples,
                                                  size_t n_samples, bool has_usage)
{
    struct rle127_memory *const memory = section->memory;
    struct rle127_measurement *const measurement = rle127_memory_take(memory, sizeof *measurement);
    struct rle127_sample *const copy = rle127_memory_take(memory, (n_samples + 1) * sizeof *copy);
    if (!measurement || !copy)
        return &sinks_of(memory)->measurement;
    memcpy(copy, samples, n_samples * sizeof *copy);
    *measurement =
        (struct rle127_measurement){.name = rle127_make_text(memory, "%s", name),
                                    .facts = {.memory = memory},
                                    .samples = copy,
                                    .n_samples = n_samples,
                                    .seconds = rle127_summarize_samples(samples, n_samples),
                                    .has_usage = has_usage};
    if (has_usage)
        measurement->usage = rle127_summarize_usage(samples, n_samples);
    append(memory, &section->measurements, &section->n_measurements, measurement);
    return measurement;
}

/* Headings of columns of texts begin with it. */
#define TEXT_MARK '<'

struct rle127_table *rle127_add_table(struct rle127_section *section, const char *title,
                                      const char *const *headings, size_t n_columns)
{
    struct rle127_memory *const memory = section->memory;
    struct rle127_table *const table = rle127_memory_take(memory, sizeof *table);
    const char **const names = rle127_memory_take(memory, (n_columns + 1) * sizeof *names);
    bool *const is_text = rle127_memory_take(memory, n_columns + 1);
    if (!table || !names || !is_text)
        return &sinks_of(memory)->table;
    *table = (struct rle127_table){.title = rle127_make_text(memory, "%s", title),
                                   .headings = names,
                                   .is_text = is_text,
                                   .n_columns = n_columns,
                                   .memory = memory};
    for (size_t i = 0; i < n_columns; i++) {
        is_text[i] = headings[i][0] == TEXT_MARK;
        names[i] = rle127_make_text(memory, "%s", headings[i] + is_text[i]);
    }
    append(memory, &section->tables, &section->n_tables, table);
    return table;
}

struct rle127_row_of_cells *rle127_add_row(struct rle127_table *table)
{
    struct rle127_memory *const memory = table->memory;
    struct rle127_row_of_cells *const row = rle127_memory_take(memory, sizeof *row);
    const char **const cells = rle127_memory_take(memory, (table->n_columns + 1) * sizeof *cells);
    if (!row || !cells)
        return &sinks_of(memory)->row;
    for (size_t i = 0; i < table->n_columns; i++)
        cells[i] = "";
    row->cells = cells;
    append(memory, &table->rows, &table->n_rows, row);
    return row;
}

void rle127_set_cell(struct rle127_table *table, struct rle127_row_of_cells *row, size_t column,
                     const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *const text = rle127_memory_print(table->memory, format, values);
    va_end(values);
    if (row->cells && column < table->n_columns)
        row->cells[column] = text;
}

struct rle127_chart *rle127_add_chart(struct rle127_section *section, enum rle127_chart_kind kind,
                                      const char *id, const char *title)
{
    struct rle127_memory *const memory = section->memory;
    struct rle127_chart *const chart = rle127_memory_take(memory, sizeof *chart);
    if (!chart)
        return &sinks_of(memory)->chart;
    *chart = (struct rle127_chart){.kind = kind,
                                   .id = rle127_make_text(memory, "%s", id),
                                   .title = rle127_make_text(memory, "%s", title),
                                   .x_name = "",
                                   .y_name = "",
                                   .memory = memory};
    append(memory, &section->charts, &section->n_charts, chart);
    return chart;
}

struct rle127_series *rle127_add_series(struct rle127_chart *chart, const char *name)
{
    struct rle127_memory *const memory = chart->memory;
    struct rle127_series *const series = rle127_memory_take(memory, sizeof *series);
    if (!series)
        return &sinks_of(memory)->series;
    *series =
        (struct rle127_series){.name = rle127_make_text(memory, "%s", name), .memory = memory};
    append(memory, &chart->series, &chart->n_series, series);
    return series;
}

void rle127_add_point(struct rle127_series *series, double x, double y, double low, double high,
                      const char *label, const char *text)
{
    struct rle127_memory *const memory = series->memory;
    const struct rle127_point point = {.x = x,
                                       .y = y,
                                       .low = low,
                                       .high = high,
                                       .label = rle127_make_text(memory, "%s", label),
                                       .text = rle127_make_text(memory, "%s", text),
                                       .note = ""};
    void *points = series->points;
    if (!rle127_memory_grow(memory, &points, series->n_points, sizeof point))
        return;
    series->points = points;
    series->points[series->n_points++] = point;
}

void rle127_annotate_point(struct rle127_series *series, const char *note, bool is_best)
{
    if (!series->n_points)
        return;
    struct rle127_point *const point = &series->points[series->n_points - 1];
    point->note = rle127_make_text(series->memory, "%s", note);
    point->is_best = is_best;
}
