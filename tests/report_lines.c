/*
 * Reading JSON Lines by hand.
 */
#include "report_lines.h"
#include "scratch.h"
#include "tests.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Behind a string that begins at text, or NULL where it is none. */
static const char *skip_string(const char *text)
{
    if (*text++ != '"')
        return NULL;
    for (; *text != '"'; text++) {
        if ((unsigned char)*text < 0x20)
            return NULL;
        if (*text != '\\')
            continue;
        text++;
        if (*text == 'u' && strspn(text + 1, "0123456789abcdefABCDEF") < 4)
            return NULL;
        if (!*text || !strchr("\"\\/bfnrtu", *text))
            return NULL;
    }
    return text + 1;
}

static const char *skip_number(const char *text)
{
    text += *text == '-';
    const size_t n = strspn(text, "0123456789");
    if (!n || (n > 1 && *text == '0'))
        return NULL;
    text += n;
    if (*text == '.')
        text += 1 + strspn(text + 1, "0123456789");
    return isdigit((unsigned char)text[-1]) ? text : NULL;
}

static const char *skip_value(const char *text)
{
    static const char *const words[] = {"null", "true", "false"};
    for (size_t i = 0; i < 3; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return text + strlen(words[i]);
    return *text == '"' ? skip_string(text) : skip_number(text);
}

/* The value of a key, or, for a NULL key, the end of a line that is an object; NULL where there is
 * none. */
static const char *walk_object(const char *line, const char *key, const char **value_end)
{
    const size_t length = key ? strlen(key) : 0;
    if (*line != '{')
        return NULL;
    do {
        const char *const name = line + 1;
        const char *const colon = skip_string(name);
        if (!colon || *colon != ':' || !(line = skip_value(colon + 1)))
            return NULL;
        if (key && (size_t)(colon - name) == length + 2 && strncmp(name + 1, key, length) == 0) {
            *value_end = line;
            return colon + 1;
        }
    } while (*line == ',');
    return !key && strcmp(line, "}") == 0 ? line : NULL;
}

const char *report_value(const char *line, const char *key)
{
    static char value[16384];
    const char *end;
    const char *const start = walk_object(line, key, &end);
    snprintf(value, sizeof value, "%.*s", start ? (int)(end - start) : 0, start ? start : "");
    return value;
}

/* A path that is not UTF-8 has a key of its own. */
static bool has_key(const char *line, const char *key)
{
    char other[32];
    snprintf(other, sizeof other, "%s_bytes", key);
    return *report_value(line, key) || *report_value(line, other);
}

static bool has_keys(const char *line, const char *const *keys)
{
    for (; *keys; keys++)
        if (!has_key(line, *keys))
            return false;
    return true;
}

static void check_line(const char *line, bool is_last)
{
    static const char *const file_keys[] = {"path",   "output",   "status",    "reason",  "width",
                                            "height", "bytes_in", "bytes_out", "seconds", NULL};
    static const char *const sums[] = {"converted", "skipped", "failed", "bytes_in",
                                       "bytes_out", "seconds", NULL};
    const char *end;
    const char *const type = is_last ? "\"summary\"" : "\"file\"";
    if (!walk_object(line, NULL, &end) || strcmp(report_value(line, "type"), type) != 0 ||
        !has_keys(line, is_last ? sums : file_keys))
        fail_msg("no line of a report: %s", line);
}

struct report_lines report_read(const char *path)
{
    struct report_lines report = {0};
    size_t n_bytes;
    report.text = (char *)scratch_read(path, &n_bytes);
    assert_true(n_bytes && report.text[n_bytes - 1] == '\n');
    report.lines = calloc(n_bytes, sizeof *report.lines);
    assert_non_null(report.lines);
    for (char *at = report.text, *end; (end = strchr(at, '\n')); at = end + 1) {
        *end = '\0';
        report.lines[report.n_lines++] = at;
    }
    for (size_t i = 0; i < report.n_lines; i++)
        check_line(report.lines[i], i + 1 == report.n_lines);
    return report;
}

void report_free(struct report_lines *report)
{
    free(report->text);
    free(report->lines);
}

const char *report_find(const struct report_lines *report, const char *path)
{
    for (size_t i = 0; i < report->n_lines; i++) {
        const char *const value = report_value(report->lines[i], "path");
        if (strlen(value) == strlen(path) + 2 && strncmp(value + 1, path, strlen(path)) == 0)
            return report->lines[i];
    }
    return NULL;
}

const char *report_last(const struct report_lines *report)
{
    return report->lines[report->n_lines - 1];
}
