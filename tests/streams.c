#include "streams.h"

#include <string.h>

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The pixels from x on that have one colour, whatever chunks they are in. */
static uint32_t count_same(const struct rle127_bitmap *image, uint32_t x, uint32_t row)
{
    bool white = reference_get_pixel(image, x, row);
    uint32_t end = x + 1;
    while (end < image->width && reference_get_pixel(image, end, row) == white)
        end++;
    return end - x;
}

static size_t write_stretch(uint32_t x, uint32_t n_pixels, bool white, unsigned loose_permille,
                            uint8_t *dst, uint64_t *random)
{
    size_t n_bytes = 0;
    while (n_pixels > 0) {
        uint32_t length;
        if (reference_random_below(random, 1000) < loose_permille)
            length = 1 + reference_random_below(random, least(n_pixels, REFERENCE_CHUNK_PIXELS));
        else
            length = least(n_pixels, REFERENCE_CHUNK_PIXELS - x % REFERENCE_CHUNK_PIXELS);
        dst[n_bytes++] = (uint8_t)(length | (white ? 0x80u : 0));
        n_pixels -= length;
        x += length;
    }
    return n_bytes;
}

size_t stream_write_loose(const struct rle127_bitmap *image, unsigned loose_permille, uint8_t *dst,
                          uint64_t *random)
{
    size_t n_bytes = 0;
    for (uint32_t row = 0; row < image->height; row++) {
        uint32_t x = 0;
        while (x < image->width) {
            uint32_t n_same = count_same(image, x, row);
            n_bytes += write_stretch(x, n_same, reference_get_pixel(image, x, row), loose_permille,
                                     dst + n_bytes, random);
            x += n_same;
        }
    }
    return n_bytes;
}

void stream_find_rows(const uint8_t *runs, uint32_t width, uint32_t height, size_t *starts)
{
    struct reference_walk walk;
    reference_walk_start(&walk, width, height, NULL);
    starts[0] = 0;
    while (walk.row < height) {
        reference_walk_step(&walk, runs[walk.n_bytes]);
        starts[walk.row] = walk.end_bytes;
    }
}

size_t stream_damage_run(uint8_t *runs, size_t n_bytes, size_t offset, enum stream_damage damage)
{
    size_t n_behind = n_bytes - offset - 1;
    switch (damage) {
    case STREAM_ZERO_BLACK:
        runs[offset] = 0x00;
        return n_bytes;
    case STREAM_ZERO_WHITE:
        runs[offset] = 0x80;
        return n_bytes;
    case STREAM_LONGEST:
        runs[offset] |= 0x7F;
        return n_bytes;
    case STREAM_SHORTER:
        runs[offset]--;
        return n_bytes;
    case STREAM_REMOVED:
        memmove(runs + offset, runs + offset + 1, n_behind);
        return n_bytes - 1;
    case STREAM_DOUBLED:
        memmove(runs + offset + 1, runs + offset, n_behind + 1);
        return n_bytes + 1;
    case STREAM_ENDS:
    case STREAM_DAMAGES:
        break;
    }
    return offset;
}
