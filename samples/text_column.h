/*
 * Justified text in a column: paragraphs of sentences whose words are rolled from a small
 * vocabulary, so that it means nothing but is set like real text. Must not know: pages, headings.
 */
#ifndef RLE127_SAMPLES_TEXT_COLUMN_H
#define RLE127_SAMPLES_TEXT_COLUMN_H

#include "glyph_set.h"

#define RLE127_LINE_WORDS 64 /* the most that a line can hold */
#define RLE127_WORD_BYTES 16

/* One line of text that is being filled. */
struct rle127_text_line {
    char words[RLE127_LINE_WORDS][RLE127_WORD_BYTES];
    int n_words;
    int ink_width; /* pixels of all words without gaps */
    int indent;    /* pixels */
};

struct rle127_text_column {
    struct rle127_canvas *canvas;
    struct rle127_glyph_set *glyphs;
    int left, width; /* pixels */
    int bottom;      /* lines whose base line is below are dropped */
    int line_pitch;  /* pixels from base line to base line */
    int word_gap;    /* pixels, the least */
    uint32_t dice;
    int y;                        /* base line of the line that is being filled */
    struct rle127_text_line line; /* private */
};

/* Sets 4 to 6 sentences; the first line begins `indent` pixels to the right. */
void rle127_set_paragraph(struct rle127_text_column *column, int indent);

/* A word of the vocabulary, of at most 6 letters. */
const char *rle127_roll_word(uint32_t *dice);

#endif
