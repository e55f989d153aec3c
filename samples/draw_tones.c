/*
 * Pictures of greys: the halftone sample, a landscape printed with a screen of growing dots, and
 * the shades of the gradient sample. Greys go from 0, black, to 255, white.
 */
#include "pictures.h"

#define PERIOD  12                    /* pixels, of the screen along its diagonals */
#define N_RANKS (PERIOD * PERIOD / 2) /* pixels of a cell */
#define BORDER  20                    /* pixels of white paper around the halftone */
#define HORIZON 560                   /* pixels from the top */
#define SHORE   720
#define WEDGE   830
#define SUN_X   820
#define SUN_Y   250

/* Alternating arcs of parabolas, which look like a sine. */
static int wave(int x, int half_period, int height)
{
    int phase = x % half_period;
    int arc = 4 * height * phase * (half_period - phase) / (half_period * half_period);
    return x / half_period % 2 == 0 ? arc : -arc;
}

static int lighter(int grey, int light)
{
    return grey + light > 255 ? 255 : grey + light;
}

static int square_distance(int x, int y, int x0, int y0)
{
    return (x - x0) * (x - x0) + (y - y0) * (y - y0);
}

static int shade_sky(int x, int y)
{
    int distance = square_distance(x, y, SUN_X, SUN_Y);
    int halo = 260 * 260;
    int grey = 60 + 150 * y / HORIZON;
    if (distance < 85 * 85)
        return 255;
    return distance < halo ? lighter(grey, 110 * (halo - distance) / halo) : grey;
}

static int shade_lake(int x, int y)
{
    int glitter_width = 30 + (y - SHORE) + wave(y * 8, 60, 14);
    int offset = x > SUN_X ? x - SUN_X : SUN_X - x;
    int grey = 175 - 90 * (y - SHORE) / (WEDGE - SHORE);
    return offset < glitter_width ? lighter(grey, 140 * (glitter_width - offset) / glitter_width)
                                  : grey;
}

static int shade_landscape(int x, int y)
{
    if (y >= SHORE)
        return shade_lake(x, y);
    if (y >= 650 - wave(x + 130, 330, 50) - wave(x, 90, 6))
        return 20 + (y - 560) / 5;
    if (y >= 540 - wave(x + 400, 260, 75) - wave(x, 70, 9))
        return 75 + (y - 430) / 6;
    if (y >= 450 - wave(x, 190, 60) - wave(x + 25, 50, 14))
        return 120 + (y - 370) / 6;
    return shade_sky(x, y);
}

static int shade_halftone(const struct rle127_canvas *canvas, int x, int y)
{
    if (x < BORDER || y < BORDER || x >= canvas->width - BORDER || y >= canvas->height - BORDER)
        return 255;
    if (y >= WEDGE)
        return (x - BORDER) * 16 / (canvas->width - 2 * BORDER) * 255 / 15;
    return shade_landscape(x, y);
}

/* How far a position of the screen is from the dot's centre. The sum of both ways makes dots
 * diamonds, which meet at their corners at a mid grey; the squares order what is equally far. */
static int spot_of(int u, int v)
{
    int across = u < PERIOD / 2 ? PERIOD / 2 - u : u - PERIOD / 2;
    int along = v < PERIOD / 2 ? PERIOD / 2 - v : v - PERIOD / 2;
    return (across + along) * PERIOD * PERIOD + across * across + along * along;
}

/* The order in which the pixels of a cell turn black. Of all u, v only those of one parity are
 * pixels, because u + v = 2 x. */
static void rank_screen(int ranks[PERIOD][PERIOD])
{
    for (int a = 0; a < PERIOD * PERIOD; a++) {
        int spot = spot_of(a / PERIOD, a % PERIOD), rank = 0;
        for (int b = 0; b < PERIOD * PERIOD; b++) {
            int other = spot_of(b / PERIOD, b % PERIOD);
            bool is_pixel = (b / PERIOD + b % PERIOD) % 2 == 0;
            if (is_pixel && (other < spot || (other == spot && b < a)))
                rank++;
        }
        ranks[a / PERIOD][a % PERIOD] = rank;
    }
}

void rle127_draw_halftone(struct rle127_canvas *canvas)
{
    int ranks[PERIOD][PERIOD];
    rank_screen(ranks);
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            int rank = ranks[(x + y) % PERIOD][(x + y * (PERIOD - 1)) % PERIOD];
            int darkness = 255 - shade_halftone(canvas, x, y);
            if (darkness * 2 * N_RANKS > (2 * rank + 1) * 255)
                rle127_canvas_set(canvas, x, y, true);
        }
    }
}

uint8_t rle127_shade_gradient(int x, int y, int width, int height)
{
    int radius = width / 6;
    int distance = square_distance(x % (2 * radius), y, radius, height * 3 / 4);
    if (y < height / 2)
        return (uint8_t)(x * 255 / (width - 1));
    if (distance >= radius * radius)
        return 128;
    return (uint8_t)(255 - distance * 255 / (radius * radius));
}
