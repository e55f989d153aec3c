/*
 * Which drawings a chart gets.
 */
#include "chart_figure.h"

#include "chart_axes.h"
#include "chart_numbers.h"
#include "chart_series.h"
#include "html_text.h"

/* Units: a phone is some 330 pixels wide, the page's text at most 820. */
#define NARROW_WIDTH 360.0
#define WIDE_WIDTH   720.0

static struct rle127_drawing make_drawing(FILE *file, const struct rle127_chart *chart,
                                          bool is_narrow)
{
    return (struct rle127_drawing){.file = file,
                                   .chart = chart,
                                   .width = is_narrow ? NARROW_WIDTH : WIDE_WIDTH,
                                   .is_narrow = is_narrow};
}

static void draw(FILE *file, const struct rle127_chart *chart, bool is_narrow)
{
    const struct rle127_drawing drawing = make_drawing(file, chart, is_narrow);
    switch (chart->kind) {
    case RLE127_CHART_HEAT:
        rle127_draw_heat(&drawing);
        break;
    case RLE127_CHART_LINES:
        rle127_draw_lines(&drawing);
        break;
    case RLE127_CHART_POINTS:
        rle127_draw_points(&drawing);
        break;
    case RLE127_CHART_SHARES:
        rle127_draw_shares(&drawing);
        break;
    }
}

static bool has_axes(const struct rle127_chart *chart)
{
    return chart->kind == RLE127_CHART_LINES || chart->kind == RLE127_CHART_POINTS;
}

static void count_points(const struct rle127_chart *chart, size_t *n_points, size_t *n_placed)
{
    *n_points = *n_placed = 0;
    for (size_t i = 0; i < chart->n_series; i++) {
        const struct rle127_series *const series = chart->series[i];
        *n_points += series->n_points;
        for (size_t j = 0; j < series->n_points; j++)
            *n_placed += has_axes(chart) ? rle127_has_place(chart, &series->points[j])
                                         : rle127_is_drawable(series->points[j].y, false);
    }
}

static void print_drawings(FILE *file, const struct rle127_chart *chart, bool is_half)
{
    size_t n_points, n_placed;
    count_points(chart, &n_points, &n_placed);
    if (n_placed == 0) {
        fputs("<p class=\"none\">There is nothing to show.</p>\n", file);
        return;
    }
    if (!is_half)
        draw(file, chart, false);
    draw(file, chart, true);
    if (n_placed < n_points)
        fprintf(file, "<p class=\"none\">%zu of %zu values have no place here.</p>\n",
                n_points - n_placed, n_points);
}

void rle127_print_figure(FILE *file, const struct rle127_chart *chart)
{
    const struct rle127_drawing narrow = make_drawing(file, chart, true);
    /* what looks well in half the width of a page */
    const bool is_half = chart->kind == RLE127_CHART_HEAT && rle127_is_heat_in_one_block(&narrow);
    fprintf(file, "<figure id=\"%s\" class=\"%s\">\n<figcaption>", chart->id,
            is_half ? "half" : "full");
    rle127_print_html_text(file, chart->title);
    fputs("</figcaption>\n", file);
    print_drawings(file, chart, is_half);
    fputs("</figure>\n", file);
}
