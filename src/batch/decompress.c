/*
 * .rle -> image: span by span from the stream's buffer into the writer's rows.
 */
#include "conversion.h"
#include "proof.h"
#include "rle_stream.h"

static bool decode_rows(struct rle127_stream *stream, struct rle127_writer *writer,
                        struct rle127_proof *proof, const struct rle127_conversion *conversion,
                        struct rle127_outcome *outcome)
{
    struct rle127_span span;
    struct rle127_bitmap rows;
    size_t n_bytes;
    if (!rle127_stream_next_span(stream, writer->height, &span, outcome))
        return false;
    rle127_writer_next_band(writer, span.n_rows, &rows);
    if (!rle127_stream_decode(stream, &span, &rows, &n_bytes, outcome))
        return false;
    const char *reason =
        conversion->proves ? rle127_prove_decoded(proof, &rows, span.runs, n_bytes) : NULL;
    if (!reason)
        reason = rle127_writer_put_rows(writer, rows.height);
    return !reason || rle127_fail(outcome, RLE127_FAILED, "%s", reason);
}

static bool decode_image(struct rle127_stream *stream, struct rle127_writer *writer,
                         const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    struct rle127_proof proof = {0};
    bool is_ok = true;
    while (is_ok && stream->next_row < stream->height)
        is_ok = decode_rows(stream, writer, &proof, conversion, outcome);
    rle127_proof_close(&proof);
    if (!is_ok || !rle127_stream_finish(stream, outcome))
        return false;
    const char *const reason = rle127_writer_finish(writer);
    return !reason || rle127_fail(outcome, RLE127_FAILED, "%s", reason);
}

bool rle127_decompress(struct rle127_source *source, struct rle127_sink *sink,
                       const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    struct rle127_stream stream;
    if (!rle127_stream_open(&stream, source, &conversion->codec, outcome))
        return false;
    if (!sink)
        return true;
    struct rle127_writer writer;
    const char *const reason = rle127_writer_open(&writer, conversion->format, sink, stream.width,
                                                  stream.height, rle127_band_bytes(conversion));
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    const bool is_ok = decode_image(&stream, &writer, conversion, outcome);
    rle127_writer_close(&writer);
    return is_ok;
}
