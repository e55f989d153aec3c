/*
 * Writing JSON text.
 */
#ifndef RLE127_JSON_H
#define RLE127_JSON_H

#include <stdio.h>

/* Writes a text in quotation marks. What is not UTF-8 in it becomes U+FFFD, a byte each. */
void rle127_print_json_string(FILE *file, const char *text);

/* Writes "NAME":"PATH" or, where the path is not UTF-8, "NAME_bytes":"PATH in base64". */
void rle127_print_json_path(FILE *file, const char *name, const char *path);

#endif
