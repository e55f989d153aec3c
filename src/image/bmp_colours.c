/*
 * The colours of a BMP: its palette, or where red, green and blue lie in a pixel.
 * Must not know: rows.
 */
#include "bmp.h"

#include <string.h>

static const char inside_headers[] =
    "the pixels are said to begin inside the headers or the palette";

#define MASKS_OFFSET 54
#define N_CHANNELS   3

static uint32_t count_entry_bytes(const struct rle127_bmp *bmp)
{
    return bmp->header_bytes == RLE127_BMP_CORE_HEADER_BYTES ? 3 : 4;
}

/* An OS/2 1 header has no number of colours: there the pixels may cut the palette short. */
static const char *count_colours(struct rle127_bmp *bmp, uint32_t palette_offset, uint32_t n_used)
{
    const uint32_t n_max = UINT32_C(1) << bmp->depth;
    const uint32_t entry_bytes = count_entry_bytes(bmp);

    if (n_used > n_max)
        return "the palette has more colours than a pixel can name";
    bmp->n_colours = n_used ? n_used : n_max;
    if (bmp->data_offset >= palette_offset + entry_bytes * bmp->n_colours)
        return NULL;

    if (bmp->header_bytes != RLE127_BMP_CORE_HEADER_BYTES ||
        bmp->data_offset < palette_offset + entry_bytes)
        return inside_headers;
    bmp->n_colours = ((uint32_t)bmp->data_offset - palette_offset) / entry_bytes;
    return NULL;
}

/* Pillow takes an 8-bit image for a grey one where entry i of the palette is the grey i, but in a
 * palette of two, where it looks for black and white. */
static bool is_grey_ramp(const struct rle127_bmp *bmp, const uint8_t *palette)
{
    const uint32_t entry_bytes = count_entry_bytes(bmp);

    if (bmp->depth != 8 || bmp->n_colours == 2)
        return false;
    for (uint32_t i = 0; i < bmp->n_colours; i++) {
        const uint8_t *bgr = palette + i * entry_bytes;
        if (bgr[0] != i || bgr[1] != i || bgr[2] != i)
            return false;
    }
    return true;
}

const char *rle127_bmp_read_palette(struct rle127_image *image, struct rle127_bmp *bmp,
                                    uint32_t n_used)
{
    const uint32_t palette_offset = RLE127_BMP_FILE_HEADER_BYTES + bmp->header_bytes;
    const uint32_t entry_bytes = count_entry_bytes(bmp);
    const uint8_t *bytes;
    const char *reason = count_colours(bmp, palette_offset, n_used);

    if (!reason)
        reason = rle127_source_at(image->source, 0, palette_offset + entry_bytes * bmp->n_colours,
                                  &bytes);
    if (reason)
        return reason;

    const uint8_t *palette = bytes + palette_offset;
    for (uint32_t i = 0; i < bmp->n_colours; i++) {
        const uint8_t *bgr = palette + i * entry_bytes;
        image->luma_1000[i] = rle127_luma_1000(bgr[2], bgr[1], bgr[0]);
    }
    if (bmp->depth == 1)
        image->kind = RLE127_KIND_BILEVEL;
    else
        image->kind = is_grey_ramp(bmp, palette) ? RLE127_KIND_GREY : RLE127_KIND_PALETTE;
    return NULL;
}

static const char *set_channel(struct rle127_bmp_channel *channel, uint32_t mask)
{
    if (mask == 0)
        return "a colour mask is empty";
    channel->mask = mask;
    channel->shift = 0;
    while (!(mask >> channel->shift & 1))
        channel->shift++;
    channel->max = mask >> channel->shift;
    if (channel->max & (channel->max + 1))
        return "a colour mask has gaps";
    return NULL;
}

static const char *set_channels(struct rle127_bmp *bmp, const uint32_t masks[N_CHANNELS])
{
    uint32_t seen = bmp->depth == 16 ? 0xFFFF0000 : 0;
    const char *reason = NULL;

    for (int i = 0; i < N_CHANNELS && !reason; i++) {
        if (masks[i] & seen)
            return "the colour masks overlap or do not fit a pixel";
        seen |= masks[i];
        reason = set_channel(&bmp->channels[i], masks[i]);
    }
    return reason;
}

/* Masks follow a 40-byte header and are part of a larger one, which is the same place. */
static const char *read_mask_fields(struct rle127_image *image, uint32_t masks[N_CHANNELS])
{
    const uint8_t *bytes;
    const char *reason = rle127_source_at(image->source, 0, MASKS_OFFSET + 4 * N_CHANNELS, &bytes);

    for (int i = 0; i < N_CHANNELS && !reason; i++)
        masks[i] = rle127_bmp_u32(bytes + MASKS_OFFSET + 4 * i);
    return reason;
}

static uint32_t count_mask_bytes(const struct rle127_bmp *bmp)
{
    if (bmp->header_bytes > MASKS_OFFSET - RLE127_BMP_FILE_HEADER_BYTES)
        return 0;
    if (bmp->compression == RLE127_BMP_BIT_FIELDS)
        return 12;
    return bmp->compression == RLE127_BMP_ALPHA_BIT_FIELDS ? 16 : 0;
}

const char *rle127_bmp_read_masks(struct rle127_image *image, struct rle127_bmp *bmp)
{
    static const uint32_t DEFAULT_16[N_CHANNELS] = {0x7C00, 0x3E0, 0x1F};
    static const uint32_t DEFAULT_32[N_CHANNELS] = {0xFF0000, 0xFF00, 0xFF};
    const uint32_t *defaults = bmp->depth == 16 ? DEFAULT_16 : DEFAULT_32;
    uint32_t masks[N_CHANNELS] = {0, 0, 0};

    if (bmp->data_offset <
        RLE127_BMP_FILE_HEADER_BYTES + (uint64_t)bmp->header_bytes + count_mask_bytes(bmp))
        return inside_headers;
    if (bmp->compression != RLE127_BMP_PLAIN) {
        const char *reason = read_mask_fields(image, masks);
        if (reason)
            return reason;
    }
    /* There are writers that leave all masks 0 and mean these. */
    if ((masks[0] | masks[1] | masks[2]) == 0)
        memcpy(masks, defaults, sizeof masks);
    return set_channels(bmp, masks);
}
