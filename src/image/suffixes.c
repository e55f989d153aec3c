/*
 * What names say about files: nothing that is relied on where their bytes can be looked at.
 */
#include "image.h"

#include <stddef.h>
#include <strings.h>

/* Efforts in milliseconds a megabyte, measured with grey pages, thresholded ones of the same size
 * and colour; where kinds differ, that of grey. Of a BMP nobody knows: 1 is that of one bit. */
static const struct {
    const char *suffix;
    unsigned effort;
} suffixes[] = {
    {"bmp", 1}, {"dib", 1}, {"pbm", 1},  {"xbm", 1},  {"pgm", 5},  {"ppm", 3},  {"pnm", 5},
    {"tga", 7}, {"psd", 7}, {"png", 40}, {"gif", 50}, {"jpg", 40}, {"jpe", 40}, {"jpeg", 40},
    {"pam", 1}, {"tif", 1}, {"tiff", 1}, {"jp2", 1},  {"webp", 1}, {"hdr", 1},  {"pfm", 1},
};
#define N_SUFFIXES (sizeof suffixes / sizeof suffixes[0])

static size_t find_suffix(const char *suffix)
{
    size_t i = 0;
    while (i < N_SUFFIXES && strcasecmp(suffixes[i].suffix, suffix) != 0)
        i++;
    return i;
}

bool rle127_is_image_suffix(const char *suffix)
{
    return find_suffix(suffix) < N_SUFFIXES;
}

unsigned rle127_suffix_effort(const char *suffix)
{
    const size_t i = find_suffix(suffix);
    return i < N_SUFFIXES ? suffixes[i].effort : 1;
}
