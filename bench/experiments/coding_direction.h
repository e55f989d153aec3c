/*
 * From images to coded files, and back: what experiments measure both of.
 */
#ifndef RLE127_CODING_DIRECTION_H
#define RLE127_CODING_DIRECTION_H

enum rle127_coding_direction { RLE127_THERE, RLE127_BACK, RLE127_BOTH_DIRECTIONS };

/* "compress", "decompress"; to begin a sentence with, "Compress", "Decompress". */
const char *rle127_direction_name(enum rle127_coding_direction direction);
const char *rle127_direction_title(enum rle127_coding_direction direction);

#endif
