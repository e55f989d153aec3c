/*
 * JSON strings, and base64 for what JSON cannot hold.
 */
#include "json.h"

#include <stdbool.h>
#include <string.h>

/* The bytes of the UTF-8 sequence at text, or 0: no over-long forms, surrogates or code points
 * above U+10FFFF. The text ends with a NUL, which is no continuation. */
static size_t measure_utf8(const unsigned char *text)
{
    static const struct {
        unsigned char first, last, second_from, second_to, length;
    } forms[] = {
        {0x01, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (forms[i].length == 1)
            return 1;
        if (text[1] < forms[i].second_from || text[1] > forms[i].second_to)
            return 0;
        for (size_t at = 2; at < forms[i].length; at++)
            if ((text[at] & 0xC0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

static bool is_utf8(const char *text)
{
    while (*text) {
        const size_t length = measure_utf8((const unsigned char *)text);
        if (!length)
            return false;
        text += length;
    }
    return true;
}

static void print_string(FILE *file, const char *text)
{
    putc('"', file);
    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte == 0x7F)
            fprintf(file, "\\u%04x", byte);
        else if (byte == '"' || byte == '\\')
            fprintf(file, "\\%c", byte);
        else
            putc(byte, file);
    }
    putc('"', file);
}

static void print_base64(FILE *file, const unsigned char *bytes, size_t n_bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    putc('"', file);
    for (size_t i = 0; i < n_bytes; i += 3) {
        const size_t left = n_bytes - i;
        const unsigned long group = (unsigned long)bytes[i] << 16 |
                                    (left > 1 ? (unsigned long)bytes[i + 1] << 8 : 0) |
                                    (left > 2 ? bytes[i + 2] : 0);
        putc(digits[group >> 18], file);
        putc(digits[group >> 12 & 63], file);
        putc(left > 1 ? digits[group >> 6 & 63] : '=', file);
        putc(left > 2 ? digits[group & 63] : '=', file);
    }
    putc('"', file);
}

void rle127_print_json_path(FILE *file, const char *name, const char *path)
{
    const bool is_text = is_utf8(path);
    fprintf(file, "\"%s%s\":", name, is_text ? "" : "_bytes");
    if (is_text)
        print_string(file, path);
    else
        print_base64(file, (const unsigned char *)path, strlen(path));
}
