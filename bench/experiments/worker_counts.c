/*
 * Lists of numbers of workers.
 */
#include "worker_counts.h"

#include <string.h>

#include "../../src/cli/messages.h"
#include "../../src/cli/option_values.h"
#include "../../src/pool/processors.h"

#define WORKERS_MAX  1000000000
#define NUMBER_BYTES 16

/* More workers than this times the CPUs are not measured. */
#define WORKERS_A_CPU 4

/* False where there is no room. */
static bool insert(unsigned n_workers, struct rle127_experiment_options *options)
{
    unsigned *const counts = options->worker_counts;
    size_t at = options->n_worker_counts;
    while (at > 0 && counts[at - 1] >= n_workers)
        at--;
    if (at < options->n_worker_counts && counts[at] == n_workers)
        return true;
    if (options->n_worker_counts == RLE127_WORKER_COUNTS_MAX)
        return false;
    memmove(&counts[at + 1], &counts[at], (options->n_worker_counts - at) * sizeof *counts);
    counts[at] = n_workers;
    options->n_worker_counts++;
    return true;
}

/* The number that takes the first so many bytes. */
static bool parse_number(const char *text, size_t n_bytes, unsigned long *number)
{
    char digits[NUMBER_BYTES] = "";
    if (n_bytes < sizeof digits)
        memcpy(digits, text, n_bytes);
    return rle127_parse_number(digits, WORKERS_MAX, number) && *number;
}

bool rle127_parse_worker_counts(const char *text, struct rle127_experiment_options *options)
{
    const char *at = text;
    options->n_worker_counts = 0;
    for (;;) {
        const size_t length = strcspn(at, ",");
        unsigned long number;
        if (!parse_number(at, length, &number)) {
            rle127_say(NULL, "--workers needs numbers of 1 or more, as in 1,2,4, not '%s'", text);
            return false;
        }
        if (!insert((unsigned)number, options)) {
            rle127_say(NULL, "--workers takes %d numbers at the most", RLE127_WORKER_COUNTS_MAX);
            return false;
        }
        if (!at[length])
            return true;
        at += length + 1;
    }
}

bool rle127_settle_worker_counts(struct rle127_experiment_options *options)
{
    struct rle127_machine machine;
    rle127_describe_machine(&machine);
    if (options->n_worker_counts) {
        const unsigned most = options->worker_counts[options->n_worker_counts - 1];
        if (most <= WORKERS_A_CPU * machine.n_cpus)
            return true;
        rle127_say(NULL, "--workers: %u is more than %d workers a CPU", most, WORKERS_A_CPU);
        return false;
    }
    const unsigned n_processors = rle127_usable_processors("");
    const size_t room_for_last = RLE127_WORKER_COUNTS_MAX - 1;
    for (unsigned n = 1; n < n_processors && options->n_worker_counts < room_for_last; n *= 2)
        insert(n, options);
    return insert(n_processors, options);
}

unsigned rle127_choose_workers(const struct rle127_experiment_options *options)
{
    const unsigned n_processors = rle127_usable_processors("");
    if (options->n_worker_counts)
        return options->worker_counts[options->n_worker_counts - 1];
    return n_processors > 1 ? n_processors : 2;
}
