/*
 * From samples to one bit.
 *
 * Every rule but error diffusion is "luma >= threshold is white": the palette rule is that with
 * 128, because 299 R + 587 G + 114 B >= 128000 just if its thousandth, rounded down, is >= 128.
 * Must not know: formats, files.
 */
#include "binarize.h"

#include <stdlib.h>

#define N_LUMAS 256
#define MIDDLE  128

struct rle127_binarizer {
    uint32_t width;
    bool is_colour;
    bool dithers;
    bool must_measure;         /* the threshold is to be found from the histogram */
    uint8_t luma[N_LUMAS];     /* of a palette's entries; of other samples: the sample itself */
    uint8_t is_white[N_LUMAS]; /* for the same samples: 1 or 0 */
    uint64_t histogram[N_LUMAS];
    uint8_t *luma_row; /* width bytes; COLOUR only */
    int *errors;       /* width + 1 sums of shares for the row below; only where it dithers */
};

static void set_threshold(struct rle127_binarizer *binarizer, unsigned threshold)
{
    for (unsigned i = 0; i < N_LUMAS; i++)
        binarizer->is_white[i] = binarizer->luma[i] >= threshold;
}

static void set_lumas(struct rle127_binarizer *binarizer, const struct rle127_image *image)
{
    const bool has_palette =
        image->kind == RLE127_KIND_BILEVEL || image->kind == RLE127_KIND_PALETTE;

    for (unsigned i = 0; i < N_LUMAS; i++)
        binarizer->luma[i] = (uint8_t)(has_palette ? image->luma_1000[i] / 1000 : i);
}

static const char *allocate_rows(struct rle127_binarizer *binarizer)
{
    const size_t width = binarizer->width;

    if (binarizer->is_colour)
        binarizer->luma_row = malloc(width);
    if (binarizer->dithers)
        binarizer->errors = calloc(width + 1, sizeof *binarizer->errors);
    if ((binarizer->is_colour && !binarizer->luma_row) ||
        (binarizer->dithers && !binarizer->errors))
        return "out of memory";
    return NULL;
}

/* Of two colours Otsu's method makes the brighter one white; this is no matter of counting. */
static unsigned choose_two_colour_threshold(const struct rle127_binarizer *binarizer)
{
    const uint8_t *luma = binarizer->luma;

    if (luma[0] == luma[1])
        return MIDDLE;
    return luma[0] > luma[1] ? luma[0] : luma[1];
}

static void choose_method(struct rle127_binarizer *binarizer, const struct rle127_image *image,
                          const struct rle127_binarize *binarize)
{
    const bool is_bilevel = image->kind == RLE127_KIND_BILEVEL;
    const bool has_shades = image->kind == RLE127_KIND_GREY || image->kind == RLE127_KIND_COLOUR;
    unsigned threshold = MIDDLE;

    if (binarize->method == RLE127_BINARIZE_THRESHOLD)
        threshold = binarize->threshold;
    if (binarize->method == RLE127_BINARIZE_OTSU && is_bilevel)
        threshold = choose_two_colour_threshold(binarizer);
    set_threshold(binarizer, threshold);
    binarizer->must_measure = binarize->method == RLE127_BINARIZE_OTSU && !is_bilevel;
    binarizer->dithers = binarize->method == RLE127_BINARIZE_PILLOW && has_shades;
}

const char *rle127_binarizer_open(struct rle127_binarizer **binarizer, struct rle127_image *image,
                                  const struct rle127_binarize *binarize)
{
    if (binarize->method == RLE127_BINARIZE_NONE && image->kind != RLE127_KIND_BILEVEL)
        return "not a 1-bit image; --binarize=none takes no other";

    struct rle127_binarizer *opened = calloc(1, sizeof *opened);
    if (!opened)
        return "out of memory";
    opened->width = image->width;
    opened->is_colour = image->kind == RLE127_KIND_COLOUR;
    set_lumas(opened, image);
    choose_method(opened, image, binarize);

    const char *reason = allocate_rows(opened);
    if (reason) {
        rle127_binarizer_close(opened);
        return reason;
    }
    image->is_dithered = opened->dithers;
    *binarizer = opened;
    return NULL;
}

void rle127_binarizer_close(struct rle127_binarizer *binarizer)
{
    if (!binarizer)
        return;
    free(binarizer->luma_row);
    free(binarizer->errors);
    free(binarizer);
}

/* One byte a pixel, whatever the samples are. */
static const uint8_t *reduce_to_bytes(struct rle127_binarizer *binarizer, const uint8_t *samples)
{
    if (!binarizer->is_colour)
        return samples;
    for (uint32_t x = 0; x < binarizer->width; x++) {
        const uint8_t *rgb = samples + 3 * (size_t)x;
        binarizer->luma_row[x] = (uint8_t)((rgb[0] * 299u + rgb[1] * 587u + rgb[2] * 114u) / 1000u);
    }
    return binarizer->luma_row;
}

bool rle127_binarizer_must_measure(const struct rle127_binarizer *binarizer)
{
    return binarizer->must_measure;
}

