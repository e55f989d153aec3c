/*
 * What a measurement has to be read with: the machine and the build.
 */
#ifndef RLE127_MACHINE_H
#define RLE127_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

struct rle127_machine {
    char cpu[128];       /* the model's name */
    unsigned n_cpus;     /* that this process may use */
    unsigned quota_cpus; /* that its control groups let it have: whole ones, at least 1; 0: there
                          * is no quota */
    double memory_bytes; /* 0: unknown */
    double memory_limit_bytes; /* of its control groups; 0: there is none below memory_bytes */
    char system[160];          /* "Linux 6.1.0 x86_64" */
    bool is_virtual;           /* the processor says that a hypervisor runs below */
    char governor[32];         /* of the clock of the first CPU that may be used: "performance"; "":
                                * unknown */
    double load;         /* processes that ran or wanted to, mean of the last minute; -1: unknown */
    const char *version; /* of rle127 */
    const char *commit;  /* see this_build.h, as the following */
    const char *compiler; /* of this program: "gcc 12.2.0" */
    const char *options;  /* "Release: -O3 -DNDEBUG" */
    bool is_optimized, is_sanitized;
    bool has_openmp;
    const char *openmp;           /* "OpenMP 4.5, libgomp.so.1"; "": none */
    char openmp_environment[256]; /* what of it concerns OpenMP: "OMP_WAIT_POLICY=passive" */
    const char
        *level;    /* the best of the kernel levels, which is used where nobody asks for another */
    char date[32]; /* UTC, as ISO 8601 has it */
};

void rle127_describe_machine(struct rle127_machine *machine);

/* root stands before the paths of the system's files; "" but for tests. */
void rle127_describe_machine_of(struct rle127_machine *machine, const char *root);

#endif
