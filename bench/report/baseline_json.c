/*
 * Reading an earlier run by jansson. The file may be any file: what is there has to be of the right
 * type, and what is missing is as if it had not been measured.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "baseline_file.h"
#include "document_memory.h"
#include "renderers.h"

/* More than a report of ten thousand measurements has; jansson takes thirty times as much. */
#define FILE_BYTES_MAX 33554432

#define NO_MEMORY "out of memory"

struct input {
    FILE *file;
    size_t n_bytes;
    bool is_too_large;
    int error; /* of reading; 0: none */
};

/* Where something is wrong; "": outside of any. */
struct place {
    const char *path, *section, *measurement;
};

static bool refuse(const struct place *place, const char *reason)
{
    const bool is_in_section = *place->section, is_in_measurement = *place->measurement;
    rle127_say(place->path, "cannot be compared with: %s%s%s%s%s%s",
               is_in_section ? "section " : "", place->section,
               is_in_measurement ? ", measurement " : "", place->measurement,
               is_in_section ? ": " : "", reason);
    return false;
}

static size_t read_some(void *buffer, size_t room, void *data)
{
    struct input *const input = data;
    const size_t n_bytes = fread(buffer, 1, room, input->file);
    input->n_bytes += n_bytes;
    input->is_too_large = input->n_bytes > FILE_BYTES_MAX;
    if (ferror(input->file))
        input->error = errno;
    return input->is_too_large || input->error ? (size_t)-1 : n_bytes;
}

/* What could not be read looks like the end of the file to jansson. */
static void say_trouble(const char *path, const struct input *input, const json_error_t *error)
{
    if (input->error)
        rle127_say(path, "%s", strerror(input->error));
    else if (input->is_too_large)
        rle127_say(path, "cannot be compared with: it has more than %d bytes", FILE_BYTES_MAX);
    else if (!input->n_bytes)
        rle127_say(path, "cannot be compared with: it is empty");
    else
        rle127_say(path, "cannot be compared with: it is not JSON: line %d, column %d: %s",
                   error->line, error->column, error->text);
}

static json_t *parse(const char *path, FILE *file)
{
    struct input input = {.file = file};
    json_error_t error;
    json_t *const root = json_load_callback(read_some, &input, JSON_REJECT_DUPLICATES, &error);
    if (root && !input.error && !input.is_too_large)
        return root;
    say_trouble(path, &input, &error);
    json_decref(root);
    return NULL;
}

static json_t *parse_file(const char *path)
{
    FILE *const file = fopen(path, "rb");
    if (!file) {
        rle127_say(path, "%s", strerror(errno));
        return NULL;
    }
    json_t *const root = parse(path, file);
    fclose(file);
    return root;
}

static bool load_facts(const struct place *place, struct rle127_facts *facts, json_t *object)
{
    const char *name;
    json_t *value;
    if (object && !json_is_object(object))
        return refuse(place, "its facts are no object");
    json_object_foreach(object, name, value)
    {
        if (json_is_string(value))
            rle127_add_text_fact(facts, name, json_string_value(value));
        else if (json_is_number(value))
            rle127_add_fact(facts, name, json_number_value(value));
        else if (!json_is_null(value))
            return refuse(place, "a fact is neither a text nor a number");
    }
    return true;
}

/* 0 where it is missing. */
static bool load_time(const struct place *place, json_t *seconds, const char *name, double *time)
{
    const json_t *const value = json_object_get(seconds, name);
    *time = 0;
    if (!value || json_is_null(value))
        return true;
    if (!json_is_number(value))
        return refuse(place, "its seconds are no numbers");
    *time = json_number_value(value);
    return (isfinite(*time) && *time > 0) || refuse(place, "its seconds are not above 0");
}

/* The median stays 0 where not all is there. */
static bool load_seconds(const struct place *place, struct rle127_summary *summary, json_t *seconds)
{
    const json_t *const samples = json_object_get(seconds, "samples");
    double median;
    if (seconds && !json_is_null(seconds) && !json_is_object(seconds))
        return refuse(place, "its seconds are no object");
    if (samples && !json_is_array(samples))
        return refuse(place, "its samples are no array");
    if (!load_time(place, seconds, "median", &median) ||
        !load_time(place, seconds, "low", &summary->low) ||
        !load_time(place, seconds, "high", &summary->high))
        return false;
    if (median <= 0 || summary->low <= 0 || summary->high <= 0)
        return true;
    if (summary->low > median || median > summary->high)
        return refuse(place, "its median is outside of its interval");
    summary->n_samples = json_array_size(samples);
    summary->median = median;
    return true;
}

