/*
 * Rows of pixels. A pattern is a way to choose the length of the next run; a pen goes along the row
 * and changes its colour after each.
 */
#include "row_patterns.h"

#include <stdbool.h>
#include <string.h>

#include "check_random.h"

#define TO_THE_END UINT32_MAX
#define N_MIXED    6 /* of the patterns: the last ones, put together from others */

struct rle127_pen {
    uint64_t *random;
    uint32_t argument;
    uint32_t width;
    uint32_t pixel;     /* where the next run begins */
    uint32_t n_runs;    /* so far */
    uint32_t n_cluster; /* runs that are left of a cluster of short ones */
    unsigned colour;    /* of the next run */
};

static uint32_t draw_below(struct rle127_pen *pen, uint32_t limit)
{
    return rle127_random_below(pen->random, limit);
}

static uint32_t next_blank(struct rle127_pen *pen)
{
    (void)pen;
    return TO_THE_END;
}

/* Of 256 pixels `argument` are ones. */
static uint32_t next_noise(struct rle127_pen *pen)
{
    const uint32_t goes_on = pen->colour ? pen->argument : 256 - pen->argument;
    uint32_t length = 1;
    while (draw_below(pen, 256) < goes_on && length < pen->width)
        length++;
    return length;
}

static uint32_t next_stripe(struct rle127_pen *pen)
{
    return pen->argument;
}

static uint32_t next_up_to(struct rle127_pen *pen)
{
    return 1 + draw_below(pen, pen->argument);
}

/* Gaps between words and lines, and the strokes of letters. */
static uint32_t next_text(struct rle127_pen *pen)
{
    if (pen->n_cluster == 0) {
        pen->n_cluster = 5 + 2 * draw_below(pen, 12);
        return 15 + draw_below(pen, draw_below(pen, 4) ? 60 : 1200);
    }
    pen->n_cluster--;
    return 1 + draw_below(pen, draw_below(pen, 4) ? 8 : 30);
}

/* Ends one pixel before, at or after a multiple of `argument`. */
static uint32_t next_near_multiple(struct rle127_pen *pen)
{
    const uint32_t multiple = (pen->pixel / pen->argument + 1 + draw_below(pen, 3)) * pen->argument;
    const uint32_t end = multiple - 1 + draw_below(pen, 3);
    return end > pen->pixel ? end - pen->pixel : 1;
}

static uint32_t next_whole(struct rle127_pen *pen)
{
    return pen->argument * (1 + draw_below(pen, 9));
}

/* `argument` pixels of the other colour at one place. */
static uint32_t next_spot(struct rle127_pen *pen)
{
    switch (pen->n_runs) {
    case 0:
        return 1 + draw_below(pen, pen->width);
    case 1:
        return pen->argument;
    default:
        return TO_THE_END;
    }
}

static uint32_t next_spot_at_end(struct rle127_pen *pen)
{
    return pen->n_runs == 0 && pen->width > pen->argument ? pen->width - pen->argument : TO_THE_END;
}

static void set_ones(uint8_t *bits, uint32_t from, uint32_t end)
{
    const uint32_t first = from / 8, last = (end - 1) / 8;
    const unsigned first_mask = 0xFFu >> from % 8, last_mask = 0xFFu << (7 - (end - 1) % 8);
    if (first == last) {
        bits[first] |= (uint8_t)(first_mask & last_mask);
        return;
    }
    bits[first] |= (uint8_t)first_mask;
    memset(bits + first + 1, 0xFF, last - first - 1);
    bits[last] |= (uint8_t)last_mask;
}

/* Draws pixels from .. end - 1 of a row whose pixels are zeros there. */
static void draw_stretch(uint8_t *bits, uint32_t from, uint32_t end,
                         const struct rle127_pattern *pattern, uint64_t *random)
{
    struct rle127_pen pen = {.random = random,
                             .argument = pattern->argument,
                             .width = end - from,
                             .colour = rle127_random_below(random, 2)};
    if (pen.argument == 0)
        pen.argument = 1 + rle127_random_below(random, 300);
    while (pen.pixel < pen.width) {
        const uint32_t length = pattern->next_length(&pen), left = pen.width - pen.pixel;
        const uint32_t drawn = length < left ? length : left;
        if (pen.colour)
            set_ones(bits, from + pen.pixel, from + pen.pixel + drawn);
        pen.pixel += drawn;
        pen.colour ^= 1;
        pen.n_runs++;
    }
}

static void draw_whole(uint8_t *bits, uint32_t width, const struct rle127_pattern *pattern,
                       uint64_t *random)
{
    draw_stretch(bits, 0, width, pattern, random);
}

/* One of those that are not put together from others. */
static const struct rle127_pattern *choose_whole(uint64_t *random);

static void draw_halves(uint8_t *bits, uint32_t width, uint32_t place, bool dense_first,
                        uint64_t *random)
{
    const struct rle127_pattern *const dense = choose_whole(random), *const blank = rle127_patterns;
    if (place > 0)
        draw_stretch(bits, 0, place, dense_first ? dense : blank, random);
    if (place < width)
        draw_stretch(bits, place, width, dense_first ? blank : dense, random);
}

