/*
 * Parts of floor plans: walls' boxes, windows, doors, tables and dimension lines, given in units of
 * 10 cm from some point of the sheet. Must not know: whole plans.
 */
#ifndef RLE127_SAMPLES_PLAN_PARTS_H
#define RLE127_SAMPLES_PLAN_PARTS_H

#include "stroke_font.h"

#define RLE127_DOOR_UNITS 9 /* wide */

struct rle127_plan {
    struct rle127_canvas *canvas;
    int x, y;                          /* pixels: where units are counted from */
    int unit;                          /* pixels */
    int fine;                          /* pixels, of dimension lines, hatching and furniture */
    int bold;                          /* pixels, of the edges of what is cut */
    const struct rle127_font *lengths; /* of dimension lines */
};

struct rle127_plan_box {
    int x, y, width, height; /* units */
};

/* A door in a wall that lies across the sheet. */
struct rle127_plan_door {
    int hinge_x, hinge_y; /* units; the hinge is on the side to which the door opens */
    int wall_y, wall_height;
    bool to_right; /* the opening is to the right of the hinge */
    bool opens_up;
};

void rle127_plan_fill(const struct rle127_plan *plan, const struct rle127_plan_box *box,
                      bool is_black);
/* The frame grows inwards by pen pixels. */
void rle127_plan_frame(const struct rle127_plan *plan, const struct rle127_plan_box *box, int pen);
void rle127_plan_hatch(const struct rle127_plan *plan, const struct rle127_plan_box *box,
                       int pitch);
/* A fine line. */
void rle127_plan_line(const struct rle127_plan *plan, int x0, int y0, int x1, int y1);

/* A wall with hatching of this pitch, in pixels, around a house whose outer edge is the box. */
void rle127_plan_walls(const struct rle127_plan *plan, const struct rle127_plan_box *outside,
                       int thickness, int pitch);
void rle127_plan_window(const struct rle127_plan *plan, const struct rle127_plan_box *box);
void rle127_plan_door(const struct rle127_plan *plan, const struct rle127_plan_door *door);
/* A round table and four chairs. */
void rle127_plan_table(const struct rle127_plan *plan, int x, int y, int radius);

/* The lengths between stops, in metres with two places. */
void rle127_plan_dimension_across(const struct rle127_plan *plan, int y, const int *stops,
                                  size_t n_stops);
void rle127_plan_dimension_down(const struct rle127_plan *plan, int x, const int *stops,
                                size_t n_stops);

#endif
