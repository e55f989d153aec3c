/*
 * Setting words in lines.
 */
#include "text_column.h"

#include <stdio.h>

#include "dice.h"

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

const char *rle127_roll_word(uint32_t *dice)
{
    return vocabulary[roll_dice(dice, sizeof(vocabulary) / sizeof(vocabulary[0]))];
}

static int room_of(const struct rle127_text_column *column)
{
    return column->width - column->line.indent;
}

/* Justified, what is left of the line's room is spread over the gaps. */
static void draw_line(const struct rle127_text_column *column, bool is_justified)
{
    const struct rle127_text_line *line = &column->line;
    int n_gaps = line->n_words - 1;
    int space = n_gaps * column->word_gap;
    if (is_justified)
        space = room_of(column) - line->ink_width;
    for (int i = 0, x = column->left + line->indent; i < line->n_words; i++) {
        x = rle127_glyph_set_draw(column->canvas, column->glyphs, x, column->y, line->words[i]);
        if (i < n_gaps)
            x += space * (i + 1) / n_gaps - space * i / n_gaps;
    }
}

static void end_line(struct rle127_text_column *column, bool is_justified)
{
    struct rle127_text_line *line = &column->line;
    if (column->y <= column->bottom)
        draw_line(column, is_justified);
    column->y += column->line_pitch;
    line->n_words = line->ink_width = line->indent = 0;
}

/* A word that is wider than the column stands alone and reaches over its end. */
static void add_word(struct rle127_text_column *column, const char *word)
{
    struct rle127_text_line *line = &column->line;
    int width = rle127_font_width(&column->glyphs->font, word);
    int taken = line->ink_width + line->n_words * column->word_gap;
    if (line->n_words == RLE127_LINE_WORDS ||
        (line->n_words > 0 && taken + width > room_of(column)))
        end_line(column, true);
    snprintf(line->words[line->n_words++], RLE127_WORD_BYTES, "%s", word);
    line->ink_width += width;
}

static void add_sentence(struct rle127_text_column *column)
{
    char word[RLE127_WORD_BYTES];
    uint32_t n_words = 5 + roll_dice(&column->dice, 14);
    for (uint32_t i = 0; i < n_words; i++) {
        bool is_last = i + 1 == n_words;
        const char *mark = is_last ? "." : roll_dice(&column->dice, 9) == 0 ? "," : "";
        snprintf(word, sizeof(word), "%s%s", rle127_roll_word(&column->dice), mark);
        if (i == 0)
            word[0] = (char)(word[0] - 'a' + 'A');
        add_word(column, word);
    }
}

void rle127_set_paragraph(struct rle127_text_column *column, int indent)
{
    uint32_t n_sentences = 4 + roll_dice(&column->dice, 3);
    column->line.indent = indent;
    while (n_sentences-- > 0)
        add_sentence(column);
    end_line(column, false);
}
