/*
 * Differences of machines, builds and settings, and measurements that one run alone has.
 */
#include "baseline_notes.h"

#include <math.h>
#include <string.h>

#include "document_memory.h"
#include "figures.h"
#include "machine_facts.h"

#define NAMES_MAX 8 /* that a note gives */

const struct rle127_section *rle127_find_section(const struct rle127_document *document,
                                                 const char *kind)
{
    for (size_t i = 0; i < document->n_sections; i++)
        if (strcmp(document->sections[i]->kind, kind) == 0)
            return document->sections[i];
    return NULL;
}

const struct rle127_measurement *rle127_find_measurement(const struct rle127_section *section,
                                                         const char *name)
{
    for (size_t i = 0; i < section->n_measurements; i++)
        if (strcmp(section->measurements[i]->name, name) == 0)
            return section->measurements[i];
    return NULL;
}

bool rle127_are_alike(const struct rle127_fact *a, const struct rle127_fact *b)
{
    char a_text[RLE127_FIGURE_BYTES], b_text[RLE127_FIGURE_BYTES];
    return strcmp(rle127_format_fact(a, a_text), rle127_format_fact(b, b_text)) == 0;
}

/* NULL: one that is not known. */
static void note_fact(struct rle127_section *section, const char *subject,
                      const struct rle127_fact *before, const struct rle127_fact *now)
{
    char label[RLE127_LABEL_BYTES], before_text[RLE127_FIGURE_BYTES], now_text[RLE127_FIGURE_BYTES];
    rle127_section_note(section, "Another %s: %s was %s, is %s.", subject,
                        rle127_format_label(before ? before->name : now->name, label),
                        before ? rle127_format_fact(before, before_text) : "not known",
                        now ? rle127_format_fact(now, now_text) : "not known");
}

/* Each run has a date and a load of its own, and versions are noted beside dates. */
static bool is_of_the_run(const struct rle127_fact *fact)
{
    return strcmp(fact->name, "date") == 0 || strcmp(fact->name, "load") == 0 ||
           strcmp(fact->name, "version") == 0;
}

/* Numbers that are not finite are not in files. */
static bool can_be_in_file(const struct rle127_fact *fact)
{
    return fact->text || isfinite(fact->number);
}

static void note_facts(struct rle127_section *section, const char *subject,
                       const struct rle127_facts *before, const struct rle127_facts *now)
{
    for (size_t i = 0; i < before->n; i++) {
        const struct rle127_fact *const earlier = &before->all[i];
        const struct rle127_fact *const later = rle127_find_fact(now, earlier->name);
        if (!later || !rle127_are_alike(earlier, later))
            note_fact(section, subject, earlier, later);
    }
    for (size_t i = 0; i < now->n; i++)
        if (can_be_in_file(&now->all[i]) && !rle127_find_fact(before, now->all[i].name))
            note_fact(section, subject, NULL, &now->all[i]);
}

/* Those of the machine and the build: what both runs share if nothing has changed. */
static struct rle127_facts choose_lasting(struct rle127_memory *memory,
                                          const struct rle127_facts *facts)
{
    struct rle127_facts lasting = {.memory = memory};
    for (size_t i = 0; i < facts->n; i++) {
        const struct rle127_fact *const fact = &facts->all[i];
        if (is_of_the_run(fact))
            continue;
        if (fact->text)
            rle127_add_text_fact(&lasting, fact->name, fact->text);
        else
            rle127_add_fact(&lasting, fact->name, fact->number);
    }
    return lasting;
}

static void note_machine(struct rle127_section *section, const struct rle127_document *now,
                         const struct rle127_baseline *before)
{
    struct rle127_memory *const memory = section->memory;
    struct rle127_facts facts = {.memory = memory};
    rle127_add_machine_facts(&facts, &now->machine);
    const struct rle127_facts lasting = choose_lasting(memory, &facts);
    const struct rle127_facts earlier = choose_lasting(memory, &before->machine);
    note_facts(section, "machine or build", &earlier, &lasting);
}

/* Names of measurements, up to NAMES_MAX of them, and how many there are. */
struct names {
    const char *text; /* "a, b" */
    size_t n;
};

static struct names list_missing(struct rle127_memory *memory, const struct rle127_section *section,
                                 const struct rle127_section *other)
{
    struct names names = {.text = ""};
    for (size_t i = 0; i < section->n_measurements; i++) {
        const char *const name = section->measurements[i]->name;
        if (rle127_find_measurement(other, name))
            continue;
        if (names.n++ < NAMES_MAX)
            names.text =
                rle127_make_text(memory, "%s%s%s", names.text, *names.text ? ", " : "", name);
    }
    return names;
}

static void note_missing(struct rle127_section *section, const char *which,
                         const struct rle127_section *has, const struct rle127_section *lacks)
{
    const struct names names = list_missing(section->memory, has, lacks);
    if (names.n > NAMES_MAX)
        rle127_section_note(section, "Only in %s, of \"%s\": %s, and %zu more.", which, has->kind,
                            names.text, names.n - NAMES_MAX);
    else if (names.n)
        rle127_section_note(section, "Only in %s, of \"%s\": %s.", which, has->kind, names.text);
}

static void note_sections(struct rle127_section *section, const char *which,
                          const struct rle127_document *has, const struct rle127_document *lacks)
{
    for (size_t i = 0; i < has->n_sections; i++) {
        const struct rle127_section *const one = has->sections[i];
        const struct rle127_section *const other = rle127_find_section(lacks, one->kind);
        if (!one->n_measurements)
            continue;
        if (other && other->n_measurements)
            note_missing(section, which, one, other);
        else
            rle127_section_note(section, "Only in %s: all of \"%s\".", which, one->kind);
    }
}

static void note_settings(struct rle127_section *section, const struct rle127_document *now,
                          const struct rle127_document *before)
{
    for (size_t i = 0; i < now->n_sections; i++) {
        const struct rle127_section *const one = now->sections[i];
        const struct rle127_section *const other = rle127_find_section(before, one->kind);
        if (one != section && other)
            note_facts(section, rle127_make_text(section->memory, "setting of \"%s\"", one->kind),
                       &other->settings, &one->settings);
    }
}

void rle127_note_differences(struct rle127_section *section, const struct rle127_document *now,
                             const struct rle127_baseline *before)
{
    rle127_section_note(section, "The earlier run was at %s, by version %s.", before->date,
                        before->version);
    note_machine(section, now, before);
    note_settings(section, now, before->document);
    note_sections(section, "this run", now, before->document);
    note_sections(section, "the earlier run", before->document, now);
}
