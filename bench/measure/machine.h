/*
 * What a measurement has to be read with: the machine and the build.
 */
#ifndef RLE127_MACHINE_H
#define RLE127_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

struct rle127_machine {
    char cpu[128];        /* the model's name */
    unsigned n_cpus;      /* that this process may use */
    char system[160];     /* "Linux 6.1.0 x86_64" */
    const char *compiler; /* of this program: "gcc 12.2.0" */
    bool has_openmp;
    char date[32]; /* UTC, as ISO 8601 has it */
};

void rle127_describe_machine(struct rle127_machine *machine);

#endif
