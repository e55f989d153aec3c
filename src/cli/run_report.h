/*
 * --report FILE: what became of each file, for programs. JSON Lines: an object for each file in the
 * order of completion, and one for the whole run at the end.
 *
 *     {"type":"file","path":"a.pbm","output":"a.rle","status":"converted","reason":null,"width":8,
 *      "height":8,"bytes_in":19,"bytes_out":12,"seconds":0.000112}
 *     {"type":"summary","converted":1,"skipped":0,"failed":0,"bytes_in":19,"bytes_out":12,
 *      "seconds":0.001009,"end":"done","interrupted":false}
 *
 * Each object is one line and one write, so that whoever reads along meets whole lines. A path that
 * is not UTF-8 stands in base64 as "path_bytes" or "output_bytes".
 */
#ifndef RLE127_RUN_REPORT_H
#define RLE127_RUN_REPORT_H

#include <stdio.h>

#include "../batch/run.h"
#include "messages.h"

struct rle127_run_report {
    FILE *file;
    const char *name; /* for messages */
    int error;        /* errno of the first write that failed, or 0 */
};

/* Opens the report at path, which must stay valid; "-" is standard output. A regular file that is
 * there is replaced if it is empty or such a report. Returns NULL, or the reason why it cannot be
 * used, valid until the next call; then nothing is open. */
const char *rle127_run_report_open(struct rle127_run_report *report, const char *path);

/* Paths as the batch takes them: a NULL input is standard input, written as "-"; a NULL output is
 * standard output or none, written as null. */
void rle127_run_report_file(struct rle127_run_report *report, const struct rle127_outcome *outcome,
                            const char *input, const char *output, double seconds);

void rle127_run_report_summary(struct rle127_run_report *report, const struct rle127_totals *totals,
                               enum rle127_run_end end);

/* Returns what the program returns, where it would have returned `code`; says what could not be
 * written. */
enum rle127_exit rle127_run_report_close(struct rle127_run_report *report, enum rle127_exit code);

#endif
