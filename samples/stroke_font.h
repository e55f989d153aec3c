/*
 * Text drawn with a round pen along straight strokes. Letters, digits and a few signs; any other
 * character is a gap. Must not know: lines, pages.
 */
#ifndef RLE127_SAMPLES_STROKE_FONT_H
#define RLE127_SAMPLES_STROKE_FONT_H

#include "canvas.h"

/* Units above the base line and below it that characters may reach. */
#define RLE127_FONT_ASCENT  6
#define RLE127_FONT_DESCENT 2

/* Capitals are 6 units high, small letters 4; a unit is `unit` pixels. */
struct rle127_font {
    int unit, pen; /* pixels */
};

/* Pixels from the start of text to where the next character would start. */
int rle127_font_width(const struct rle127_font *font, const char *text);

/* Draws text from x on, with its base line at y. Returns where the next character would start. */
int rle127_font_draw(struct rle127_canvas *canvas, const struct rle127_font *font, int x, int y,
                     const char *text, bool is_black);

#endif
