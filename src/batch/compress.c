/*
 * Image -> .rle: band by band from the reader's buffer through the row coder to the sink.
 */
#include "conversion.h"
#include "interrupt.h"
#include "proof.h"

static const char *put_piece(struct rle127_sink *sink, struct rle127_proof *proof,
                             const struct rle127_encoded_piece *piece,
                             const struct rle127_conversion *conversion)
{
    const char *const reason =
        conversion->proves ? rle127_prove_encoded(proof, &piece->rows, piece->runs, piece->n_bytes)
                           : NULL;
    return reason ? reason : rle127_sink_append(sink, piece->runs, piece->n_bytes);
}

static const char *encode_band(struct rle127_sink *sink, struct rle127_proof *proof,
                               const struct rle127_bitmap *band,
                               const struct rle127_conversion *conversion)
{
    struct rle127_encoded_band encoded; /* 16 kB: not worth clearing */
    const char *reason = rle127_row_coder_encode(conversion->row_coder, band, &encoded);
    for (unsigned i = 0; !reason && i < encoded.n_pieces; i++)
        reason = put_piece(sink, proof, &encoded.pieces[i], conversion);
    return reason;
}

static const char *encode_image(struct rle127_image *image, struct rle127_sink *sink,
                                const struct rle127_conversion *conversion)
{
    uint8_t header[RLE127_HEADER_BYTES];
    rle127_write_header(header, image->width, image->height);
    struct rle127_proof proof = {0};
    const char *reason = rle127_sink_append(sink, header, sizeof header);
    for (uint32_t row = 0; row < image->height && !reason;) {
        struct rle127_bitmap band;
        reason = rle127_is_interrupted() ? "interrupted" : rle127_image_next_band(image, &band);
        if (reason)
            break;
        reason = encode_band(sink, &proof, &band, conversion);
        row += band.height;
    }
    rle127_proof_close(&proof);
    return reason ? reason : rle127_sink_flush(sink);
}

bool rle127_compress(struct rle127_source *source, struct rle127_sink *sink,
                     const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    struct rle127_image image;
    const char *reason =
        rle127_image_open(&image, source, &conversion->binarize, conversion->decoder);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    outcome->width = image.width;
    outcome->height = image.height;
    outcome->is_dithered = image.is_dithered;
    if (sink)
        reason = encode_image(&image, sink, conversion);
    rle127_take_note(outcome, image.note);
    rle127_image_close(&image);
    return !reason || rle127_fail(outcome, RLE127_FAILED, "%s", reason);
}
