/*
 * A renderer for each format.
 */
#include "report_output.h"

#include "renderers.h"

static bool (*const printers[RLE127_EXPORT_FORMATS])(FILE *file,
                                                     const struct rle127_document *document) = {
    [RLE127_EXPORT_JSON] = rle127_print_document_json,
    [RLE127_EXPORT_CSV] = rle127_print_document_csv,
    [RLE127_EXPORT_MARKDOWN] = rle127_print_markdown,
    [RLE127_EXPORT_HTML] = rle127_print_html,
};

/* Names may differ where files do not. */
static enum rle127_exit check_same(const struct rle127_export *exports, int i)
{
    for (int j = 0; j < i; j++) {
        if (!rle127_is_same_export(&exports[i], &exports[j]))
            continue;
        rle127_say(NULL, "%s and %s cannot both go to %s",
                   rle127_export_option((enum rle127_export_format)j),
                   rle127_export_option((enum rle127_export_format)i), exports[i].path);
        return RLE127_EXIT_USAGE;
    }
    return RLE127_EXIT_OK;
}

enum rle127_exit rle127_open_output(struct rle127_report_output *output,
                                    const struct rle127_report_options *options)
{
    struct rle127_export *const exports = output->exports;
    enum rle127_exit code = RLE127_EXIT_OK;
    output->options = options;
    if (options->baseline_path) {
        output->baseline = rle127_load_baseline(options->baseline_path);
        if (!output->baseline)
            return RLE127_EXIT_FAILED;
    }
    for (int i = 0; i < RLE127_EXPORT_FORMATS && code == RLE127_EXIT_OK; i++)
        code = rle127_open_export(&exports[i], options->export_paths[i]) ? check_same(exports, i)
                                                                         : RLE127_EXIT_FAILED;
    return code;
}

static enum rle127_exit compare(const struct rle127_report_output *output,
                                struct rle127_document *document)
{
    const struct rle127_report_options *const options = output->options;
    if (!output->baseline)
        return RLE127_EXIT_OK;
    const size_t n_slower =
        rle127_compare_with_baseline(document, output->baseline, options->tolerated);
    if (!options->fails_if_slower || !n_slower)
        return RLE127_EXIT_OK;
    rle127_say(options->baseline_path, "%zu measurements are slower by more than %g %%", n_slower,
               100 * options->tolerated);
    return RLE127_EXIT_SLOWER;
}

static bool uses_stdout(const struct rle127_export *exports)
{
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++)
        if (rle127_is_stdout(&exports[i]))
            return true;
    return false;
}

static bool write_export(struct rle127_export *export, enum rle127_export_format format,
                         const struct rle127_document *document)
{
    if (!export->file)
        return true;
    if (!rle127_begin_export(export))
        return false;
    if (printers[format](export->file, document))
        return true;
    rle127_say(export->path, "out of memory");
    return false;
}

enum rle127_exit rle127_show_report(struct rle127_report_output *output,
                                    struct rle127_document *document)
{
    const enum rle127_exit code = compare(output, document);
    bool is_written = true;
    if (!rle127_document_is_whole(document)) {
        rle127_say(NULL, "out of memory");
        return RLE127_EXIT_FAILED;
    }
    if (!uses_stdout(output->exports))
        rle127_print_document(stdout, document);
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++)
        is_written &= write_export(&output->exports[i], (enum rle127_export_format)i, document);
    return is_written ? code : RLE127_EXIT_FAILED;
}

enum rle127_exit rle127_close_output(struct rle127_report_output *output, enum rle127_exit code)
{
    bool is_written = true;
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++)
        is_written &= rle127_close_export(&output->exports[i]);
    rle127_free_baseline(output->baseline);
    output->baseline = NULL;
    return is_written || code != RLE127_EXIT_OK ? code : RLE127_EXIT_FAILED;
}
