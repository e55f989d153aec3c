/*
 * --help and --version.
 */
#include "bench_help.h"

#include <string.h>

#include "experiments/experiment_help.h"
#include "find_program.h"
#include "kernels/codecs/codecs.h"
#include "measure/machine.h"
#include "report/renderers.h"
#include "report/report_options.h"

void rle127_print_bench_help(FILE *file)
{
    fputs("rle127-bench: how fast rle127 is on this machine\n"
          "\n"
          "usage: rle127-bench COMMAND [options]\n"
          "\n",
          file);
    rle127_list_experiments(file);
    fputs("  kernels  coding in memory, beside memcpy and other codecs\n"
          "\n"
          "  -h, --help             this text; after a command's name, what it does, its options\n"
          "                         and how long it takes\n"
          "  -V, --version          the version, kernel levels, libraries and programs\n",
          file);
}

void rle127_print_kernels_help(FILE *file)
{
    fputs(
        "usage: rle127-bench kernels [options] [PAGE...]\n"
        "\n"
        "Encodes and decodes pages in memory and prints sizes and speeds. A PAGE is an image of 1\n"
        "bit a pixel that rle127 reads (PBM, BMP, PNG, ...); without one, sample pages are drawn.\n"
        "All rows and pages are measured in turn, round after round; each result is compared with\n"
        "its page before. Ratios and means are those of the median times.\n"
        "\n"
        "  -T, --threads=N        rle127 also with 2, 4, ... N threads, 64 at the most (default:\n"
        "                         all CPUs)\n"
        "      --level=LEVEL      of rle127 this kernel level alone\n"
        "      --only=TEXT        rows whose names contain TEXT, and memcpy; may stand repeatedly\n"
        "      --set-mb=N         also a set of copies of the pages of N MB, more than caches "
        "hold\n"
        "      --rounds=N         measure all so many times\n"
        "      --time=SEC         measure for about this time (default: 8 s)\n"
        "      --summary          the tables of the means alone, not of each page\n"
        "      --list             print the names of the rows, measure nothing\n",
        file);
    rle127_print_report_help(file);
    fputs("      --json=FILE, --csv=FILE   short for --export-json and --export-csv\n"
          "  -h, --help             this text\n"
          "  -V, --version          the version, kernel levels and libraries\n"
          "\n"
          "Exit status: 0 done; 1 a page cannot be read, a result is wrong, a file cannot be "
          "written;\n"
          "2 wrong usage; 3 standard output cannot be written; 5 slower than --fail-if-slower "
          "allows.\n",
          file);
}

static void print_libraries(FILE *file)
{
    const char *last = "";
    for (size_t i = 0; rle127_codecs[i]; i++) {
        const char *const name = rle127_codecs[i]->version ? rle127_codecs[i]->version() : last;
        if (strcmp(name, last) != 0)
            fprintf(file, "%s %s", *last ? "," : "", name);
        last = name;
    }
    fputs(*last ? "\n" : " none\n", file);
}

/* Those that the experiments run where they are there. */
static void print_programs(FILE *file)
{
    static const char *const names[] = {"cp",     "gzip",     "lz4",      "zstd",
                                        "tiffcp", "pbmtojbg", "jbgtopbm", "python3"};
    char path[RLE127_WORK_PATH_BYTES];
    fputs("programs in PATH:", file);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (rle127_find_program(names[i], path))
            fprintf(file, " %s", names[i]);
    fputc('\n', file);
}

#ifdef RLE127_HAVE_URING
#define OVERLAP "liburing"
#else
#define OVERLAP "none, built without liburing"
#endif

void rle127_print_bench_version(FILE *file)
{
    struct rle127_machine machine;
    const char *const *const levels = rle127_levels();
    rle127_describe_machine(&machine);
    fprintf(file, "rle127-bench %s%s%s\nlevels:", RLE127_VERSION, *machine.commit ? " " : "",
            machine.commit);
    for (size_t i = 0; levels[i]; i++)
        fprintf(file, " %s", levels[i]);
    fprintf(file, "\nthreads: %s\ncompares with:",
            machine.has_openmp ? machine.openmp : "none, built without OpenMP");
    print_libraries(file);
    fprintf(file, "JSON: %s\n",
            rle127_can_print_json() ? "jansson" : "none, built without jansson");
    fputs("overlapped reading and writing: " OVERLAP "\n", file);
    print_programs(file);
}
