/*
 * SVG, one element at a time.
 */
#include "chart_svg.h"

#include <string.h>

#include "chart_numbers.h"
#include "html_text.h"

#define LINE_BYTES 256 /* of the first one of two */

static const char *name_kind(enum rle127_chart_kind kind)
{
    switch (kind) {
    case RLE127_CHART_HEAT:
        return "Heat map";
    case RLE127_CHART_LINES:
        return "Line chart";
    case RLE127_CHART_POINTS:
        return "Scatter plot";
    case RLE127_CHART_SHARES:
        return "Stacked bars";
    }
    return "";
}

static void print_range(FILE *file, const struct rle127_series *series)
{
    char first[RLE127_NUMBER_BYTES], last[RLE127_NUMBER_BYTES];
    if (series->n_points == 0)
        return;
    fputs(": ", file);
    rle127_print_html_text(file, rle127_value_text(&series->points[0], first));
    if (series->n_points > 1) {
        fputs(" to ", file);
        rle127_print_html_text(file,
                               rle127_value_text(&series->points[series->n_points - 1], last));
    }
}

static void print_description(const struct rle127_drawing *drawing)
{
    const struct rle127_chart *const chart = drawing->chart;
    fputs(name_kind(chart->kind), drawing->file);
    if (*chart->y_name) {
        fputs(", ", drawing->file);
        rle127_print_html_text(drawing->file, chart->y_name);
    }
    if (*chart->x_name) {
        fputs(" over ", drawing->file);
        rle127_print_html_text(drawing->file, chart->x_name);
    }
    putc('.', drawing->file);
    for (size_t i = 0; i < chart->n_series; i++) {
        putc(' ', drawing->file);
        rle127_print_html_text(drawing->file, chart->series[i]->name);
        print_range(drawing->file, chart->series[i]);
        putc('.', drawing->file);
    }
}

void rle127_open_svg(const struct rle127_drawing *drawing, double height)
{
    const char *const size = drawing->is_narrow ? "narrow" : "wide";
    const char *const id = drawing->chart->id;
    fprintf(drawing->file,
            "<svg class=\"%s\" viewBox=\"0 0 %.5g %.5g\" role=\"img\" "
            "aria-labelledby=\"%s-%s-title %s-%s-desc\">\n<title id=\"%s-%s-title\">",
            size, drawing->width, height, id, size, id, size, id, size);
    rle127_print_html_text(drawing->file, drawing->chart->title);
    fprintf(drawing->file, "</title>\n<desc id=\"%s-%s-desc\">", id, size);
    print_description(drawing);
    fputs("</desc>\n", drawing->file);
}

void rle127_close_svg(const struct rle127_drawing *drawing)
{
    fputs("</svg>\n", drawing->file);
}

void rle127_draw_line(const struct rle127_drawing *drawing, const char *class, double x1, double y1,
                      double x2, double y2)
{
    fprintf(drawing->file, "<path class=\"%s\" d=\"M%.5g,%.5gL%.5g,%.5g\"/>\n", class, x1, y1, x2,
            y2);
}

void rle127_draw_box(const struct rle127_drawing *drawing, const char *class,
                     const struct rle127_box *box)
{
    fprintf(drawing->file,
            "<rect class=\"%s\" x=\"%.5g\" y=\"%.5g\" width=\"%.5g\" height=\"%.5g\"/>\n", class,
            box->left, box->top, box->right - box->left, box->bottom - box->top);
}

void rle127_draw_text(const struct rle127_drawing *drawing, const char *class, double x, double y,
                      const char *anchor, const char *text, double room)
{
    fprintf(drawing->file, "<text class=\"%s\" x=\"%.5g\" y=\"%.5g\" text-anchor=\"%s\">", class, x,
            y, anchor);
    rle127_print_fitted_text(drawing->file, text, room / RLE127_FONT_SIZE);
    fputs("</text>\n", drawing->file);
}

/* Where the second line begins: behind the last space up to which there is room, else behind the
 * first one; NULL where there is none. */
static const char *find_second_line(const char *text, double room)
{
    const char *second = NULL;
    for (const char *space = strchr(text, ' '); space; space = strchr(space + 1, ' ')) {
        char first[LINE_BYTES];
        snprintf(first, sizeof first, "%.*s", (int)(space - text), text);
        if (second && rle127_text_width(first) > room)
            break;
        second = space + 1;
    }
    return second;
}

void rle127_draw_wrapped_text(const struct rle127_drawing *drawing, const char *class, double x,
                              double y, const char *anchor, const char *text, double room,
                              double line_height)
{
    char first[LINE_BYTES];
    const char *const second = rle127_text_width(text) > room ? find_second_line(text, room) : NULL;
    const double baseline = y + RLE127_BASELINE;
    if (!second) {
        rle127_draw_text(drawing, class, x, baseline, anchor, text, room);
        return;
    }
    snprintf(first, sizeof first, "%.*s", (int)(second - text - 1), text);
    rle127_draw_text(drawing, class, x, baseline - line_height / 2, anchor, first, room);
    rle127_draw_text(drawing, class, x, baseline + line_height / 2, anchor, second, room);
}

double rle127_text_width(const char *text)
{
    return RLE127_FONT_SIZE * rle127_estimate_width(text);
}

const char *rle127_value_text(const struct rle127_point *point, char *number)
{
    return *point->text ? point->text : rle127_format_figure(point->y, number);
}

static void print_x(const struct rle127_drawing *drawing, const struct rle127_point *point)
{
    const struct rle127_chart *const chart = drawing->chart;
    char number[RLE127_NUMBER_BYTES];
    if (chart->kind != RLE127_CHART_LINES && chart->kind != RLE127_CHART_POINTS)
        return;
    fprintf(drawing->file, "%s ", rle127_format_figure(point->x, number));
    rle127_print_html_text(drawing->file, chart->x_name);
    fputs(": ", drawing->file);
}

void rle127_print_mark_title(const struct rle127_drawing *drawing,
                             const struct rle127_series *series, const struct rle127_point *point)
{
    FILE *const file = drawing->file;
    char number[RLE127_NUMBER_BYTES], other[RLE127_NUMBER_BYTES];
    fputs("<title>", file);
    rle127_print_html_text(file, series->name);
    if (*series->name && *point->label)
        fputs(", ", file);
    rle127_print_html_text(file, point->label);
    putc('\n', file);
    print_x(drawing, point);
    rle127_print_html_text(file, rle127_value_text(point, number));
    if (*point->note) {
        fputs(", ", file);
        rle127_print_html_text(file, point->note);
    }
    if (point->low < point->high)
        fprintf(file, " (%s to %s)", rle127_format_figure(point->low, number),
                rle127_format_figure(point->high, other));
    fputs("</title>", file);
}
