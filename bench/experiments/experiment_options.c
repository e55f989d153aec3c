/*
 * Parsing by getopt_long().
 */
#include "experiment_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../../include/rle127.h"
#include "../../src/cli/messages.h"
#include "../../src/cli/option_values.h"
#include "../option_parsing.h"
#include "experiment_defaults.h"
#include "worker_counts.h"

#define IMAGES_MAX  999 /* their names have three digits */
#define SECONDS_MAX 86400

enum {
    OPTION_DIR = 256,
    OPTION_IMAGES,
    OPTION_SIZE,
    OPTION_KIND,
    OPTION_RUNS,
    OPTION_TIME,
    OPTION_WORK_DIR,
    OPTION_RLE127,
    OPTION_PYTHON
};

static const char letters[] = ":j:hV";

static const struct option long_options[] = {
    {"dir", required_argument, NULL, OPTION_DIR},
    {"images", required_argument, NULL, OPTION_IMAGES},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"kind", required_argument, NULL, OPTION_KIND},
    {"workers", required_argument, NULL, 'j'},
    {"runs", required_argument, NULL, OPTION_RUNS},
    {"time", required_argument, NULL, OPTION_TIME},
    RLE127_REPORT_LONG_OPTIONS,
    {"work-dir", required_argument, NULL, OPTION_WORK_DIR},
    {"rle127", required_argument, NULL, OPTION_RLE127},
    {"python", required_argument, NULL, OPTION_PYTHON},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* What has been given, so that what excludes each other can be told from what is left alone. */
struct parsing {
    struct rle127_experiment_request *request;
    bool has_drawing, has_runs, has_time;
};

static bool refuse(const char *text)
{
    rle127_say(NULL, "%s", text);
    return false;
}

static bool take_images(const char *text, struct rle127_drawing *drawing)
{
    unsigned long number;
    if (!rle127_take_number("images", text, IMAGES_MAX, &number))
        return false;
    drawing->n_images = (unsigned)number;
    return true;
}

/* "7200x5600" */
static bool take_size(const char *text, struct rle127_drawing *drawing)
{
    const char *const cross = strchr(text, 'x');
    char width_text[16] = "";
    unsigned long width, height;
    if (cross && cross - text < (int)sizeof width_text)
        memcpy(width_text, text, (size_t)(cross - text));
    if (!rle127_parse_number(width_text, RLE127_SIDE_MAX, &width) || !width ||
        !rle127_parse_number(cross + 1, RLE127_SIDE_MAX, &height) || !height) {
        rle127_say(NULL, "--size needs WIDTHxHEIGHT, each 1 to %d pixels, not '%s'",
                   RLE127_SIDE_MAX, text);
        return false;
    }
    drawing->width = (uint32_t)width;
    drawing->height = (uint32_t)height;
    return true;
}

static bool take_kind(const char *text, struct rle127_drawing *drawing)
{
    if (rle127_find_drawn_kind(text, &drawing->kind))
        return true;
    rle127_say(NULL, "--kind takes text, plan, dither or blank, not '%s'", text);
    return false;
}

static bool take_drawing(int option, const char *text, struct parsing *parsing)
{
    struct rle127_drawing *const drawing = &parsing->request->options.drawing;
    parsing->has_drawing = true;
    return option == OPTION_IMAGES ? take_images(text, drawing)
           : option == OPTION_SIZE ? take_size(text, drawing)
                                   : take_kind(text, drawing);
}

static bool take_runs(const char *text, struct parsing *parsing)
{
    unsigned long number;
    if (!rle127_take_number("runs", text, RLE127_SAMPLES_MAX, &number))
        return false;
    parsing->has_runs = true;
    parsing->request->options.patience = (struct rle127_patience){.n_runs = (unsigned)number};
    return true;
}

static bool take_time(const char *text, struct parsing *parsing)
{
    parsing->has_time = true;
    if (rle127_parse_decimal(text, 0.001, SECONDS_MAX, &parsing->request->options.patience.seconds))
        return true;
    rle127_say(NULL, "--time needs seconds, 0.001 to %d, not '%s'", SECONDS_MAX, text);
    return false;
}

