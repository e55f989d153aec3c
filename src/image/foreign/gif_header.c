/*
 * All that a GIF says before its first frame's data: where the frame lies and what its colours are.
 * Must not know: rows.
 */
#include "../indices.h"
#include "gif.h"

/* An interlaced frame is decoded as a whole, into a byte for each pixel. */
#define N_PIXELS_MAX (UINT64_C(1) << 28)

/* A code of n bits names one of 2^n codes, and so a string of at most 2^n pixels, where n is at
 * most 12: that is less than this number of pixels for each byte. */
#define PIXELS_PER_BYTE_MAX 2731

static uint32_t max_of(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static const char *set_sides(struct rle127_image *image, struct rle127_gif *gif)
{
    const GifImageDesc *frame = &gif->handle->Image;
    const uint32_t screen_width = (uint32_t)gif->handle->SWidth;
    const uint32_t screen_height = (uint32_t)gif->handle->SHeight;

    gif->left = (uint32_t)frame->Left;
    gif->top = (uint32_t)frame->Top;
    gif->width = (uint32_t)frame->Width;
    gif->height = (uint32_t)frame->Height;
    image->width = max_of(screen_width, gif->left + gif->width);
    image->height = max_of(screen_height, gif->top + gif->height);
    const uint32_t sides[] = {gif->width, gif->height, image->width, image->height};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        const char *reason = rle127_check_side(sides[i]);
        if (reason)
            return reason;
    }
    if (image->width > screen_width || image->height > screen_height)
        rle127_gif_add_note(image, "the frame leads out of the screen, which was enlarged");
    return NULL;
}

static const char *check_size(const struct rle127_gif *gif)
{
    const uint64_t n_pixels = (uint64_t)gif->width * gif->height;

    if (!rle127_source_has(gif->source, gif->offset, n_pixels / PIXELS_PER_BYTE_MAX))
        return "the file ends early";
    if (gif->handle->Image.Interlace && n_pixels > N_PIXELS_MAX)
        return "an interlaced image of more than 268435456 pixels cannot be held";
    return NULL;
}

/* Pillow takes an image for a grey one where entry i of the palette is the grey i. */
static bool is_grey_ramp(const ColorMapObject *palette)
{
    for (int i = 0; i < palette->ColorCount; i++) {
        const GifColorType *colour = &palette->Colors[i];
        if (colour->Red != i || colour->Green != i || colour->Blue != i)
            return false;
    }
    return true;
}

static void set_colours(struct rle127_image *image, const ColorMapObject *palette)
{
    for (int i = 0; i < palette->ColorCount; i++) {
        const GifColorType *colour = &palette->Colors[i];
        image->luma_1000[i] = rle127_luma_1000(colour->Red, colour->Green, colour->Blue);
    }
}

static const char *read_palette(struct rle127_image *image, struct rle127_gif *gif)
{
    const ColorMapObject *global = gif->handle->SColorMap;
    const ColorMapObject *local = gif->handle->Image.ColorMap;
    const ColorMapObject *palette = local ? local : global;

    if (!palette)
        return "there is no palette";
    gif->n_colours = (uint32_t)palette->ColorCount;
    set_colours(image, palette);
    if (is_grey_ramp(palette))
        image->kind = RLE127_KIND_GREY;
    else
        image->kind = gif->n_colours == 2 ? RLE127_KIND_BILEVEL : RLE127_KIND_PALETTE;
    gif->misleads_pillow =
        palette == local && image->kind == RLE127_KIND_GREY && global && !is_grey_ramp(global);
    return NULL;
}

static const char *set_fill(const struct rle127_image *image, struct rle127_gif *gif)
{
    gif->fill = gif->transparent == RLE127_GIF_NONE ? 0 : (uint8_t)gif->transparent;
    if (gif->width == image->width && gif->height == image->height)
        return NULL;
    return gif->fill < gif->n_colours ? NULL : rle127_names_no_colour;
}

const char *rle127_gif_read_header(struct rle127_image *image, struct rle127_gif *gif)
{
    const char *reason = rle127_gif_open(gif, image->source);

    if (!reason)
        reason = rle127_gif_find_frame(gif);
    if (!reason)
        reason = set_sides(image, gif);
    if (!reason)
        reason = check_size(gif);
    if (!reason)
        reason = read_palette(image, gif);
    if (!reason)
        reason = set_fill(image, gif);
    return reason;
}

/* A local palette that makes the image a grey one is no palette for Pillow, which then puts the
 * global one on the pixels; the colours that this lacks are greys. */
const char *rle127_gif_imitate_pillow(struct rle127_image *image)
{
    const struct rle127_gif *gif = image->state;

    if (!gif->misleads_pillow)
        return NULL;
    for (uint32_t i = 0; i < 256; i++)
        image->luma_1000[i] = i * 1000;
    set_colours(image, gif->handle->SColorMap);
    image->kind = RLE127_KIND_PALETTE;
    image->note = "the pixels are those that Pillow reads, which are not quite this GIF's; "
                  "--binarize=threshold:128 gives the file's own";
    return NULL;
}
