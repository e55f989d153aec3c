/*
 * JBIG1 by JBIG-KIT's line-by-line coder for fax machines (ITU-T T.85), which copies no pages.
 */
#include <jbig85.h>
#include <stdlib.h>
#include <string.h>

#include "codecs.h"

/* The worst case of an arithmetic coder whose guesses are all wrong. */
#define FILE_EXTRA_BYTES 4096
#define BITMAP_FACTOR    4

/* The lines that the decoder looks back on. */
#define CONTEXT_LINES 3

struct output {
    uint8_t *bytes;
    size_t n_bytes, room;
};

static const char *version(void)
{
    return "libjbig " JBG85_VERSION;
}

static size_t bound(const struct rle127_bitmap *page)
{
    return FILE_EXTRA_BYTES + BITMAP_FACTOR * rle127_packed_bytes(page);
}

/* What does not fit is counted only. */
static void put_bytes(unsigned char *bytes, size_t n_bytes, void *file)
{
    struct output *const output = file;
    if (output->n_bytes <= output->room && n_bytes <= output->room - output->n_bytes)
        memcpy(output->bytes + output->n_bytes, bytes, n_bytes);
    output->n_bytes += n_bytes;
}

static size_t encode(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    struct jbg85_enc_state encoder;
    struct output output = {.bytes = dst, .room = dst_bytes};
    const size_t row_bytes = rle127_row_bytes(src->width);
    (void)state;
    jbg85_enc_init(&encoder, src->width, src->height, put_bytes, &output);
    for (uint32_t y = 0; y < src->height; y++) {
        uint8_t *const row = src->bits + y * row_bytes;
        jbg85_enc_lineout(&encoder, row, y > 0 ? row - row_bytes : NULL,
                          y > 1 ? row - 2 * row_bytes : NULL);
    }
    return output.n_bytes <= output.room ? output.n_bytes : 0;
}

static int take_line(const struct jbg85_dec_state *decoder, unsigned char *line, size_t n_bytes,
                     unsigned long y, void *file)
{
    const struct rle127_bitmap *const dst = file;
    const bool fits =
        decoder->x0 == dst->width && y < dst->height && n_bytes == rle127_row_bytes(dst->width);
    if (fits)
        memcpy(dst->bits + y * n_bytes, line, n_bytes);
    return !fits;
}

static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    struct jbg85_dec_state decoder;
    struct rle127_bitmap page = *dst;
    size_t n_used;
    const size_t context_bytes = CONTEXT_LINES * rle127_row_bytes(dst->width);
    unsigned char *const context = malloc(context_bytes);
    (void)state;
    if (!context)
        return false;
    jbg85_dec_init(&decoder, context, context_bytes, take_line, &page);
    int result = jbg85_dec_in(&decoder, (unsigned char *)src, src_bytes, &n_used);
    if (result == JBG_EAGAIN) /* whether it is the end is only known when there is no more */
        result = jbg85_dec_end(&decoder);
    free(context);
    return result == JBG_EOK && decoder.y == dst->height;
}

const struct rle127_codec rle127_jbig_codec = {
    .name = "JBIG (T.85)",
    .version = version,
    .bound = bound,
    .open = rle127_open_nothing,
    .close = rle127_close_nothing,
    .encode = encode,
    .decode = decode,
};
