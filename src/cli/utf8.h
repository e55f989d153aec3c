/*
 * Telling text from bytes.
 */
#ifndef RLE127_UTF8_H
#define RLE127_UTF8_H

#include <stddef.h>

/* The bytes of the UTF-8 sequence at the start of a string that is not empty: 1 to 4, or 0 where
 * there is none. */
size_t rle127_measure_utf8(const char *string);

#endif
