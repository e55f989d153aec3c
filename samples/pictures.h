/*
 * The pictures. Each function draws on a white canvas of the size that sample_list.c gives it.
 * Must not know: files.
 */
#ifndef RLE127_SAMPLES_PICTURES_H
#define RLE127_SAMPLES_PICTURES_H

#include "canvas.h"

void rle127_draw_page(struct rle127_canvas *canvas);
void rle127_draw_plan(struct rle127_canvas *canvas);
void rle127_draw_halftone(struct rle127_canvas *canvas);
void rle127_draw_checkerboard(struct rle127_canvas *canvas);
void rle127_draw_logo(struct rle127_canvas *canvas);
void rle127_draw_seal(struct rle127_canvas *canvas);

/* The rows that are telling at the canvas's width, where rows are cut into chunks; one case a row,
 * from the top, as many as the canvas is high. */
void rle127_draw_telling_rows(struct rle127_canvas *canvas);

/* The grey of one pixel of the gradient sample, 0 black to 255 white. */
uint8_t rle127_shade_gradient(int x, int y, int width, int height);

#endif
