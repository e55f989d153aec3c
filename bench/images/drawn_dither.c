/*
 * Dithered pictures: hills of grey with the grain of a film, black and white by Floyd's and
 * Steinberg's error diffusion. It goes over the whole picture, with runs of a pixel or two.
 */
#include <stdlib.h>

#include "../../samples/dice.h"
#include "drawn_images.h"

/* Greys: 0 is black, 255 white. Errors are counted in sixteenths of a grey, as shares of them. */
#define WHITE     255
#define MIDDLE    128
#define SIXTEENTH 4 /* bits */

/* Keeps numbers above 0, where a shift divides the same way everywhere. A multiple of 16. */
#define LIFT 0x10000

#define N_HILLS      4
#define GRAIN_LENGTH 4096 /* pixels; each row takes another part of it */
#define GRAIN        24   /* greys, from the darkest to the lightest grain */
#define SLOPES       1024 /* 1/256 pixels a row, from side to side */

/* What a row's greys are the sum of: a wave along the row, which shifts from row to row, now to one
 * side and now to the other. */
struct hill {
    int16_t *wave; /* of one period and the picture's width */
    int period;    /* pixels */
    int phase;     /* pixels, of the first row */
    int slope;     /* 1/256 pixels a row */
    int bend;      /* rows from one turn to the one after the next */
};

struct picture {
    struct rle127_canvas *canvas;
    struct hill hills[N_HILLS];
    int16_t *grain; /* of GRAIN_LENGTH and the picture's width */
    int16_t *grey;  /* of a row */
    int32_t *above; /* the shares of errors that reach a row from the one above; one more in front
                     * and behind */
    int32_t *below;
    uint32_t dice;
};

/* Alternating arcs of parabolas, which look like a sine; height at the most. */
static int arc_at(int x, int period, int height)
{
    const int half = period / 2, phase = x % half;
    const int arc = (int)((int64_t)4 * height * phase * (half - phase) / ((int64_t)half * half));
    return x % period < half ? arc : -arc;
}

static int roll(uint32_t *dice, int n)
{
    return (int)roll_dice(dice, (uint32_t)n);
}

static bool make_hill(struct hill *hill, int width, int least_period, int height, uint32_t *dice)
{
    const int period = 2 * (least_period + roll(dice, least_period)), length = period + width;
    *hill = (struct hill){.wave = malloc((size_t)length * sizeof *hill->wave),
                          .period = period,
                          .phase = roll(dice, period),
                          .slope = roll(dice, SLOPES) - SLOPES / 2,
                          .bend = 2 * (period + roll(dice, period))};
    for (int i = 0; hill->wave && i < length; i++)
        hill->wave[i] = (int16_t)arc_at(i, period, height);
    return hill->wave;
}

/* Where in its wave a row begins. */
static int find_start(const struct hill *hill, int y)
{
    const int start = (hill->phase + (y * hill->slope) / 256 +
                       arc_at(y + hill->phase, hill->bend, hill->period / 3)) %
                      hill->period;
    return start < 0 ? start + hill->period : start;
}

static bool make_grain(struct picture *picture)
{
    const size_t length = GRAIN_LENGTH + (size_t)picture->canvas->width;
    picture->grain = malloc(length * sizeof *picture->grain);
    for (size_t i = 0; picture->grain && i < length; i++)
        picture->grain[i] = i < GRAIN_LENGTH
                                ? (int16_t)((int)roll_dice(&picture->dice, GRAIN + 1) - GRAIN / 2)
                                : picture->grain[i - GRAIN_LENGTH];
    return picture->grain;
}

