/*
 * rle127-bench's entry: the choice of a sub-command.
 */
#include <stdlib.h>
#include <string.h>

#include "bench_commands.h"
#include "bench_help.h"

static const struct {
    const char *name;
    rle127_bench_function *run;
} commands[] = {{"kernels", rle127_bench_kernels}};

/* The arguments with blanks between them; NULL where there is no memory. */
static char *join_arguments(char **argv)
{
    size_t n_bytes = 1;
    for (size_t i = 0; argv[i]; i++)
        n_bytes += strlen(argv[i]) + 1;
    char *const line = calloc(n_bytes, 1);
    char *end = line;
    for (size_t i = 0; line && argv[i]; i++)
        end += sprintf(end, "%s%s", i ? " " : "", argv[i]);
    return line;
}

static enum rle127_exit run_command(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, argv[1]) != 0)
            continue;
        char *const line = join_arguments(argv);
        const enum rle127_exit code =
            commands[i].run(argc - 1, argv + 1, line ? line : commands[i].name);
        free(line);
        return code;
    }
    rle127_say(NULL, "unknown command '%s' (--help names them)", argv[1]);
    return RLE127_EXIT_USAGE;
}

static enum rle127_exit answer(void (*print)(FILE *file))
{
    print(stdout);
    return rle127_finish_stdout(RLE127_EXIT_OK);
}

int main(int argc, char **argv)
{
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
