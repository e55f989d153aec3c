/*
 * Copying: what the machine's memory allows.
 */
#include <string.h>

#include "codecs.h"

static size_t encode(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    (void)state;
    (void)dst_bytes;
    memcpy(dst, src->bits, rle127_packed_bytes(src));
    return rle127_packed_bytes(src);
}

static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    (void)state;
    memcpy(dst->bits, src, src_bytes);
    return src_bytes == rle127_packed_bytes(dst);
}

const struct rle127_codec rle127_memcpy_codec = {
    .name = "memcpy",
    .bound = rle127_packed_bytes,
    .open = rle127_open_nothing,
    .close = rle127_close_nothing,
    .encode = encode,
    .decode = decode,
};
