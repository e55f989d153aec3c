/*
 * From the LZW codes of a GIF's frame, which giflib cuts out of the file, to pixels.
 *
 * giflib could do this as well (DGifGetLine), but it takes a code that has no meaning yet for the
 * string before with an index 2 behind it, and passes over pixels that the frame has no room for:
 * damage would come out as an image. Must not know: rows, colours.
 */
#include "gif.h"

#define END_OF_CODES (-1)

static void forget_strings(struct rle127_gif_strings *strings)
{
    strings->n_codes = strings->clear + 2;
    strings->previous = RLE127_GIF_NONE;
}

/* The last byte before the data is the size of the first codes without its clear code. */
void rle127_gif_start_pixels(struct rle127_gif *gif)
{
    gif->strings.clear = 1u << gif->last_byte;
    forget_strings(&gif->strings);
}

/* Whether a code is one pixel, or has got a meaning, or is just getting it. */
static bool has_meaning(const struct rle127_gif_strings *strings, unsigned code)
{
    if (code < strings->clear)
        return true;
    return strings->previous != RLE127_GIF_NONE && code <= strings->n_codes;
}

/* A prefix is always less than its code, so this ends; and no string is longer than the number of
 * codes, because each of its pixels but the first has a code of its own. */
static void push_string(struct rle127_gif_strings *strings, unsigned code)
{
    unsigned n = 0;

    if (code == strings->n_codes) {
        strings->pending[n++] = strings->first_pixel;
        code = (unsigned)strings->previous;
    }
    for (; code >= strings->clear; code = strings->prefix[code])
        strings->pending[n++] = strings->last_pixel[code];
    strings->pending[n++] = (uint8_t)code;
    strings->first_pixel = (uint8_t)code;
    strings->n_pending = n;
}

static void learn_string(struct rle127_gif_strings *strings)
{
    if (strings->previous == RLE127_GIF_NONE || strings->n_codes == RLE127_GIF_N_CODES)
        return;
    strings->prefix[strings->n_codes] = (uint16_t)strings->previous;
    strings->last_pixel[strings->n_codes] = strings->first_pixel;
    strings->n_codes++;
}

/* Takes the next code that is no clear code. */
static const char *take_code(struct rle127_gif *gif, int *code)
{
    for (;;) {
        if (DGifGetLZCodes(gif->handle, code) == GIF_ERROR)
            return rle127_gif_explain(gif);
        if (*code == END_OF_CODES || (unsigned)*code != gif->strings.clear)
            return NULL;
        forget_strings(&gif->strings);
    }
}

static const char *decode_code(struct rle127_gif *gif)
{
    struct rle127_gif_strings *strings = &gif->strings;
    int code;
    const char *reason = take_code(gif, &code);

    if (reason)
        return reason;
    if (code == END_OF_CODES)
        return "the LZW code ends early";
    if (!has_meaning(strings, (unsigned)code))
        return "an LZW code has no meaning";
    push_string(strings, (unsigned)code);
    learn_string(strings);
    strings->previous = code;
    return NULL;
}

const char *rle127_gif_take_pixels(struct rle127_gif *gif, uint32_t n_pixels, uint8_t *pixels)
{
    struct rle127_gif_strings *strings = &gif->strings;

    for (uint32_t i = 0; i < n_pixels;) {
        if (strings->n_pending == 0) {
            const char *reason = decode_code(gif);
            if (reason)
                return reason;
        }
        while (strings->n_pending > 0 && i < n_pixels)
            pixels[i++] = strings->pending[--strings->n_pending];
    }
    return NULL;
}

const char *rle127_gif_end_pixels(struct rle127_gif *gif)
{
    int code = END_OF_CODES;
    const char *reason = gif->strings.n_pending == 0 ? take_code(gif, &code) : NULL;

    if (reason)
        return reason;
    if (gif->strings.n_pending > 0 || code != END_OF_CODES)
        return "there are more pixels than the frame has room for";
    return NULL;
}
