/*
 * What a command's end must look like; where it does not, all that it said is shown.
 */
#include "command.h"
#include "tests.h"

#include <stdio.h>
#include <string.h>

static void show(const struct command_result *r)
{
    print_error("  exit code %d, signal %d, %zu bytes on standard output, standard error:\n%s",
                r->exit_code, r->signal, r->out_bytes, r->err_bytes ? r->err : "  (nothing)\n");
}

#define FAIL_UNLESS(condition, ...)   \
    do {                              \
        if (!(condition)) {           \
            print_error(__VA_ARGS__); \
            print_error("\n");        \
            show(result);             \
            _fail(file, line);        \
        }                             \
    } while (0)

static bool is_sanitizer_report(const struct command_result *r)
{
    return strstr(r->err, "Sanitizer") || strstr(r->err, "runtime error:");
}

void command_check_exit(const struct command_result *result, int code, const char *text,
                        const char *file, int line)
{
    FAIL_UNLESS(!is_sanitizer_report(result), "a sanitizer found something");
    FAIL_UNLESS(result->exit_code == code, "exit code %d expected", code);
    FAIL_UNLESS(!text || strstr(result->err, text), "no \"%s\" on standard error", text);
}

static size_t count_lines(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

void command_check_line(const struct command_result *result, int code, const char *path,
                        const char *text, const char *file, int line)
{
    char start[8192];
    snprintf(start, sizeof start, "rle127: %s: ", path);
    command_check_exit(result, code, text, file, line);
    FAIL_UNLESS(strncmp(result->err, start, strlen(start)) == 0, "\"%s\" expected first", start);
    FAIL_UNLESS(count_lines(result->err) == 1, "one line expected");
    FAIL_UNLESS(result->err[result->err_bytes - 1] == '\n', "the line does not end");
}

void command_check_silent(const struct command_result *result, const char *file, int line)
{
    FAIL_UNLESS(!result->out_bytes && !result->err_bytes, "no word expected, but: %s", result->out);
}

void command_check_signal(const struct command_result *result, int number, const char *file,
                          int line)
{
    FAIL_UNLESS(result->signal == number, "death by signal %d expected", number);
}
