/*
 * Facts with their names.
 */
#include "machine_facts.h"

static void add_known_text(struct rle127_facts *facts, const char *name, const char *text)
{
    if (*text)
        rle127_add_text_fact(facts, name, text);
}

static void add_known(struct rle127_facts *facts, const char *name, double number)
{
    if (number > 0)
        rle127_add_fact(facts, name, number);
}

static void add_build_facts(struct rle127_facts *facts, const struct rle127_machine *machine)
{
    rle127_add_text_fact(facts, "version", machine->version);
    add_known_text(facts, "commit", machine->commit);
    rle127_add_text_fact(facts, "compiler", machine->compiler);
    add_known_text(facts, "options", machine->options);
    if (!machine->is_optimized)
        rle127_add_text_fact(facts, "optimized", "no");
    if (machine->is_sanitized)
        rle127_add_text_fact(facts, "sanitizer", "yes");
    rle127_add_text_fact(facts, "openmp", machine->has_openmp ? machine->openmp : "none");
    add_known_text(facts, "openmp_environment", machine->openmp_environment);
    rle127_add_text_fact(facts, "level", machine->level);
}

void rle127_add_machine_facts(struct rle127_facts *facts, const struct rle127_machine *machine)
{
    rle127_add_text_fact(facts, "cpu", machine->cpu);
    rle127_add_fact(facts, "cpus", machine->n_cpus);
    add_known(facts, "quota_cpus", machine->quota_cpus);
    add_known(facts, "memory_bytes", machine->memory_bytes);
    add_known(facts, "memory_limit_bytes", machine->memory_limit_bytes);
    rle127_add_text_fact(facts, "system", machine->system);
    rle127_add_text_fact(facts, "hypervisor", machine->is_virtual ? "yes" : "no");
    add_known_text(facts, "governor", machine->governor);
    if (machine->load >= 0)
        rle127_add_fact(facts, "load", machine->load);
    add_build_facts(facts, machine);
    rle127_add_text_fact(facts, "date", machine->date);
}
