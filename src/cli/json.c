/*
 * JSON strings, and base64 for what JSON cannot hold.
 */
#include "json.h"

#include <stdbool.h>
#include <string.h>

#include "utf8.h"

static bool is_utf8(const char *text)
{
    while (*text) {
        const size_t length = rle127_measure_utf8(text);
        if (!length)
            return false;
        text += length;
    }
    return true;
}

static void print_ascii(FILE *file, char byte)
{
    if (byte < 0x20 || byte == 0x7F)
        fprintf(file, "\\u%04x", (unsigned)byte);
    else if (byte == '"' || byte == '\\')
        fprintf(file, "\\%c", byte);
    else
        putc(byte, file);
}

void rle127_print_json_string(FILE *file, const char *text)
{
    putc('"', file);
    while (*text) {
        const size_t length = rle127_measure_utf8(text);
        if (length == 1)
            print_ascii(file, *text);
        else if (length)
            fwrite(text, 1, length, file);
        else
            fputs("\\ufffd", file);
        text += length ? length : 1;
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
        rle127_print_json_string(file, path);
    else
        print_base64(file, (const unsigned char *)path, strlen(path));
}
