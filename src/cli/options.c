/*
 * Parsing: which options there are, and what each of them sets.
 */
#include "options.h"

#include <getopt.h>
#include <string.h>

#include "help.h"
#include "messages.h"
#include "option_values.h"
#include "usage_rules.h"

#define CONVERSIONS  (RLE127_COMPRESS | RLE127_DECOMPRESS)
#define RUNS         (CONVERSIONS | RLE127_VERIFY)
#define ALL_COMMANDS (RUNS | RLE127_INFO | RLE127_COMPARE)

/* Long options without a letter. */
enum {
    OPTION_TO = 256,
    OPTION_BINARIZE,
    OPTION_LEVEL,
    OPTION_VERIFY,
    OPTION_JSON,
    OPTION_CANONICAL,
    OPTION_IMAGE_POOL,
    OPTION_ROW_POOL,
    OPTION_FILES_FROM,
    OPTION_FILES0_FROM,
    OPTION_JOURNAL,
    OPTION_RESUME,
    OPTION_UPDATE,
    OPTION_RETRIES,
    OPTION_TIMEOUT,
    OPTION_HALT,
    OPTION_DURABLE,
    OPTION_REPORT,
    OPTION_PROGRESS
};

static const char short_options[] = ":o:O:cfnqvj:T:hV";

static const struct option long_options[] = {
    {"force", no_argument, NULL, 'f'},
    {"dry-run", no_argument, NULL, 'n'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"jobs", required_argument, NULL, 'j'},
    {"threads", required_argument, NULL, 'T'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"to", required_argument, NULL, OPTION_TO},
    {"binarize", required_argument, NULL, OPTION_BINARIZE},
    {"level", required_argument, NULL, OPTION_LEVEL},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"json", no_argument, NULL, OPTION_JSON},
    {"canonical", no_argument, NULL, OPTION_CANONICAL},
    {"image-pool", required_argument, NULL, OPTION_IMAGE_POOL},
    {"row-pool", required_argument, NULL, OPTION_ROW_POOL},
    {"files-from", required_argument, NULL, OPTION_FILES_FROM},
    {"files0-from", required_argument, NULL, OPTION_FILES0_FROM},
    {"journal", required_argument, NULL, OPTION_JOURNAL},
    {"resume", no_argument, NULL, OPTION_RESUME},
    {"update", no_argument, NULL, OPTION_UPDATE},
    {"retries", required_argument, NULL, OPTION_RETRIES},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"halt", required_argument, NULL, OPTION_HALT},
    {"durable", required_argument, NULL, OPTION_DURABLE},
    {"report", required_argument, NULL, OPTION_REPORT},
    {"progress", required_argument, NULL, OPTION_PROGRESS},
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
    case OPTION_ROW_POOL:
    case OPTION_JOURNAL:
    case OPTION_RESUME:
    case OPTION_UPDATE:
    case OPTION_DURABLE:
        return CONVERSIONS;
    case 'j':
    case OPTION_IMAGE_POOL:
    case OPTION_FILES_FROM:
    case OPTION_FILES0_FROM:
    case OPTION_RETRIES:
    case OPTION_TIMEOUT:
    case OPTION_HALT:
    case OPTION_REPORT:
    case OPTION_PROGRESS:
        return RUNS;
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

#define AUTO (-1)

static bool take_image_pool(const char *value, struct rle127_run_setup *run)
{
    static const struct rle127_word words[] = {{"process", RLE127_POOL_PROCESSES},
                                               {"thread", RLE127_POOL_THREADS},
                                               {"serial", RLE127_POOL_SERIAL},
                                               {"auto", AUTO},
                                               {NULL, 0}};
    int pool;
    if (!rle127_parse_word("--image-pool", value, words, &pool))
        return false;
    run->chooses_pool = pool == AUTO;
    if (pool != AUTO)
        run->pool = (enum rle127_pool_kind)pool;
    return true;
}

static bool take_row_pool(const char *value, struct rle127_run_setup *run)
{
    static const struct rle127_word words[] = {{"process", RLE127_ROWS_PROCESSES},
                                               {"thread", RLE127_ROWS_THREADS},
                                               {"serial", RLE127_ROWS_SERIAL},
                                               {"auto", AUTO},
                                               {NULL, 0}};
    int pool;
    if (!rle127_parse_word("--row-pool", value, words, &pool))
        return false;
    run->chooses_row_pool = pool == AUTO;
    run->conversion.row_pool = pool == AUTO ? RLE127_ROWS_THREADS : (enum rle127_row_pool)pool;
    return true;
}

static bool take_halt(const char *value, struct rle127_run_setup *run)
{
    static const struct rle127_word words[] = {{"never", false}, {"soon", true}, {NULL, 0}};
    int halts;
    if (!rle127_parse_word("--halt", value, words, &halts))
        return false;
    run->halts = halts;
    return true;
}

static bool take_durability(const char *value, struct rle127_run_setup *run)
{
    static const struct rle127_word words[] = {{"none", RLE127_DURABLE_NONE},
                                               {"each", RLE127_DURABLE_EACH},
                                               {"batch", RLE127_DURABLE_BATCH},
                                               {NULL, 0}};
    int durability;
    if (!rle127_parse_word("--durable", value, words, &durability))
        return false;
    run->durability = (enum rle127_durability)durability;
    return true;
}

