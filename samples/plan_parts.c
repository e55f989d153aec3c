/*
 * Parts of floor plans from the canvas's shapes.
 */
#include "plan_parts.h"

#include <stdio.h>

static int at_x(const struct rle127_plan *plan, int units)
{
    return plan->x + units * plan->unit;
}

static int at_y(const struct rle127_plan *plan, int units)
{
    return plan->y + units * plan->unit;
}

void rle127_plan_fill(const struct rle127_plan *plan, const struct rle127_plan_box *box,
                      bool is_black)
{
    rle127_canvas_fill_rect(plan->canvas, at_x(plan, box->x), at_y(plan, box->y),
                            box->width * plan->unit, box->height * plan->unit, is_black);
}

void rle127_plan_frame(const struct rle127_plan *plan, const struct rle127_plan_box *box, int pen)
{
    rle127_canvas_frame_rect(plan->canvas, at_x(plan, box->x), at_y(plan, box->y),
                             box->width * plan->unit, box->height * plan->unit, pen);
}

void rle127_plan_hatch(const struct rle127_plan *plan, const struct rle127_plan_box *box, int pitch)
{
    rle127_canvas_hatch_rect(plan->canvas, at_x(plan, box->x), at_y(plan, box->y),
                             box->width * plan->unit, box->height * plan->unit, pitch, plan->fine);
}

void rle127_plan_line(const struct rle127_plan *plan, int x0, int y0, int x1, int y1)
{
    rle127_canvas_draw_line(plan->canvas, at_x(plan, x0), at_y(plan, y0), at_x(plan, x1),
                            at_y(plan, y1), plan->fine, true);
}

void rle127_plan_walls(const struct rle127_plan *plan, const struct rle127_plan_box *outside,
                       int thickness, int pitch)
{
    const int width = outside->width, height = outside->height - 2 * thickness;
    const int below = outside->y + thickness, right = outside->x + width - thickness;
    const struct rle127_plan_box walls[] = {
        {outside->x, outside->y, width, thickness},
        {outside->x, below + height, width, thickness},
        {outside->x, below, thickness, height},
        {right, below, thickness, height},
    };
    for (int i = 0; i < 4; i++)
        rle127_plan_hatch(plan, &walls[i], pitch);
    rle127_plan_frame(plan, outside, plan->bold);
    rle127_canvas_frame_rect(plan->canvas, at_x(plan, outside->x + thickness) - plan->bold,
                             at_y(plan, below) - plan->bold,
                             (width - 2 * thickness) * plan->unit + 2 * plan->bold,
                             height * plan->unit + 2 * plan->bold, plan->bold);
}

void rle127_plan_window(const struct rle127_plan *plan, const struct rle127_plan_box *box)
{
    struct rle127_canvas *canvas = plan->canvas;
    rle127_plan_fill(plan, box, false);
    rle127_plan_frame(plan, box, plan->fine);
    int x = at_x(plan, box->x), y = at_y(plan, box->y);
    int width = box->width * plan->unit, height = box->height * plan->unit;
    if (width > height)
        rle127_canvas_frame_rect(canvas, x, y + height / 3, width, height / 3, plan->fine);
    else
        rle127_canvas_frame_rect(canvas, x + width / 3, y, width / 3, height, plan->fine);
}

void rle127_plan_door(const struct rle127_plan *plan, const struct rle127_plan_door *door)
{
    const int side = RLE127_DOOR_UNITS * plan->unit;
    const struct rle127_plan_box opening = {door->to_right ? door->hinge_x
                                                           : door->hinge_x - RLE127_DOOR_UNITS,
                                            door->wall_y, RLE127_DOOR_UNITS, door->wall_height};
    rle127_plan_fill(plan, &opening, false);
    int x = at_x(plan, door->hinge_x), y = at_y(plan, door->hinge_y);
    int leaf_y = door->opens_up ? y - side : y + side;
    unsigned quarter = door->opens_up ? RLE127_QUARTER_NW : RLE127_QUARTER_SW;
    if (door->to_right)
        quarter = door->opens_up ? RLE127_QUARTER_NE : RLE127_QUARTER_SE;
    rle127_canvas_draw_line(plan->canvas, x, y, x, leaf_y, plan->bold, true);
    rle127_canvas_draw_ring(plan->canvas, x, y, side, plan->fine, quarter);
}

static void draw_ring(const struct rle127_plan *plan, int x, int y, int radius)
{
    rle127_canvas_draw_ring(plan->canvas, at_x(plan, x), at_y(plan, y), radius * plan->unit,
                            plan->fine, RLE127_QUARTER_ALL);
}

void rle127_plan_table(const struct rle127_plan *plan, int x, int y, int radius)
{
    static const int chair_x[4] = {1, -1, 0, 0}, chair_y[4] = {0, 0, 1, -1};
    draw_ring(plan, x, y, radius);
    for (int i = 0; i < 4; i++)
        draw_ring(plan, x + chair_x[i] * (radius + 3), y + chair_y[i] * (radius + 3), 2);
}

static void draw_tick(const struct rle127_plan *plan, int units_x, int units_y)
{
    const int x = at_x(plan, units_x), y = at_y(plan, units_y), reach = plan->unit * 4 / 5;
    rle127_canvas_draw_line(plan->canvas, x - reach, y + reach, x + reach, y - reach, plan->bold,
                            true);
}

/* Metres with two places: a unit is 10 cm. x and y are pixels. */
static void draw_length(const struct rle127_plan *plan, int x, int y, int units)
{
    char text[32];
    snprintf(text, sizeof(text), "%d.%d0", units / 10, units % 10);
    x -= rle127_font_width(plan->lengths, text) / 2;
    rle127_font_draw(plan->canvas, plan->lengths, x, y, text, true);
}

void rle127_plan_dimension_across(const struct rle127_plan *plan, int y, const int *stops,
                                  size_t n_stops)
{
    rle127_plan_line(plan, stops[0] - 2, y, stops[n_stops - 1] + 2, y);
    for (size_t i = 0; i < n_stops; i++) {
        draw_tick(plan, stops[i], y);
        rle127_plan_line(plan, stops[i], y - 2, stops[i], y + 2);
        if (i > 0)
            draw_length(plan, plan->x + (stops[i - 1] + stops[i]) * plan->unit / 2,
                        at_y(plan, y) - plan->unit * 9 / 10, stops[i] - stops[i - 1]);
    }
}

void rle127_plan_dimension_down(const struct rle127_plan *plan, int x, const int *stops,
                                size_t n_stops)
{
    rle127_plan_line(plan, x, stops[0] - 2, x, stops[n_stops - 1] + 2);
    for (size_t i = 0; i < n_stops; i++) {
        draw_tick(plan, x, stops[i]);
        rle127_plan_line(plan, x - 2, stops[i], x + 2, stops[i]);
        if (i > 0)
            draw_length(plan, at_x(plan, x) - plan->unit * 9 / 2,
                        plan->y + (stops[i - 1] + stops[i]) * plan->unit / 2,
                        stops[i] - stops[i - 1]);
    }
}
