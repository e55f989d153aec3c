/*
 * Formats for numbers of any size.
 */
#include "chart_numbers.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define LIMIT 1e250

bool rle127_is_drawable(double number, bool is_log)
{
    return isfinite(number) && fabs(number) < LIMIT && (!is_log || number > 1 / LIMIT);
}

/* 10 and a power of it, with raised digits. */
static void append_power(int power, char *text)
{
    static const char *const digits[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                         "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    char plain[16];
    snprintf(plain, sizeof plain, "%d", power);
    strcat(text, "10");
    for (const char *c = plain; *c; c++)
        strcat(text, *c == '-' ? "\u207B" : digits[*c - '0']);
}

/* With `n_digits` that count. */
static const char *format_with_power(double number, int n_digits, char *text)
{
    char plain[32];
    snprintf(plain, sizeof plain, "%.*e", n_digits - 1, number);
    char *const exponent = strchr(plain, 'e');
    int power = 0;
    sscanf(exponent + 1, "%d", &power);
    *exponent = '\0';
    double factor = 0;
    sscanf(plain, "%lf", &factor);
    if (factor == 1)
        text[0] = '\0';
    else
        snprintf(text, RLE127_NUMBER_BYTES, "%g\u00D7", factor);
    append_power(power, text);
    return text;
}

const char *rle127_format_figure(double number, char *text)
{
    const double size = fabs(number);
    if (!isfinite(number))
        snprintf(text, RLE127_NUMBER_BYTES, "\u2013");
    else if (size >= 999.5 && size < 99999.5)
        snprintf(text, RLE127_NUMBER_BYTES, "%.0f", number);
    else if (number == 0 || (size >= 0.001 && size < 999.5))
        snprintf(text, RLE127_NUMBER_BYTES, "%.3g", number);
    else
        return format_with_power(number, 3, text);
    return text;
}

const char *rle127_format_tick(double tick, double step, double most, char *text)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    const size_t n_units = sizeof units / sizeof units[0];
    const double scale = step > 0 ? most : fabs(tick);
    size_t unit = 0;
    if (tick == 0)
        return strcpy(text, "0");
    if (scale >= 9.9e14 || scale < 0.99e-4)
        return format_with_power(tick, 3, text);
    for (double rest = scale * (1 + 1e-9); unit + 1 < n_units && rest >= (unit ? 1000 : 9999.5);
         unit++)
        rest /= 1000;
    const double divisor = pow(1000, (double)unit);
    if (unit == 0 && step == 0 && scale >= 999.5) /* beside 10k stands 1k */
        snprintf(text, RLE127_NUMBER_BYTES, "%gk", tick / 1000);
    else
        snprintf(text, RLE127_NUMBER_BYTES, "%.5g%s", tick / divisor, units[unit]);
    return text;
}
