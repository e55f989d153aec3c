/*
 * JSON by jansson. NULL (no memory) goes from the inside to the outside, so that only the whole is
 * asked.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../include/rle127.h"
#include "document_memory.h"
#include "figures.h"
#include "machine_facts.h"
#include "renderers.h"

/* What is not UTF-8, in a file's name for instance, loses all that is not ASCII. */
static json_t *make_text(const char *text)
{
    json_t *string = json_string(text);
    char *const copy = string ? NULL : strdup(text);
    for (char *c = copy; c && *c; c++)
        *c = (unsigned char)*c < 0x80 ? *c : '?';
    if (copy)
        string = json_string(copy);
    free(copy);
    return string;
}

static json_t *make_number(double number)
{
    if (!isfinite(number))
        return json_null();
    return rle127_is_count(number) ? json_integer((json_int_t)number) : json_real(number);
}

/* Takes the element over; NULL where one of both is. */
static json_t *append(json_t *list, json_t *element)
{
    if (json_array_append_new(list, element) == 0)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *list_texts(const char *const *texts, size_t n_texts)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n_texts; i++)
        list = append(list, make_text(texts[i]));
    return list;
}

static json_t *make_facts(const struct rle127_facts *facts)
{
    json_t *object = json_object();
    for (size_t i = 0; i < facts->n; i++) {
        const struct rle127_fact *const fact = &facts->all[i];
        object =
            set(object, fact->name, fact->text ? make_text(fact->text) : make_number(fact->number));
    }
    return object;
}

static json_t *make_numbers(const struct rle127_named_number *numbers, size_t n)
{
    json_t *object = json_object();
    for (size_t i = 0; i < n; i++)
        object = set(object, numbers[i].name, make_number(numbers[i].number));
    return object;
}

/* null where it was not measured. */
static json_t *make_seconds(const struct rle127_measurement *measurement)
{
    struct rle127_named_number numbers[RLE127_SUMMARY_NUMBERS];
    json_t *samples = json_array();
    if (!measurement->seconds.n_samples) {
        json_decref(samples);
        return json_null();
    }
    rle127_list_summary(&measurement->seconds, numbers);
    for (size_t i = 0; i < measurement->n_samples; i++)
        samples = append(samples, make_number(measurement->samples[i].seconds));
    return set(make_numbers(numbers, RLE127_SUMMARY_NUMBERS), "samples", samples);
}

static json_t *make_usage(const struct rle127_measurement *measurement)
{
    struct rle127_named_number numbers[RLE127_USAGE_NUMBERS];
    if (!measurement->has_usage)
        return json_null();
    rle127_list_usage(&measurement->usage, numbers);
    return make_numbers(numbers, RLE127_USAGE_NUMBERS);
}

static json_t *make_measurement(const struct rle127_measurement *measurement)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "name", make_text(measurement->name), "facts",
                     make_facts(&measurement->facts), "seconds", make_seconds(measurement), "usage",
                     make_usage(measurement));
}

static json_t *make_table(const struct rle127_table *table)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < table->n_rows; i++)
        rows = append(rows, list_texts(table->rows[i]->cells, table->n_columns));
    return json_pack("{s:o, s:o, s:o}", "title", make_text(table->title), "headings",
                     list_texts(table->headings, table->n_columns), "rows", rows);
}

static json_t *list_measurements(const struct rle127_section *section)
{
    json_t *list = json_array();
    for (size_t i = 0; i < section->n_measurements; i++)
        list = append(list, make_measurement(section->measurements[i]));
    return list;
}

static json_t *list_tables(const struct rle127_section *section)
{
    json_t *list = json_array();
    for (size_t i = 0; i < section->n_tables; i++)
        list = append(list, make_table(section->tables[i]));
    return list;
}

static json_t *make_section(const struct rle127_section *section)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", make_text(section->kind),
                     "title", make_text(section->title), "settings", make_facts(&section->settings),
                     "answers", list_texts(section->answers, section->n_answers), "notes",
                     list_texts(section->notes, section->n_notes), "measurements",
                     list_measurements(section), "tables", list_tables(section));
}

static json_t *list_sections(const struct rle127_document *document)
{
    json_t *list = json_array();
    for (size_t i = 0; i < document->n_sections; i++)
        list = append(list, make_section(document->sections[i]));
    return list;
}

static json_t *make_machine(const struct rle127_machine *machine)
{
    struct rle127_memory memory = {0};
    struct rle127_facts facts = {.memory = &memory};
    rle127_add_machine_facts(&facts, machine);
    json_t *const object = rle127_memory_is_whole(&memory) ? make_facts(&facts) : NULL;
    rle127_memory_free(&memory);
    return object;
}

bool rle127_print_document_json(FILE *file, const struct rle127_document *document)
{
    json_t *const whole = json_pack(
        "{s:s, s:i, s:o, s:o, s:o, s:o, s:o}", "version", RLE127_VERSION, "format",
        RLE127_JSON_FORMAT, "date", make_text(document->machine.date), "command",
        make_text(document->command), "machine", make_machine(&document->machine), "notes",
        list_texts(document->notes, document->n_notes), "sections", list_sections(document));
    if (!whole)
        return false;
    const bool is_printed =
        json_dumpf(whole, file, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0 || ferror(file);
    putc('\n', file);
    json_decref(whole);
    return is_printed;
}

bool rle127_can_print_json(void)
{
    return true;
}