void rle127_binarizer_measure(struct rle127_binarizer *binarizer, const uint8_t *samples)
{
    const uint8_t *bytes = reduce_to_bytes(binarizer, samples);

    for (uint32_t x = 0; x < binarizer->width; x++)
        binarizer->histogram[binarizer->luma[bytes[x]]]++;
}

/* Variances that differ by less than rounding does are the same. */
#define ROUNDING 1e-12

/* The threshold with the largest variance between the classes, the lowest of several such, as in a
 * symmetric histogram; 128 where all pixels have one luma. */
static unsigned find_otsu_threshold(const uint64_t histogram[N_LUMAS])
{
    uint64_t n_all = 0, sum_all = 0;
    for (unsigned luma = 0; luma < N_LUMAS; luma++) {
        n_all += histogram[luma];
        sum_all += histogram[luma] * luma;
    }

    uint64_t n_dark = 0, sum_dark = 0;
    double best_variance = 0;
    unsigned best_threshold = MIDDLE;
    for (unsigned threshold = 1; threshold < N_LUMAS; threshold++) {
        n_dark += histogram[threshold - 1];
        sum_dark += histogram[threshold - 1] * (threshold - 1);
        const uint64_t n_bright = n_all - n_dark;
        if (n_dark == 0 || n_bright == 0)
            continue;
        const double dark_mean = (double)sum_dark / (double)n_dark;
        const double bright_mean = (double)(sum_all - sum_dark) / (double)n_bright;
        const double distance = bright_mean - dark_mean;
        const double variance = (double)n_dark * (double)n_bright * distance * distance;
        if (variance > best_variance * (1 + ROUNDING)) {
            best_variance = variance;
            best_threshold = threshold;
        }
    }
    return best_threshold;
}

/* The pixels of one byte, 1 to 8 of them; the rest of it is zero. */
static uint8_t pack_byte(const struct rle127_binarizer *binarizer, const uint8_t *bytes, unsigned n)
{
    unsigned packed = 0;

    for (unsigned i = 0; i < n; i++)
        packed |= (unsigned)binarizer->is_white[bytes[i]] << (7 - i);
    return (uint8_t)packed;
}

static void pack_row(const struct rle127_binarizer *binarizer, const uint8_t *bytes, uint8_t *bits)
{
    const uint32_t n_full = binarizer->width / 8;
    const unsigned n_rest = binarizer->width % 8;

    for (uint32_t i = 0; i < n_full; i++)
        bits[i] = pack_byte(binarizer, bytes + 8 * (size_t)i, 8);
    if (n_rest)
        bits[n_full] = pack_byte(binarizer, bytes + 8 * (size_t)n_full, n_rest);
}

static int clip_to_byte(int value)
{
    if (value < 0)
        return 0;
    return value > 255 ? 255 : value;
}

/*
 * Floyd and Steinberg's error diffusion, in the order of Pillow's arithmetic. A pixel's error goes
 * on in sixteenths:
 *
 *               pixel  7
 *            3    5    1
 *
 * The sum for pixel x of the row below is complete when pixel x + 1 was done. It is kept one place
 * to the right, in errors[x + 1], which this row does not need any more; errors[0] is of no pixel.
 */
static void diffuse_row(const struct rle127_binarizer *binarizer, const uint8_t *bytes,
                        uint8_t *bits)
{
    int *errors = binarizer->errors;
    int ahead = 0;        /* 7 shares for the next pixel */
    int below = 0;        /* what the pixel below has got so far: 5 shares and 1 from before */
    int before_below = 0; /* 1 share for the pixel below the next */
    unsigned packed = 0;

    for (uint32_t x = 0; x < binarizer->width; x++) {
        const int value = clip_to_byte(bytes[x] + (ahead + errors[x + 1]) / 16);
        const unsigned is_white = value > MIDDLE;
        const int error =
            value - (int)(-is_white & 255); /* a branch would be guessed wrong often */
        errors[x] = below + 3 * error;
        below = before_below + 5 * error;
        before_below = error;
        ahead = 7 * error;
        packed = packed << 1 | is_white;
        if (x % 8 == 7)
            *bits++ = (uint8_t)packed;
    }
    errors[binarizer->width] = below;
    if (binarizer->width % 8 != 0)
        *bits = (uint8_t)(packed << (8 - binarizer->width % 8));
}

void rle127_binarizer_row(struct rle127_binarizer *binarizer, const uint8_t *samples, uint8_t *bits)
{
    const uint8_t *bytes = reduce_to_bytes(binarizer, samples);

    if (binarizer->must_measure) {
        set_threshold(binarizer, find_otsu_threshold(binarizer->histogram));
        binarizer->must_measure = false;
    }
    if (binarizer->dithers)
        diffuse_row(binarizer, bytes, bits);
    else
        pack_row(binarizer, bytes, bits);
}

void rle127_binarizer_two_colours(struct rle127_binarizer *binarizer, bool is_white[2])
{
    is_white[0] = binarizer->is_white[0];
    is_white[1] = binarizer->is_white[1];
}
