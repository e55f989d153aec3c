/*
 * First bytes. Must not know: what follows them.
 */
#include "foreign_formats.h"
#include "foreign/tga.h"

#include <string.h>

static bool begins_with(const uint8_t *head, size_t head_bytes, const char *bytes, size_t n_bytes)
{
    return head_bytes >= n_bytes && memcmp(head, bytes, n_bytes) == 0;
}

bool rle127_is_png(const uint8_t *head, size_t head_bytes)
{
    return begins_with(head, head_bytes, "\x89PNG\r\n\x1a\n", 8);
}

bool rle127_is_gif(const uint8_t *head, size_t head_bytes)
{
    return begins_with(head, head_bytes, "GIF87a", 6) || begins_with(head, head_bytes, "GIF89a", 6);
}

bool rle127_is_jpeg(const uint8_t *head, size_t head_bytes)
{
    return begins_with(head, head_bytes, "\xff\xd8\xff", 3);
}

bool rle127_is_psd(const uint8_t *head, size_t head_bytes)
{
    return begins_with(head, head_bytes, "8BPS", 4);
}

/* No index has more than 8 bits here, and a first index below 256 has a high byte of zero. That
 * byte is at an offset where an .rle file cannot have a zero, so none is taken for a TGA. */
#define FIRST_COLOUR_MAX 255

static bool is_colour_depth(unsigned depth)
{
    return depth == 15 || depth == 16 || depth == 24 || depth == 32;
}

static bool has_sound_colour_map(const uint8_t *head)
{
    const unsigned first = rle127_tga_u16(head + 3), n_colours = rle127_tga_u16(head + 5);

    if (head[1] == 0)
        return first == 0 && n_colours == 0;
    return head[1] == 1 && first <= FIRST_COLOUR_MAX && n_colours > 0 && is_colour_depth(head[7]);
}

static bool has_sound_depth(const uint8_t *head)
{
    const unsigned depth = head[16];

    switch (head[2] & ~(unsigned)RLE127_TGA_RUN_LENGTHS) {
    case RLE127_TGA_INDICES:
        return head[1] == 1 && (depth == 8 || depth == 16);
    case RLE127_TGA_COLOURS:
        return is_colour_depth(depth);
    case RLE127_TGA_GREYS:
        return head[1] == 0 && (depth == 1 || depth == 8 || depth == 16);
    default:
        return false;
    }
}

bool rle127_is_tga(const uint8_t *head, size_t head_bytes)
{
    return head_bytes >= RLE127_TGA_HEADER_BYTES && has_sound_colour_map(head) &&
           has_sound_depth(head) && rle127_tga_u16(head + 12) > 0 &&
           rle127_tga_u16(head + 14) > 0 && (head[17] & RLE127_TGA_ALPHA_BITS) <= 8;
}
