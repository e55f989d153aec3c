/*
 * Thin axes, with their names at the ends that they point to.
 */
#include "chart_axes.h"

#include <math.h>

#include "chart_numbers.h"

/* Lengths in units of the drawing. */
#define NAME_ROOM   26.0 /* above the area: the name of y */
#define TICK_ROOM   22.0 /* below: the numbers of x */
#define TICK_LENGTH 4.0
#define TICK_GAP    7.0 /* between numbers and axis */
#define CAP         3.0 /* half of the bar at an interval's end */

#define X_TICK_DISTANCE 36.0 /* at the least */
#define X_NUMBER_GAP    14.0
#define Y_TICK_DISTANCE 40.0

#define LINES_SHARE_X  0.02
#define LINES_SHARE_Y  0.04
#define POINTS_SHARE   0.07
#define ARROW_UP       "\u2191 "
#define ARROW_RIGHT    " \u2192"
#define NAME_BYTES_MAX 400

bool rle127_has_place(const struct rle127_chart *chart, const struct rle127_point *point)
{
    return rle127_is_drawable(point->x, chart->is_log_x) &&
           rle127_is_drawable(point->y, chart->is_log_y);
}

static void add_points(const struct rle127_chart *chart, const struct rle127_series *series,
                       struct rle127_plot *plot)
{
    for (size_t i = 0; i < series->n_points; i++) {
        const struct rle127_point *const point = &series->points[i];
        if (!rle127_has_place(chart, point))
            continue;
        rle127_scale_add(&plot->x, point->x);
        rle127_scale_add(&plot->y, point->y);
        rle127_scale_add(&plot->y, point->low);
        rle127_scale_add(&plot->y, point->high);
    }
}

static void add_zero(struct rle127_scale *scale, bool is_far)
{
    if (!scale->is_log && (!is_far || scale->low < scale->high / 2))
        rle127_scale_add(scale, 0);
}

/* Heights of lines are compared from 0 on, their places on x are not. Points show 0 if it is near.
 */
static void choose_scales(const struct rle127_chart *chart, struct rle127_plot *plot)
{
    const bool has_lines = chart->kind == RLE127_CHART_LINES;
    plot->x = (struct rle127_scale){.is_log = chart->is_log_x, .is_empty = true};
    plot->y = (struct rle127_scale){.is_log = chart->is_log_y, .is_empty = true};
    for (size_t i = 0; i < chart->n_series; i++)
        add_points(chart, chart->series[i], plot);
    add_zero(&plot->y, !has_lines);
    if (!has_lines)
        add_zero(&plot->x, true);
    rle127_scale_widen(&plot->x, has_lines ? LINES_SHARE_X : POINTS_SHARE);
    rle127_scale_widen(&plot->y, has_lines ? LINES_SHARE_Y : POINTS_SHARE);
}

static bool has_whole_x(const struct rle127_chart *chart)
{
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->series[i]->n_points; j++)
            if (chart->series[i]->points[j].x != floor(chart->series[i]->points[j].x))
                return false;
    return true;
}

/* 1.5 workers are none. */
static void keep_whole_ticks(struct rle127_ticks *ticks)
{
    size_t n = 0;
    for (size_t i = 0; i < ticks->n; i++)
        if (fabs(ticks->values[i] - round(ticks->values[i])) < 1e-6)
            ticks->values[n++] = round(ticks->values[i]);
    ticks->n = n;
    ticks->step = 1;
}

static const char *format_tick(const struct rle127_ticks *ticks, size_t i, char *text)
{
    const double first = fabs(ticks->values[0]), last = fabs(ticks->values[ticks->n - 1]);
    return rle127_format_tick(ticks->values[i], ticks->step, fmax(first, last), text);
}

static double measure_ticks(const struct rle127_ticks *ticks)
{
    char text[RLE127_NUMBER_BYTES];
    double width = 0;
    for (size_t i = 0; i < ticks->n; i++)
        width = fmax(width, rle127_text_width(format_tick(ticks, i, text)));
    return width;
}

static size_t count_ticks(double room, double distance)
{
    return room < 3 * distance ? 3 : (size_t)(room / distance);
}

/* The wider the numbers, the fewer. */
static void choose_x_ticks(const struct rle127_chart *chart, struct rle127_plot *plot)
{
    const double width = plot->area.right - plot->area.left;
    plot->x_ticks = rle127_choose_ticks(&plot->x, count_ticks(width, X_TICK_DISTANCE));
    const double distance = measure_ticks(&plot->x_ticks) + X_NUMBER_GAP;
    if (distance > X_TICK_DISTANCE)
        plot->x_ticks = rle127_choose_ticks(&plot->x, count_ticks(width, distance));
    if (plot->x_ticks.step > 0 && plot->x_ticks.step < 1 && has_whole_x(chart))
        keep_whole_ticks(&plot->x_ticks);
}

