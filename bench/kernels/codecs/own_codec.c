/*
 * rle127 by its public interface.
 */
#include <stdlib.h>

#include "codecs.h"

static size_t bound(const struct rle127_bitmap *page)
{
    return rle127_bound(page->width, page->height);
}

static void *copy_options(const struct rle127_options *options)
{
    struct rle127_options *const copy = malloc(sizeof *copy);
    if (copy)
        *copy = *options;
    return copy;
}

static size_t encode(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    size_t n_bytes;
    return rle127_encode(src, dst, dst_bytes, &n_bytes, state) == RLE127_OK ? n_bytes : 0;
}

static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    return rle127_decode(src, src_bytes, dst, state) == RLE127_OK;
}

const struct rle127_codec rle127_own_codec = {
    .name = "rle127",
    .has_options = true,
    .bound = bound,
    .open = copy_options,
    .close = free,
    .encode = encode,
    .decode = decode,
};