static void draw_halves_anywhere(uint8_t *bits, uint32_t width,
                                 const struct rle127_pattern *pattern, uint64_t *random)
{
    draw_halves(bits, width, rle127_random_below(random, width + 1), pattern->argument, random);
}

/* At or beside pixels where a chunk and a byte, or a chunk and a word, end together. The last of
 * them, 65024, is also where a chunk and a block of 512 do. */
static void draw_halves_at_end(uint8_t *bits, uint32_t width, const struct rle127_pattern *pattern,
                               uint64_t *random)
{
    const uint32_t unit = width >= 127 * 64 ? 127 * 64 : 127 * 8, n_ends = width / unit;
    const uint32_t n =
        rle127_random_below(random, 2) ? n_ends : rle127_random_below(random, n_ends + 1);
    uint32_t place = n * unit;
    if (rle127_random_below(random, 2))
        place += rle127_random_below(random, 3) - 1; /* wraps round at 0 */
    draw_halves(bits, width, place < width ? place : width, pattern->argument, random);
}

/* Stretches of up to `argument` pixels. */
static void draw_mixture(uint8_t *bits, uint32_t width, const struct rle127_pattern *pattern,
                         uint64_t *random)
{
    for (uint32_t from = 0, end; from < width; from = end) {
        end = from + 1 + rle127_random_below(random, pattern->argument);
        if (end > width)
            end = width;
        draw_stretch(bits, from, end, choose_whole(random), random);
    }
}

const struct rle127_pattern rle127_patterns[] = {
    {"blank", draw_whole, next_blank, 1},
    {"checkerboard", draw_whole, next_stripe, 1},
    {"stripes of 2", draw_whole, next_stripe, 2},
    {"stripes of 8", draw_whole, next_stripe, 8},
    {"stripes of 63", draw_whole, next_stripe, 63},
    {"stripes of 64", draw_whole, next_stripe, 64},
    {"stripes of 126", draw_whole, next_stripe, 126},
    {"stripes of 127", draw_whole, next_stripe, 127},
    {"stripes of 128", draw_whole, next_stripe, 128},
    {"stripes of any period", draw_whole, next_stripe, 0},
    {"noise, 1/256", draw_whole, next_noise, 1},
    {"noise, 1/32", draw_whole, next_noise, 8},
    {"noise, 1/8", draw_whole, next_noise, 32},
    {"noise, 1/2", draw_whole, next_noise, 128},
    {"noise, 7/8", draw_whole, next_noise, 224},
    {"noise, 255/256", draw_whole, next_noise, 255},
    {"text", draw_whole, next_text, 1},
    {"runs up to 3", draw_whole, next_up_to, 3},
    {"runs up to 20", draw_whole, next_up_to, 20},
    {"runs up to 130", draw_whole, next_up_to, 130},
    {"runs up to 700", draw_whole, next_up_to, 700},
    {"runs up to 5000", draw_whole, next_up_to, 5000},
    {"runs of whole chunks", draw_whole, next_whole, 127},
    {"ends near chunk ends", draw_whole, next_near_multiple, 127},
    {"ends near byte ends", draw_whole, next_near_multiple, 8},
    {"ends near word ends", draw_whole, next_near_multiple, 64},
    {"ends near ends of 512", draw_whole, next_near_multiple, 512},
    {"one pixel", draw_whole, next_spot, 1},
    {"one edge", draw_whole, next_spot, TO_THE_END},
    {"one run", draw_whole, next_spot, 0},
    {"the last pixel", draw_whole, next_spot_at_end, 1},
    {"the last run", draw_whole, next_spot_at_end, 0},
    {"blank, then dense", draw_halves_anywhere, NULL, false},
    {"dense, then blank", draw_halves_anywhere, NULL, true},
    {"blank, then dense from an end", draw_halves_at_end, NULL, false},
    {"dense, then blank from an end", draw_halves_at_end, NULL, true},
    {"mixture of short stretches", draw_mixture, NULL, 100},
    {"mixture of long stretches", draw_mixture, NULL, 1500},
};
const size_t rle127_n_patterns = sizeof rle127_patterns / sizeof rle127_patterns[0];

static const struct rle127_pattern *choose_whole(uint64_t *random)
{
    return rle127_patterns + rle127_random_below(random, (uint32_t)rle127_n_patterns - N_MIXED);
}

void rle127_shake_padding(uint8_t *bits, uint32_t width, uint64_t *random)
{
    if (width % 8)
        bits[width / 8] ^= (uint8_t)(rle127_random(random) & 0xFF >> width % 8);
}

void rle127_draw_row(uint8_t *bits, uint32_t width, const struct rle127_pattern *pattern,
                     uint64_t *random)
{
    memset(bits, 0, (width + 7) / 8);
    pattern->draw(bits, width, pattern, random);
    rle127_shake_padding(bits, width, random);
}

const struct rle127_pattern *rle127_find_pattern(const char *name)
{
    for (size_t i = 0; i < rle127_n_patterns; i++)
        if (strcmp(rle127_patterns[i].name, name) == 0)
            return rle127_patterns + i;
    return NULL;
}
