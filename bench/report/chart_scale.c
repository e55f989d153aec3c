/*
 * Ticks are 1, 2 or 5 times a power of ten.
 */
#include "chart_scale.h"

#include <math.h>

#include "chart_numbers.h"

/* So many values of a logarithmic scale are too few: it gets those of a linear one. */
#define FEW_TICKS 3

void rle127_scale_add(struct rle127_scale *scale, double value)
{
    if (!rle127_is_drawable(value, scale->is_log))
        return;
    if (scale->is_empty || value < scale->low)
        scale->low = value;
    if (scale->is_empty || value > scale->high)
        scale->high = value;
    scale->is_empty = false;
}

static void widen_log(struct rle127_scale *scale, double share)
{
    if (scale->low == scale->high) {
        scale->low /= 2;
        scale->high *= 2;
    }
    const double factor = exp(share * (log(scale->high) - log(scale->low)));
    scale->low /= factor;
    scale->high *= factor;
}

static void widen_linear(struct rle127_scale *scale, double share)
{
    if (scale->low == scale->high) {
        const double size = scale->low != 0 ? fabs(scale->low) / 2 : 1;
        scale->low -= scale->low > 0 ? size : 0;
        scale->high += scale->high < 0 ? 0 : size;
    }
    const double room = share * (scale->high - scale->low);
    scale->low -= scale->low == 0 ? 0 : room;
    scale->high += scale->high == 0 ? 0 : room;
}

void rle127_scale_widen(struct rle127_scale *scale, double share)
{
    if (scale->is_empty)
        scale->low = scale->high = 1;
    if (scale->is_log)
        widen_log(scale, share);
    else
        widen_linear(scale, share);
}

double rle127_scale_place(const struct rle127_scale *scale, double value)
{
    const double share =
        scale->is_log
            ? (log(value) - log(scale->low)) / (log(scale->high) - log(scale->low))
            : value / (scale->high - scale->low) - scale->low / (scale->high - scale->low);
    return scale->from + share * (scale->to - scale->from);
}

/* The least of 1, 2 and 5 times a power of ten that is not below a number above 0. */
static double round_up(double number)
{
    const double power = pow(10, floor(log10(number)));
    static const double factors[] = {1, 2, 5, 10};
    size_t i = 0;
    while (i < 3 && factors[i] * power < number * (1 - 1e-9))
        i++;
    return factors[i] * power;
}

static struct rle127_ticks choose_linear(const struct rle127_scale *scale, size_t most)
{
    const double width = scale->high - scale->low;
    struct rle127_ticks ticks = {.step = round_up(width / (double)most)};
    const double slack = 1e-9 * width;
    const double first = ceil((scale->low - slack) / ticks.step);
    for (double i = first; ticks.n < RLE127_TICKS_MAX; i++) {
        const double value = i * ticks.step;
        if (value > scale->high + slack)
            break;
        ticks.values[ticks.n++] = value == 0 ? 0 : value; /* no -0 */
    }
    return ticks;
}

/* The values of all decades within, by the factors of each; false where there are too many. */
static bool list_decades(const struct rle127_scale *scale, size_t most, const double *factors,
                         size_t n_factors, int decades_a_step, struct rle127_ticks *ticks)
{
    const int first = (int)floor(log10(scale->low));
    const int last = (int)ceil(log10(scale->high));
    ticks->n = 0;
    for (int decade = first; decade <= last; decade++) {
        for (size_t i = 0; i < n_factors; i++) {
            const double value = factors[i] * pow(10, decade);
            if (decade % decades_a_step != 0 || value < scale->low * (1 - 1e-9) ||
                value > scale->high * (1 + 1e-9))
                continue;
            if (ticks->n == most)
                return false;
            ticks->values[ticks->n++] = value;
        }
    }
    return true;
}

static struct rle127_ticks choose_log(const struct rle127_scale *scale, size_t most)
{
    static const double factors[] = {1, 2, 5}, pairs[] = {1, 3};
    static const int steps[] = {1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000}; /* enough for all */
    struct rle127_ticks ticks = {0};
    if (list_decades(scale, most, factors, 3, 1, &ticks) ||
        list_decades(scale, most, pairs, 2, 1, &ticks))
        return ticks;
    for (size_t i = 0; !list_decades(scale, most, factors, 1, steps[i], &ticks); i++)
        ;
    return ticks;
}

struct rle127_ticks rle127_choose_ticks(const struct rle127_scale *scale, size_t most)
{
    const size_t n = most < RLE127_TICKS_MAX ? most : RLE127_TICKS_MAX;
    if (scale->is_log) {
        const struct rle127_ticks ticks = choose_log(scale, n);
        if (ticks.n >= FEW_TICKS)
            return ticks;
    }
    return choose_linear(scale, n);
}
