/*
 * Who draws which kind of image; see image_set.h. Each fills a white canvas of any size, and dice
 * that have been shaken differently make another image. Integers only. False where there is no
 * memory.
 */
#ifndef RLE127_DRAWN_IMAGES_H
#define RLE127_DRAWN_IMAGES_H

#include "../../samples/canvas.h"

typedef bool rle127_draw_kind(struct rle127_canvas *canvas, uint32_t dice);

rle127_draw_kind rle127_draw_text_sheet;
rle127_draw_kind rle127_draw_plan_sheet;
rle127_draw_kind rle127_draw_dithered_picture;

#endif
