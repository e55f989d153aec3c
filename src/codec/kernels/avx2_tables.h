/*
 * Tables of 8 bytes for each byte, see avx2_tables.c.
 */
#ifndef RLE127_AVX2_TABLES_H
#define RLE127_AVX2_TABLES_H

#include "kernels.h"

#ifdef RLE127_HAVE_X86

extern const uint64_t rle127_ones_from_left[256];
extern const uint64_t rle127_ones_from_right[256];
extern const uint64_t rle127_spread_bits[256];

#endif
#endif