static bool take_progress(const char *value, struct rle127_arguments *a)
{
    static const struct rle127_word words[] = {{"auto", RLE127_PROGRESS_AUTO},
                                               {"always", RLE127_PROGRESS_ALWAYS},
                                               {"never", RLE127_PROGRESS_NEVER},
                                               {NULL, 0}};
    int mode;
    if (!rle127_parse_word("--progress", value, words, &mode))
        return false;
    a->progress = (enum rle127_progress_mode)mode;
    return true;
}

static bool take_list(const char *path, char end, struct rle127_arguments *a)
{
    if (a->list_path) {
        rle127_say(NULL, "only one list of files can be read");
        return false;
    }
    a->list_path = path;
    a->run.list_end = end;
    return true;
}

/* Options without a value. */
static void take_flag(int option, struct rle127_arguments *a)
{
    switch (option) {
    case 'c':
        a->run.naming.to_stdout = true;
        break;
    case 'f':
        a->run.conversion.overwrites = true;
        break;
    case 'n':
        a->run.conversion.is_dry = true;
        break;
    case 'q':
        a->is_quiet = true;
        break;
    case 'v':
        a->is_verbose = true;
        break;
    case 'h':
        a->asks_for_help = true;
        break;
    case 'V':
        a->asks_for_version = true;
        break;
    case OPTION_VERIFY:
        a->run.conversion.proves = true;
        break;
    case OPTION_JSON:
        a->is_json = true;
        break;
    case OPTION_RESUME:
        a->run.resumes = true;
        break;
    case OPTION_UPDATE:
        a->run.updates = true;
        break;
    default: /* OPTION_CANONICAL */
        a->run.must_be_canonical = true;
    }
}

static bool take_value(int option, const char *value, struct rle127_arguments *a)
{
    struct rle127_run_setup *const run = &a->run;
    switch (option) {
    case 'o':
        run->naming.output_file = value;
        return true;
    case 'O':
        run->naming.output_directory = value;
        return true;
    case 'j':
        return rle127_parse_workers("-j", value, &run->n_workers);
    case 'T':
        return rle127_parse_workers("-T", value, &run->n_row_workers);
    case OPTION_TO:
        return rle127_parse_format(value, &run->conversion.format);
    case OPTION_BINARIZE:
        return rle127_parse_binarize(value, &run->conversion.binarize);
    case OPTION_LEVEL:
        return rle127_parse_level(value, &run->conversion.codec.level);
    case OPTION_IMAGE_POOL:
        return take_image_pool(value, run);
    case OPTION_ROW_POOL:
        return take_row_pool(value, run);
    case OPTION_FILES_FROM:
        return take_list(value, '\n', a);
    case OPTION_FILES0_FROM:
        return take_list(value, '\0', a);
    case OPTION_JOURNAL:
        run->journal_path = value;
        return true;
    case OPTION_RETRIES:
        return rle127_parse_retries(value, &run->n_retries);
    case OPTION_TIMEOUT:
        return rle127_parse_seconds(value, &run->timeout_seconds);
    case OPTION_HALT:
        return take_halt(value, run);
    case OPTION_DURABLE:
        return take_durability(value, run);
    case OPTION_REPORT:
        a->report_path = value;
        return true;
    default: /* OPTION_PROGRESS */
        return take_progress(value, a);
    }
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
            return rle127_refuse_option(option, argv, short_options);
        if (!(commands_of(option) & a->command))
            return refuse_for_command(option, long_index, argv[0]);
        if (!optarg)
            take_flag(option, a);
        else if (!take_value(option, optarg, a))
            return false;
        if (a->asks_for_help || a->asks_for_version)
            return true;
        long_index = -1;
    }
    a->run.inputs = argv + optind;
    a->run.n_inputs = (size_t)(argc - optind);
    return true;
}

/* rle127 --help, rle127 --version: without a command. */
static bool answers_alone(const char *argument, struct rle127_arguments *a)
{
    a->asks_for_help = strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
    a->asks_for_version = strcmp(argument, "--version") == 0 || strcmp(argument, "-V") == 0;
    return a->asks_for_help || a->asks_for_version;
}

static const struct rle127_run_setup defaults = {
    .conversion = {.codec = {.threads = 1}, .row_pool = RLE127_ROWS_THREADS},
    .chooses_pool = true,
    .chooses_row_pool = true,
};

bool rle127_parse_arguments(int argc, char **argv, struct rle127_arguments *a)
{
    *a = (struct rle127_arguments){.run = defaults};
    if (argc == 1 && answers_alone(argv[0], a))
        return true;
    if (argc < 1 || !parse_command(argv[0], &a->command)) {
        if (argc >= 1)
            rle127_say(NULL, "unknown command '%s'", argv[0]);
        rle127_say_plain("%s", rle127_usage(0));
        return false;
    }
    a->run.conversion.is_decompression = a->command == RLE127_DECOMPRESS;
    if (parse_options(argc, argv, a) &&
        (a->asks_for_help || a->asks_for_version || rle127_check_usage(a)))
        return true;
    rle127_say_plain("%s", rle127_usage(a->command));
    return false;
}
