/*
 * Builds GIF files in memory; see gif_bytes.h.
 */
#include "gif_bytes.h"

#include <stdlib.h>
#include <string.h>

enum { N_CODES = 4096, NONE = -1 };

static const uint32_t CODED_PALETTE[4] = {0xFFFFFF, 0x000000, 0xFFFF00, 0x0000FF};

struct encoder {
    const struct rle127_test_gif_frame *frame;
    struct rle127_test_bytes out;
    unsigned clear, n_codes, width; /* the codes' width in bits */
    uint32_t bits;
    unsigned n_bits;
    int prefix[N_CODES];
    uint8_t last_pixel[N_CODES];
    int string; /* that has been seen and not coded yet, or NONE */
};

static void put_code(struct encoder *e, unsigned code)
{
    e->bits |= (uint32_t)code << e->n_bits;
    for (e->n_bits += e->width; e->n_bits >= 8; e->n_bits -= 8, e->bits >>= 8)
        rle127_test_add_fill(&e->out, (uint8_t)e->bits, 1);
}

static void put_clear(struct encoder *e)
{
    put_code(e, e->clear);
    e->n_codes = e->clear + 2;
    e->width = e->frame->code_size ? e->frame->code_size + 1 : 3;
}

/* In a flat image the string of k pixels is the code clear + k; this spares the search. */
static int find_string(const struct encoder *e, int prefix, uint8_t pixel)
{
    if (!e->frame->pixels) {
        const unsigned code = prefix < (int)e->clear ? e->clear + 2 : (unsigned)prefix + 1;
        return code < e->n_codes ? (int)code : NONE;
    }
    for (unsigned code = e->clear + 2; code < e->n_codes; code++)
        if (e->prefix[code] == prefix && e->last_pixel[code] == pixel)
            return (int)code;
    return NONE;
}

/* The decoder learns a string one code later, so codes grow when the last short one is learnt. */
static void learn_string(struct encoder *e, uint8_t pixel)
{
    if (e->n_codes == N_CODES)
        return;
    e->prefix[e->n_codes] = e->string;
    e->last_pixel[e->n_codes] = pixel;
    if (e->n_codes == 1u << e->width && e->width < 12)
        e->width++;
    e->n_codes++;
    if (e->n_codes == N_CODES && e->frame->coding == RLE127_TEST_GIF_STRINGS)
        put_clear(e);
}

static void put_pixel(struct encoder *e, uint8_t pixel)
{
    const int longer = e->string == NONE ? pixel : find_string(e, e->string, pixel);

    if (longer != NONE) {
        e->string = longer;
        return;
    }
    put_code(e, (unsigned)e->string);
    learn_string(e, pixel);
    e->string = pixel;
}

/* Where codes are plain, the decoder learns strings all the same. */
static void put_plain_pixel(struct encoder *e, uint8_t pixel)
{
    put_code(e, pixel);
    if (++e->n_codes == 2 * e->clear)
        put_clear(e);
}

