/*
 * Where a document goes.
 */
#ifndef RLE127_EXPERIMENT_EXPORTS_H
#define RLE127_EXPERIMENT_EXPORTS_H

#include "../../src/cli/messages.h"
#include "../report/export_file.h"
#include "experiment_options.h"

/* Both arrays have RLE127_EXPORT_FORMATS elements. Says what is wrong; the exports are to be closed
 * then too. */
enum rle127_exit rle127_open_exports(struct rle127_export *exports, const char *const *paths);

/* As tables on standard output unless an export goes there, and to the exports. False where it has
 * said what is wrong; whether it has arrived is told by rle127_close_exports(). */
bool rle127_show_document(struct rle127_export *exports, const struct rle127_document *document);

/* Says what could not be written. */
bool rle127_close_exports(struct rle127_export *exports);

#endif
