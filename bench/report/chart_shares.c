/*
 * Bars of parts that make up a whole.
 */
#include <math.h>

#include "chart_figure.h"
#include "chart_numbers.h"
#include "chart_series.h"

/* Units of the drawing. */
#define BAR         24.0
#define ROW         34.0
#define NAME_ROW    17.0 /* in narrow drawings names stand above their bars */
#define NAME_GAP    12.0
#define NAME_LINE   14.0
#define NAME_SHARE  0.4 /* of the width at the most */
#define LEGEND_GAP  12.0
#define AXIS_HEIGHT 24.0
#define TEXT_GAP    6.0

struct bars {
    const struct rle127_drawing *drawing;
    struct rle127_names names;
    double left, right; /* of the bars */
    double top, row_height;
};

/* Not more than 1, whatever the shares add up to. */
static double clamp_share(double share)
{
    return fmax(0, fmin(1, share));
}

static double place(const struct bars *bars, double share)
{
    return bars->left + clamp_share(share) * (bars->right - bars->left);
}

static void lay_out(struct bars *bars)
{
    const struct rle127_drawing *const drawing = bars->drawing;
    double width = 0;
    for (size_t i = 0; i < bars->names.n; i++)
        width = fmax(width, rle127_text_width(bars->names.all[i]));
    width = fmin(width, NAME_SHARE * drawing->width);
    bars->left = drawing->is_narrow ? 0 : width + NAME_GAP;
    bars->right = drawing->width - 18; /* half of "100 %" */
    bars->top = rle127_legend_height(drawing, RLE127_LEGEND_FILLS) + LEGEND_GAP;
    bars->row_height = ROW + (drawing->is_narrow ? NAME_ROW : 0);
}

static void draw_grid(const struct bars *bars, double bottom)
{
    static const char *const texts[] = {"0", "25\u00A0%", "50\u00A0%", "75\u00A0%", "100\u00A0%"};
    for (int i = 0; i <= 4; i++) {
        const double x = place(bars, i / 4.0);
        if (i || !bars->drawing->is_narrow) /* names begin there */
            rle127_draw_line(bars->drawing, i ? "grid" : "axis", x, bars->top, x, bottom);
        rle127_draw_text(bars->drawing, "tick", x, bottom + 16,
                         i || !bars->drawing->is_narrow ? "middle" : "start", texts[i], 60);
    }
}

static void draw_value(const struct bars *bars, const struct rle127_point *point, double left,
                       double right, double y)
{
    char number[RLE127_NUMBER_BYTES];
    const char *text = point->text;
    if (rle127_text_width(text) + TEXT_GAP > right - left || !*text) {
        snprintf(number, sizeof number, "%.0f\u00A0%%", 100 * clamp_share(point->y));
        text = number;
    }
    if (rle127_text_width(text) + TEXT_GAP > right - left)
        return;
    rle127_draw_text(bars->drawing, "value", (left + right) / 2, y + BAR / 2 + RLE127_BASELINE,
                     "middle", text, right - left);
}

/* From `from` on; returns where it ends. */
static double draw_part(const struct bars *bars, size_t series, const struct rle127_point *point,
                        double from, double y)
{
    FILE *const file = bars->drawing->file;
    char class[RLE127_CLASS_BYTES];
    const double to = from + clamp_share(point->y);
    const double left = place(bars, from), right = place(bars, to);
    fprintf(file,
            "<g class=\"part %s\"><rect class=\"mark\" x=\"%.5g\" y=\"%.5g\" width=\"%.5g\" "
            "height=\"%g\">",
            rle127_fill_class(series, class), left, y, right - left, BAR);
    rle127_print_mark_title(bars->drawing, bars->drawing->chart->series[series], point);
    fputs("</rect>", file);
    draw_value(bars, point, left, right, y);
    fputs("</g>\n", file);
    return to;
}

static void draw_bar(const struct bars *bars, size_t index, double y)
{
    const struct rle127_drawing *const drawing = bars->drawing;
    const char *const name = bars->names.all[index];
    double from = 0;
    if (drawing->is_narrow)
        rle127_draw_text(drawing, "label", 0, y + NAME_ROW - 5, "start", name, drawing->width);
    else
        rle127_draw_wrapped_text(drawing, "label", bars->left - NAME_GAP, y + BAR / 2, "end", name,
                                 bars->left - NAME_GAP, NAME_LINE);
    for (size_t i = 0; i < drawing->chart->n_series; i++) {
        const struct rle127_point *const point = rle127_find_point(drawing->chart->series[i], name);
        if (point && rle127_is_drawable(point->y, false))
            from = draw_part(bars, i, point, from, y + (drawing->is_narrow ? NAME_ROW : 0));
    }
}

void rle127_draw_shares(const struct rle127_drawing *drawing)
{
    struct bars bars = {.drawing = drawing, .names = rle127_list_labels(drawing->chart)};
    lay_out(&bars);
    const double bottom = bars.top + bars.row_height * (double)bars.names.n;
    rle127_open_svg(drawing, bottom + AXIS_HEIGHT);
    rle127_draw_legend(drawing, RLE127_LEGEND_FILLS, 0);
    draw_grid(&bars, bottom);
    for (size_t i = 0; i < bars.names.n; i++)
        draw_bar(&bars, i, bars.top + bars.row_height * (double)i + (ROW - BAR) / 2);
    rle127_close_svg(drawing);
}
