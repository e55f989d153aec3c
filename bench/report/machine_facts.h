/*
 * The machine and the build as facts, for all who show them.
 */
#ifndef RLE127_MACHINE_FACTS_H
#define RLE127_MACHINE_FACTS_H

#include "document.h"

/* Adds "cpu", "cpus", "memory_bytes", "system", ... "date"; what is unknown or not there (a quota,
 * a governor, a commit) is left out. */
void rle127_add_machine_facts(struct rle127_facts *facts, const struct rle127_machine *machine);

#endif
