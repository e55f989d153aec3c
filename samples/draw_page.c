/*
 * The page sample: a printed page with a heading, sections and justified paragraphs. The words are
 * rolled from a small vocabulary, so the text means nothing but is set like real text.
 */
#include "dice.h"
#include "pictures.h"
#include "stroke_font.h"

#include <stdio.h>

#define MARGIN     300 /* pixels, left and right */
#define TOP        330 /* pixels, the base line of the title */
#define LINE_PITCH 57  /* pixels from base line to base line */
#define WORD_GAP   18  /* pixels, the least */
#define INDENT     80  /* pixels, of the first line of a paragraph */
#define N_SECTIONS 4
#define LINE_WORDS 64 /* the most words that a line could hold */
#define WORD_BYTES 16

static const struct rle127_font title_font = {12, 15}, heading_font = {7, 9}, byline_font = {5, 5},
                                body_font = {5, 4};

/* "the" stands three times because it is that frequent. */
static const char *const vocabulary[] = {
    "a",     "after",  "all",    "and",   "are",   "as",     "at",    "before", "black",  "both",
    "bytes", "by",     "chunk",  "code",  "each",  "edge",   "ends",  "every",  "few",    "first",
    "for",   "from",   "given",  "has",   "in",    "ink",    "into",  "is",     "it",     "last",
    "left",  "length", "line",   "long",  "many",  "margin", "may",   "more",   "never",  "no",
    "not",   "of",     "on",     "one",   "or",    "page",   "paper", "pixel",  "read",   "right",
    "row",   "rows",   "run",    "runs",  "scan",  "short",  "so",    "still",  "stroke", "takes",
    "than",  "that",   "the",    "the",   "the",   "then",   "there", "they",   "this",   "to",
    "two",   "until",  "walked", "where", "which", "white",  "whole", "width",  "with",   "word",
};

static const char *const headings[N_SECTIONS] = {
    "1 What a run is",
    "2 Where a chunk ends",
    "3 Pages, plans and pictures",
    "4 What is left",
};

/* One line of text that is being filled. */
struct line {
    char words[LINE_WORDS][WORD_BYTES];
    int n_words;
    int ink_width; /* pixels of all words without gaps */
    int indent;    /* pixels */
};

struct page {
    struct rle127_canvas *canvas;
    uint32_t dice;
    int y; /* base line of the line that is being filled */
    struct line line;
};

static int room_of(const struct page *page)
{
    return page->canvas->width - 2 * MARGIN - page->line.indent;
}

/* Draws the line; justified, what is left of its room is spread over the gaps. */
static void end_line(struct page *page, bool is_justified)
{
    struct line *line = &page->line;
    int n_gaps = line->n_words - 1;
    int space = n_gaps * WORD_GAP;
    if (is_justified)
        space = room_of(page) - line->ink_width;
    for (int i = 0, x = MARGIN + line->indent; i < line->n_words; i++) {
        x = rle127_font_draw(page->canvas, &body_font, x, page->y, line->words[i], true);
        if (i < n_gaps)
            x += space * (i + 1) / n_gaps - space * i / n_gaps;
    }
    page->y += LINE_PITCH;
    line->n_words = line->ink_width = line->indent = 0;
}

static void add_word(struct page *page, const char *word)
{
    struct line *line = &page->line;
    int width = rle127_font_width(&body_font, word);
    if (line->n_words == LINE_WORDS ||
        line->ink_width + width + line->n_words * WORD_GAP > room_of(page))
        end_line(page, true);
    snprintf(line->words[line->n_words++], WORD_BYTES, "%s", word);
    line->ink_width += width;
}

static void add_sentence(struct page *page)
{
    char word[WORD_BYTES];
    uint32_t n_words = 5 + roll_dice(&page->dice, 14);
    for (uint32_t i = 0; i < n_words; i++) {
        bool is_last = i + 1 == n_words;
        const char *mark = is_last ? "." : roll_dice(&page->dice, 9) == 0 ? "," : "";
        uint32_t which = roll_dice(&page->dice, sizeof(vocabulary) / sizeof(vocabulary[0]));
        snprintf(word, sizeof(word), "%s%s", vocabulary[which], mark);
        if (i == 0)
            word[0] = (char)(word[0] - 'a' + 'A');
        add_word(page, word);
    }
}

static void add_paragraph(struct page *page)
{
    uint32_t n_sentences = 4 + roll_dice(&page->dice, 3);
    page->line.indent = INDENT;
    while (n_sentences-- > 0)
        add_sentence(page);
    end_line(page, false);
}

static void draw_title(struct page *page)
{
    struct rle127_canvas *canvas = page->canvas;
    const char *title = "Runs on a Page";
    int x = (canvas->width - rle127_font_width(&title_font, title)) / 2;
    rle127_font_draw(canvas, &title_font, x, TOP, title, true);
    const char *byline = "drawn for rle127, A4 at 300 dots per inch";
    x = (canvas->width - rle127_font_width(&byline_font, byline)) / 2;
    rle127_font_draw(canvas, &byline_font, x, TOP + 100, byline, true);
    rle127_canvas_fill_rect(canvas, MARGIN, TOP + 150, canvas->width - 2 * MARGIN, 4, true);
    page->y = TOP + 260;
}

void rle127_draw_page(struct rle127_canvas *canvas)
{
    struct page page = {.canvas = canvas, .dice = DICE_SEED};
    draw_title(&page);
    for (int i = 0; i < N_SECTIONS; i++) {
        rle127_font_draw(canvas, &heading_font, MARGIN, page.y, headings[i], true);
        page.y += LINE_PITCH + 20;
        add_paragraph(&page);
        add_paragraph(&page);
        page.y += LINE_PITCH;
    }
    rle127_font_draw(canvas, &body_font, canvas->width / 2 - 40, canvas->height - 150, "- 1 -",
                     true);
}
