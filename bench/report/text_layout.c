/*
 * Widths of characters are the C library's, which knows them in a locale of UTF-8 alone.
 */
#define _GNU_SOURCE /* wcwidth(), newlocale() */
#include "text_layout.h"

#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "../../src/cli/messages.h"
#include "../../src/cli/utf8.h"

/* Made once for the process; NULL where the system has none, and then all are 1 wide. */
static locale_t get_locale(void)
{
    static locale_t locale;
    static bool was_tried;
    if (!was_tried)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    was_tried = true;
    return locale;
}

static size_t measure_character(const char *text, size_t n_bytes)
{
    mbstate_t state = {0};
    wchar_t character;
    if (mbrtowc(&character, text, n_bytes, &state) != n_bytes)
        return 1;
    const int width = wcwidth(character);
    return width < 0 ? 1 : (size_t)width;
}

size_t rle127_display_width(const char *text, size_t n_bytes)
{
    const char *const end = text + n_bytes;
    const locale_t locale = get_locale(), former = locale ? uselocale(locale) : (locale_t)0;
    size_t width = 0;
    while (text < end) {
        const size_t length = rle127_measure_utf8(text);
        width += length ? measure_character(text, length) : 1;
        text += length ? length : 1;
    }
    if (locale)
        uselocale(former);
    return width;
}

size_t rle127_fit_line(const char *text, size_t width, const char **rest)
{
    size_t n_bytes = strcspn(text, " ");
    size_t taken = rle127_display_width(text, n_bytes);
    for (;;) {
        const size_t n_spaces = strspn(text + n_bytes, " ");
        const char *const word = text + n_bytes + n_spaces;
        const size_t word_bytes = strcspn(word, " ");
        taken += n_spaces + rle127_display_width(word, word_bytes);
        *rest = word;
        if (!word_bytes || taken > width)
            return n_bytes;
        n_bytes += n_spaces + word_bytes;
    }
}

void rle127_print_paragraph(FILE *file, const char *first, size_t indent, const char *text,
                            size_t width)
{
    char escaped[RLE127_ESCAPED_BYTES];
    const size_t first_width = rle127_display_width(first, strlen(first));
    size_t column = first_width;
    const char *line = rle127_escape(text, escaped), *rest;
    indent = indent < first_width ? first_width : indent;
    line += strspn(line, " ");
    fputs(first, file);
    do {
        const size_t n_bytes = rle127_fit_line(line, width > column ? width - column : 0, &rest);
        fprintf(file, "%.*s\n", (int)n_bytes, line);
        line = rest;
        column = indent;
        if (*line)
            fprintf(file, "%*s", (int)indent, "");
    } while (*line);
}
