/*
 * Two axes and what is between them. Must not know: what is drawn there.
 */
#ifndef RLE127_CHART_AXES_H
#define RLE127_CHART_AXES_H

#include "chart_scale.h"
#include "chart_svg.h"

struct rle127_plot {
    struct rle127_scale x, y;
    struct rle127_ticks x_ticks, y_ticks;
    struct rle127_box area; /* between the axes */
};

/* Whether a point has a place on the axes of its chart: a logarithmic one has none for 0. */
bool rle127_has_place(const struct rle127_chart *chart, const struct rle127_point *point);

/* Chooses scales and ticks for the points of the drawing's chart, in a room that the plot takes
 * with all that belongs to its axes. */
void rle127_lay_out_plot(const struct rle127_drawing *drawing, const struct rle127_box *room,
                         struct rle127_plot *plot);

void rle127_draw_axes(const struct rle127_drawing *drawing, const struct rle127_plot *plot);

/* Where y lies between its low and high, if these differ. */
void rle127_draw_interval(const struct rle127_drawing *drawing, const struct rle127_plot *plot,
                          const char *class, const struct rle127_point *point);

#endif
