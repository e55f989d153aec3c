/*
 * The page sample: a printed page with a heading, sections and justified paragraphs.
 */
#include "dice.h"
#include "pictures.h"
#include "text_column.h"

#define MARGIN     300 /* pixels, left and right */
#define TOP        330 /* pixels, the base line of the title */
#define LINE_PITCH 57  /* pixels from base line to base line */
#define WORD_GAP   18  /* pixels, the least */
#define INDENT     80  /* pixels, of the first line of a paragraph */
#define N_SECTIONS 4

static const struct rle127_font title_font = {12, 15}, heading_font = {7, 9}, byline_font = {5, 5},
                                body_font = {5, 4};

static const char *const headings[N_SECTIONS] = {
    "1 What a run is",
    "2 Where a chunk ends",
    "3 Pages, plans and pictures",
    "4 What is left",
};

/* Returns the base line of what comes next. */
static int draw_title(struct rle127_canvas *canvas)
{
    const char *title = "Runs on a Page";
    int x = (canvas->width - rle127_font_width(&title_font, title)) / 2;
    rle127_font_draw(canvas, &title_font, x, TOP, title, true);
    const char *byline = "drawn for rle127, A4 at 300 dots per inch";
    x = (canvas->width - rle127_font_width(&byline_font, byline)) / 2;
    rle127_font_draw(canvas, &byline_font, x, TOP + 100, byline, true);
    rle127_canvas_fill_rect(canvas, MARGIN, TOP + 150, canvas->width - 2 * MARGIN, 4, true);
    return TOP + 260;
}

static void draw_sections(struct rle127_text_column *column)
{
    for (int i = 0; i < N_SECTIONS; i++) {
        rle127_font_draw(column->canvas, &heading_font, MARGIN, column->y, headings[i], true);
        column->y += LINE_PITCH + 20;
        rle127_set_paragraph(column, INDENT);
        rle127_set_paragraph(column, INDENT);
        column->y += LINE_PITCH;
    }
}

void rle127_draw_page(struct rle127_canvas *canvas)
{
    struct rle127_glyph_set body = {.font = body_font};
    struct rle127_text_column column = {.canvas = canvas,
                                        .glyphs = &body,
                                        .left = MARGIN,
                                        .width = canvas->width - 2 * MARGIN,
                                        .bottom = canvas->height,
                                        .line_pitch = LINE_PITCH,
                                        .word_gap = WORD_GAP,
                                        .dice = DICE_SEED,
                                        .y = draw_title(canvas)};
    draw_sections(&column);
    rle127_glyph_set_draw(canvas, &body, canvas->width / 2 - 40, canvas->height - 150, "- 1 -");
    rle127_glyph_set_free(&body);
}
