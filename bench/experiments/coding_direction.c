/*
 * Names of directions.
 */
#include "coding_direction.h"

const char *rle127_direction_name(enum rle127_coding_direction direction)
{
    return direction == RLE127_THERE ? "compress" : "decompress";
}

const char *rle127_direction_title(enum rle127_coding_direction direction)
{
    return direction == RLE127_THERE ? "Compress" : "Decompress";
}
