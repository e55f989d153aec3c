/*
 * LZ4 as it comes: LZ4_compress_default() and LZ4_decompress_safe().
 */
#include <lz4.h>
#include <stdio.h>

#include "codecs.h"

#define VERSION_BYTES 32

static const char *version(void)
{
    static char text[VERSION_BYTES];
    snprintf(text, sizeof text, "liblz4 %s", LZ4_versionString());
    return text;
}

static size_t bound(const struct rle127_bitmap *page)
{
    return (size_t)LZ4_compressBound((int)rle127_packed_bytes(page));
}

/* A page has at the most 65535 rows of 8192 bytes, which an int holds. */
static size_t encode(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    const int room = dst_bytes > LZ4_MAX_INPUT_SIZE ? LZ4_MAX_INPUT_SIZE : (int)dst_bytes;
    (void)state;
    return (size_t)LZ4_compress_default((const char *)src->bits, dst, (int)rle127_packed_bytes(src),
                                        room);
}

static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    const int packed_bytes = (int)rle127_packed_bytes(dst);
    (void)state;
    return LZ4_decompress_safe(src, (char *)dst->bits, (int)src_bytes, packed_bytes) ==
           packed_bytes;
}

const struct rle127_codec rle127_lz4_codec = {
    .name = "LZ4",
    .version = version,
    .bound = bound,
    .open = rle127_open_nothing,
    .close = rle127_close_nothing,
    .encode = encode,
    .decode = decode,
};
