/*
 * Places for names beside their points, so that none covers another, a point, or a line that leads
 * to one.
 */
#ifndef RLE127_LABEL_PLACES_H
#define RLE127_LABEL_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "chart_svg.h"

struct rle127_label {
    double x, y;           /* its point */
    double width;          /* of the text; 0: there is none */
    struct rle127_box box; /* where it stands */
    double from_x, from_y; /* of the line between point and text, if it needs one */
    double to_x, to_y;
    bool has_place; /* false: there is no room for it */
    bool is_far;    /* it needs a line */
};

/* Fills in what follows the width. */
void rle127_place_labels(struct rle127_label *labels, size_t n, const struct rle127_box *area);

#endif
