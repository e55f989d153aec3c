/*
 * What tells the series of a chart apart: colours, and shapes and dashes for those who do not see
 * them.
 */
#ifndef RLE127_CHART_SERIES_H
#define RLE127_CHART_SERIES_H

#include "chart_svg.h"

enum rle127_legend_kind { RLE127_LEGEND_LINES, RLE127_LEGEND_MARKS, RLE127_LEGEND_FILLS };

#define RLE127_CLASS_BYTES 48

/* Colour and dash of a series: classes of page.css, in a buffer of RLE127_CLASS_BYTES. */
const char *rle127_series_class(size_t series, char *text);

/* The same for areas, which have colours of their own, and texts upon them. */
const char *rle127_fill_class(size_t series, char *text);

/* The mark of a point at (x, y). */
void rle127_draw_mark(const struct rle127_drawing *drawing, size_t series,
                      const struct rle127_point *point, double x, double y);

/* The names of the series, in as many rows as they need. */
void rle127_draw_legend(const struct rle127_drawing *drawing, enum rle127_legend_kind kind,
                        double top);
double rle127_legend_height(const struct rle127_drawing *drawing, enum rle127_legend_kind kind);

/* The labels of all points, each once, in the order in which they come up. The list belongs to the
 * document. */
struct rle127_names {
    const char **all;
    size_t n;
};

struct rle127_names rle127_list_labels(const struct rle127_chart *chart);

/* NULL where no point has this label. */
const struct rle127_point *rle127_find_point(const struct rle127_series *series, const char *label);

#endif