static uint8_t index_of(char digit)
{
    return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static void put_row(struct encoder *e, unsigned y)
{
    const struct rle127_test_gif_frame *frame = e->frame;

    for (unsigned x = 0; x < frame->width; x++) {
        const uint8_t pixel =
            frame->pixels ? index_of(frame->pixels[y * frame->width + x]) : frame->flat;
        if (frame->coding == RLE127_TEST_GIF_PLAIN)
            put_plain_pixel(e, pixel);
        else
            put_pixel(e, pixel);
    }
}

static void put_rows(struct encoder *e)
{
    static const unsigned FIRST[] = {0, 4, 2, 1}, STEP[] = {8, 8, 4, 2};
    const unsigned height = e->frame->height;

    if (!e->frame->is_interlaced) {
        for (unsigned y = 0; y < height; y++)
            put_row(e, y);
        return;
    }
    for (int pass = 0; pass < 4; pass++)
        for (unsigned y = FIRST[pass]; y < height; y += STEP[pass])
            put_row(e, y);
}

static void put_end(struct encoder *e)
{
    if (e->string != NONE) {
        put_code(e, (unsigned)e->string);
        learn_string(e, 0);
    }
    put_code(e, e->clear + 1);
    if (e->n_bits > 0)
        rle127_test_add_fill(&e->out, (uint8_t)e->bits, 1);
}

static void add_sub_blocks(struct rle127_test_bytes *bytes, const uint8_t *data, size_t n_bytes,
                           unsigned sub_block_bytes)
{
    const size_t most = sub_block_bytes ? sub_block_bytes : 255;

    while (n_bytes > 0) {
        const size_t n = n_bytes < most ? n_bytes : most;
        rle127_test_add_fill(bytes, (uint8_t)n, 1);
        rle127_test_add(bytes, data, n);
        data += n;
        n_bytes -= n;
    }
    rle127_test_add_fill(bytes, 0, 1);
}

static uint8_t flag_palette(unsigned n_colours)
{
    uint8_t exponent = 0;

    while (n_colours > 2u << exponent)
        exponent++;
    return n_colours ? (uint8_t)(0x80 | exponent) : 0;
}

static void add_palette(struct rle127_test_bytes *bytes, unsigned n_colours,
                        const uint32_t *palette)
{
    for (unsigned i = 0; i < n_colours; i++) {
        const uint8_t rgb[3] = {(uint8_t)(palette[i] >> 16), (uint8_t)(palette[i] >> 8),
                                (uint8_t)palette[i]};
        rle127_test_add(bytes, rgb, 3);
    }
}

void rle127_test_add_gif_screen(struct rle127_test_bytes *bytes, unsigned width, unsigned height,
                                unsigned n_colours, const uint32_t *palette)
{
    rle127_test_add_text(bytes, "GIF89a");
    rle127_test_add_u16(bytes, width);
    rle127_test_add_u16(bytes, height);
    rle127_test_add_fill(bytes, flag_palette(n_colours), 1);
    rle127_test_add_fill(bytes, 0, 2);
    add_palette(bytes, n_colours, palette);
}

void rle127_test_add_gif_extension(struct rle127_test_bytes *bytes, uint8_t kind, const void *data,
                                   size_t n_bytes, unsigned sub_block_bytes)
{
    rle127_test_add_text(bytes, "!");
    rle127_test_add_fill(bytes, kind, 1);
    add_sub_blocks(bytes, data, n_bytes, sub_block_bytes);
}

void rle127_test_add_gif_transparent(struct rle127_test_bytes *bytes, uint8_t index)
{
    const uint8_t control[4] = {1, 0, 0, index};

    rle127_test_add_gif_extension(bytes, 0xF9, control, 4, 0);
}

void rle127_test_add_gif_frame(struct rle127_test_bytes *bytes,
                               const struct rle127_test_gif_frame *frame)
{
    const uint8_t code_size = (uint8_t)(frame->code_size ? frame->code_size : 2);
    struct encoder *e = calloc(1, sizeof *e);

    *e = (struct encoder){
        .frame = frame, .clear = 1u << code_size, .width = code_size + 1u, .string = NONE};
    put_clear(e);
    put_rows(e);
    put_end(e);
    rle127_test_add_text(bytes, ",");
    rle127_test_add_u16(bytes, frame->left);
    rle127_test_add_u16(bytes, frame->top);
    rle127_test_add_u16(bytes, frame->width);
    rle127_test_add_u16(bytes, frame->height);
    rle127_test_add_fill(
        bytes, (uint8_t)(flag_palette(frame->n_colours) | (frame->is_interlaced ? 0x40 : 0)), 1);
    add_palette(bytes, frame->n_colours, frame->palette);
    rle127_test_add_fill(bytes, code_size, 1);
    add_sub_blocks(bytes, e->out.data, e->out.n_bytes, frame->sub_block_bytes);
    rle127_test_free(&e->out);
    free(e);
}

struct rle127_test_bytes rle127_test_make_gif(unsigned n_colours, const uint32_t *palette,
                                              const struct rle127_test_gif_frame *frame)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_gif_screen(&bytes, frame->width, frame->height, n_colours, palette);
    rle127_test_add_gif_frame(&bytes, frame);
    rle127_test_add_text(&bytes, ";");
    return bytes;
}

struct rle127_test_bytes rle127_test_make_coded_gif(unsigned width, unsigned height, uint8_t flags,
                                                    uint8_t code_size, const char *codes)
{
    struct rle127_test_bytes bytes = {0};

    rle127_test_add_gif_screen(&bytes, width, height, 4, CODED_PALETTE);
    rle127_test_add(&bytes, ",\0\0\0\0", 5);
    rle127_test_add_u16(&bytes, width);
    rle127_test_add_u16(&bytes, height);
    rle127_test_add_fill(&bytes, flags, 1);
    rle127_test_add_fill(&bytes, code_size, 1);
    rle127_test_add_fill(&bytes, (uint8_t)strlen(codes), 1);
    rle127_test_add_text(&bytes, codes);
    rle127_test_add(&bytes, "\0;", codes[0] ? 2 : 1);
    return bytes;
}
