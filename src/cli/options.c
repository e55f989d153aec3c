/*
 * Parsing. Everything that can be known to be wrong before any file is touched is found here.
 */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../batch/names.h"
#include "help.h"
#include "messages.h"

#define CONVERSIONS  (RLE127_COMPRESS | RLE127_DECOMPRESS)
#define ALL_COMMANDS (CONVERSIONS | RLE127_INFO | RLE127_VERIFY | RLE127_COMPARE)

/* More threads than this times the cores are not asked for. */
#define THREADS_A_CORE 4

/* Long options without a letter. */
enum {
    OPTION_TO = 256,
    OPTION_BINARIZE,
    OPTION_LEVEL,
    OPTION_VERIFY,
    OPTION_JSON,
    OPTION_CANONICAL
};

static const char short_options[] = ":o:O:cfnqvT:hV";

static const struct option long_options[] = {
    {"force", no_argument, NULL, 'f'},
    {"dry-run", no_argument, NULL, 'n'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"threads", required_argument, NULL, 'T'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"to", required_argument, NULL, OPTION_TO},
    {"binarize", required_argument, NULL, OPTION_BINARIZE},
    {"level", required_argument, NULL, OPTION_LEVEL},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"json", no_argument, NULL, OPTION_JSON},
    {"canonical", no_argument, NULL, OPTION_CANONICAL},
    {NULL, 0, NULL, 0},
};

/* Which commands each option belongs to; no option does nothing. */
static unsigned commands_of(int option)
{
    switch (option) {
    case 'o':
    case 'O':
    case 'c':
    case 'f':
    case 'n':
    case OPTION_VERIFY:
        return CONVERSIONS;
    case 'q':
    case 'v':
        return ALL_COMMANDS & ~(unsigned)RLE127_INFO;
    case OPTION_TO:
        return RLE127_DECOMPRESS;
    case OPTION_BINARIZE:
        return RLE127_COMPRESS | RLE127_COMPARE;
    case OPTION_JSON:
        return RLE127_INFO;
    case OPTION_CANONICAL:
        return RLE127_VERIFY;
    default:
        return ALL_COMMANDS;
    }
}

static bool parse_command(const char *name, enum rle127_command *command)
{
    static const struct {
        const char *name;
        enum rle127_command command;
    } commands[] = {{"compress", RLE127_COMPRESS},
                    {"decompress", RLE127_DECOMPRESS},
                    {"info", RLE127_INFO},
                    {"verify", RLE127_VERIFY},
                    {"compare", RLE127_COMPARE}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            *command = commands[i].command;
            return true;
        }
    }
    return false;
}

/* Decimal digits alone, at the most `max`. */
static bool parse_number(const char *text, unsigned long max, unsigned long *number)
{
    *number = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        *number = *number * 10 + (unsigned long)(*text - '0');
        if (*number > max)
            return false;
    }
    return true;
}

static bool parse_threads(const char *text, unsigned *threads)
{
    unsigned long number;
    if (!parse_number(text, 1000000000, &number) || !number) {
        rle127_say(NULL, "-T needs a number of 1 or more, not '%s'", text);
        return false;
    }
    *threads = (unsigned)number;
    return true;
}

/* What was asked for is taken as what makes sense, and that is said. */
static void limit_threads(struct rle127_arguments *a)
{
    unsigned *const threads = &a->conversion.codec.threads;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned most = THREADS_A_CORE * (unsigned)(cores > 0 ? cores : 1);
    if (*threads <= 1)
        return;
#ifndef RLE127_HAVE_OPENMP
    if (!a->is_quiet)
        rle127_say(NULL, "note: built without OpenMP: -T %u is taken as 1", *threads);
    *threads = 1;
#endif
    if (*threads > most && !a->is_quiet)
        rle127_say(NULL, "note: -T %u is taken as %u, %d a core", *threads, most, THREADS_A_CORE);
    *threads = *threads > most ? most : *threads;
}

