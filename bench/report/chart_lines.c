/*
 * Lines over x. Their names stand at their ends where there is room, else in a legend.
 */
#include <math.h>

#include "chart_axes.h"
#include "chart_figure.h"
#include "chart_series.h"

/* Units of the drawing. */
#define WIDE_HEIGHT   350.0
#define NARROW_HEIGHT 270.0 /* without its legend */
#define LEGEND_GAP    12.0
#define MARGIN        10.0 /* at the right of the axis without names */
#define NAME_DISTANCE 15.0 /* of names at the ends, at the least */
#define NAME_OFFSET   20.0 /* from the end of the axis */
#define NAME_SHARE    0.32 /* of the width at the most */
#define NAMES_MAX     16

/* A name that belongs at (x, y) and stands at the height `at`. */
struct end_name {
    size_t series;
    double x, y, at;
};

static double measure_names(const struct rle127_drawing *drawing)
{
    double width = 0;
    for (size_t i = 0; i < drawing->chart->n_series; i++)
        width = fmax(width, rle127_text_width(drawing->chart->series[i]->name));
    return fmin(width, NAME_SHARE * drawing->width);
}

static bool has_room_for_names(const struct rle127_drawing *drawing)
{
    return !drawing->is_narrow && drawing->chart->n_series <= NAMES_MAX;
}

static void draw_series(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                        size_t index)
{
    const struct rle127_series *const series = drawing->chart->series[index];
    char class[RLE127_CLASS_BYTES];
    rle127_series_class(index, class);
    for (size_t i = 0; i < series->n_points; i++)
        if (rle127_has_place(drawing->chart, &series->points[i]))
            rle127_draw_interval(drawing, plot, class, &series->points[i]);
    fprintf(drawing->file, "<path class=\"line %s\" d=\"", class);
    char command = 'M';
    for (size_t i = 0; i < series->n_points; i++) {
        const struct rle127_point *const point = &series->points[i];
        const bool has_place = rle127_has_place(drawing->chart, point);
        if (has_place)
            fprintf(drawing->file, "%c%.5g,%.5g", command, rle127_scale_place(&plot->x, point->x),
                    rle127_scale_place(&plot->y, point->y));
        command = has_place ? 'L' : 'M';
    }
    fputs("\"/>\n", drawing->file);
}

static void draw_marks(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                       size_t index)
{
    const struct rle127_series *const series = drawing->chart->series[index];
    for (size_t i = 0; i < series->n_points; i++) {
        const struct rle127_point *const point = &series->points[i];
        if (rle127_has_place(drawing->chart, point))
            rle127_draw_mark(drawing, index, point, rle127_scale_place(&plot->x, point->x),
                             rle127_scale_place(&plot->y, point->y));
    }
}

/* In the order of their heights. Returns how many series have an end. */
static size_t list_ends(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                        struct end_name *names)
{
    size_t n = 0;
    for (size_t i = 0; i < drawing->chart->n_series; i++) {
        const struct rle127_series *const series = drawing->chart->series[i];
        size_t left = series->n_points;
        while (left && !rle127_has_place(drawing->chart, &series->points[left - 1]))
            left--;
        if (!left)
            continue;
        const struct rle127_point *const last = &series->points[left - 1];
        const double y = rle127_scale_place(&plot->y, last->y);
        size_t at = n++;
        for (; at > 0 && names[at - 1].y > y; at--)
            names[at] = names[at - 1];
        names[at] = (struct end_name){i, rle127_scale_place(&plot->x, last->x), y, y};
    }
    return n;
}

/* Neighbours that are too close push each other away; then all are moved into the area. */
static void spread_names(struct end_name *names, size_t n, const struct rle127_box *area)
{
    for (size_t round = 0; round < 100; round++) {
        for (size_t i = 1; i < n; i++) {
            const double lack = NAME_DISTANCE - (names[i].at - names[i - 1].at);
            if (lack <= 0)
                continue;
            names[i - 1].at -= lack / 2;
            names[i].at += lack / 2;
        }
    }
    for (size_t i = 0; i < n; i++) {
        const double least = i ? names[i - 1].at + NAME_DISTANCE : area->top;
        names[i].at = fmax(names[i].at, least);
    }
    for (size_t i = n; i-- > 0;) {
        const double most = i + 1 < n ? names[i + 1].at - NAME_DISTANCE : area->bottom;
        names[i].at = fmin(names[i].at, most);
    }
}

static void draw_end_names(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                           double room)
{
    struct end_name names[NAMES_MAX];
    const size_t n = list_ends(drawing, plot, names);
    char class[RLE127_CLASS_BYTES], all[2 * RLE127_CLASS_BYTES];
    spread_names(names, n, &plot->area);
    for (size_t i = 0; i < n; i++) {
        const double x = plot->area.right + NAME_OFFSET;
        rle127_series_class(names[i].series, class);
        snprintf(all, sizeof all, "leader %s", class);
        if (fabs(names[i].at - names[i].y) > 3 || names[i].x < plot->area.right - 20)
            rle127_draw_line(drawing, all, names[i].x + 6, names[i].y, x - 4, names[i].at);
        snprintf(all, sizeof all, "end-name %s", class);
        rle127_draw_text(drawing, all, x, names[i].at + RLE127_BASELINE, "start",
                         drawing->chart->series[names[i].series]->name, room);
    }
}

void rle127_draw_lines(const struct rle127_drawing *drawing)
{
    const bool has_names = has_room_for_names(drawing);
    const double names_room = has_names ? measure_names(drawing) : 0;
    const double top =
        has_names ? 0 : rle127_legend_height(drawing, RLE127_LEGEND_LINES) + LEGEND_GAP;
    const double height = top + (drawing->is_narrow ? NARROW_HEIGHT : WIDE_HEIGHT);
    const struct rle127_box room = {
        0, top, drawing->width - (has_names ? names_room + NAME_OFFSET : MARGIN), height};
    struct rle127_plot plot;
    rle127_lay_out_plot(drawing, &room, &plot);
    rle127_open_svg(drawing, height);
    if (!has_names)
        rle127_draw_legend(drawing, RLE127_LEGEND_LINES, 0);
    rle127_draw_axes(drawing, &plot);
    for (size_t i = 0; i < drawing->chart->n_series; i++)
        draw_series(drawing, &plot, i);
    for (size_t i = 0; i < drawing->chart->n_series; i++)
        draw_marks(drawing, &plot, i);
    if (has_names)
        draw_end_names(drawing, &plot, names_room);
    rle127_close_svg(drawing);
}
