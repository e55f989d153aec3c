/*
 * --help of the experiments: options stand there where they are taken.
 */
#include "experiment_help.h"

#include "../report/report_options.h"
#include "experiment_defaults.h"

static void print_set(FILE *file)
{
    fprintf(
        file,
        "      --dir=DIR          the images in DIR and below it; without this, images are drawn\n"
        "      --images=N         so many drawn images (default %d)\n",
        RLE127_DEFAULT_IMAGES);
}

static void print_drawing(FILE *file)
{
    fprintf(file,
            "      --size=WxH         of drawn images, in pixels (default %dx%d)\n"
            "      --kind=KIND        drawn images are of text (default), plan, dither or blank\n",
            RLE127_DEFAULT_WIDTH, RLE127_DEFAULT_HEIGHT);
}

static void print_workers(FILE *file)
{
    fputs(
        "  -j, --workers=LIST     numbers of workers, with commas between (default: 1, 2, 4, ...\n"
        "                         up to all processors that may be used)\n",
        file);
}

static void print_rle127(FILE *file)
{
    fputs(
        "      --rle127=PROGRAM   the command (default: the one beside this program or in PATH)\n",
        file);
}

static void print_python(FILE *file)
{
    fputs("      --python=PROGRAM   the interpreter (default: one that has Pillow and bitarray)\n",
          file);
}

static void print_patience(FILE *file)
{
    fprintf(file,
            "      --runs=N           measure each so many times, whatever time it takes\n"
            "      --time=SEC         measure each at least %d times and for SEC seconds (default "
            "%d)\n",
            RLE127_DEFAULT_RUNS, RLE127_DEFAULT_SECONDS);
}

static const struct {
    unsigned needed; /* 0: for all */
    void (*print)(FILE *file);
} options[] = {
    {RLE127_TAKES_SET, print_set},         {RLE127_TAKES_DRAWING, print_drawing},
    {RLE127_TAKES_WORKERS, print_workers}, {RLE127_TAKES_RLE127, print_rle127},
    {RLE127_TAKES_PYTHON, print_python},   {0, print_patience},
};

static const char last_options[] =
    "      --work-dir=DIR     where files are written (default: $TMPDIR or /tmp); what is written\n"
    "                         there is removed in the end\n"
    "  -h, --help             this text\n"
    "  -V, --version          the version, kernel levels, libraries and programs\n"
    "\n";

static const char exit_status[] =
    "Exit status: 0 done; 1 something failed (`all` runs the other experiments nevertheless);\n"
    "2 wrong usage; 3 standard output cannot be written, or there is no space for the images;\n"
    "5 slower than --fail-if-slower allows. INT, TERM and HUP drop what was measured and remove\n"
    "what was written.\n";

static void list_one(FILE *file, const char *name, const char *summary)
{
    fprintf(file, "  %-8s %s\n", name, summary);
}

void rle127_list_experiments(FILE *file)
{
    for (const struct rle127_experiment_entry *entry = rle127_experiments; entry->name; entry++)
        list_one(file, entry->name, entry->summary);
    list_one(file, "all", "these five in turn, as one report");
}

static void describe(FILE *file, const struct rle127_experiment_choice *choice)
{
    fprintf(file, "usage: rle127-bench %s [options]\n\n", choice->name);
    for (size_t i = 0; i < choice->n_entries; i++)
        fprintf(file, "%s%s", i ? "\n" : "", choice->entries[i].description);
    fputs("\nAll is measured in turn, round after round, each time by a process of its own and in\n"
          "another order. Times are medians, with an interval of 95 %.\n\n",
          file);
}

static void tell_duration(FILE *file, const struct rle127_experiment_choice *choice)
{
    fprintf(file,
            "How long it takes: a warm-up, and then %d runs or %d s, whichever is longer, for\n",
            RLE127_DEFAULT_RUNS, RLE127_DEFAULT_SECONDS);
    for (size_t i = 0; i < choice->n_entries; i++)
        fprintf(file, "  %-7s %s\n", choice->entries[i].name, choice->entries[i].measured);
    fputs("--runs=3 gives a first impression. Smaller images take less time and space.\n\n", file);
}

void rle127_print_experiment_help(FILE *file, const struct rle127_experiment_choice *choice)
{
    describe(file, choice);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if ((options[i].needed & choice->takes) == options[i].needed)
            options[i].print(file);
    rle127_print_report_help(file);
    fputs(last_options, file);
    tell_duration(file, choice);
    fputs(exit_status, file);
}
