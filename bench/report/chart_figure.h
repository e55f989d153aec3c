/*
 * A chart on a page: its title and its drawings.
 */
#ifndef RLE127_CHART_FIGURE_H
#define RLE127_CHART_FIGURE_H

#include "chart_svg.h"

/* A figure whose id is the chart's, with one or two drawings, of which page.css shows one. */
void rle127_print_figure(FILE *file, const struct rle127_chart *chart);

/* A drawing of each kind. */
/* Whether all columns have room beside each other. */
bool rle127_is_heat_in_one_block(const struct rle127_drawing *drawing);

void rle127_draw_heat(const struct rle127_drawing *drawing);
void rle127_draw_lines(const struct rle127_drawing *drawing);
void rle127_draw_points(const struct rle127_drawing *drawing);
void rle127_draw_shares(const struct rle127_drawing *drawing);

#endif
