/*
 * Points with names.
 */
#include "chart_axes.h"
#include "chart_figure.h"
#include "chart_series.h"
#include "document_memory.h"
#include "label_places.h"

/* Units of the drawing. */
#define WIDE_HEIGHT   420.0
#define NARROW_HEIGHT 340.0 /* both without legend */
#define LEGEND_GAP    12.0
#define MARGIN        6.0
#define NAME_SHARE    0.4 /* of the width at the most */

struct cloud {
    struct rle127_label *labels;
    const struct rle127_point **points;
    size_t n;
};

static void add_label(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                      const struct rle127_point *point, struct cloud *cloud)
{
    struct rle127_memory *const memory = drawing->chart->memory;
    const double width = rle127_text_width(point->label);
    const double most = NAME_SHARE * drawing->width;
    const struct rle127_label label = {.x = rle127_scale_place(&plot->x, point->x),
                                       .y = rle127_scale_place(&plot->y, point->y),
                                       .width = width < most ? width : most};
    void *labels = cloud->labels, *points = cloud->points;
    if (!rle127_memory_grow(memory, &labels, cloud->n, sizeof label) ||
        !rle127_memory_grow(memory, &points, cloud->n, sizeof point))
        return;
    cloud->labels = labels;
    cloud->points = points;
    cloud->labels[cloud->n] = label;
    cloud->points[cloud->n++] = point;
}

static struct cloud list_labels(const struct rle127_drawing *drawing,
                                const struct rle127_plot *plot)
{
    const struct rle127_chart *const chart = drawing->chart;
    struct cloud cloud = {0};
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->series[i]->n_points; j++)
            if (rle127_has_place(chart, &chart->series[i]->points[j]))
                add_label(drawing, plot, &chart->series[i]->points[j], &cloud);
    return cloud;
}

static void draw_marks(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                       size_t index)
{
    const struct rle127_series *const series = drawing->chart->series[index];
    char class[RLE127_CLASS_BYTES];
    for (size_t i = 0; i < series->n_points; i++) {
        const struct rle127_point *const point = &series->points[i];
        if (!rle127_has_place(drawing->chart, point))
            continue;
        rle127_draw_interval(drawing, plot, rle127_series_class(index, class), point);
        rle127_draw_mark(drawing, index, point, rle127_scale_place(&plot->x, point->x),
                         rle127_scale_place(&plot->y, point->y));
    }
}

/* At the height of the name of x, on the other side. */
static void say_how_many_are_left_out(const struct rle127_drawing *drawing, size_t n, double bottom)
{
    char text[64];
    if (n == 0)
        return;
    snprintf(text, sizeof text, n == 1 ? "no room for %zu name" : "no room for %zu names", n);
    rle127_draw_text(drawing, "tick", 0, bottom - 3, "start", text, drawing->width / 2);
}

static size_t count_left_out(const struct cloud *cloud)
{
    size_t n = 0;
    for (size_t i = 0; i < cloud->n; i++)
        n += !cloud->labels[i].has_place && cloud->labels[i].width > 0;
    return n;
}

static void draw_labels(const struct rle127_drawing *drawing, const struct cloud *cloud)
{
    for (size_t i = 0; i < cloud->n; i++) {
        const struct rle127_label *const label = &cloud->labels[i];
        if (!label->has_place)
            continue;
        if (label->is_far)
            rle127_draw_line(drawing, "leader", label->from_x, label->from_y, label->to_x,
                             label->to_y);
        const double middle = (label->box.left + label->box.right) / 2;
        const bool is_right = label->box.left >= label->x, is_left = label->box.right <= label->x;
        rle127_draw_text(drawing, "label",
                         is_right  ? label->box.left
                         : is_left ? label->box.right
                                   : middle,
                         (label->box.top + label->box.bottom) / 2 + RLE127_BASELINE,
                         is_right  ? "start"
                         : is_left ? "end"
                                   : "middle",
                         cloud->points[i]->label, label->width);
    }
}

void rle127_draw_points(const struct rle127_drawing *drawing)
{
    const size_t n_series = drawing->chart->n_series;
    const double top =
        n_series > 1 ? rle127_legend_height(drawing, RLE127_LEGEND_MARKS) + LEGEND_GAP : 0;
    const double height = top + (drawing->is_narrow ? NARROW_HEIGHT : WIDE_HEIGHT);
    const struct rle127_box room = {0, top, drawing->width - MARGIN, height};
    struct rle127_plot plot;
    rle127_lay_out_plot(drawing, &room, &plot);
    const struct cloud cloud = list_labels(drawing, &plot);
    rle127_place_labels(cloud.labels, cloud.n, &plot.area);
    rle127_open_svg(drawing, height);
    if (n_series > 1)
        rle127_draw_legend(drawing, RLE127_LEGEND_MARKS, 0);
    rle127_draw_axes(drawing, &plot);
    for (size_t i = 0; i < n_series; i++)
        draw_marks(drawing, &plot, i);
    draw_labels(drawing, &cloud);
    say_how_many_are_left_out(drawing, count_left_out(&cloud), height);
    rle127_close_svg(drawing);
}
