/*
 * The files in which Linux tells about itself. root stands before their paths: "" but for tests.
 */
#ifndef RLE127_SYSTEM_FILES_H
#define RLE127_SYSTEM_FILES_H

#include <stdbool.h>
#include <stdio.h>

/* NULL where there is none. */
FILE *rle127_open_system_file(const char *root, const char *path);

/* Reads a file's first line without its end; false, and "", where there is none. */
bool rle127_read_system_line(const char *root, char *line, int line_bytes, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
