/*
 * The parts of a section as HTML.
 */
#ifndef RLE127_HTML_SECTION_H
#define RLE127_HTML_SECTION_H

#include <stdio.h>

#include "document.h"

/* A section of the page, whose id is its kind behind "section-". */
void rle127_print_html_section(FILE *file, const struct rle127_section *section);

/* Names and values as a list, in which those of sizes and times have their units. */
void rle127_print_html_facts(FILE *file, const char *class, const struct rle127_facts *facts);

/* Each text as a paragraph. */
void rle127_print_html_notes(FILE *file, const char *const *notes, size_t n_notes);

#endif
