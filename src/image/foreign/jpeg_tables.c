/*
 * JPEG: Huffman codes. Must not know: what they code.
 */
#include "jpeg.h"

#include <string.h>

enum { LENGTHS = 16, HEAD_BYTES = 1 + LENGTHS };

/* One less than there can be: stb_image cannot tell the 256th value from "no short code". */
#define VALUES_MAX 255

static void fill_fast(struct rle127_jpeg_code *code, unsigned length, uint32_t bits, uint8_t value)
{
    const unsigned n_free = RLE127_JPEG_FAST_BITS - length;

    memset(code->fast_lengths + ((size_t)bits << n_free), (int)length, (size_t)1 << n_free);
    memset(code->fast_values + ((size_t)bits << n_free), value, (size_t)1 << n_free);
}

/* Codes are counted up; a longer one goes on where the shorter ones end. */
static const char *build_code(struct rle127_jpeg_code *code)
{
    uint32_t next = 0;
    unsigned n_values = 0;

    for (unsigned length = 1; length <= LENGTHS; length++, next <<= 1) {
        code->first_codes[length] = next;
        code->first_values[length] = (uint16_t)n_values;
        if (next + code->n_codes[length] > (uint32_t)1 << length)
            return RLE127_JPEG_DAMAGED ": an impossible Huffman table";
        for (unsigned i = 0; i < code->n_codes[length]; i++, next++, n_values++)
            if (length <= RLE127_JPEG_FAST_BITS)
                fill_fast(code, length, next, code->values[n_values]);
    }
    code->is_defined = true;
    return NULL;
}

const char *rle127_jpeg_read_codes(struct rle127_jpeg *jpeg, const uint8_t *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        if (n_bytes < HEAD_BYTES || bytes[0] >> 4 > 1 || (bytes[0] & 15) > 3)
            return RLE127_JPEG_DAMAGED ": an impossible Huffman table";
        struct rle127_jpeg_code *code =
            (bytes[0] >> 4 ? jpeg->ac_codes : jpeg->dc_codes) + (bytes[0] & 15);
        size_t n_values = 0;

        *code = (struct rle127_jpeg_code){0};
        memcpy(code->n_codes + 1, bytes + 1, LENGTHS);
        for (unsigned length = 1; length <= LENGTHS; length++)
            n_values += code->n_codes[length];
        if (n_values > VALUES_MAX || n_values > n_bytes - HEAD_BYTES)
            return RLE127_JPEG_DAMAGED ": an impossible Huffman table";
        memcpy(code->values, bytes + HEAD_BYTES, n_values);
        const char *reason = build_code(code);
        if (reason)
            return reason;
        bytes += HEAD_BYTES + n_values;
        n_bytes -= HEAD_BYTES + n_values;
    }
    return NULL;
}
