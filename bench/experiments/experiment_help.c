/*
 * --help of the experiments: options stand there where they are taken.
 */
#include "experiment_help.h"

#include "../report/report_options.h"
#include "experiment_defaults.h"

#define TEXT(number)  #number
#define NUMBER(macro) TEXT(macro)

static const struct {
    unsigned needed; /* 0: for all */
    const char *text;
} options[] = {
    {RLE127_TAKES_SET,
     "      --dir=DIR          the images in DIR and below it; without this, images are drawn\n"
     "      --images=N         so many drawn images (default " NUMBER(RLE127_DEFAULT_IMAGES) ")\n"},
    {RLE127_TAKES_DRAWING,
     "      --size=WxH         of drawn images, in pixels (default " NUMBER(
         RLE127_DEFAULT_WIDTH) "x" NUMBER(RLE127_DEFAULT_HEIGHT) ")\n"
                                                                 "      --kind=KIND        drawn "
                                                                 "images are of text (default), "
                                                                 "plan, dither or blank\n"},
    {RLE127_TAKES_WORKERS,
     "  -j, --workers=LIST     numbers of workers, with commas between (default: 1, 2, 4, ... up\n"
     "                         to all processors that may be used)\n"},
    {RLE127_TAKES_RLE127,
     "      --rle127=PROGRAM   the command (default: the one beside this program or in PATH)\n"},
    {RLE127_TAKES_PYTHON,
     "      --python=PROGRAM   the interpreter (default: one that has Pillow and bitarray)\n"},
    {0,
     "      --runs=N           measure each so many times, whatever time it takes\n"
     "      --time=SEC         measure each at least " NUMBER(
         RLE127_DEFAULT_RUNS) " times and for SEC seconds (default " NUMBER(RLE127_DEFAULT_SECONDS) ")\n"},
};

static const char last_options[] =
    "      --work-dir=DIR     where files are written (default: $TMPDIR or /tmp); what is written\n"
    "                         there is removed in the end\n"
    "  -h, --help             this text\n"
    "  -V, --version          the version, kernel levels, libraries and programs\n"
    "\n";

static const char exit_status[] =
    "Exit status: 0 done; 1 something failed (all runs the other experiments nevertheless); 2 "
    "wrong\n"
    "usage; 3 standard output cannot be written, or there is no space for the images; 5 slower\n"
    "than --fail-if-slower allows. A signal drops what was measured and removes what was "
    "written.\n";

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
    fputs("How long it takes: a warm-up, and then " NUMBER(RLE127_DEFAULT_RUNS) " runs or " NUMBER(
              RLE127_DEFAULT_SECONDS) " s, whichever is longer, for\n",
          file);
    for (size_t i = 0; i < choice->n_entries; i++)
        fprintf(file, "  %-7s %s\n", choice->entries[i].name, choice->entries[i].measured);
    fputs("--runs=3 gives a first impression. Smaller images take less time and space.\n\n", file);
}

void rle127_print_experiment_help(FILE *file, const struct rle127_experiment_choice *choice)
{
    describe(file, choice);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if ((options[i].needed & choice->takes) == options[i].needed)
            fputs(options[i].text, file);
    rle127_print_report_help(file);
    fputs(last_options, file);
    tell_duration(file, choice);
    fputs(exit_status, file);
}