static bool load_measurement(const struct place *place, struct rle127_section *section,
                             json_t *object)
{
    const json_t *const name = json_object_get(object, "name");
    struct place inner = *place;
    struct rle127_summary seconds = {0};
    if (!json_is_string(name))
        return refuse(place, "a measurement has no name");
    inner.measurement = json_string_value(name);
    if (!load_seconds(&inner, &seconds, json_object_get(object, "seconds")))
        return false;
    if (seconds.median <= 0)
        return true;
    struct rle127_measurement *const measurement = rle127_add_measurement(
        section, inner.measurement, &(const struct rle127_sample){0}, 0, false);
    if (!rle127_memory_is_whole(section->memory))
        return refuse(&inner, NO_MEMORY);
    measurement->seconds = seconds;
    return load_facts(&inner, &measurement->facts, json_object_get(object, "facts"));
}

static bool load_section(const struct place *place, struct rle127_document *document,
                         json_t *object)
{
    const json_t *const kind = json_object_get(object, "kind");
    json_t *const measurements = json_object_get(object, "measurements"), *measurement;
    struct place inner = *place;
    size_t i;
    if (!json_is_string(kind))
        return refuse(place, "a section has no kind");
    inner.section = json_string_value(kind);
    if (measurements && !json_is_array(measurements))
        return refuse(&inner, "its measurements are no array");
    struct rle127_section *const section = rle127_add_section(document, inner.section, "");
    if (!rle127_document_is_whole(document))
        return refuse(&inner, NO_MEMORY);
    if (!load_facts(&inner, &section->settings, json_object_get(object, "settings")))
        return false;
    json_array_foreach(
        measurements, i,
        measurement) if (!load_measurement(&inner, section, measurement)) return false;
    return true;
}

static bool check_format(const struct place *place, json_t *root)
{
    const json_t *const format = json_object_get(root, "format");
    if (!json_is_integer(format) || !json_is_array(json_object_get(root, "sections")))
        return refuse(place, "it is no report of rle127-bench's");
    if (json_integer_value(format) == RLE127_JSON_FORMAT)
        return true;
    return refuse(place, "it is of a format that this version does not know");
}

static const char *load_text(struct rle127_memory *memory, json_t *root, const char *name)
{
    const json_t *const value = json_object_get(root, name);
    const char *const text = json_string_value(value);
    return text ? rle127_make_text(memory, "%s", text) : "(not known)";
}

static bool load_all(const char *path, struct rle127_baseline *baseline, json_t *root)
{
    const struct place place = {.path = path, .section = "", .measurement = ""};
    json_t *section;
    size_t i;
    if (!check_format(&place, root) ||
        !load_facts(&place, &baseline->machine, json_object_get(root, "machine")))
        return false;
    baseline->version = load_text(baseline->machine.memory, root, "version");
    baseline->date = load_text(baseline->machine.memory, root, "date");
    json_array_foreach(
        json_object_get(root, "sections"), i,
        section) if (!load_section(&place, baseline->document, section)) return false;
    return rle127_document_is_whole(baseline->document) || refuse(&place, NO_MEMORY);
}

static struct rle127_baseline *create(void)
{
    struct rle127_baseline *const baseline = calloc(1, sizeof *baseline);
    if (!baseline)
        return NULL;
    baseline->document = rle127_document_create("");
    if (baseline->document) {
        baseline->machine.memory = baseline->document->memory;
        return baseline;
    }
    free(baseline);
    return NULL;
}

struct rle127_baseline *rle127_load_baseline(const char *path)
{
    json_t *const root = parse_file(path);
    struct rle127_baseline *baseline = root ? create() : NULL;
    if (root && !baseline)
        rle127_say(path, NO_MEMORY);
    if (baseline && !load_all(path, baseline, root)) {
        rle127_free_baseline(baseline);
        baseline = NULL;
    }
    json_decref(root);
    return baseline;
}
