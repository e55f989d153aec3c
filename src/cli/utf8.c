/*
 * UTF-8 as Unicode defines it: no over-long forms, no surrogates, nothing above U+10FFFF.
 */
#include "utf8.h"

size_t rle127_measure_utf8(const char *string)
{
    const unsigned char *const text = (const unsigned char *)string;
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
