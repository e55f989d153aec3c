/*
 * Values of these options, and their help.
 */
#include "report_options.h"

#include <string.h>

#include "../../src/cli/messages.h"
#include "../../src/cli/option_values.h"
#include "../option_parsing.h"
#include "renderers.h"

#define PERCENT_MAX 1000

static const char *const export_options[RLE127_EXPORT_FORMATS] = {
    [RLE127_EXPORT_JSON] = "--export-json",
    [RLE127_EXPORT_CSV] = "--export-csv",
    [RLE127_EXPORT_MARKDOWN] = "--export-markdown",
    [RLE127_EXPORT_HTML] = "--export-html",
};

const char *rle127_export_option(enum rle127_export_format format)
{
    return export_options[format];
}

static bool refuse(const char *text)
{
    rle127_say(NULL, "%s", text);
    return false;
}

/* "5%", "5" */
static bool take_percent(const char *text, struct rle127_report_options *options)
{
    char digits[16] = "";
    double percent;
    const size_t length = strcspn(text, "%");
    if (length < sizeof digits && (!text[length] || !text[length + 1]))
        memcpy(digits, text, length);
    if (!rle127_parse_decimal(digits, 0, PERCENT_MAX, &percent)) {
        rle127_say(NULL, "--fail-if-slower needs a percentage, 0 to %d%%, not '%s'", PERCENT_MAX,
                   text);
        return false;
    }
    options->tolerated = percent / 100;
    return options->fails_if_slower = true;
}

static bool take_export(enum rle127_export_format format, const char *path,
                        struct rle127_report_options *options)
{
    if (format == RLE127_EXPORT_JSON && !rle127_can_print_json())
        return refuse("--export-json: built without jansson");
    return rle127_take_path(export_options[format] + strlen("--"), path,
                            &options->export_paths[format]);
}

static bool take_baseline(const char *path, struct rle127_report_options *options)
{
    if (!rle127_can_print_json())
        return refuse("--baseline: built without jansson");
    return rle127_take_path("baseline", path, &options->baseline_path);
}

bool rle127_take_report_option(int option, const char *value, struct rle127_report_options *options)
{
    switch (option) {
    case RLE127_OPTION_BASELINE:
        return take_baseline(value, options);
    case RLE127_OPTION_FAIL_IF_SLOWER:
        return take_percent(value, options);
    default:
        return take_export((enum rle127_export_format)(option - RLE127_OPTION_EXPORT), value,
                           options);
    }
}

bool rle127_check_report_options(const struct rle127_report_options *options)
{
    if (options->fails_if_slower && !options->baseline_path)
        return refuse("--fail-if-slower needs --baseline");
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++) {
        const char *const path = options->export_paths[i];
        for (int j = 0; path && j < i; j++) {
            if (!options->export_paths[j] || strcmp(path, options->export_paths[j]) != 0)
                continue;
            rle127_say(NULL, "%s and %s cannot both go to %s", export_options[j], export_options[i],
                       strcmp(path, "-") == 0 ? "standard output" : path);
            return false;
        }
    }
    return true;
}

void rle127_print_report_help(FILE *file)
{
    fprintf(file,
            "      --export-json=FILE, --export-csv=FILE, --export-markdown=FILE, "
            "--export-html=FILE\n"
            "                         the results also as this; - is standard output, without the "
            "tables\n"
            "      --baseline=FILE    compare with the JSON of an earlier run\n"
            "      --fail-if-slower=P end with 5 where the intervals say that something is slower\n"
            "                         than there by more than P percent (marked is what is by %d "
            "%%)\n",
            RLE127_DEFAULT_PERCENT);
}
