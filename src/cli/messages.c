/*
 * Lines on standard error. Each is written by one call, so that lines of several processes do not
 * mix.
 */
#include "messages.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

#define TEXT_BYTES 16384

/* What xterm and its like understand, and nothing more is needed of them. */
#define LINE_START  "\r"
#define ERASE_RIGHT "\033[K"

/* What stands in the terminal's last line. Global, as the terminal is. */
static char last_line[RLE127_LAST_LINE_BYTES];

/* How many bytes at text can be shown as they are: a character of UTF-8, or a byte of another
 * character set; 0 where a control character is there, of ASCII (00 to 1F, 7F) or of the upper half
 * (80 to 9F, in UTF-8 C2 80 to C2 9F). */
static size_t measure_shown(const char *text)
{
    const size_t length = rle127_measure_utf8(text);
    const unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];
    if (length < 2)
        return (first >= 0x20 && first < 0x7F) || first >= 0xA0;
    return first == 0xC2 && second < 0xA0 ? 0 : length;
}

const char *rle127_escape(const char *text, char *escaped)
{
    char *to = escaped;
    while (*text && to - escaped < RLE127_ESCAPED_BYTES - 5) {
        const size_t length = measure_shown(text);
        memcpy(to, text, length);
        to += length ? (int)length : sprintf(to, "\\x%02x", (unsigned char)*text);
        text += length ? length : 1;
    }
    *to = '\0';
    return escaped;
}

static void write_bytes(const char *text, size_t n_bytes)
{
    /* nothing can be done where standard error is closed or full */
    const ssize_t ignored = write(STDERR_FILENO, text, n_bytes);
    (void)ignored;
}

static void write_line(const char *text)
{
    static const char erase[] = LINE_START ERASE_RIGHT;
    char line[sizeof erase + RLE127_ESCAPED_BYTES + sizeof last_line];
    size_t length = 0;
    if (last_line[0]) {
        memcpy(line, erase, sizeof erase - 1);
        length = sizeof erase - 1;
    }
    length += strlen(rle127_escape(text, line + length));
    line[length++] = '\n';
    memcpy(line + length, last_line, strlen(last_line));
    write_bytes(line, length + strlen(last_line));
}

void rle127_show_last_line(const char *text)
{
    char drawn[sizeof LINE_START + sizeof last_line + sizeof ERASE_RIGHT];
    if (!text[0] && !last_line[0])
        return;
    snprintf(last_line, sizeof last_line, "%s", text);
    const int length = snprintf(drawn, sizeof drawn, LINE_START "%s" ERASE_RIGHT, last_line);
    write_bytes(drawn, (size_t)length);
}

void rle127_say(const char *path, const char *format, ...)
{
    char text[TEXT_BYTES];
    const int n = snprintf(text, sizeof text, RLE127_PROGRAM_NAME ": %s%s", path ? path : "",
                           path ? ": " : "");
    const size_t length = n < TEXT_BYTES ? (size_t)n : TEXT_BYTES - 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, sizeof text - length, format, arguments);
    va_end(arguments);
    write_line(text);
}

void rle127_say_plain(const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    write_line(text);
}

const char *rle127_input_name(const char *path)
{
    return path ? path : "standard input";
}

const char *rle127_format_size(double n_bytes, char *text)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    for (; n_bytes >= 999.5 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        n_bytes /= 1000;
    snprintf(text, 16, unit && n_bytes < 99.95 ? "%.1f %s" : "%.0f %s", n_bytes, units[unit]);
    return text;
}

enum rle127_exit rle127_finish_stdout(enum rle127_exit code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    rle127_say("standard output", "%s", strerror(errno));
    return RLE127_EXIT_STOPPED;
}
