/*
 * Parsing. Everything that can be known to be wrong before any file is touched is found here.
 */
#include "options.h"

#include <getopt.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../batch/names.h"
#include "help.h"
#include "messages.h"
#include "option_values.h"

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

/* What was asked for is taken as what makes sense, and that is said. */
static void limit_threads(struct rle127_arguments *a)
{
    unsigned *const threads = &a->conversion.codec.threads;
    if (*threads <= 1)
        return;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned most = THREADS_A_CORE * (unsigned)(cores > 0 ? cores : 1);
#ifndef RLE127_HAVE_OPENMP
    if (!a->is_quiet)
        rle127_say(NULL, "note: built without OpenMP: -T %u is taken as 1", *threads);
    *threads = 1;
#endif
    if (*threads > most && !a->is_quiet)
        rle127_say(NULL, "note: -T %u is taken as %u, %d a core", *threads, most, THREADS_A_CORE);
    *threads = *threads > most ? most : *threads;
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
        return rle127_parse_threads(value, &a->conversion.codec.threads);
    case OPTION_TO:
        return rle127_parse_format(value, &a->conversion.format);
    case OPTION_BINARIZE:
        return rle127_parse_binarize(value, &a->conversion.binarize);
    case OPTION_LEVEL:
        return rle127_parse_level(value, &a->conversion.codec.level);
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

/* With -f, so that nobody is surprised, the names of standard output are taken as such. */
static bool is_standard_output(const char *path, bool overwrites)
{
    return strcmp(path, "-") == 0 ||
           (overwrites && (strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/fd/1") == 0));
}

/* -o, -O, -c and an input - together: at the most one output, and for one input. */
static bool check_outputs(struct rle127_arguments *a)
{
    for (int i = 0; i < a->n_inputs && !a->output_file; i++)
        a->to_stdout |= strcmp(a->inputs[i], "-") == 0;
    if ((a->output_file && !*a->output_file) || (a->output_directory && !*a->output_directory))
        return refuse("the name after -o or -O is empty");
    if (a->output_file && is_standard_output(a->output_file, a->conversion.overwrites)) {
        a->output_file = NULL;
        a->to_stdout = true;
    }
    if (!!a->output_file + !!a->output_directory + a->to_stdout > 1)
        return refuse("-o, -O and -c (which the input - means) exclude each other");
    if ((a->output_file || a->to_stdout) && a->n_inputs > 1)
        return refuse("-o, -c and the input - take one input");
    return true;
}

/* Suffixes of images that are not written by every build, or by none: BMP under such a name would
 * be a mistake. */
static bool is_suffix_of_other_image(const char *suffix)
{
    static const char *const others[] = {"png",  "tga", "gif", "jpg", "jpeg", "tif",
                                         "tiff", "pgm", "ppm", "pnm", "psd",  "webp"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcasecmp(others[i], suffix) == 0)
            return true;
    return false;
}

/* The format of decompress: --to, else the suffix of -o, else BMP. */
static bool choose_format(struct rle127_arguments *a)
{
    const char *const suffix = a->output_file ? rle127_suffix_of(a->output_file) : "";
    if (a->conversion.format)
        return true;
    a->conversion.format = rle127_find_writer(suffix);
    if (!a->conversion.format && is_suffix_of_other_image(suffix))
        return rle127_parse_format(suffix, &a->conversion.format);
    if (!a->conversion.format)
        a->conversion.format = rle127_writer_at(0);
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
