/*
 * Why a PNG is refused, in our words. What libpng says is gone with the call that says it, and
 * much of it means the same to a user. Must not know: files, rows.
 */
#include "png_reader.h"

#include <string.h>

struct meaning {
    const char *part; /* of libpng's or zlib's text */
    const char *reason;
};

/* The first one that fits counts. */
static const struct meaning meanings[] = {
    {"Image width is zero", "a side is 0"},
    {"Image height is zero", "a side is 0"},
    {"Image width", "a side exceeds 65535 pixels"},
    {"Image height", "a side exceeds 65535 pixels"},
    {"image width", "a side exceeds 65535 pixels"},
    {"image height", "a side exceeds 65535 pixels"},
    {"IHDR: PNG unsigned integer out of range", "a side exceeds 65535 pixels"},
    {"unsigned integer out of range", "a chunk is said to be longer than a chunk can be"},
    {"color type", "the colour type or the number of bits a pixel is unknown"},
    {"bit depth", "the colour type or the number of bits a pixel is unknown"},
    {"interlace method", "the interlace method is unknown"},
    {"compression method in IHDR", "the compression is not supported"},
    {"filter method", "the filter method is unknown"},
    {"MNG features", "the filter method is unknown"},
    {"CRC error", "the checksum of a chunk is wrong"},
    {"incorrect data check", "the checksum of the pixels is wrong"},
    {"Not enough image data", "the compressed pixels end early"},
    {"adaptive filter", "a row's filter is unknown"},
    {"unhandled critical", "a chunk that the image cannot do without is unknown"},
    {"invalid chunk type", "a chunk has no valid name"},
    {"Missing PLTE", "the palette is missing"},
    {"Invalid palette", "the palette is empty"},
    {"PLTE: invalid", "the length of the palette is wrong"},
    {"IDAT: Missing IHDR", "the header is missing"},
    {"missing IHDR", "the header is missing"},
    {"out of place", "the chunks are not in order"},
    {"duplicate", "the chunks are not in order"},
    {"Too many IDATs", "the chunks are not in order"},
    {"IHDR: invalid", "the length of the header is wrong"},
    {"IEND: invalid", "the length of the end chunk is wrong"},
    {"memory", "out of memory"},
    {"IDAT: ", "the compressed pixels are damaged"},
};

const char *rle127_png_reason(const char *text)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strstr(text, meanings[i].part))
            return meanings[i].reason;
    return "the file is damaged";
}
