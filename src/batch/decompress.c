/*
 * .rle -> image: span by span from the stream's buffer into the writer's rows.
 */
#include "conversion.h"
#include "interrupt.h"
#include "proof.h"
#include "rle_stream.h"

static bool decode_rows(struct rle127_stream *stream, struct rle127_writer *writer,
                        struct rle127_proof *proof, const struct rle127_conversion *conversion,
                        struct rle127_outcome *outcome)
{
    struct rle127_span span;
    struct rle127_bitmap rows;
    size_t n_bytes;
    rle127_writer_next_band(writer, writer->height, &rows);
    if (!rle127_stream_next_span(stream, rows.height, &span, outcome))
        return false;
    rows.height = span.n_rows;
    if (rle127_row_coder_decode(conversion->row_coder, span.runs, span.n_bytes, &rows, &n_bytes) !=
        RLE127_OK)
        return rle127_stream_fail(stream, &span, outcome);
    rle127_stream_advance(stream, rows.height, n_bytes);
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
        is_ok =
            !rle127_is_interrupted() && decode_rows(stream, writer, &proof, conversion, outcome);
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
    stream.counts_rows = conversion->row_pool == RLE127_ROWS_PROCESSES;
    struct rle127_writer writer;
    const char *const reason = rle127_writer_open(&writer, conversion->format, sink, stream.width,
                                                  stream.height, rle127_band_bytes(conversion));
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    const bool is_ok = decode_image(&stream, &writer, conversion, outcome);
    rle127_writer_close(&writer);
    return is_ok;
}
