/*
 * Pieces of SVG. How they look is said by page.css: here are only classes.
 */
#ifndef RLE127_CHART_SVG_H
#define RLE127_CHART_SVG_H

#include <stdio.h>

#include "document.h"

#define RLE127_FONT_SIZE 12.0 /* units of the drawing, as page.css has it */
#define RLE127_BASELINE  4.2  /* from the middle of a text to the line that it stands on */

/* A drawing of a chart. There are two of most: one for phones. Lengths are in units of which it is
 * `width` wide; the page scales it. */
struct rle127_drawing {
    FILE *file;
    const struct rle127_chart *chart;
    double width;
    bool is_narrow;
};

struct rle127_box {
    double left, top, right, bottom;
};

void rle127_open_svg(const struct rle127_drawing *drawing, double height);
void rle127_close_svg(const struct rle127_drawing *drawing);

void rle127_draw_line(const struct rle127_drawing *drawing, const char *class, double x1, double y1,
                      double x2, double y2);
void rle127_draw_box(const struct rle127_drawing *drawing, const char *class,
                     const struct rle127_box *box);

/* The anchor ("start", "middle", "end") stands at x; y is the line that the letters stand on. The
 * text is cut where it is wider than room. */
void rle127_draw_text(const struct rle127_drawing *drawing, const char *class, double x, double y,
                      const char *anchor, const char *text, double room);

/* The same in two lines where it is wider than room and has a space; `y` is their middle. */
void rle127_draw_wrapped_text(const struct rle127_drawing *drawing, const char *class, double x,
                              double y, const char *anchor, const char *text, double room,
                              double line_height);

double rle127_text_width(const char *text); /* in units of the drawing */

/* A point's value: its text, or its y as a figure in `number`, of RLE127_NUMBER_BYTES. */
const char *rle127_value_text(const struct rle127_point *point, char *number);

/* What is shown when somebody points at a mark: the series' name, the label, all figures. */
void rle127_print_mark_title(const struct rle127_drawing *drawing,
                             const struct rle127_series *series, const struct rle127_point *point);

#endif
