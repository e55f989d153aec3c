/*
 * Which libraries this build has.
 */
#include "foreign_readers.h"

static const struct rle127_reader *const readers[] = {
#ifdef RLE127_HAVE_LIBPNG
    &rle127_reader_png,
#endif
#ifdef RLE127_HAVE_GIFLIB
    &rle127_reader_gif,
#endif
#ifdef RLE127_HAVE_STB
    &rle127_reader_jpeg,
    &rle127_reader_psd,
    &rle127_reader_tga,
#endif
    NULL,
};

const struct rle127_reader *rle127_find_foreign_reader(const uint8_t *head, size_t head_bytes)
{
    for (size_t i = 0; readers[i]; i++)
        if (readers[i]->matches(head, head_bytes))
            return readers[i];
    return NULL;
}
