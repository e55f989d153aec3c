/*
 * rle127-bench's entry: the choice of a sub-command.
 */
#define _POSIX_C_SOURCE 200809L /* stpcpy() */

#include <stdlib.h>
#include <string.h>

#include "../src/cli/standard_descriptors.h"
#include "../src/pool/wait_policy.h"
#include "bench_commands.h"
#include "bench_help.h"
#include "experiments/experiment_list.h"

/* Characters that are nothing but themselves to a shell. */
#define PLAIN                                                        \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" \
    "%+,-./:=@_"

/* For each quote: an end of quoting, the quote, and quoting again. */
#define QUOTED_QUOTE "'\\''"

/* Writes an argument as a shell reads it, and returns the end of that. */
static char *write_argument(char *to, const char *argument)
{
    if (*argument && !argument[strspn(argument, PLAIN)])
        return stpcpy(to, argument);
    *to++ = '\'';
    for (; *argument; argument++) {
        if (*argument == '\'')
            to = stpcpy(to, QUOTED_QUOTE);
        else
            *to++ = *argument;
    }
    return stpcpy(to, "'");
}

/* The command line, such that it can be given again; NULL where there is no memory. */
static char *join_arguments(char **argv)
{
    size_t n_bytes = 1;
    for (size_t i = 0; argv[i]; i++)
        n_bytes += strlen(QUOTED_QUOTE) * strlen(argv[i]) + strlen("'' ");
    char *const line = calloc(n_bytes, 1);
    char *end = line;
    for (size_t i = 0; line && argv[i]; i++) {
        if (i)
            *end++ = ' ';
        end = write_argument(end, argv[i]);
    }
    return line;
}

static rle127_bench_function *find_command(const char *name)
{
    struct rle127_experiment_choice choice;
    if (strcmp(name, "kernels") == 0)
        return rle127_bench_kernels;
    return rle127_choose_experiments(name, &choice) ? rle127_bench_experiments : NULL;
}

static enum rle127_exit run_command(int argc, char **argv)
{
    rle127_bench_function *const run = find_command(argv[1]);
    if (!run) {
        rle127_say(NULL, "unknown command '%s' (--help names them)", argv[1]);
        return RLE127_EXIT_USAGE;
    }
    if (run == rle127_bench_experiments) /* which measure what the command does */
        rle127_let_threads_sleep(argv);
    char *const line = join_arguments(argv);
    const enum rle127_exit code = run(argc - 1, argv + 1, line ? line : argv[1]);
    free(line);
    return code;
}

static enum rle127_exit answer(void (*print)(FILE *file))
{
    print(stdout);
    return rle127_finish_stdout(RLE127_EXIT_OK);
}

int main(int argc, char **argv)
{
    rle127_fill_standard_descriptors();
    const char *const first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        return (int)answer(rle127_print_bench_help);
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)
        return (int)answer(rle127_print_bench_version);
    if (argc > 1)
        return (int)run_command(argc, argv);
    rle127_say(NULL, "no command (--help names them)");
    return (int)RLE127_EXIT_USAGE;
}
