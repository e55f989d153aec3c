/*
 * One character at a time, whatever the bytes are.
 */
#include "html_text.h"

#include <string.h>

#include "../../src/cli/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
#define ELLIPSIS    "\xE2\x80\xA6" /* U+2026 */

#define ELLIPSIS_WIDTH 1.0

/* What comes next: n_bytes of the text, which are to be shown as `shown`, or as they are where that
 * is NULL. */
struct character {
    size_t n_bytes;
    const char *shown;
    double width;
};

static const char *name_ascii(unsigned char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return c < ' ' || c == 0x7F ? REPLACEMENT : NULL;
    }
}

static double measure_ascii(unsigned char c)
{
    if (strchr("ijl.,:;'|!", c))
        return 0.34;
    if (strchr("frt()[]-/ \\\"", c))
        return 0.46;
    if (strchr("mwMWQOG@%+=<>#~&", c))
        return 0.99;
    return c >= 'A' && c <= 'Z' ? 0.75 : 0.64;
}

/* Control characters from U+0080 on, and the two at the end of the plane that are none. */
static int is_forbidden(const unsigned char *text, size_t n_bytes)
{
    return (n_bytes == 2 && text[0] == 0xC2 && text[1] < 0xA0) ||
           (n_bytes == 3 && text[0] == 0xEF && text[1] == 0xBF && text[2] >= 0xBE);
}

/* The text is not empty. */
static struct character look_at(const char *text)
{
    const unsigned char *const bytes = (const unsigned char *)text;
    const size_t n_bytes = rle127_measure_utf8(text);
    if (n_bytes == 1)
        return (struct character){1, name_ascii(*bytes), measure_ascii(*bytes)};
    if (n_bytes == 0 || is_forbidden(bytes, n_bytes))
        return (struct character){n_bytes ? n_bytes : 1, REPLACEMENT, 1.03};
    return (struct character){n_bytes, NULL, n_bytes == 2 ? 0.85 : 1.03};
}

static void print_character(FILE *file, const char *text, const struct character *character)
{
    if (character->shown)
        fputs(character->shown, file);
    else
        fwrite(text, 1, character->n_bytes, file);
}

void rle127_print_html_text(FILE *file, const char *text)
{
    while (*text) {
        const struct character character = look_at(text);
        print_character(file, text, &character);
        text += character.n_bytes;
    }
}

void rle127_print_fitted_text(FILE *file, const char *text, double room)
{
    double left = room;
    if (rle127_estimate_width(text) <= room) {
        rle127_print_html_text(file, text);
        return;
    }
    while (*text) {
        const struct character character = look_at(text);
        left -= character.width;
        if (left < ELLIPSIS_WIDTH)
            break;
        print_character(file, text, &character);
        text += character.n_bytes;
    }
    fputs(ELLIPSIS, file);
}

double rle127_estimate_width(const char *text)
{
    double width = 0;
    while (*text) {
        const struct character character = look_at(text);
        width += character.width;
        text += character.n_bytes;
    }
    return width;
}
