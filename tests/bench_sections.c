/*
 * Finding things in sections.
 */
#include "bench_sections.h"

#include <string.h>

#include "tests.h"

const struct rle127_measurement *bench_look_for(const struct rle127_section *section,
                                                const char *name)
{
    const struct rle127_measurement *found = NULL;
    for (size_t i = 0; i < section->n_measurements; i++) {
        if (strcmp(section->measurements[i]->name, name) != 0)
            continue;
        assert_null(found);
        found = section->measurements[i];
    }
    return found;
}

const struct rle127_measurement *bench_find(const struct rle127_section *section, const char *name)
{
    const struct rle127_measurement *const found = bench_look_for(section, name);
    if (!found)
        fail_msg("no measurement '%s'", name);
    return found;
}

const struct rle127_chart *bench_find_chart(const struct rle127_section *section, const char *id)
{
    for (size_t i = 0; i < section->n_charts; i++)
        if (strcmp(section->charts[i]->id, id) == 0)
            return section->charts[i];
    fail_msg("no chart '%s'", id);
    return NULL;
}

static const struct rle127_fact *find_fact(const struct rle127_measurement *measurement,
                                           const char *name)
{
    const struct rle127_fact *const fact = rle127_find_fact(&measurement->facts, name);
    if (!fact)
        fail_msg("%s: no fact '%s'", measurement->name, name);
    return fact;
}

double bench_number_of(const struct rle127_measurement *measurement, const char *name)
{
    const struct rle127_fact *const fact = find_fact(measurement, name);
    assert_null(fact->text);
    return fact->number;
}

const char *bench_text_of(const struct rle127_measurement *measurement, const char *name)
{
    const struct rle127_fact *const fact = find_fact(measurement, name);
    assert_non_null(fact->text);
    return fact->text;
}

bool bench_has_note(const struct rle127_section *section, const char *text)
{
    for (size_t i = 0; i < section->n_notes; i++)
        if (strstr(section->notes[i], text))
            return true;
    return false;
}
