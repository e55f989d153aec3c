/*
 * Texts in the columns of a terminal, which shows UTF-8. Must not know: documents.
 */
#ifndef RLE127_TEXT_LAYOUT_H
#define RLE127_TEXT_LAYOUT_H

#include <stddef.h>
#include <stdio.h>

/* The columns that so many bytes of a text take: 2 for a character of Chinese, 0 for an accent that
 * is put upon a letter. A byte that is not of UTF-8 counts as one. */
size_t rle127_display_width(const char *text, size_t n_bytes);

/* How many bytes of a text without leading spaces fit into a line, cut at a space; one word at the
 * least. *rest is what stands behind that and the spaces after it. */
size_t rle127_fit_line(const char *text, size_t width, const char **rest);

/* Prints `first` (a mark or spaces), and the text behind it in lines of up to `width` columns; all
 * but the first line begin with as many spaces as `first` takes, or with `indent` if that is more.
 * Control characters are written as escapes. */
void rle127_print_paragraph(FILE *file, const char *first, size_t indent, const char *text,
                            size_t width);

#endif
