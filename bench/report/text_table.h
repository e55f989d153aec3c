/*
 * A table of a document in aligned columns.
 */
#ifndef RLE127_TEXT_TABLE_H
#define RLE127_TEXT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "document.h"

#define RLE127_BOLD  "\033[1m"
#define RLE127_PLAIN "\033[0m"

/* Rows that are best have a star before them, and are bold where that can be shown. Headings are
 * broken at spaces where the table is wider than `width` columns otherwise; it may still be. False
 * where there is no memory. */
bool rle127_print_text_table(FILE *file, const struct rle127_table *table, size_t width,
                             bool has_bold);

#endif
