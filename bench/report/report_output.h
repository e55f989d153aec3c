/*
 * What becomes of a document: it is compared with an earlier run, shown on the terminal, and
 * written to files. Must not know: what was measured.
 */
#ifndef RLE127_REPORT_OUTPUT_H
#define RLE127_REPORT_OUTPUT_H

#include "../../src/cli/messages.h"
#include "baseline.h"
#include "export_file.h"
#include "report_options.h"

/* Zero before it is opened. */
struct rle127_report_output {
    const struct rle127_report_options *options;
    struct rle127_baseline *baseline; /* NULL: none */
    struct rle127_export exports[RLE127_EXPORT_FORMATS];
};

/* To be called before anything is measured: reads the baseline, opens the files. options stay the
 * caller's. Says what is wrong; the output is to be closed then too. */
enum rle127_exit rle127_open_output(struct rle127_report_output *output,
                                    const struct rle127_report_options *options);

/* Compares, shows the document as tables on standard output unless an export goes there, and writes
 * the exports. Says what is wrong or too slow; whether all has arrived is told when it is closed.
 */
enum rle127_exit rle127_show_report(struct rle127_report_output *output,
                                    struct rle127_document *document);

/* Returns the code, or where that is RLE127_EXIT_OK and something could not be written, which it
 * says, RLE127_EXIT_FAILED. */
enum rle127_exit rle127_close_output(struct rle127_report_output *output, enum rle127_exit code);

#endif
