/*
 * The first four bytes of a file, and what they say about its size.
 */
#include <assert.h>

#include "format.h"

size_t rle127_bound(uint32_t width, uint32_t height)
{
    if (!rle127_is_side(width) || !rle127_is_side(height))
        return 0;
    return RLE127_HEADER_BYTES + (size_t)width * height; /* below 2^32 */
}

void rle127_write_header(void *dst, uint32_t width, uint32_t height)
{
    assert(dst && rle127_is_side(width) && rle127_is_side(height));
    uint8_t *const bytes = dst;
    bytes[0] = (uint8_t)width;
    bytes[1] = (uint8_t)(width >> 8);
    bytes[2] = (uint8_t)height;
    bytes[3] = (uint8_t)(height >> 8);
}

enum rle127_status rle127_read_header(const void *src, size_t src_bytes, uint32_t *width,
                                      uint32_t *height)
{
    assert((src || !src_bytes) && width && height);
    if (src_bytes < RLE127_HEADER_BYTES)
        return RLE127_HEADER_TRUNCATED;
    const uint8_t *const bytes = src;
    *width = bytes[0] | (uint32_t)bytes[1] << 8;
    *height = bytes[2] | (uint32_t)bytes[3] << 8;
    return *width && *height ? RLE127_OK : RLE127_ZERO_SIDE;
}

enum rle127_status rle127_check_size(uint32_t width, uint32_t height, uint64_t file_bytes)
{
    if (!rle127_is_side(width) || !rle127_is_side(height))
        return RLE127_BAD_SIDE;
    if (file_bytes < RLE127_HEADER_BYTES)
        return RLE127_HEADER_TRUNCATED;
    const uint64_t runs_bytes = file_bytes - RLE127_HEADER_BYTES;
    const uint64_t chunks = (width + RLE127_CHUNK_PIXELS - 1) / RLE127_CHUNK_PIXELS;
    if (runs_bytes < chunks * height)
        return RLE127_TRUNCATED;
    if (runs_bytes > (uint64_t)width * height)
        return RLE127_TRAILING_DATA;
    return RLE127_OK;
}
