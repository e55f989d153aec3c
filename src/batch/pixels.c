/*
 * Pixels from either kind of file.
 */
#include "pixels.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The rows of a stream that are decoded at a time; the longest row takes 8192 bytes. */
#define ROWS_BYTES 262144

static bool is_named_rle(const char *path)
{
    const size_t length = path ? strlen(path) : 0;
    return length >= 4 && strcasecmp(path + length - 4, ".rle") == 0;
}

static bool looks_like_image(struct rle127_source *source)
{
    const uint8_t *head;
    size_t n_bytes;
    bool is_readable;
    return !rle127_source_peek_head(source, RLE127_IMAGE_HEAD_BYTES, &head, &n_bytes) &&
           rle127_image_sniff(head, n_bytes, &is_readable);
}

static bool open_stream(struct rle127_pixels *pixels, const struct rle127_options *codec,
                        struct rle127_outcome *outcome)
{
    if (!rle127_stream_open(&pixels->stream, &pixels->input.source, codec, outcome))
        return false;
    pixels->width = pixels->stream.width;
    pixels->height = pixels->stream.height;
    pixels->rows = malloc(ROWS_BYTES);
    return pixels->rows || rle127_fail(outcome, RLE127_FAILED, "out of memory");
}

static bool open_image(struct rle127_pixels *pixels, const struct rle127_binarize *binarize,
                       struct rle127_outcome *outcome)
{
    const char *const reason = rle127_image_open(&pixels->image, &pixels->input.source, binarize,
                                                 &pixels->decoding.decoder);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    pixels->width = pixels->image.width;
    pixels->height = pixels->image.height;
    return true;
}

bool rle127_pixels_open(struct rle127_pixels *pixels, const char *path,
                        const struct rle127_options *codec, const struct rle127_binarize *binarize,
                        struct rle127_outcome *outcome)
{
    memset(outcome, 0, sizeof *outcome);
    pixels->rows = NULL;
    if (!rle127_input_open(&pixels->input, AT_FDCWD, path, true,
                           rle127_stream_buffer_bytes(codec->threads), outcome))
        return false;
    rle127_decoding_open(&pixels->decoding, NULL);
    pixels->is_stream = is_named_rle(path) || !looks_like_image(&pixels->input.source);
    if (pixels->is_stream ? open_stream(pixels, codec, outcome)
                          : open_image(pixels, binarize, outcome))
        return true;
    rle127_decoding_close(&pixels->decoding);
    rle127_input_close(&pixels->input);
    return false;
}

static bool decode_band(struct rle127_pixels *pixels, struct rle127_bitmap *band,
                        struct rle127_outcome *outcome)
{
    struct rle127_span span;
    const size_t row_bytes = rle127_row_bytes(pixels->width);
    if (!rle127_stream_next_span(&pixels->stream, (uint32_t)(ROWS_BYTES / row_bytes), &span,
                                 outcome))
        return false;
    *band = (struct rle127_bitmap){.width = pixels->width,
                                   .height = span.n_rows,
                                   .stride_bytes = (ptrdiff_t)row_bytes,
                                   .bits = pixels->rows};
    return rle127_stream_decode(&pixels->stream, &span, band, NULL, outcome) &&
           (pixels->stream.next_row < pixels->height ||
            rle127_stream_finish(&pixels->stream, outcome));
}

bool rle127_pixels_next_band(struct rle127_pixels *pixels, struct rle127_bitmap *band,
                             struct rle127_outcome *outcome)
{
    if (pixels->is_stream)
        return decode_band(pixels, band, outcome);
    const char *const reason = rle127_image_next_band(&pixels->image, band);
    rle127_take_note(outcome, pixels->image.note);
    return !reason || rle127_fail(outcome, RLE127_FAILED, "%s", reason);
}

void rle127_pixels_close(struct rle127_pixels *pixels)
{
    if (!pixels->is_stream)
        rle127_image_close(&pixels->image);
    free(pixels->rows);
    rle127_decoding_close(&pixels->decoding);
    rle127_input_close(&pixels->input);
}