void rle127_lay_out_plot(const struct rle127_drawing *drawing, const struct rle127_box *room,
                         struct rle127_plot *plot)
{
    const struct rle127_chart *const chart = drawing->chart;
    choose_scales(chart, plot);
    plot->area.top = room->top + (*chart->y_name ? NAME_ROOM : TICK_GAP);
    plot->area.bottom =
        room->bottom - TICK_ROOM - (*chart->x_name ? NAME_ROOM - RLE127_BASELINE : 0);
    plot->y_ticks = rle127_choose_ticks(
        &plot->y, count_ticks(plot->area.bottom - plot->area.top, Y_TICK_DISTANCE));
    plot->area.left = room->left + measure_ticks(&plot->y_ticks) + TICK_GAP;
    plot->area.right = room->right;
    choose_x_ticks(chart, plot);
    plot->x.from = plot->area.left;
    plot->x.to = plot->area.right;
    plot->y.from = plot->area.bottom;
    plot->y.to = plot->area.top;
}

static void draw_x_ticks(const struct rle127_drawing *drawing, const struct rle127_plot *plot)
{
    const bool has_grid = drawing->chart->kind == RLE127_CHART_POINTS || drawing->chart->is_log_x;
    char text[RLE127_NUMBER_BYTES];
    for (size_t i = 0; i < plot->x_ticks.n; i++) {
        const double x = rle127_scale_place(&plot->x, plot->x_ticks.values[i]);
        if (has_grid)
            rle127_draw_line(drawing, "grid", x, plot->area.top, x, plot->area.bottom);
        rle127_draw_line(drawing, "axis", x, plot->area.bottom, x, plot->area.bottom + TICK_LENGTH);
        rle127_draw_text(drawing, "tick", x, plot->area.bottom + TICK_ROOM - RLE127_BASELINE,
                         "middle", format_tick(&plot->x_ticks, i, text), drawing->width);
    }
}

static void draw_y_ticks(const struct rle127_drawing *drawing, const struct rle127_plot *plot)
{
    char text[RLE127_NUMBER_BYTES];
    for (size_t i = 0; i < plot->y_ticks.n; i++) {
        const double y = rle127_scale_place(&plot->y, plot->y_ticks.values[i]);
        rle127_draw_line(drawing, "grid", plot->area.left, y, plot->area.right, y);
        rle127_draw_text(drawing, "tick", plot->area.left - TICK_GAP, y + RLE127_BASELINE, "end",
                         format_tick(&plot->y_ticks, i, text), drawing->width);
    }
}

static void draw_names(const struct rle127_drawing *drawing, const struct rle127_plot *plot)
{
    const struct rle127_chart *const chart = drawing->chart;
    char text[NAME_BYTES_MAX];
    if (*chart->y_name) {
        snprintf(text, sizeof text, ARROW_UP "%s", chart->y_name);
        rle127_draw_text(drawing, "axis-name", 0, plot->area.top - NAME_ROOM + 10, "start", text,
                         plot->area.right);
    }
    if (*chart->x_name) {
        snprintf(text, sizeof text, "%.*s" ARROW_RIGHT, NAME_BYTES_MAX - 8, chart->x_name);
        rle127_draw_text(drawing, "axis-name", plot->area.right,
                         plot->area.bottom + TICK_ROOM + NAME_ROOM - 2 * RLE127_BASELINE, "end",
                         text, plot->area.right);
    }
}

void rle127_draw_axes(const struct rle127_drawing *drawing, const struct rle127_plot *plot)
{
    draw_y_ticks(drawing, plot);
    draw_x_ticks(drawing, plot);
    rle127_draw_line(drawing, "axis", plot->area.left, plot->area.bottom, plot->area.right,
                     plot->area.bottom);
    draw_names(drawing, plot);
}

static double clamp_to(const struct rle127_scale *scale, double value)
{
    return fmax(scale->low, fmin(scale->high, value));
}

void rle127_draw_interval(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                          const char *class, const struct rle127_point *point)
{
    if (!(point->low < point->high))
        return;
    const double x = rle127_scale_place(&plot->x, point->x);
    const double low = rle127_scale_place(&plot->y, clamp_to(&plot->y, point->low));
    const double high = rle127_scale_place(&plot->y, clamp_to(&plot->y, point->high));
    fprintf(drawing->file, "<path class=\"interval %s\" d=\"M%.5g,%.5gh%gm%g,0V%.5gm%g,0h%g\"/>\n",
            class, x - CAP, low, 2 * CAP, -CAP, high, -CAP, 2 * CAP);
}
