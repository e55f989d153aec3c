/*
 * The command's entry: what is needed before any command runs, and the choice of one.
 */
#include <stdio.h>

#include "../batch/interrupt.h"
#include "../pool/usable_threads.h"
#include "../pool/wait_policy.h"
#include "commands.h"
#include "help.h"
#include "standard_descriptors.h"
#include "usage_rules.h"

static enum rle127_exit run(const struct rle127_arguments *arguments)
{
    switch (arguments->command) {
    case RLE127_INFO:
        return rle127_run_info(arguments);
    case RLE127_COMPARE:
        return rle127_run_compare(arguments);
    default: /* compress, decompress, verify */
        return rle127_run_files(arguments);
    }
}

static enum rle127_exit answer(void (*print)(FILE *file))
{
    print(stdout);
    return rle127_finish_stdout(RLE127_EXIT_OK);
}

/* Whether the rows of an image may be coded by several threads: not unless somebody asks for it. */
static bool may_use_threads(const struct rle127_run_setup *run)
{
#ifndef RLE127_HAVE_OPENMP
    return false;
#endif
    return run->conversion.row_pool == RLE127_ROWS_THREADS &&
           (run->n_row_workers > 1 || (!run->n_row_workers && !run->chooses_row_pool));
}

static enum rle127_exit dispatch(int argc, char **argv)
{
    struct rle127_arguments arguments;
    if (!rle127_parse_arguments(argc - 1, argv + 1, &arguments))
        return RLE127_EXIT_USAGE;
    if (arguments.asks_for_help)
        return answer(rle127_print_help);
    if (arguments.asks_for_version)
        return answer(rle127_print_version);
    if (may_use_threads(&arguments.run))
        rle127_let_threads_sleep(argv);
    rle127_limit_workers(&arguments);
    if (arguments.command & (RLE127_INFO | RLE127_COMPARE)) /* a run plans its threads itself */
        arguments.run.conversion.codec.threads = rle127_usable_threads(arguments.run.n_row_workers);
    rle127_catch_interrupts();
    return run(&arguments);
}

int main(int argc, char **argv)
{
    rle127_fill_standard_descriptors();
    return (int)dispatch(argc, argv);
}
