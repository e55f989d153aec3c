/*
 * A renderer for each format.
 */
#include "experiment_exports.h"

#include "../report/renderers.h"

static bool print_csv(FILE *file, const struct rle127_document *document)
{
    rle127_print_document_csv(file, document);
    return true;
}

static bool print_markdown(FILE *file, const struct rle127_document *document)
{
    rle127_print_markdown(file, document);
    return true;
}

static bool (*const printers[RLE127_EXPORT_FORMATS])(FILE *file,
                                                     const struct rle127_document *document) = {
    [RLE127_EXPORT_JSON] = rle127_print_document_json,
    [RLE127_EXPORT_CSV] = print_csv,
    [RLE127_EXPORT_MARKDOWN] = print_markdown,
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

enum rle127_exit rle127_open_exports(struct rle127_export *exports, const char *const *paths)
{
    enum rle127_exit code = RLE127_EXIT_OK;
    for (int i = 0; i < RLE127_EXPORT_FORMATS && code == RLE127_EXIT_OK; i++)
        code =
            rle127_open_export(&exports[i], paths[i]) ? check_same(exports, i) : RLE127_EXIT_FAILED;
    return code;
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

bool rle127_show_document(struct rle127_export *exports, const struct rle127_document *document)
{
    bool is_written = true;
    if (!uses_stdout(exports))
        rle127_print_document(stdout, document);
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++)
        is_written &= write_export(&exports[i], (enum rle127_export_format)i, document);
    return is_written;
}

bool rle127_close_exports(struct rle127_export *exports)
{
    bool is_written = true;
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++)
        is_written &= rle127_close_export(&exports[i]);
    return is_written;
}