static bool parse_binarize(const char *text, struct rle127_binarize *binarize)
{
    static const char threshold[] = "threshold:";
    unsigned long number;
    if (strcmp(text, "pillow") == 0)
        binarize->method = RLE127_BINARIZE_PILLOW;
    else if (strcmp(text, "otsu") == 0)
        binarize->method = RLE127_BINARIZE_OTSU;
    else if (strcmp(text, "none") == 0)
        binarize->method = RLE127_BINARIZE_NONE;
    else if (strncmp(text, threshold, strlen(threshold)) == 0 &&
             parse_number(text + strlen(threshold), 255, &number))
        *binarize = (struct rle127_binarize){.method = RLE127_BINARIZE_THRESHOLD,
                                             .threshold = (unsigned)number};
    else {
        rle127_say(NULL,
                   "--binarize takes pillow, threshold:0 to threshold:255, otsu or none, not '%s'",
                   text);
        return false;
    }
    return true;
}

static bool parse_level(const char *text, const char **level)
{
    const char *const *const levels = rle127_levels();
    for (size_t i = 0; levels[i]; i++) {
        if (strcmp(levels[i], text) == 0) {
            *level = levels[i];
            return true;
        }
    }
    rle127_say(NULL, "this machine has no level '%s' (rle127 --version names those that it has)",
               text);
    return false;
}

static bool parse_format(const char *text, const struct rle127_writer_format **format)
{
    *format = rle127_find_writer(text);
    if (!*format)
        rle127_say(NULL, "this build does not write '%s' (rle127 --version names what it writes)",
                   text);
    return *format;
}

static bool take_option(int option, const char *value, struct rle127_arguments *a)
{
    switch (option) {
    case 'o':
        a->output_file = value;
        return true;
    case 'O':
        a->output_directory = value;
        return true;
    case 'c':
        return a->to_stdout = true;
    case 'f':
        return a->conversion.overwrites = true;
    case 'n':
        return a->conversion.is_dry = true;
    case 'q':
        return a->is_quiet = true;
    case 'v':
        return a->is_verbose = true;
    case 'h':
        return a->asks_for_help = true;
    case 'V':
        return a->asks_for_version = true;
    case 'T':
        return parse_threads(value, &a->conversion.codec.threads);
    case OPTION_TO:
        return parse_format(value, &a->conversion.format);
    case OPTION_BINARIZE:
        return parse_binarize(value, &a->conversion.binarize);
    case OPTION_LEVEL:
        return parse_level(value, &a->conversion.codec.level);
    case OPTION_VERIFY:
        return a->conversion.proves = true;
    case OPTION_JSON:
        return a->is_json = true;
    default: /* OPTION_CANONICAL */
        return a->must_be_canonical = true;
    }
}

/* Says what getopt_long() did not take. A letter in a cluster has no argument of its own, so that
 * argv tells only the long options. */
static bool refuse_option(int result, char **argv)
{
    const char *const last = argv[optind - 1];
    const bool is_known = optopt >= 256 || (optopt && strchr(short_options, optopt));
    const bool is_long = strncmp(last, "--", 2) == 0 && (is_known || !optopt);
    const char letter[] = {'-', (char)optopt, '\0'};
    if (result == ':')
        rle127_say(NULL, "option %s needs a value", is_long ? last : letter);
    else if (is_known)
        rle127_say(NULL, "option %s takes no value", last);
    else
        rle127_say(NULL, "unknown option %s", is_long ? last : letter);
    return false;
}

static bool refuse_for_command(int option, int long_index, const char *command)
{
    const char letter[] = {'-', (char)option, '\0'};
    if (long_index >= 0)
        rle127_say(NULL, "%s takes no option --%s", command, long_options[long_index].name);
    else
        rle127_say(NULL, "%s takes no option %s", command, letter);
    return false;
}

