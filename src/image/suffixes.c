/*
 * What names say about files: nothing that is relied on where their bytes can be looked at.
 */
#include "image.h"

#include <stddef.h>
#include <strings.h>

bool rle127_is_image_suffix(const char *suffix)
{
    static const char *const suffixes[] = {"bmp", "dib",  "pbm", "pgm", "ppm",  "pnm", "pam",
                                           "xbm", "png",  "gif", "jpg", "jpeg", "jpe", "tga",
                                           "psd", "tiff", "tif", "jp2", "webp", "hdr", "pfm"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (strcasecmp(suffixes[i], suffix) == 0)
            return true;
    return false;
}
