/*
 * Sheets of text: columns of justified paragraphs with headings over the whole sheet, set as a book
 * is that is scanned with 600 dots per inch.
 */
#include <stdio.h>

#include "../../samples/dice.h"
#include "../../samples/text_column.h"
#include "drawn_images.h"

/* Pixels. A sheet that is smaller than a page of paper has smaller margins. */
#define MARGIN        420
#define MARGINS_SHARE 12 /* one of so many of a side at the most */
#define COLUMN_WIDTH  1900
#define COLUMN_GAP    160
#define LINE_PITCH    100
#define WORD_GAP      32
#define INDENT        100

#define SECTION_PARAGRAPHS 5 /* at the most */

static const struct rle127_font body_font = {9, 8}, heading_font = {12, 14};

struct sheet {
    struct rle127_canvas *canvas;
    struct rle127_glyph_set body, heading;
    uint32_t dice;
};

static int margin_of(int side)
{
    return side / MARGINS_SHARE < MARGIN ? side / MARGINS_SHARE : MARGIN;
}

/* "3 Where pixels end", on a line and a half. */
static void draw_heading(struct sheet *sheet, struct rle127_text_column *column, unsigned number)
{
    char text[4 * RLE127_WORD_BYTES];
    char first[RLE127_WORD_BYTES];
    snprintf(first, sizeof first, "%s", rle127_roll_word(&column->dice));
    first[0] = (char)(first[0] - 'a' + 'A');
    snprintf(text, sizeof text, "%u %s %s", number % 100, first, rle127_roll_word(&column->dice));
    column->y += LINE_PITCH / 2;
    if (column->y <= column->bottom)
        rle127_glyph_set_draw(sheet->canvas, &sheet->heading, column->left, column->y, text);
    column->y += LINE_PITCH + LINE_PITCH / 4;
}

static void fill_column(struct sheet *sheet, struct rle127_text_column *column)
{
    const int top = column->y;
    while (column->y <= column->bottom) {
        if (column->y > top && roll_dice(&column->dice, SECTION_PARAGRAPHS) == 0)
            draw_heading(sheet, column, 1 + roll_dice(&column->dice, 40));
        rle127_set_paragraph(column, column->width < 8 * INDENT ? column->width / 8 : INDENT);
    }
    sheet->dice = column->dice;
}

/* As many columns of about that width as there is room for. */
static void fill_sheet(struct sheet *sheet)
{
    const struct rle127_canvas *const canvas = sheet->canvas;
    const int left = margin_of(canvas->width), top = margin_of(canvas->height);
    const int room = canvas->width - 2 * left + COLUMN_GAP;
    const int whole = room / (COLUMN_WIDTH + COLUMN_GAP);
    const int n_columns = whole > 0 ? whole : 1;
    const int first = top + RLE127_FONT_ASCENT * body_font.unit, last = canvas->height - top;
    for (int i = 0; i < n_columns; i++) {
        const int start = room * i / n_columns, end = room * (i + 1) / n_columns;
        struct rle127_text_column column = {
            .canvas = sheet->canvas,
            .glyphs = &sheet->body,
            .left = left + start,
            .width = end - start - COLUMN_GAP,
            .bottom = last > first ? last : first, /* the first line is there, or its upper part */
            .line_pitch = LINE_PITCH,
            .word_gap = WORD_GAP,
            .dice = sheet->dice,
            .y = first,
        };
        fill_column(sheet, &column);
    }
}

bool rle127_draw_text_sheet(struct rle127_canvas *canvas, uint32_t dice)
{
    struct sheet sheet = {.canvas = canvas,
                          .body = {.font = body_font},
                          .heading = {.font = heading_font},
                          .dice = dice};
    fill_sheet(&sheet);
    rle127_glyph_set_free(&sheet.body);
    rle127_glyph_set_free(&sheet.heading);
    return true;
}
