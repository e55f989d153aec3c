/*
 * A table of coloured cells: the better, the farther from the colour of the page.
 */
#include <math.h>

#include "chart_figure.h"
#include "chart_numbers.h"
#include "chart_series.h"
#include "html_text.h"

#define STEPS 9 /* colours of page.css */

/* Differences below this factor are not made to look like more. */
#define LEAST_FACTOR 1.25

/* Units of the drawing. */
#define ROW_HEIGHT  50.0
#define GAP         3.0
#define NAME_HEIGHT 20.0 /* of the lines above the cells */
#define BLOCK_GAP   12.0
#define KEY_HEIGHT  34.0
#define NAME_SHARE  0.3 /* of the width for names of rows, at the most */
#define CELL_MOST   96.0
#define CELL_PAD    8.0

struct heat {
    const struct rle127_drawing *drawing;
    struct rle127_names columns;
    double left; /* of the cells */
    double cell_width;
    size_t a_block; /* columns that fit beside each other */
    double low, high;
    bool is_log;
    const struct rle127_point *best; /* NULL: there is none */
};

static const struct rle127_point *find_cell(const struct heat *heat, size_t row, size_t column)
{
    const struct rle127_point *const point =
        rle127_find_point(heat->drawing->chart->series[row], heat->columns.all[column]);
    return point && rle127_is_drawable(point->y, false) ? point : NULL;
}

static void take_in(struct heat *heat, const struct rle127_point *point)
{
    const bool is_less_better = heat->drawing->chart->is_less_better;
    if (!heat->best) {
        heat->low = heat->high = point->y;
        heat->is_log = true;
    }
    heat->low = fmin(heat->low, point->y);
    heat->high = fmax(heat->high, point->y);
    heat->is_log = heat->is_log && rle127_is_drawable(point->y, true);
    if (!heat->best || (is_less_better ? point->y < heat->best->y : point->y > heat->best->y))
        heat->best = point;
}

static void find_range(struct heat *heat)
{
    for (size_t i = 0; i < heat->drawing->chart->n_series; i++) {
        for (size_t j = 0; j < heat->columns.n; j++) {
            const struct rle127_point *const point = find_cell(heat, i, j);
            if (point)
                take_in(heat, point);
        }
    }
    if (!heat->is_log || heat->high >= LEAST_FACTOR * heat->low)
        return;
    if (heat->drawing->chart->is_less_better)
        heat->high = LEAST_FACTOR * heat->low;
    else
        heat->low = heat->high / LEAST_FACTOR;
}

static int choose_colour(const struct heat *heat, double value)
{
    double share = 1;
    if (heat->low < heat->high)
        share = heat->is_log ? (log(value) - log(heat->low)) / (log(heat->high) - log(heat->low))
                             : (value - heat->low) / (heat->high - heat->low);
    if (heat->drawing->chart->is_less_better && heat->low < heat->high)
        share = 1 - share;
    return (int)lround(share * (STEPS - 1));
}

static double measure_rows(const struct rle127_drawing *drawing)
{
    double width = rle127_text_width(drawing->chart->y_name);
    for (size_t i = 0; i < drawing->chart->n_series; i++)
        width = fmax(width, rle127_text_width(drawing->chart->series[i]->name));
    return fmin(width, NAME_SHARE * drawing->width);
}

static double measure_cells(const struct heat *heat)
{
    char number[RLE127_NUMBER_BYTES];
    double width = rle127_text_width("best");
    for (size_t j = 0; j < heat->columns.n; j++) {
        width = fmax(width, rle127_text_width(heat->columns.all[j]));
        for (size_t i = 0; i < heat->drawing->chart->n_series; i++) {
            const struct rle127_point *const point = find_cell(heat, i, j);
            if (point)
                width = fmax(width, rle127_text_width(rle127_value_text(point, number)));
        }
    }
    return fmin(width, CELL_MOST) + CELL_PAD;
}

static void lay_out(struct heat *heat)
{
    const double row_names = measure_rows(heat->drawing);
    const double least = measure_cells(heat) + GAP;
    heat->left = row_names > 0 ? row_names + 10 : 0;
    const double room = heat->drawing->width - heat->left;
    const double fitting = fmax(1, floor(room / least));
    const double blocks = ceil((double)heat->columns.n / fitting);
    heat->a_block = (size_t)ceil((double)heat->columns.n / blocks);
    heat->cell_width = room / (double)heat->a_block;
}

static double top_height(const struct heat *heat)
{
    return NAME_HEIGHT * (*heat->drawing->chart->x_name ? 2 : 1) + GAP;
}

