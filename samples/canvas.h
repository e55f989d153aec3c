/*
 * A black-and-white canvas and the few shapes that the samples are made of.
 *
 * Everything is integer arithmetic, so the pictures are the same bytes on every machine. Shapes may
 * reach over the edge: what lies outside is cut off. Must not know: files, single pictures.
 */
#ifndef RLE127_SAMPLES_CANVAS_H
#define RLE127_SAMPLES_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows from the top without gaps; the most significant bit of a byte is its leftmost pixel, 1 is
 * black and padding bits are 0: the layout of a PBM file. */
struct rle127_canvas {
    int width, height; /* pixels */
    size_t stride_bytes;
    uint8_t *bits; /* owned */
};

/* Makes a white canvas; false where there is no memory. */
bool rle127_canvas_create(struct rle127_canvas *canvas, int width, int height);
void rle127_canvas_free(struct rle127_canvas *canvas);

void rle127_canvas_set(struct rle127_canvas *canvas, int x, int y, bool is_black);
void rle127_canvas_fill_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                             bool is_black);
/* The outline of a rectangle; it grows inwards by pen pixels. */
void rle127_canvas_frame_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                              int pen);
/* Rising diagonal lines, pen pixels wide, one each pitch pixels. */
void rle127_canvas_hatch_rect(struct rle127_canvas *canvas, int x, int y, int width, int height,
                              int pitch, int pen);
void rle127_canvas_fill_disc(struct rle127_canvas *canvas, int x, int y, int diameter,
                             bool is_black);
/* A straight line with round ends, drawn with a disc of pen pixels. */
void rle127_canvas_draw_line(struct rle127_canvas *canvas, int x0, int y0, int x1, int y1, int pen,
                             bool is_black);

/* Blackens what is black in another canvas, whose upper left corner comes to lie at x, y. */
void rle127_canvas_stamp(struct rle127_canvas *canvas, int x, int y,
                         const struct rle127_canvas *stamp);

/* Which quarters of a ring rle127_canvas_draw_ring() draws, as a mask. */
enum rle127_quarter {
    RLE127_QUARTER_SE = 1,
    RLE127_QUARTER_SW = 2,
    RLE127_QUARTER_NE = 4,
    RLE127_QUARTER_NW = 8,
    RLE127_QUARTER_ALL = 15
};

/* A ring, pen pixels wide, whose outer radius is radius. */
void rle127_canvas_draw_ring(struct rle127_canvas *canvas, int x, int y, int radius, int pen,
                             unsigned quarters);

#endif
