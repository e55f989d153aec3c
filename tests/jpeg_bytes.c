/*
 * Builds JPEG files; see jpeg_bytes.h.
 */
#include "jpeg_bytes.h"

#include <stdlib.h>
#include <string.h>

struct bits {
    struct rle127_test_bytes *bytes;
    unsigned n, buffer;
};

static void add_u16(struct rle127_test_bytes *bytes, unsigned value)
{
    const uint8_t data[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    rle127_test_add(bytes, data, 2);
}

void rle127_test_add_byte(struct rle127_test_bytes *bytes, unsigned value)
{
    rle127_test_add_fill(bytes, (uint8_t)value, 1);
}

void rle127_test_add_jpeg_marker(struct rle127_test_bytes *bytes, unsigned marker)
{
    add_u16(bytes, 0xFF00 | marker);
}

void rle127_test_add_jpeg_segment(struct rle127_test_bytes *bytes, unsigned marker,
                                  const void *data, size_t n_bytes)
{
    rle127_test_add_jpeg_marker(bytes, marker);
    add_u16(bytes, (unsigned)n_bytes + 2);
    rle127_test_add(bytes, data, n_bytes);
}

static void put_bits(struct bits *bits, unsigned value, unsigned n)
{
    while (n-- > 0) {
        bits->buffer = bits->buffer << 1 | (value >> n & 1);
        if (++bits->n % 8 == 0) {
            rle127_test_add_byte(bits->bytes, bits->buffer & 0xFF);
            if ((bits->buffer & 0xFF) == 0xFF)
                rle127_test_add_byte(bits->bytes, 0);
        }
    }
}

static void fill_byte(struct bits *bits)
{
    while (bits->n % 8 != 0)
        put_bits(bits, 1, 1);
}

/* The code of first coefficients: 4 bits that are the number of bits, 0..11. The other code: 0 is
 * the end of a block; 10 the end of 2 or 3 blocks; 11 a bit behind no zeros. */
void rle127_test_add_jpeg_tables(struct rle127_test_bytes *bytes)
{
    uint8_t quantisers[65] = {0, 8};
    static const uint8_t DC[29] = {0x00, 0, 0, 0, 12, [17] = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    static const uint8_t AC[20] = {0x10, 1, 2, [17] = 0x00, 0x10, 0x01};

    memset(quantisers + 2, 1, 63);
    rle127_test_add_jpeg_segment(bytes, RLE127_TEST_DQT, quantisers, sizeof quantisers);
    rle127_test_add_jpeg_segment(bytes, RLE127_TEST_DHT, DC, sizeof DC);
    rle127_test_add_jpeg_segment(bytes, RLE127_TEST_DHT, AC, sizeof AC);
}

void rle127_test_add_jpeg_frame(struct rle127_test_bytes *bytes,
                                const struct rle127_test_jpeg *jpeg)
{
    rle127_test_add_jpeg_marker(bytes, jpeg->sof);
    add_u16(bytes, 8 + 3 * jpeg->n_components);
    rle127_test_add_byte(bytes, 8);
    add_u16(bytes, jpeg->height);
    add_u16(bytes, jpeg->width);
    rle127_test_add_byte(bytes, jpeg->n_components);
    for (unsigned i = 0; i < jpeg->n_components; i++) {
        rle127_test_add_byte(bytes, i + 1);
        rle127_test_add_byte(bytes, i == 0 && jpeg->factors ? jpeg->factors : 0x11);
        rle127_test_add_byte(bytes, 0);
    }
}

void rle127_test_add_jpeg_scan(struct rle127_test_bytes *bytes, unsigned n_components,
                               unsigned first, unsigned last, unsigned approximation)
{
    rle127_test_add_jpeg_marker(bytes, RLE127_TEST_SOS);
    add_u16(bytes, 6 + 2 * n_components);
    rle127_test_add_byte(bytes, n_components);
    for (unsigned i = 0; i < n_components; i++) {
        rle127_test_add_byte(bytes, i + 1);
        rle127_test_add_byte(bytes, 0);
    }
    rle127_test_add_byte(bytes, first);
    rle127_test_add_byte(bytes, last);
    rle127_test_add_byte(bytes, approximation);
}

static void put_number(struct bits *bits, int number)
{
    unsigned n = 0;

    while (abs(number) >> n)
        n++;
    put_bits(bits, n, 4);
    put_bits(bits, (unsigned)(number < 0 ? number - 1 : number), n);
}

/* Halves are rounded down, as shifting to the right does it. */
static int find_coefficient(const struct rle127_test_jpeg *jpeg, size_t block, unsigned low_bit)
{
    const int value = jpeg->levels[block] - 128;

    return low_bit ? (value + 256) / 2 - 128 : value;
}

static size_t count_blocks(const struct rle127_test_jpeg *jpeg)
{
    return (size_t)((jpeg->width + 7) / 8) * ((jpeg->height + 7) / 8);
}

/* A scan of first coefficients and, in baseline files, the ends of their blocks. The components
 * behind the first are all 128, which is no colour. */
void rle127_test_add_jpeg_blocks(struct rle127_test_bytes *bytes,
                                 const struct rle127_test_jpeg *jpeg, unsigned low_bit)
{
    struct bits bits = {.bytes = bytes};
    int before = 0;

    for (size_t block = 0; block < count_blocks(jpeg); block++) {
        if (jpeg->restart_interval && block && block % jpeg->restart_interval == 0) {
            fill_byte(&bits);
            rle127_test_add_jpeg_marker(bytes,
                                        0xD0 + (unsigned)(block / jpeg->restart_interval - 1) % 8);
            before = 0;
        }
        for (unsigned i = 0; i < jpeg->n_components; i++) {
            const int value = find_coefficient(jpeg, block, low_bit);
            put_number(&bits, i == 0 ? value - before : 0);
            before = value;
            if (jpeg->sof != 0xC2)
                put_bits(&bits, 0, 1);
        }
    }
    fill_byte(&bits);
}

void rle127_test_add_jpeg_start(struct rle127_test_bytes *bytes,
                                const struct rle127_test_jpeg *jpeg)
{
    const uint8_t interval[2] = {0, (uint8_t)jpeg->restart_interval};

    rle127_test_add_jpeg_marker(bytes, 0xD8);
    rle127_test_add_jpeg_tables(bytes);
    rle127_test_add_jpeg_frame(bytes, jpeg);
    if (jpeg->restart_interval)
        rle127_test_add_jpeg_segment(bytes, RLE127_TEST_DRI, interval, 2);
}

struct rle127_test_bytes rle127_test_make_baseline(const struct rle127_test_jpeg *jpeg)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_jpeg_start(&bytes, jpeg);
    rle127_test_add_jpeg_scan(&bytes, jpeg->n_components, 0, 63, 0);
    rle127_test_add_jpeg_blocks(&bytes, jpeg, 0);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    return bytes;
}

/* The first coefficients but for their last bit, that bit, and of two blocks of the first component
 * that nothing else is in them. */
struct rle127_test_bytes rle127_test_make_progressive(const struct rle127_test_jpeg *jpeg)
{
    struct rle127_test_bytes bytes = {0};
    struct bits bits = {.bytes = &bytes};

    rle127_test_add_jpeg_start(&bytes, jpeg);
    rle127_test_add_jpeg_scan(&bytes, jpeg->n_components, 0, 0, 0x01);
    rle127_test_add_jpeg_blocks(&bytes, jpeg, 1);
    rle127_test_add_jpeg_scan(&bytes, jpeg->n_components, 0, 0, 0x10);
    for (size_t block = 0; block < count_blocks(jpeg); block++)
        for (unsigned i = 0; i < jpeg->n_components; i++)
            put_bits(&bits, i == 0 ? (unsigned)find_coefficient(jpeg, block, 0) & 1 : 0, 1);
    fill_byte(&bits);
    rle127_test_add_jpeg_scan(&bytes, 1, 1, 63, 0x00);
    put_bits(&bits, 4, 3); /* 10 and a bit more: 2 blocks */
    fill_byte(&bits);
    rle127_test_add_jpeg_marker(&bytes, 0xD9);
    return bytes;
}
