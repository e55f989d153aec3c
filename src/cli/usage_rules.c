/*
 * The rules, in the order in which a user would want to hear of them.
 */
#include "usage_rules.h"

#include <string.h>
#include <unistd.h>

#include "../batch/names.h"
#include "messages.h"
#include "option_values.h"

#define CONVERSIONS (RLE127_COMPRESS | RLE127_DECOMPRESS)

/* More workers than this times the cores are not asked for. */
#define WORKERS_A_CORE 4

static bool refuse(const char *text)
{
    rle127_say(NULL, "%s", text);
    return false;
}

static size_t count_standard_input(const struct rle127_arguments *a)
{
    size_t n = a->list_path && strcmp(a->list_path, "-") == 0;
    for (size_t i = 0; i < a->run.n_inputs; i++)
        n += strcmp(a->run.inputs[i], "-") == 0;
    return n;
}

static bool check_inputs(const struct rle127_arguments *a)
{
    if (!a->run.n_inputs && !a->list_path)
        return refuse("no input is named (- is standard input)");
    if (a->command == RLE127_COMPARE && a->run.n_inputs != 2)
        return refuse("compare takes two files");
    if (count_standard_input(a) > 1)
        return refuse("standard input can be read only once");
    return true;
}

/* With -f, so that nobody is surprised, the names of standard output are taken as such. */
static bool is_standard_output(const char *path, bool overwrites)
{
    return strcmp(path, "-") == 0 ||
           (overwrites && (strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/fd/1") == 0));
}

/* -o, -O, -c and an input - together: at the most one output, and for one input. */
static bool check_outputs(struct rle127_arguments *a)
{
    struct rle127_naming *const naming = &a->run.naming;
    for (size_t i = 0; i < a->run.n_inputs && !naming->output_file; i++)
        naming->to_stdout |= strcmp(a->run.inputs[i], "-") == 0;
    if ((naming->output_file && !*naming->output_file) ||
        (naming->output_directory && !*naming->output_directory))
        return refuse("the name after -o or -O is empty");
    if (naming->output_file &&
        is_standard_output(naming->output_file, a->run.conversion.overwrites)) {
        naming->output_file = NULL;
        naming->to_stdout = true;
    }
    if (!!naming->output_file + !!naming->output_directory + naming->to_stdout > 1)
        return refuse("-o, -O and -c (which the input - means) exclude each other");
    if ((naming->output_file || naming->to_stdout) && (a->run.n_inputs > 1 || a->list_path))
        return refuse("-o, -c and the input - take one input");
    return true;
}

/* What needs outputs that are files and are written. */
static bool check_control(const struct rle127_arguments *a)
{
    const struct rle127_run_setup *const run = &a->run;
    const bool wants_files =
        run->journal_path || run->updates || run->durability != RLE127_DURABLE_NONE;
    if (run->resumes && !run->journal_path)
        return refuse("--resume needs --journal FILE");
    if (wants_files && run->naming.to_stdout)
        return refuse("--journal, --update and --durable need outputs that are files");
    if (run->journal_path && run->conversion.is_dry)
        return refuse("-n writes nothing, also no journal");
    if (a->report_path && run->journal_path && strcmp(a->report_path, run->journal_path) == 0)
        return refuse("the report and the journal cannot be one file");
    if (a->report_path && strcmp(a->report_path, "-") == 0 && run->naming.to_stdout)
        return refuse("the report and the output cannot both go to standard output");
    return true;
}

static bool check_pools(const struct rle127_run_setup *run)
{
    const bool has_processes = run->chooses_pool || run->pool == RLE127_POOL_PROCESSES;
    if (run->timeout_seconds > 0 && !has_processes)
        return refuse("--timeout needs processes, which can be ended (--image-pool=process)");
    if (run->n_workers > 1 && !run->chooses_pool && run->pool == RLE127_POOL_SERIAL)
        return refuse("-j needs a pool of processes or threads, not --image-pool=serial");
    if (run->n_row_workers > 1 && run->conversion.row_pool == RLE127_ROWS_SERIAL)
        return refuse("-T needs a pool of threads or processes, not --row-pool=serial");
    return true;
}

/* Suffixes of images that are not written by every build, or by none: BMP under such a name would
 * be a mistake. The format is --to, else the suffix of -o, else BMP. */
static bool choose_format(struct rle127_run_setup *run)
{
    const char *const file = run->naming.output_file;
    const char *const suffix = file ? rle127_suffix_of(file) : "";
    const struct rle127_writer_format **const format = &run->conversion.format;
    if (*format)
        return true;
    *format = rle127_find_writer(suffix);
    if (!*format && rle127_is_image_suffix(suffix))
        return rle127_parse_format(suffix, format);
    if (!*format)
        *format = rle127_writer_at(0);
    return true;
}

/* What was asked for is taken as what makes sense, and that is said. */
static void limit_workers(const char *option, unsigned *n_workers, bool is_quiet)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned most = WORKERS_A_CORE * (unsigned)(cores > 0 ? cores : 1);
    if (*n_workers <= most)
        return;
    if (!is_quiet)
        rle127_say(NULL, "note: %s %u is taken as %u, %d a core", option, *n_workers, most,
                   WORKERS_A_CORE);
    *n_workers = most;
}

void rle127_limit_workers(struct rle127_arguments *a)
{
    struct rle127_run_setup *const run = &a->run;
#ifndef RLE127_HAVE_OPENMP
    if (run->n_row_workers > 1 && run->conversion.row_pool == RLE127_ROWS_THREADS) {
        if (!a->is_quiet)
            rle127_say(NULL, "note: built without OpenMP: -T %u is taken as 1", run->n_row_workers);
        run->n_row_workers = 1;
    }
#endif
    limit_workers("-j", &run->n_workers, a->is_quiet);
    limit_workers("-T", &run->n_row_workers, a->is_quiet);
}

/* What the command itself says. */
static void complete_run(struct rle127_arguments *a)
{
    struct rle127_run_setup *const run = &a->run;
    run->task = a->command == RLE127_COMPRESS     ? RLE127_TASK_COMPRESS
                : a->command == RLE127_DECOMPRESS ? RLE127_TASK_DECOMPRESS
                                                  : RLE127_TASK_VERIFY;
    run->naming.writes = run->task != RLE127_TASK_VERIFY;
    run->naming.suffix =
        run->task == RLE127_TASK_DECOMPRESS ? rle127_writer_suffix(run->conversion.format) : "rle";
    run->insists = !run->naming.writes || run->naming.output_file || run->naming.to_stdout;
}

bool rle127_check_usage(struct rle127_arguments *a)
{
    if (!check_inputs(a) || ((a->command & CONVERSIONS) && !check_outputs(a)) ||
        !check_control(a) || !check_pools(&a->run) ||
        (a->command == RLE127_DECOMPRESS && !choose_format(&a->run)))
        return false;
    complete_run(a);
    return true;
}
