/*
 * Builds PNG files in memory; see png_bytes.h.
 */
#include "png_bytes.h"
#include "tests.h"

#include <string.h>
#include <zlib.h>

uint32_t rle127_test_crc32(const uint8_t *data, size_t n_bytes)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < n_bytes; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

uint32_t rle127_test_adler32(const uint8_t *data, size_t n_bytes)
{
    uint32_t a = 1, b = 0;

    for (size_t i = 0; i < n_bytes; i++) {
        a = (a + data[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

void rle127_test_add_u32_be(struct rle127_test_bytes *bytes, uint32_t value)
{
    const uint8_t data[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                             (uint8_t)value};
    rle127_test_add(bytes, data, 4);
}

void rle127_test_add_chunk(struct rle127_test_bytes *bytes, const char *name, const void *data,
                           size_t n_bytes)
{
    rle127_test_add_u32_be(bytes, (uint32_t)n_bytes);
    rle127_test_add(bytes, name, 4);
    rle127_test_add(bytes, data, n_bytes);
    rle127_test_add_u32_be(
        bytes, rle127_test_crc32(bytes->data + bytes->n_bytes - n_bytes - 4, n_bytes + 4));
}

static void add_palette(struct rle127_test_bytes *bytes, const struct rle127_test_png *png)
{
    uint8_t colours[3 * 300];

    for (uint32_t i = 0; i < png->n_palette; i++) {
        colours[3 * i] = (uint8_t)(png->palette[i] >> 16);
        colours[3 * i + 1] = (uint8_t)(png->palette[i] >> 8);
        colours[3 * i + 2] = (uint8_t)png->palette[i];
    }
    rle127_test_add_chunk(bytes, "PLTE", colours, 3 * (size_t)png->n_palette);
}

void rle127_test_add_png_head(struct rle127_test_bytes *bytes, const struct rle127_test_png *png)
{
    struct rle127_test_bytes header = {0};
    const uint8_t rest[5] = {(uint8_t)png->depth, (uint8_t)png->colour_type, 0, 0,
                             (uint8_t)png->interlace};

    rle127_test_add(bytes, "\x89PNG\r\n\x1a\n", 8);
    rle127_test_add_u32_be(&header, png->width);
    rle127_test_add_u32_be(&header, png->height);
    rle127_test_add(&header, rest, 5);
    rle127_test_add_chunk(bytes, "IHDR", header.data, header.n_bytes);
    rle127_test_free(&header);
    if (png->n_palette > 0)
        add_palette(bytes, png);
}

void rle127_test_add_iend(struct rle127_test_bytes *bytes)
{
    rle127_test_add_chunk(bytes, "IEND", NULL, 0);
}

struct rle127_test_bytes rle127_test_store(const uint8_t *data, size_t n_bytes, size_t block_bytes)
{
    struct rle127_test_bytes stream = {0};
    size_t done = 0;

    rle127_test_add(&stream, "\x78\x01", 2);
    do {
        const size_t n = n_bytes - done < block_bytes ? n_bytes - done : block_bytes;
        const uint8_t is_last = done + n == n_bytes;
        rle127_test_add(&stream, &is_last, 1);
        rle127_test_add_u16(&stream, (unsigned)n);
        rle127_test_add_u16(&stream, ~(unsigned)n & 0xFFFF);
        rle127_test_add(&stream, data + done, n);
        done += n;
    } while (done < n_bytes);
    rle127_test_add_u32_be(&stream, rle127_test_adler32(data, n_bytes));
    return stream;
}

struct rle127_test_bytes rle127_test_compress(const uint8_t *data, size_t n_bytes)
{
    struct rle127_test_bytes stream = {0};
    uLongf room_bytes = compressBound((uLong)n_bytes);

    rle127_test_add_fill(&stream, 0, room_bytes);
    assert_int_equal(compress2(stream.data, &room_bytes, data, (uLong)n_bytes, 9), Z_OK);
    stream.n_bytes = room_bytes;
    return stream;
}

static unsigned count_channels(const struct rle127_test_png *png)
{
    switch (png->colour_type) {
    case PNG_RGB:
        return 3;
    case PNG_GREY_ALPHA:
        return 2;
    case PNG_RGBA:
        return 4;
    default:
        return 1;
    }
}

/* Every step_x-th pixel of row y from x on, if any. A sample of 16 bits has the byte twice. */
static void add_row(struct rle127_test_bytes *rows, const struct rle127_test_png *png,
                    const uint8_t *samples, uint32_t x, uint32_t step_x, uint32_t y)
{
    const unsigned n_channels = count_channels(png);
    unsigned bits = 0, n_bits = 0;

    if (x >= png->width)
        return;
    rle127_test_add_fill(rows, 0, 1);
    for (; x < png->width; x += step_x)
        for (unsigned channel = 0; channel < n_channels; channel++) {
            const uint8_t sample = samples[((size_t)y * png->width + x) * n_channels + channel];
            if (png->depth >= 8) {
                rle127_test_add_fill(rows, sample, png->depth / 8);
                continue;
            }
            bits = bits << png->depth | sample;
            n_bits += png->depth;
            if (n_bits == 8) {
                rle127_test_add_fill(rows, (uint8_t)bits, 1);
                bits = n_bits = 0;
            }
        }
    if (n_bits > 0)
        rle127_test_add_fill(rows, (uint8_t)(bits << (8 - n_bits)), 1);
}

struct rle127_test_bytes rle127_test_filter_rows(const struct rle127_test_png *png,
                                                 const uint8_t *samples)
{
    /* The passes of Adam7: the first pixel and the steps, across and down. */
    static const uint32_t PASSES[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                          {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    struct rle127_test_bytes rows = {0};

    for (uint32_t y = 0; !png->interlace && y < png->height; y++)
        add_row(&rows, png, samples, 0, 1, y);
    for (int pass = 0; png->interlace && pass < 7; pass++)
        for (uint32_t y = PASSES[pass][1]; y < png->height; y += PASSES[pass][3])
            add_row(&rows, png, samples, PASSES[pass][0], PASSES[pass][2], y);
    return rows;
}

struct rle127_test_bytes rle127_test_wrap_stream(const struct rle127_test_png *png,
                                                 const struct rle127_test_bytes *stream,
                                                 size_t chunk_bytes)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_png_head(&bytes, png);
    for (size_t done = 0; done < stream->n_bytes; done += chunk_bytes) {
        const size_t left = stream->n_bytes - done;
        rle127_test_add_chunk(&bytes, "IDAT", stream->data + done,
                              left < chunk_bytes ? left : chunk_bytes);
    }
    rle127_test_add_iend(&bytes);
    return bytes;
}

struct rle127_test_bytes rle127_test_make_png(const struct rle127_test_png *png,
                                              const uint8_t *samples, bool is_compressed)
{
    struct rle127_test_bytes rows = rle127_test_filter_rows(png, samples);
    struct rle127_test_bytes stream = is_compressed
                                          ? rle127_test_compress(rows.data, rows.n_bytes)
                                          : rle127_test_store(rows.data, rows.n_bytes, 65535);
    struct rle127_test_bytes bytes = rle127_test_wrap_stream(png, &stream, stream.n_bytes);

    rle127_test_free(&rows);
    rle127_test_free(&stream);
    return bytes;
}
