/*
 * The options of all sub-commands on what becomes of their results: files that they go to, and an
 * earlier run that they are compared with. Each function that returns bool is false where it has
 * said what is wrong.
 */
#ifndef RLE127_REPORT_OPTIONS_H
#define RLE127_REPORT_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#define RLE127_DEFAULT_PERCENT 5 /* that something may be slower than the baseline */

enum rle127_export_format {
    RLE127_EXPORT_JSON,
    RLE127_EXPORT_CSV,
    RLE127_EXPORT_MARKDOWN,
    RLE127_EXPORT_HTML,
    RLE127_EXPORT_FORMATS
};

/* What was asked for; texts are those of argv. */
struct rle127_report_options {
    const char *export_paths[RLE127_EXPORT_FORMATS]; /* "-" is standard output; NULL: none */
    const char *baseline_path;                       /* NULL: none */
    double tolerated;                                /* 0.05: 5 % slower than the baseline */
    bool fails_if_slower;
};

#define RLE127_REPORT_DEFAULTS                     \
    {                                              \
        .tolerated = RLE127_DEFAULT_PERCENT / 100. \
    }

/* What getopt_long() returns of them; a sub-command's own options are below or have letters. */
enum {
    RLE127_OPTION_EXPORT = 1024, /* and a format */
    RLE127_OPTION_BASELINE = RLE127_OPTION_EXPORT + RLE127_EXPORT_FORMATS,
    RLE127_OPTION_FAIL_IF_SLOWER
};

/* Elements of the array that getopt_long() is given. */
/* clang-format off */
#define RLE127_REPORT_LONG_OPTIONS                                                              \
    {"export-json", required_argument, NULL, RLE127_OPTION_EXPORT + RLE127_EXPORT_JSON},         \
    {"export-csv", required_argument, NULL, RLE127_OPTION_EXPORT + RLE127_EXPORT_CSV},           \
    {"export-markdown", required_argument, NULL, RLE127_OPTION_EXPORT + RLE127_EXPORT_MARKDOWN}, \
    {"export-html", required_argument, NULL, RLE127_OPTION_EXPORT + RLE127_EXPORT_HTML},         \
    {"baseline", required_argument, NULL, RLE127_OPTION_BASELINE},                               \
    {"fail-if-slower", required_argument, NULL, RLE127_OPTION_FAIL_IF_SLOWER}
/* clang-format on */

/* option: one of the enumeration above. */
bool rle127_take_report_option(int option, const char *value,
                               struct rle127_report_options *options);

/* What excludes each other; to be called when all have been taken. */
bool rle127_check_report_options(const struct rle127_report_options *options);

/* "--export-json" */
const char *rle127_export_option(enum rle127_export_format format);

/* Their lines of --help. */
void rle127_print_report_help(FILE *file);

#endif
