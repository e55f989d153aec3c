/*
 * Image -> .rle: band by band from the reader's buffer through the encoder to one output buffer.
 */
#include <stdlib.h>

#include "conversion.h"
#include "proof.h"

/* Runs are collected up to this size before they are written. */
#define FLUSH_BYTES 262144

/* Runs on their way out. The buffer grows to what the largest band can take at worst; the pages of
 * it that are not needed are never touched. */
struct collector {
    struct rle127_sink *sink;
    uint8_t *bytes;
    size_t capacity_bytes, n_bytes;
};

static const char *flush_collector(struct collector *c)
{
    const size_t n_bytes = c->n_bytes;
    c->n_bytes = 0;
    return rle127_sink_append(c->sink, c->bytes, n_bytes);
}

static const char *reserve(struct collector *c, size_t n_bytes)
{
    if (c->n_bytes >= FLUSH_BYTES) {
        const char *const reason = flush_collector(c);
        if (reason)
            return reason;
    }
    if (c->n_bytes + n_bytes <= c->capacity_bytes)
        return NULL;
    uint8_t *const bytes = realloc(c->bytes, FLUSH_BYTES + n_bytes);
    if (!bytes)
        return "out of memory";
    c->bytes = bytes;
    c->capacity_bytes = FLUSH_BYTES + n_bytes;
    return NULL;
}

static const char *encode_band(struct collector *c, struct rle127_proof *proof,
                               const struct rle127_bitmap *band,
                               const struct rle127_conversion *conversion)
{
    const char *reason = reserve(c, (size_t)band->width * band->height);
    if (reason)
        return reason;
    size_t n_bytes;
    uint8_t *const runs = c->bytes + c->n_bytes;
    const enum rle127_status status = rle127_encode_rows(band, runs, c->capacity_bytes - c->n_bytes,
                                                         &n_bytes, &conversion->codec);
    if (status != RLE127_OK)
        return rle127_status_text(status);
    if (conversion->proves)
        reason = rle127_prove_encoded(proof, band, runs, n_bytes);
    c->n_bytes += n_bytes;
    return reason;
}

static const char *encode_image(struct rle127_image *image, struct collector *c,
                                const struct rle127_conversion *conversion)
{
    uint8_t header[RLE127_HEADER_BYTES];
    rle127_write_header(header, image->width, image->height);
    struct rle127_proof proof = {0};
    const char *reason = rle127_sink_append(c->sink, header, sizeof header);
    for (uint32_t row = 0; row < image->height && !reason;) {
        struct rle127_bitmap band;
        reason = rle127_image_next_band(image, &band);
        if (reason)
            break;
        reason = encode_band(c, &proof, &band, conversion);
        row += band.height;
    }
    rle127_proof_close(&proof);
    if (reason)
        return reason;
    reason = flush_collector(c);
    return reason ? reason : rle127_sink_flush(c->sink);
}

bool rle127_compress(struct rle127_source *source, struct rle127_sink *sink,
                     const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    struct rle127_image image;
    struct collector collector = {.sink = sink};
    const char *reason =
        rle127_image_open(&image, source, &conversion->binarize, conversion->decoder);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    outcome->width = image.width;
    outcome->height = image.height;
    outcome->is_dithered = image.is_dithered;
    if (sink)
        reason = encode_image(&image, &collector, conversion);
    rle127_take_note(outcome, image.note);
    free(collector.bytes);
    rle127_image_close(&image);
    return !reason || rle127_fail(outcome, RLE127_FAILED, "%s", reason);
}
