/*
 * Zstandard at level 1, with contexts that serve all calls, as its manual advises.
 */
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

#include "codecs.h"

#define LEVEL         1
#define VERSION_BYTES 32

struct contexts {
    ZSTD_CCtx *encoder;
    ZSTD_DCtx *decoder;
};

static const char *version(void)
{
    static char text[VERSION_BYTES];
    snprintf(text, sizeof text, "libzstd %s", ZSTD_versionString());
    return text;
}

static size_t bound(const struct rle127_bitmap *page)
{
    return ZSTD_compressBound(rle127_packed_bytes(page));
}

static void free_contexts(void *state)
{
    struct contexts *const contexts = state;
    ZSTD_freeCCtx(contexts->encoder);
    ZSTD_freeDCtx(contexts->decoder);
    free(contexts);
}

static void *make_contexts(const struct rle127_options *options)
{
    struct contexts *const contexts = malloc(sizeof *contexts);
    (void)options;
    if (!contexts)
        return NULL;
    *contexts = (struct contexts){.encoder = ZSTD_createCCtx(), .decoder = ZSTD_createDCtx()};
    if (contexts->encoder && contexts->decoder)
        return contexts;
    free_contexts(contexts);
    return NULL;
}

static size_t encode(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    const struct contexts *const contexts = state;
    const size_t n_bytes = ZSTD_compressCCtx(contexts->encoder, dst, dst_bytes, src->bits,
                                             rle127_packed_bytes(src), LEVEL);
    return ZSTD_isError(n_bytes) ? 0 : n_bytes;
}

static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    const struct contexts *const contexts = state;
    const size_t packed_bytes = rle127_packed_bytes(dst);
    return ZSTD_decompressDCtx(contexts->decoder, dst->bits, packed_bytes, src, src_bytes) ==
           packed_bytes;
}

const struct rle127_codec rle127_zstd_codec = {
    .name = "zstd -1",
    .version = version,
    .bound = bound,
    .open = make_contexts,
    .close = free_contexts,
    .encode = encode,
    .decode = decode,
};
