/*
 * Stamps of characters.
 */
#include "glyph_set.h"

#include <stddef.h>

/* Pixels around a glyph's box that its pen may reach. */
static int margin_of(const struct rle127_font *font)
{
    return font->pen / 2 + 1;
}

static bool make_glyph(struct rle127_glyph_set *set, const char *text)
{
    struct rle127_canvas *const glyph = &set->glyphs[(unsigned char)*text];
    const struct rle127_font *const font = &set->font;
    const int margin = margin_of(font);
    const int width = rle127_font_width(font, text) + 2 * margin;
    const int height = (RLE127_FONT_ASCENT + RLE127_FONT_DESCENT) * font->unit + 2 * margin;
    if (!rle127_canvas_create(glyph, width, height))
        return false;
    rle127_font_draw(glyph, font, margin, margin + RLE127_FONT_ASCENT * font->unit, text, true);
    return true;
}

/* Where there is no memory for a stamp, the pen does it. */
static int draw_one(struct rle127_canvas *canvas, struct rle127_glyph_set *set, int x, int y,
                    const char *text)
{
    const struct rle127_canvas *const glyph = &set->glyphs[(unsigned char)*text];
    const int margin = margin_of(&set->font);
    if (!glyph->bits && !make_glyph(set, text))
        return rle127_font_draw(canvas, &set->font, x, y, text, true);
    rle127_canvas_stamp(canvas, x - margin, y - margin - RLE127_FONT_ASCENT * set->font.unit,
                        glyph);
    return x + glyph->width - 2 * margin;
}

int rle127_glyph_set_draw(struct rle127_canvas *canvas, struct rle127_glyph_set *set, int x, int y,
                          const char *text)
{
    for (; *text != '\0'; text++) {
        const char one[2] = {(unsigned char)*text < RLE127_GLYPHS ? *text : ' ', '\0'};
        x = draw_one(canvas, set, x, y, one);
    }
    return x;
}

void rle127_glyph_set_free(struct rle127_glyph_set *set)
{
    for (int i = 0; i < RLE127_GLYPHS; i++)
        rle127_canvas_free(&set->glyphs[i]);
}
