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
#define NOTE_HEIGHT 14.0 /* more, where there are notes */
#define GAP         3.0
#define NAME_HEIGHT 20.0 /* of the lines above the cells */
#define BLOCK_GAP   12.0
#define KEY_HEIGHT  34.0
#define NAME_GAP    10.0
#define NAME_LINE   15.0 /* of a name in two lines */
#define NAME_SHARE  0.3  /* of the width for names of rows, at the most */
#define CELL_MOST   96.0
#define CELL_PAD    8.0
#define CELL_LINE   15.0 /* of what stands below a value */

/* What colours stand for: of all cells, or of a column's. */
struct range {
    double low, high;
    bool is_log;
    const struct rle127_point *best; /* NULL: there is none */
};

struct heat {
    const struct rle127_drawing *drawing;
    struct rle127_names columns;
    double left; /* of the cells */
    double cell_width, row_height;
    double names_height; /* of the columns, and of the axis above them */
    size_t a_block;      /* columns that fit beside each other */
    struct range range;
};

static const struct rle127_point *find_cell(const struct heat *heat, size_t row, size_t column)
{
    const struct rle127_point *const point =
        rle127_find_point(heat->drawing->chart->series[row], heat->columns.all[column]);
    return point && rle127_is_drawable(point->y, false) ? point : NULL;
}

static void take_in(const struct heat *heat, struct range *range, const struct rle127_point *point)
{
    const bool is_less_better = heat->drawing->chart->is_less_better;
    if (!range->best) {
        range->low = range->high = point->y;
        range->is_log = true;
    }
    range->low = fmin(range->low, point->y);
    range->high = fmax(range->high, point->y);
    range->is_log = range->is_log && rle127_is_drawable(point->y, true);
    if (!range->best || (is_less_better ? point->y < range->best->y : point->y > range->best->y))
        range->best = point;
}

/* Of the columns from one to another. */
static struct range find_range(const struct heat *heat, size_t from, size_t to)
{
    struct range range = {.best = NULL};
    for (size_t i = 0; i < heat->drawing->chart->n_series; i++) {
        for (size_t j = from; j < to; j++) {
            const struct rle127_point *const point = find_cell(heat, i, j);
            if (point)
                take_in(heat, &range, point);
        }
    }
    if (!range.is_log || range.high >= LEAST_FACTOR * range.low)
        return range;
    if (heat->drawing->chart->is_less_better)
        range.high = LEAST_FACTOR * range.low;
    else
        range.low = range.high / LEAST_FACTOR;
    return range;
}

static int choose_colour(const struct heat *heat, const struct range *range, double value)
{
    double share = 1;
    if (range->low < range->high)
        share = range->is_log
                    ? (log(value) - log(range->low)) / (log(range->high) - log(range->low))
                    : (value - range->low) / (range->high - range->low);
    if (heat->drawing->chart->is_less_better && range->low < range->high)
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
            if (!point)
                continue;
            width = fmax(width, rle127_text_width(rle127_value_text(point, number)));
            width = fmax(width, rle127_text_width(point->note));
        }
    }
    return fmin(width, CELL_MOST) + CELL_PAD;
}

static bool has_notes(const struct rle127_chart *chart)
{
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->series[i]->n_points; j++)
            if (*chart->series[i]->points[j].note)
                return true;
    return false;
}

static void lay_out(struct heat *heat)
{
    heat->row_height = ROW_HEIGHT + (has_notes(heat->drawing->chart) ? NOTE_HEIGHT : 0);
    const double row_names = measure_rows(heat->drawing);
    const double least = measure_cells(heat) + GAP;
    heat->left = row_names > 0 ? row_names + NAME_GAP : 0;
    const double room = heat->drawing->width - heat->left;
    const double fitting = fmax(1, floor(room / least));
    const double blocks = ceil((double)heat->columns.n / fitting);
    heat->a_block = (size_t)ceil((double)heat->columns.n / blocks);
    heat->cell_width = room / (double)heat->a_block;
    heat->names_height = NAME_HEIGHT * (*heat->drawing->chart->x_name ? 2 : 1) + GAP;
    for (size_t j = 0; j < heat->columns.n; j++)
        if (rle127_text_width(heat->columns.all[j]) > heat->cell_width - GAP) {
            heat->names_height += NAME_LINE;
            break;
        }
}

static double block_height(const struct heat *heat)
{
    return heat->names_height + heat->row_height * (double)heat->drawing->chart->n_series +
           BLOCK_GAP;
}

