/*
 * Shapes on a packed bitmap. Written for clearness: every shape but the stamp ends in single
 * pixels, which is quick enough for pictures that are drawn once.
 */
#include "canvas.h"

#include <stdlib.h>

bool rle127_canvas_create(struct rle127_canvas *canvas, int width, int height)
{
    canvas->width = width;
    canvas->height = height;
    canvas->stride_bytes = ((size_t)width + 7) / 8;
    canvas->bits = calloc((size_t)height, canvas->stride_bytes);
    return canvas->bits != NULL;
}

void rle127_canvas_free(struct rle127_canvas *canvas)
{
    free(canvas->bits);
    canvas->bits = NULL;
}

void rle127_canvas_set(struct rle127_canvas *canvas, int x, int y, bool is_black)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return;
    uint8_t *byte = canvas->bits + (size_t)y * canvas->stride_bytes + x / 8;
    uint8_t bit = (uint8_t)(0x80 >> x % 8);
    *byte = (uint8_t)(is_black ? *byte | bit : *byte & ~bit);
}

void rle127_canvas_fill_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                             bool is_black)
{
    for (int j = y; j < y + height; j++)
        for (int i = x; i < x + width; i++)
            rle127_canvas_set(canvas, i, j, is_black);
}

void rle127_canvas_frame_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                              int pen)
{
    rle127_canvas_fill_rect(canvas, x, y, width, pen, true);
    rle127_canvas_fill_rect(canvas, x, y + height - pen, width, pen, true);
    rle127_canvas_fill_rect(canvas, x, y, pen, height, true);
    rle127_canvas_fill_rect(canvas, x + width - pen, y, pen, height, true);
}

void rle127_canvas_hatch_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                              int pitch, int pen)
{
    for (int j = y; j < y + height; j++)
        for (int i = x; i < x + width; i++)
            if ((i + j) % pitch < pen)
                rle127_canvas_set(canvas, i, j, true);
}

void rle127_canvas_fill_disc(struct rle127_canvas *canvas, int x, int y, int diameter,
                             bool is_black)
{
    /* In half pixels, so that discs of even diameter are round as well. */
    int first = -(diameter / 2);
    int centre = 2 * first + diameter - 1;
    for (int j = first; j < first + diameter; j++) {
        for (int i = first; i < first + diameter; i++) {
            int dx = 2 * i - centre, dy = 2 * j - centre;
            if (dx * dx + dy * dy < diameter * diameter)
                rle127_canvas_set(canvas, x + i, y + j, is_black);
        }
    }
}

/* Bresenham's line, in all directions. */
void rle127_canvas_draw_line(struct rle127_canvas *canvas, int x0, int y0, int x1, int y1, int pen,
                             bool is_black)
{
    int dx = abs(x1 - x0), dy = -abs(y1 - y0);
    int step_x = x0 < x1 ? 1 : -1, step_y = y0 < y1 ? 1 : -1;
    int error = dx + dy;
    for (;;) {
        rle127_canvas_fill_disc(canvas, x0, y0, pen, is_black);
        if (x0 == x1 && y0 == y1)
            return;
        int twice = 2 * error; /* both steps are decided by the error before either */
        if (twice >= dy) {
            error += dy;
            x0 += step_x;
        }
        if (twice <= dx) {
            error += dx;
            y0 += step_y;
        }
    }
}

/* Ors bits into byte number `at` of a row, but for those behind the canvas's last pixel. */
static void blacken_byte(const struct rle127_canvas *canvas, uint8_t *row, int at, unsigned bits)
{
    const int n_behind = 8 * (at + 1) - canvas->width;
    if (at < 0 || n_behind >= 8)
        return;
    row[at] = (uint8_t)(row[at] | (n_behind > 0 ? bits >> n_behind << n_behind : bits));
}

void rle127_canvas_stamp(struct rle127_canvas *canvas, int x, int y,
                         const struct rle127_canvas *stamp)
{
    const int shift = (x % 8 + 8) % 8, first = (x - shift) / 8;
    for (int j = y < 0 ? -y : 0; j < stamp->height && y + j < canvas->height; j++) {
        const uint8_t *from = stamp->bits + (size_t)j * stamp->stride_bytes;
        uint8_t *to = canvas->bits + (size_t)(y + j) * canvas->stride_bytes;
        for (int i = 0; i < (int)stamp->stride_bytes; i++) {
            blacken_byte(canvas, to, first + i, (unsigned)from[i] >> shift);
            blacken_byte(canvas, to, first + i + 1, (unsigned)from[i] << (8 - shift) & 0xFF);
        }
    }
}

static unsigned quarter_of(int dx, int dy)
{
    if (dy >= 0)
        return dx >= 0 ? RLE127_QUARTER_SE : RLE127_QUARTER_SW;
    return dx >= 0 ? RLE127_QUARTER_NE : RLE127_QUARTER_NW;
}

void rle127_canvas_draw_ring(struct rle127_canvas *canvas, int x, int y, int radius, int pen,
                             unsigned quarters)
{
    int inner = (radius - pen) * (radius - pen), outer = radius * radius;
    for (int dy = -radius; dy <= radius; dy++) {
        for (int dx = -radius; dx <= radius; dx++) {
            int distance = dx * dx + dy * dy;
            if (distance >= inner && distance < outer && (quarters & quarter_of(dx, dy)) != 0)
                rle127_canvas_set(canvas, x + dx, y + dy, true);
        }
    }
}