static double block_height(const struct heat *heat)
{
    return top_height(heat) + ROW_HEIGHT * (double)heat->drawing->chart->n_series + BLOCK_GAP;
}

static void draw_cell(const struct heat *heat, size_t row, size_t column, double x, double y)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const struct rle127_point *const point = find_cell(heat, row, column);
    char number[RLE127_NUMBER_BYTES];
    if (!point)
        return;
    const bool is_best = point == heat->best;
    const double width = heat->cell_width - GAP, height = ROW_HEIGHT - GAP;
    const double baseline = y + height / 2 + RLE127_BASELINE;
    fprintf(drawing->file,
            "<g class=\"cell h%d%s\"><rect class=\"mark\" x=\"%.5g\" y=\"%.5g\" width=\"%.5g\" "
            "height=\"%.5g\" rx=\"3\">",
            choose_colour(heat, point->y), is_best ? " best" : "", x, y, width, height);
    rle127_print_mark_title(drawing, drawing->chart->series[row], point);
    fputs("</rect>", drawing->file);
    rle127_draw_text(drawing, "value", x + width / 2, is_best ? baseline - 7 : baseline, "middle",
                     rle127_value_text(point, number), width);
    if (is_best)
        rle127_draw_text(drawing, "best-name", x + width / 2, baseline + 9, "middle", "best",
                         width);
    fputs("</g>\n", drawing->file);
}

static void draw_names(const struct heat *heat, size_t block, double top)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const struct rle127_chart *const chart = drawing->chart;
    const double baseline = top + top_height(heat) - 9;
    if (*chart->x_name)
        rle127_draw_text(drawing, "axis-name", heat->left, top + NAME_HEIGHT - 9, "start",
                         chart->x_name, drawing->width - heat->left);
    rle127_draw_text(drawing, "axis-name", 0, baseline, "start", chart->y_name, heat->left);
    for (size_t i = 0; i < heat->a_block && block * heat->a_block + i < heat->columns.n; i++)
        rle127_draw_text(
            drawing, "label", heat->left + ((double)i + 0.5) * heat->cell_width - GAP / 2, baseline,
            "middle", heat->columns.all[block * heat->a_block + i], heat->cell_width - GAP);
}

static void draw_block(const struct heat *heat, size_t block)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const double top = (double)block * block_height(heat);
    draw_names(heat, block, top);
    for (size_t i = 0; i < drawing->chart->n_series; i++) {
        const double y = top + top_height(heat) + (double)i * ROW_HEIGHT;
        rle127_draw_text(drawing, "label", 0, y + (ROW_HEIGHT - GAP) / 2 + RLE127_BASELINE, "start",
                         drawing->chart->series[i]->name, heat->left);
        for (size_t j = 0; j < heat->a_block && block * heat->a_block + j < heat->columns.n; j++)
            draw_cell(heat, i, block * heat->a_block + j, heat->left + (double)j * heat->cell_width,
                      y);
    }
}

/* Which end of the colours is the good one. */
static void draw_key(const struct heat *heat, double top)
{
    const double step = 13, y = top + 8, worse = rle127_text_width("worse") + 4;
    rle127_draw_text(heat->drawing, "tick", heat->left, y + 4 + RLE127_BASELINE, "start", "worse",
                     worse);
    for (int i = 0; i < STEPS; i++)
        fprintf(heat->drawing->file,
                "<g class=\"h%d\"><rect x=\"%.5g\" y=\"%.5g\" width=\"%g\" height=\"8\"/></g>\n", i,
                heat->left + worse + step * i, y, step);
    rle127_draw_text(heat->drawing, "tick", heat->left + worse + step * STEPS + 5,
                     y + 4 + RLE127_BASELINE, "start", "better", worse + 10);
}

void rle127_draw_heat(const struct rle127_drawing *drawing)
{
    struct heat heat = {.drawing = drawing, .columns = rle127_list_labels(drawing->chart)};
    if (heat.columns.n == 0)
        return;
    find_range(&heat);
    lay_out(&heat);
    const size_t n_blocks = (heat.columns.n + heat.a_block - 1) / heat.a_block;
    const double key = (double)n_blocks * block_height(&heat) - BLOCK_GAP;
    rle127_open_svg(drawing, key + KEY_HEIGHT);
    for (size_t i = 0; i < n_blocks; i++)
        draw_block(&heat, i);
    draw_key(&heat, key);
    rle127_close_svg(drawing);
}
