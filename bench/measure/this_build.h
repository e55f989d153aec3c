/*
 * What this program was made of and how: known when it was compiled, but for the libraries that it
 * found when it was started. Texts are nobody's to free and never NULL; "" is unknown or none.
 */
#ifndef RLE127_THIS_BUILD_H
#define RLE127_THIS_BUILD_H

#include <stdbool.h>

/* "gcc 12.2.0" */
const char *rle127_build_compiler(void);

/* The build type and the compiler's options: "Release: -O3 -DNDEBUG". */
const char *rle127_build_options(void);

bool rle127_build_is_optimized(void);
bool rle127_build_is_sanitized(void);

/* "OpenMP 4.5, libgomp.so.1"; "" without OpenMP. Starts no thread. */
const char *rle127_build_openmp(void);

/* Of the source's git repository: "08e129225c89", "-dirty" behind it where files were changed. */
const char *rle127_build_commit(void);

#endif
