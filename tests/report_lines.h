/*
 * What --report has written, read by a strict reader of its own: flat JSON objects, one a line.
 */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include <stddef.h>

struct report_lines {
    char *text;
    char **lines; /* without the newline */
    size_t n_lines;
};

/* Fails where the file is no report: a line that is no object, a file line without all its fields,
 * a summary that is missing, or not the last one. */
struct report_lines report_read(const char *path);
void report_free(struct report_lines *report);

/* The line whose "path" is this one, or NULL. */
const char *report_find(const struct report_lines *report, const char *path);

/* The summary. */
const char *report_last(const struct report_lines *report);

/* The value of a key as it is written, quotes included; "" where it is missing. Valid until the
 * next call. */
const char *report_value(const char *line, const char *key);

#define assert_reported(line, key, value) assert_string_equal(report_value((line), (key)), (value))

#endif
