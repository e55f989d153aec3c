/*
 * The small pictures: the logo, the seal, the checkerboard and the telling rows.
 */
#include "dice.h"
#include "pictures.h"
#include "stroke_font.h"

/* The longest run of a chunk; the samples are drawn without the library. */
#define CHUNK 127

void rle127_draw_checkerboard(struct rle127_canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            rle127_canvas_set(canvas, x, y, (x + y) % 2 == 1);
}

static void fill_round_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                            int diameter)
{
    int r = diameter / 2;
    rle127_canvas_fill_rect(canvas, x, y + r, width, height - diameter, true);
    rle127_canvas_fill_rect(canvas, x + r, y, width - diameter, height, true);
    for (int corner = 0; corner < 4; corner++)
        rle127_canvas_fill_disc(canvas, corner % 2 == 0 ? x + r : x + width - r,
                                corner / 2 == 0 ? y + r : y + height - r, diameter, true);
}

/* The name, and below it the runs 1, 2, 4 ... 64 in turn black and white: together 127. */
void rle127_draw_logo(struct rle127_canvas *canvas)
{
    const struct rle127_font font = {12, 12};
    rle127_font_draw(canvas, &font, 22, 98, "rle", true);
    fill_round_rect(canvas, 176, 12, 214, 106, 30);
    rle127_font_draw(canvas, &font, 198, 98, "127", false);
    for (int run = 1, x = 10; run <= 64; run *= 2) {
        bool is_black = run == 1 || run == 4 || run == 16 || run == 64;
        if (is_black)
            rle127_canvas_fill_rect(canvas, x, 130, 3 * run, 18, true);
        x += 3 * run;
    }
}

/* The point at `radius` from the canvas's centre, `step` steps of 15 degrees on. */
static void find_on_circle(const struct rle127_canvas *canvas, int radius, int step, int *x, int *y)
{
    static const int sine_1000[7] = {0, 259, 500, 707, 866, 966, 1000};
    int part = step % 6, quarter = step / 6 % 4;
    int a = radius * sine_1000[6 - part] / 1000, b = radius * sine_1000[part] / 1000;
    const int dx[4] = {a, -b, -a, b}, dy[4] = {b, a, -b, -a};
    *x = canvas->width / 2 + dx[quarter];
    *y = canvas->height / 2 + dy[quarter];
}

void rle127_draw_seal(struct rle127_canvas *canvas)
{
    const struct rle127_font font = {20, 26};
    int x = canvas->width / 2, y = canvas->height / 2, far_x, far_y;
    rle127_canvas_draw_ring(canvas, x, y, 292, 14, RLE127_QUARTER_ALL);
    rle127_canvas_draw_ring(canvas, x, y, 268, 5, RLE127_QUARTER_ALL);
    rle127_canvas_draw_ring(canvas, x, y, 178, 8, RLE127_QUARTER_ALL);
    for (int step = 0; step < 24; step++) {
        find_on_circle(canvas, 240, step, &x, &y);
        find_on_circle(canvas, 200, step, &far_x, &far_y);
        rle127_canvas_draw_line(canvas, x, y, far_x, far_y, step % 2 == 0 ? 14 : 4, true);
        if (step % 2 == 1)
            rle127_canvas_fill_disc(canvas, x, y, 24, true);
    }
    rle127_font_draw(canvas, &font, canvas->width / 2 - 140, canvas->height / 2 + 60, "127", true);
}

/* Which pixels of a row are black. */
struct telling_row {
    enum { STEP, DOT, STRIPES, NOISE } kind;
    int at;        /* STEP: the first pixel of the other colour; DOT: the pixel; STRIPES: a stripe's
                      pixels; NOISE: one pixel of so many is not of the row's colour */
    bool is_black; /* the colour of the row's start, or of all but the dot or the noise */
};

static const struct telling_row telling_rows[] = {
    /* one colour */
    {STEP, 65536, false},
    {STEP, 65536, true},
    /* alternating: every run is one pixel */
    {STRIPES, 1, false},
    {STRIPES, 1, true},
    /* flips after the first pixel and just before the end of the first chunk */
    {STEP, 1, false},
    {STEP, CHUNK - 1, false},
    /* a run that ends with its chunk */
    {STEP, CHUNK, false},
    {STEP, CHUNK, true},
    /* a run that goes one pixel into the next chunk */
    {STEP, CHUNK + 1, false},
    {STEP, CHUNK + 1, true},
    /* a run that ends with the second chunk */
    {STEP, 2 * CHUNK, false},
    {STEP, 2 * CHUNK, true},
    /* one pixel at the edges of row and chunks */
    {DOT, 0, false},
    {DOT, CHUNK - 1, false},
    {DOT, CHUNK, false},
    {DOT, 2 * CHUNK, true},
    /* flips at the edges of chunks, bytes and words, and across them */
    {STRIPES, CHUNK, false},
    {STRIPES, 8, true},
    {STRIPES, 64, false},
    {STRIPES, 3, false},
    /* every pixel rolled, few black pixels, few white pixels */
    {NOISE, 2, false},
    {NOISE, 2, true},
    {NOISE, 9, false},
    {NOISE, 30, true},
};

static bool is_black_at(const struct telling_row *row, int x, uint32_t *dice)
{
    switch (row->kind) {
    case STEP:
        return (x >= row->at) != row->is_black;
    case DOT:
        return (x == row->at) != row->is_black;
    case STRIPES:
        return (x / row->at % 2 == 1) != row->is_black;
    case NOISE:
        break;
    }
    return (roll_dice(dice, (uint32_t)row->at) == 0) != row->is_black;
}

void rle127_draw_telling_rows(struct rle127_canvas *canvas)
{
    const int n_rows = sizeof(telling_rows) / sizeof(telling_rows[0]);
    uint32_t dice = DICE_SEED;
    for (int y = 0; y < canvas->height && y < n_rows; y++)
        for (int x = 0; x < canvas->width; x++)
            rle127_canvas_set(canvas, x, y, is_black_at(&telling_rows[y], x, &dice));
}