static bool parse_options(int argc, char **argv, struct rle127_arguments *a)
{
    int option, long_index = -1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, short_options, long_options, &long_index)) != -1) {
        if (option == '?' || option == ':')
            return refuse_option(option, argv);
        if (!(commands_of(option) & a->command))
            return refuse_for_command(option, long_index, argv[0]);
        if (!take_option(option, optarg, a))
            return false;
        if (a->asks_for_help || a->asks_for_version)
            return true;
        long_index = -1;
    }
    a->inputs = argv + optind;
    a->n_inputs = argc - optind;
    return true;
}

static bool refuse(const char *text)
{
    rle127_say(NULL, "%s", text);
    return false;
}

static bool check_inputs(const struct rle127_arguments *a)
{
    int n_stdin = 0;
    for (int i = 0; i < a->n_inputs; i++)
        n_stdin += strcmp(a->inputs[i], "-") == 0;
    if (!a->n_inputs)
        return refuse("no input is named (- is standard input)");
    if (a->command == RLE127_COMPARE && a->n_inputs != 2)
        return refuse("compare takes two files");
    if (n_stdin > 1)
        return refuse("standard input can be read only once");
    return true;
}

/* -o, -O, -c and an input - together: at the most one output, and for one input. */
static bool check_outputs(struct rle127_arguments *a)
{
    for (int i = 0; i < a->n_inputs && !a->output_file; i++)
        a->to_stdout |= strcmp(a->inputs[i], "-") == 0;
    if (a->output_file &&
        (strcmp(a->output_file, "-") == 0 ||
         (strcmp(a->output_file, "/dev/stdout") == 0 && a->conversion.overwrites))) {
        a->output_file = NULL;
        a->to_stdout = true;
    }
    if (!!a->output_file + !!a->output_directory + a->to_stdout > 1)
        return refuse("-o, -O and -c (which the input - means) exclude each other");
    if ((a->output_file || a->to_stdout) && a->n_inputs > 1)
        return refuse("-o, -c and the input - take one input");
    return true;
}

/* The format of decompress: --to, else the suffix of -o, else BMP. */
static bool choose_format(struct rle127_arguments *a)
{
    if (a->conversion.format)
        return true;
    a->conversion.format = rle127_writer_at(0);
    if (!a->output_file)
        return true;
    const char *const suffix = rle127_suffix_of(a->output_file);
    if (rle127_find_writer(suffix))
        a->conversion.format = rle127_find_writer(suffix);
    else if (strcasecmp(suffix, "png") == 0 || strcasecmp(suffix, "tga") == 0)
        return parse_format(suffix, &a->conversion.format);
    return true;
}

static bool check_usage(struct rle127_arguments *a)
{
    return check_inputs(a) && (!(a->command & CONVERSIONS) || check_outputs(a)) &&
           (a->command != RLE127_DECOMPRESS || choose_format(a));
}

/* rle127 --help, rle127 --version: without a command. */
static bool answers_alone(const char *argument, struct rle127_arguments *a)
{
    a->asks_for_help = strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
    a->asks_for_version = strcmp(argument, "--version") == 0 || strcmp(argument, "-V") == 0;
    return a->asks_for_help || a->asks_for_version;
}

bool rle127_parse_arguments(int argc, char **argv, struct rle127_arguments *a)
{
    *a = (struct rle127_arguments){.conversion = {.codec = {.threads = 1}}};
    if (argc == 1 && answers_alone(argv[0], a))
        return true;
    if (argc < 1 || !parse_command(argv[0], &a->command)) {
        if (argc >= 1)
            rle127_say(NULL, "unknown command '%s'", argv[0]);
        rle127_say_plain("%s", rle127_usage(0));
        return false;
    }
    a->conversion.is_decompression = a->command == RLE127_DECOMPRESS;
    if (parse_options(argc, argv, a) &&
        (a->asks_for_help || a->asks_for_version || check_usage(a))) {
        limit_threads(a);
        return true;
    }
    rle127_say_plain("%s", rle127_usage(a->command));
    return false;
}
