/*
 * Texts as HTML and SVG have them.
 */
#ifndef RLE127_HTML_TEXT_H
#define RLE127_HTML_TEXT_H

#include <stdio.h>

/* As the content of an element or, between double quotes, of an attribute. Any bytes: what is not
 * UTF-8, and control characters, become U+FFFD. */
void rle127_print_html_text(FILE *file, const char *text);

/* The same, cut at the end where it is wider than `room` in units of the font's size. */
void rle127_print_fitted_text(FILE *file, const char *text, double room);

/* How wide a text is at the most, in units of the font's size: for wide fonts without serifs. */
double rle127_estimate_width(const char *text);

#endif
