/*
 * A document as text. What cannot be written is told by the file's error flag; what is false had no
 * memory. Must not know: what was measured, paths.
 */
#ifndef RLE127_RENDERERS_H
#define RLE127_RENDERERS_H

#include <stdio.h>

#include "document.h"

/* For a terminal: machine, and for each section its answers, tables and notes. */
bool rle127_print_document(FILE *file, const struct rle127_document *document);

/* The same as Markdown, as GitHub shows it. */
bool rle127_print_markdown(FILE *file, const struct rle127_document *document);

/* RFC 4180: a line for each measurement, with all that it has in common with the others. */
bool rle127_print_document_csv(FILE *file, const struct rle127_document *document);

/* Of the objects below: it changes where a program that reads the former ones could not read the
 * new ones. */
#define RLE127_JSON_FORMAT 1

/* One object; each sample's seconds are in it. False where there is no memory, or this build has no
 * JSON. */
bool rle127_print_document_json(FILE *file, const struct rle127_document *document);

/* Whether this build has JSON: it is made with jansson. */
bool rle127_can_print_json(void);

/* One page that needs nothing else: no other file, no network, no script to be read; with the
 * charts as SVG and the measurements (as JSON, or as CSV where this build has none) to copy. */
bool rle127_print_html(FILE *file, const struct rle127_document *document);

#endif
