/*
 * Verifying a stream span by span.
 */
#include "inspect.h"

#include <string.h>

#include "input.h"
#include "interrupt.h"
#include "rle_stream.h"

/* The row of the first run that is not canonical: only its span is known so far. */
static void find_loose_row(const struct rle127_stream *stream, const struct rle127_span *span,
                           struct rle127_findings *findings)
{
    size_t at = 0, row_bytes = 0;
    uint32_t row = stream->next_row;
    bool is_canonical = true;
    do {
        at += row_bytes;
        row++;
        rle127_verify_rows(span->runs + at, span->n_bytes - at, stream->width, 1, &row_bytes,
                           &is_canonical, NULL, NULL);
    } while (is_canonical);
    findings->loose_row = row;
}

static bool inspect_span(struct rle127_stream *stream, const struct rle127_span *span,
                         struct rle127_findings *findings, struct rle127_outcome *outcome)
{
    size_t n_bytes, loose_run;
    bool is_canonical;
    if (rle127_verify_rows(span->runs, span->n_bytes, stream->width, span->n_rows, &n_bytes,
                           &is_canonical, &loose_run, stream->options) != RLE127_OK)
        return rle127_stream_fail(stream, span, outcome);
    if (!is_canonical && findings->is_canonical) {
        findings->is_canonical = false;
        findings->loose_offset = stream->offset + loose_run;
        find_loose_row(stream, span, findings);
    }
    findings->n_runs += n_bytes;
    findings->black_pixels += rle127_count_black(span->runs, n_bytes);
    rle127_stream_advance(stream, span->n_rows, n_bytes);
    return true;
}

static bool inspect_stream(struct rle127_input *input, const struct rle127_options *codec,
                           struct rle127_findings *findings, struct rle127_outcome *outcome)
{
    struct rle127_stream stream;
    if (!rle127_stream_open(&stream, &input->source, codec, outcome))
        return false;
    while (stream.next_row < stream.height) {
        struct rle127_span span;
        if (rle127_is_interrupted() ||
            !rle127_stream_next_span(&stream, stream.height, &span, outcome) ||
            !inspect_span(&stream, &span, findings, outcome))
            return false;
    }
    return rle127_stream_finish(&stream, outcome);
}

void rle127_inspect(struct rle127_input *input, const struct rle127_options *codec,
                    struct rle127_findings *findings, struct rle127_outcome *outcome)
{
    *findings = (struct rle127_findings){.is_canonical = true};
    const bool is_right = inspect_stream(input, codec, findings, outcome);
    /* a file that changed is most often also a file that looks damaged */
    if (rle127_input_is_unchanged(input, outcome) && is_right)
        outcome->verdict = RLE127_CONVERTED;
    else
        rle127_blame_interrupt(outcome);
    outcome->bytes_in = rle127_input_bytes(input);
}

void rle127_inspect_file(const char *path, const struct rle127_options *codec,
                         struct rle127_findings *findings, struct rle127_outcome *outcome)
{
    struct rle127_input input;
    memset(outcome, 0, sizeof *outcome);
    if (!rle127_input_open(&input, AT_FDCWD, path, true, rle127_stream_buffer_bytes(codec->threads),
                           outcome))
        return;
    rle127_inspect(&input, codec, findings, outcome);
    rle127_input_close(&input);
}
