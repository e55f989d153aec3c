/*
 * What the decoder program can be confined by.
 */
#ifndef RLE127_CALL_FILTER_H
#define RLE127_CALL_FILTER_H

#include <stdbool.h>

/* Whether the decoder program runs behind a filter of system calls: this kernel has them, and this
 * build uses them. */
bool rle127_has_call_filter(void);

#endif
