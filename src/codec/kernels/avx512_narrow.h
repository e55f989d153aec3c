/*
 * Decoding narrow rows with AVX-512.
 */
#ifndef RLE127_AVX512_NARROW_H
#define RLE127_AVX512_NARROW_H

#include "kernels.h"

#ifdef RLE127_HAVE_X86

#define RLE127_NARROW_PIXELS 512

/* For rows of at most so many pixels; the narrowest are left to the scalar kernel. */
rle127_decode_row_kernel rle127_decode_narrow_avx512;

#endif
#endif