static bool take_option(int option, const char *value, struct parsing *parsing)
{
    struct rle127_experiment_request *const request = parsing->request;
    struct rle127_experiment_options *const options = &request->options;
    switch (option) {
    case OPTION_DIR:
        return rle127_take_path("dir", value, &options->directory);
    case OPTION_IMAGES:
    case OPTION_SIZE:
    case OPTION_KIND:
        return take_drawing(option, value, parsing);
    case 'j':
        return rle127_parse_worker_counts(value, options);
    case OPTION_RUNS:
        return take_runs(value, parsing);
    case OPTION_TIME:
        return take_time(value, parsing);
    case OPTION_WORK_DIR:
        return rle127_take_path("work-dir", value, &options->work_parent);
    case OPTION_RLE127:
        return rle127_take_path("rle127", value, &options->rle127);
    case OPTION_PYTHON:
        return rle127_take_path("python", value, &options->python);
    case 'h':
        return request->asks_for_help = true;
    case 'V':
        return request->asks_for_version = true;
    default:
        return rle127_take_report_option(option, value, &request->report);
    }
}

/* What a sub-command must have a use for to take the option; 0: all take it. */
static unsigned needed_for(int option)
{
    switch (option) {
    case OPTION_DIR:
    case OPTION_IMAGES:
        return RLE127_TAKES_SET;
    case OPTION_SIZE:
    case OPTION_KIND:
        return RLE127_TAKES_DRAWING;
    case 'j':
        return RLE127_TAKES_WORKERS;
    case OPTION_RLE127:
        return RLE127_TAKES_RLE127;
    case OPTION_PYTHON:
        return RLE127_TAKES_PYTHON;
    default:
        return 0;
    }
}

static bool refuse_for_choice(int option, const struct rle127_experiment_choice *choice)
{
    const struct option *known = long_options;
    while (known->val != option)
        known++;
    rle127_say(NULL, "%s has no use for --%s", choice->name, known->name);
    return false;
}

static bool check(const struct parsing *parsing)
{
    struct rle127_experiment_request *const request = parsing->request;
    struct rle127_experiment_options *const options = &request->options;
    if (options->directory && parsing->has_drawing)
        return refuse("--dir excludes --images, --size and --kind");
    if (parsing->has_runs && parsing->has_time)
        return refuse("--runs and --time exclude each other");
    options->is_thorough = options->patience.n_runs >= RLE127_DEFAULT_RUNS;
    return rle127_check_report_options(&request->report) && rle127_settle_worker_counts(options);
}

static bool parse_options(int argc, char **argv, struct parsing *parsing)
{
    struct rle127_experiment_request *const request = parsing->request;
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        if (option == '?' || option == ':')
            return rle127_refuse_option(option, argv, letters);
        if ((needed_for(option) & request->choice.takes) != needed_for(option))
            return refuse_for_choice(option, &request->choice);
        if (!take_option(option, optarg, parsing))
            return false;
        if (request->asks_for_help || request->asks_for_version)
            return true;
    }
    if (optind == argc)
        return true;
    rle127_say(NULL, "%s takes options alone, not '%s'", request->choice.name, argv[optind]);
    return false;
}

bool rle127_parse_experiment_options(int argc, char **argv,
                                     struct rle127_experiment_request *request)
{
    struct parsing parsing = {.request = request};
    *request = (struct rle127_experiment_request){
        .options = {.drawing = {.n_images = RLE127_DEFAULT_IMAGES,
                                .width = RLE127_DEFAULT_WIDTH,
                                .height = RLE127_DEFAULT_HEIGHT,
                                .kind = RLE127_DRAWN_TEXT},
                    .patience = {.n_runs = RLE127_DEFAULT_RUNS, .seconds = RLE127_DEFAULT_SECONDS}},
        .report = RLE127_REPORT_DEFAULTS};
    if (!rle127_choose_experiments(argv[0], &request->choice))
        return refuse("no such experiment");
    if (!parse_options(argc, argv, &parsing))
        return false;
    return request->asks_for_help || request->asks_for_version || check(&parsing);
}
