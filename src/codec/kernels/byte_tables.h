/*
 * Tables of 8 bytes for each byte, see byte_tables.c.
 */
#ifndef RLE127_BYTE_TABLES_H
#define RLE127_BYTE_TABLES_H

#include "kernels.h"

#if defined(RLE127_HAVE_X86) || defined(RLE127_HAVE_NEON)
extern const uint64_t rle127_ones_from_left[256];
#endif

#ifdef RLE127_HAVE_X86
extern const uint64_t rle127_ones_from_right[256];
extern const uint64_t rle127_spread_bits[256];
#endif

#endif
