/*
 * Which codecs this build has.
 */
#include "codecs.h"

const struct rle127_codec *const rle127_codecs[] = {
    &rle127_memcpy_codec,
    &rle127_own_codec,
#ifdef RLE127_HAVE_LZ4
    &rle127_lz4_codec,
#endif
#ifdef RLE127_HAVE_ZSTD
    &rle127_zstd_codec,
#endif
#ifdef RLE127_HAVE_TIFF
    &rle127_packbits_codec,
    &rle127_g4_codec,
#endif
#ifdef RLE127_HAVE_JBIG
    &rle127_jbig_codec,
#endif
    NULL,
};

#ifdef RLE127_HAVE_LZ4
const struct rle127_codec *const rle127_lz4_reference = &rle127_lz4_codec;
#else
const struct rle127_codec *const rle127_lz4_reference = NULL;
#endif

void *rle127_open_nothing(const struct rle127_options *options)
{
    static char nothing;
    (void)options;
    return &nothing;
}

void rle127_close_nothing(void *state)
{
    (void)state;
}
