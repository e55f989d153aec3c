/*
 * Parsing by getopt_long().
 */
#include "kernels_options.h"

#include <getopt.h>
#include <unistd.h>

#include "../../src/cli/messages.h"
#include "../../src/cli/option_values.h"
#include "../../src/pool/usable_threads.h"
#include "../measure/machine.h"
#include "../option_parsing.h"

#define DEFAULT_SECONDS 8
#define SECONDS_MAX     86400
#define SET_MB_MAX      1000000000

/* More threads than this times the CPUs are not measured. */
#define THREADS_A_CPU 4

enum {
    OPTION_LEVEL = 256,
    OPTION_ONLY,
    OPTION_SET_MB,
    OPTION_ROUNDS,
    OPTION_TIME,
    OPTION_SUMMARY,
    OPTION_LIST
};

static const char letters[] = ":T:hV";

static const struct option long_options[] = {
    {"threads", required_argument, NULL, 'T'},
    {"level", required_argument, NULL, OPTION_LEVEL},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"set-mb", required_argument, NULL, OPTION_SET_MB},
    {"rounds", required_argument, NULL, OPTION_ROUNDS},
    {"time", required_argument, NULL, OPTION_TIME},
    {"json", required_argument, NULL, RLE127_OPTION_EXPORT + RLE127_EXPORT_JSON},
    {"csv", required_argument, NULL, RLE127_OPTION_EXPORT + RLE127_EXPORT_CSV},
    RLE127_REPORT_LONG_OPTIONS,
    {"summary", no_argument, NULL, OPTION_SUMMARY},
    {"list", no_argument, NULL, OPTION_LIST},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static bool refuse(const char *text)
{
    rle127_say(NULL, "%s", text);
    return false;
}

static bool take_only(const char *text, struct rle127_kernels_options *options)
{
    if (options->choice.n_only == RLE127_ONLY_MAX)
        return refuse("--only stands too often");
    options->only[options->choice.n_only++] = text;
    return *text || refuse("the text after --only is empty");
}

static bool take_rounds(const char *text, struct rle127_kernels_options *options)
{
    unsigned long number;
    if (!rle127_take_number("rounds", text, RLE127_ROUNDS_MAX, &number))
        return false;
    options->effort.n_rounds = (unsigned)number;
    return true;
}

static bool take_time(const char *text, struct rle127_kernels_options *options)
{
    unsigned long number;
    if (!rle127_take_number("time", text, SECONDS_MAX, &number))
        return false;
    options->effort.seconds = (double)number;
    return true;
}

static bool take_option(int option, const char *value, struct rle127_kernels_options *options)
{
    switch (option) {
    case 'T':
        return rle127_parse_workers("-T", value, &options->choice.threads);
    case OPTION_LEVEL:
        return rle127_parse_level(value, &options->choice.level);
    case OPTION_ONLY:
        return take_only(value, options);
    case OPTION_SET_MB:
        return rle127_take_number("set-mb", value, SET_MB_MAX, &options->set_mb);
    case OPTION_ROUNDS:
        return take_rounds(value, options);
    case OPTION_TIME:
        return take_time(value, options);
    case OPTION_SUMMARY:
        return options->is_summary = true;
    case OPTION_LIST:
        return options->asks_for_list = true;
    case 'h':
        return options->asks_for_help = true;
    case 'V':
        return options->asks_for_version = true;
    default:
        return rle127_take_report_option(option, value, &options->report);
    }
}

/* A set is held three times: its pages, their encodings, and what comes of these. */
static bool fits_memory(unsigned long set_mb)
{
    const double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (3e6 * (double)set_mb < memory)
        return true;
    rle127_say(NULL, "--set-mb=%lu: three times that is more than this machine's memory", set_mb);
    return false;
}

/* OpenMP's libraries end the process where threads cannot be had. */
static bool settle_threads(struct rle127_row_choice *choice)
{
    struct rle127_machine machine;
    rle127_describe_machine(&machine);
    if (choice->threads > 1 && !machine.has_openmp)
        return refuse("-T: built without OpenMP");
    if (choice->threads > THREADS_A_CPU * machine.n_cpus) {
        rle127_say(NULL, "-T %u is more than %d threads a CPU", choice->threads, THREADS_A_CPU);
        return false;
    }
    if (!choice->threads)
        choice->threads = machine.has_openmp ? machine.n_cpus : 1;
    choice->threads = rle127_usable_threads(choice->threads);
    return true;
}

static bool check(struct rle127_kernels_options *options)
{
    if (options->effort.n_rounds && options->effort.seconds > 0)
        return refuse("--rounds and --time exclude each other");
    if (options->effort.seconds <= 0)
        options->effort.seconds = DEFAULT_SECONDS;
    return rle127_check_report_options(&options->report) &&
           (options->asks_for_list || fits_memory(options->set_mb)) &&
           settle_threads(&options->choice);
}

bool rle127_parse_kernels_options(int argc, char **argv, struct rle127_kernels_options *options)
{
    int option;
    *options = (struct rle127_kernels_options){.choice = {.only = options->only},
                                               .report = RLE127_REPORT_DEFAULTS};
    opterr = 0;
    while ((option = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        if (option == '?' || option == ':')
            return rle127_refuse_option(option, argv, letters);
        if (!take_option(option, optarg, options))
            return false;
        if (options->asks_for_help || options->asks_for_version)
            return true;
    }
    options->paths = argv + optind;
    options->n_paths = (size_t)(argc - optind);
    return check(options);
}
