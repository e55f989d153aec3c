/*
 * One file: input, output and conversion brought together, with one way to clean up.
 */
#include "convert.h"

#include <errno.h>
#include <string.h>

#include "conversion.h"
#include "input.h"
#include "output.h"
#include "rle_stream.h"

/* One thread: what stays in a core's cache. Several: what is worth starting them for; more would
 * cost more, as the first touch of a page of memory takes longer than coding it. */
#define BAND_BYTES         262144
#define THREADS_BAND_BYTES 1048576

size_t rle127_band_bytes(const struct rle127_conversion *conversion)
{
    return conversion->codec.threads > 1 ? THREADS_BAND_BYTES : BAND_BYTES;
}

typedef bool convert_fn(struct rle127_source *, struct rle127_sink *,
                        const struct rle127_conversion *, struct rle127_outcome *);

static bool convert_to(struct rle127_input *input, const struct rle127_target *target,
                       convert_fn *convert, const struct rle127_conversion *conversion,
                       struct rle127_outcome *outcome)
{
    struct rle127_output output;
    struct rle127_sink sink;
    if (!rle127_output_open(&output, target, conversion->overwrites, &input->opened, outcome))
        return false;
    rle127_sink_open(&sink, output.fd, output.is_temporary);
    const bool is_done = convert(&input->source, &sink, conversion, outcome);
    /* a file that changed is most often also a file that looks damaged */
    if (rle127_input_is_unchanged(input, outcome) && is_done) {
        outcome->bytes_out = sink.written_bytes;
        return rle127_output_commit(&output, outcome);
    }
    if (sink.error)
        rle127_fail_output_call(outcome, sink.error);
    rle127_output_discard(&output);
    return false;
}

static bool convert_open(struct rle127_input *input, const char *path, convert_fn *convert,
                         const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    struct rle127_target target;
    const int error = rle127_target_open(&target, path, conversion->directory_fd);
    if (error && !(conversion->is_dry && error == ENOENT)) /* -O DIR is made when it is needed */
        return rle127_fail_output_call(outcome, error);
    bool is_done;
    if (!conversion->is_dry)
        is_done = convert_to(input, &target, convert, conversion, outcome);
    else
        is_done = (error || rle127_target_allows(&target, conversion->overwrites, &input->opened,
                                                 outcome)) &&
                  convert(&input->source, NULL, conversion, outcome);
    rle127_target_close(&target);
    return is_done;
}

void rle127_convert_file(const char *input_path, const char *output_path,
                         const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    convert_fn *const convert = conversion->is_decompression ? rle127_decompress : rle127_compress;
    const size_t buffer_bytes = conversion->is_decompression
                                    ? rle127_stream_buffer_bytes(conversion->codec.threads)
                                    : rle127_band_bytes(conversion);
    struct rle127_input input;
    memset(outcome, 0, sizeof *outcome);
    if (!rle127_input_open(&input, input_path, buffer_bytes, outcome))
        return;
    if (convert_open(&input, output_path, convert, conversion, outcome))
        outcome->verdict = RLE127_CONVERTED;
    outcome->bytes_in = rle127_input_bytes(&input);
    rle127_input_close(&input);
}