/* The value, and below it what there is to be said of it. */
static void draw_cell_texts(const struct heat *heat, const struct rle127_point *point, bool is_best,
                            double x, double y)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const double width = heat->cell_width - GAP;
    const char *const notes[] = {point->note, is_best ? "best" : ""};
    const int n_notes = (*notes[0] != '\0') + (*notes[1] != '\0');
    double baseline = y + (heat->row_height - GAP - CELL_LINE * n_notes) / 2 + RLE127_BASELINE;
    char number[RLE127_NUMBER_BYTES];
    rle127_draw_text(drawing, "value", x + width / 2, baseline, "middle",
                     rle127_value_text(point, number), width);
    for (int i = 0; i < 2; i++)
        if (*notes[i])
            rle127_draw_text(drawing, "cell-note", x + width / 2, baseline += CELL_LINE, "middle",
                             notes[i], width);
}

static bool is_best(const struct heat *heat, const struct range *range,
                    const struct rle127_point *point)
{
    return heat->drawing->chart->are_best_annotated ? point->is_best : point == range->best;
}

static void draw_cell(const struct heat *heat, size_t row, size_t column, double x, double y)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const struct rle127_point *const point = find_cell(heat, row, column);
    if (!point)
        return;
    const struct range range =
        drawing->chart->are_columns_apart ? find_range(heat, column, column + 1) : heat->range;
    const bool is_best_cell = is_best(heat, &range, point);
    fprintf(drawing->file,
            "<g class=\"cell h%d%s\"><rect class=\"mark\" x=\"%.5g\" y=\"%.5g\" width=\"%.5g\" "
            "height=\"%.5g\" rx=\"3\">",
            choose_colour(heat, &range, point->y), is_best_cell ? " best" : "", x, y,
            heat->cell_width - GAP, heat->row_height - GAP);
    rle127_print_mark_title(drawing, drawing->chart->series[row], point);
    fputs("</rect>", drawing->file);
    draw_cell_texts(heat, point, is_best_cell, x, y);
    fputs("</g>\n", drawing->file);
}

static void draw_names(const struct heat *heat, size_t block, double top)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const struct rle127_chart *const chart = drawing->chart;
    const double baseline = top + heat->names_height - 9;
    const double middle = (top + NAME_HEIGHT * (*chart->x_name ? 1 : 0) + baseline + 9) / 2 - 3;
    if (*chart->x_name)
        rle127_draw_text(drawing, "axis-name", heat->left, top + NAME_HEIGHT - 9, "start",
                         chart->x_name, drawing->width - heat->left);
    rle127_draw_text(drawing, "axis-name", 0, baseline, "start", chart->y_name, heat->left);
    for (size_t i = 0; i < heat->a_block && block * heat->a_block + i < heat->columns.n; i++)
        rle127_draw_wrapped_text(drawing, "label",
                                 heat->left + ((double)i + 0.5) * heat->cell_width - GAP / 2,
                                 middle, "middle", heat->columns.all[block * heat->a_block + i],
                                 heat->cell_width - GAP, NAME_LINE);
}

static void draw_block(const struct heat *heat, size_t block)
{
    const struct rle127_drawing *const drawing = heat->drawing;
    const double top = (double)block * block_height(heat);
    draw_names(heat, block, top);
    for (size_t i = 0; i < drawing->chart->n_series; i++) {
        const double y = top + heat->names_height + (double)i * heat->row_height;
        rle127_draw_wrapped_text(drawing, "label", 0, y + (heat->row_height - GAP) / 2, "start",
                                 drawing->chart->series[i]->name, heat->left - NAME_GAP, NAME_LINE);
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

bool rle127_is_heat_in_one_block(const struct rle127_drawing *drawing)
{
    struct heat heat = {.drawing = drawing, .columns = rle127_list_labels(drawing->chart)};
    if (heat.columns.n == 0)
        return true;
    lay_out(&heat);
    return heat.a_block >= heat.columns.n;
}

void rle127_draw_heat(const struct rle127_drawing *drawing)
{
    struct heat heat = {.drawing = drawing, .columns = rle127_list_labels(drawing->chart)};
    if (heat.columns.n == 0)
        return;
    heat.range = find_range(&heat, 0, heat.columns.n);
    lay_out(&heat);
    const size_t n_blocks = (heat.columns.n + heat.a_block - 1) / heat.a_block;
    const double key = (double)n_blocks * block_height(&heat) - BLOCK_GAP;
    rle127_open_svg(drawing, key + KEY_HEIGHT);
    for (size_t i = 0; i < n_blocks; i++)
        draw_block(&heat, i);
    draw_key(&heat, key);
    rle127_close_svg(drawing);
}
