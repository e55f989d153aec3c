/*
 * The words for each status.
 */
#include "rle127.h"

const char *rle127_status_text(enum rle127_status status)
{
    switch (status) {
    case RLE127_OK:
        return "no error";
    case RLE127_BAD_SIDE:
        return "width or height is not 1 to 65535 pixels";
    case RLE127_UNKNOWN_LEVEL:
        return "this machine has no kernel level of that name";
    case RLE127_NO_ROOM:
        return "the destination is too small";
    case RLE127_HEADER_TRUNCATED:
        return "truncated header";
    case RLE127_ZERO_SIDE:
        return "zero dimension";
    case RLE127_SIDES_DIFFER:
        return "the header's width or height is not the bitmap's";
    case RLE127_ZERO_RUN:
        return "run of length 0";
    case RLE127_ROW_OVERRUN:
        return "run past the end of its row";
    case RLE127_TRUNCATED:
        return "truncated data";
    case RLE127_TRAILING_DATA:
        return "trailing data";
    }
    return "unknown status";
}
