/*
 * The characters of one font as small pictures, each drawn when it is first needed and then stamped
 * as often as it occurs: for pictures with thousands of letters. Must not know: lines, pages.
 */
#ifndef RLE127_SAMPLES_GLYPH_SET_H
#define RLE127_SAMPLES_GLYPH_SET_H

#include "stroke_font.h"

#define RLE127_GLYPHS 128

/* {.font = ...}: all others are white at first. */
struct rle127_glyph_set {
    struct rle127_font font;
    struct rle127_canvas glyphs[RLE127_GLYPHS]; /* private; bits are NULL until it is drawn */
};

/* As rle127_font_draw() in black, pixel by pixel the same. */
int rle127_glyph_set_draw(struct rle127_canvas *canvas, struct rle127_glyph_set *set, int x, int y,
                          const char *text);

void rle127_glyph_set_free(struct rle127_glyph_set *set);

#endif