static bool make_picture(struct picture *picture)
{
    static const struct {
        int least_period, height;
    } hills[N_HILLS] = {{1100, 72}, {430, 40}, {120, 20}, {37, 10}};
    const int width = picture->canvas->width;
    bool is_made = make_grain(picture);
    for (int i = 0; i < N_HILLS; i++)
        is_made = make_hill(&picture->hills[i], width, hills[i].least_period, hills[i].height,
                            &picture->dice) &&
                  is_made;
    picture->grey = malloc((size_t)width * sizeof *picture->grey);
    picture->above = calloc((size_t)width + 2, sizeof *picture->above);
    picture->below = calloc((size_t)width + 2, sizeof *picture->below);
    return is_made && picture->grey && picture->above && picture->below;
}

static void free_picture(struct picture *picture)
{
    for (int i = 0; i < N_HILLS; i++)
        free(picture->hills[i].wave);
    free(picture->grain);
    free(picture->grey);
    free(picture->above);
    free(picture->below);
}

static void add_wave(struct picture *picture, const int16_t *wave)
{
    const int width = picture->canvas->width;
    int16_t *restrict grey = picture->grey;
    for (int x = 0; x < width; x++)
        grey[x] = (int16_t)(grey[x] + wave[x]);
}

/* Beyond black and white errors could not be made good again and would grow. */
static void limit_greys(struct picture *picture)
{
    const int width = picture->canvas->width;
    int16_t *grey = picture->grey;
    for (int x = 0; x < width; x++)
        grey[x] = (int16_t)(grey[x] < 0 ? 0 : grey[x] > WHITE ? WHITE : grey[x]);
}

static void shade_row(struct picture *picture, int y)
{
    for (int x = 0; x < picture->canvas->width; x++)
        picture->grey[x] = MIDDLE;
    for (int i = 0; i < N_HILLS; i++) {
        const struct hill *const hill = &picture->hills[i];
        add_wave(picture, hill->wave + find_start(hill, y));
    }
    add_wave(picture, picture->grain + roll_dice(&picture->dice, GRAIN_LENGTH));
    limit_greys(picture);
}

/* The errors of the last three pixels: what the pixel below the one before last gets from them is
 * complete then. */
struct errors {
    int32_t before_last, last, now;
};

/* Turns up to 8 pixels into bits, the first one the highest. */
static unsigned diffuse(struct picture *picture, int x, int n_pixels, struct errors *errors)
{
    const int32_t *const above = picture->above + 1 + x;
    const int16_t *const grey = picture->grey + x;
    int32_t *const below = picture->below + x;
    struct errors e = *errors;
    unsigned bits = 0;
    for (int i = 0; i < n_pixels; i++) {
        const int32_t value =
            (grey[i] * (1 << SIXTEENTH) + above[i] + 7 * e.now + LIFT) >> SIXTEENTH;
        const bool is_white = value >= MIDDLE + (LIFT >> SIXTEENTH);
        e.before_last = e.last;
        e.last = e.now;
        e.now = value - (LIFT >> SIXTEENTH) - (-(int32_t)is_white & WHITE);
        below[i] = e.before_last + 5 * e.last + 3 * e.now;
        bits = bits << 1 | !is_white;
    }
    *errors = e;
    return bits << (8 - n_pixels);
}

static void dither_row(struct picture *picture, uint8_t *row)
{
    const int width = picture->canvas->width;
    struct errors errors = {0};
    for (int x = 0; x < width; x += 8)
        row[x / 8] = (uint8_t)diffuse(picture, x, width - x < 8 ? width - x : 8, &errors);
    picture->below[width] = errors.last + 5 * errors.now;
    int32_t *const above = picture->above;
    picture->above = picture->below;
    picture->below = above;
}

bool rle127_draw_dithered_picture(struct rle127_canvas *canvas, uint32_t dice)
{
    struct picture picture = {.canvas = canvas, .dice = dice};
    const bool is_made = make_picture(&picture);
    for (int y = 0; is_made && y < canvas->height; y++) {
        shade_row(&picture, y);
        dither_row(&picture, canvas->bits + (size_t)y * canvas->stride_bytes);
    }
    free_picture(&picture);
    return is_made;
}
