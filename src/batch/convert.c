/*
 * What both directions have in common.
 */
#include "convert.h"

#include "conversion.h"
#include "rle_stream.h"

/* The caller alone: what stays in a core's cache. Several threads: what is worth starting them for;
 * more would cost more, as the first touch of a page of memory takes longer than coding it.
 * Processes: they are forked for each band. Measured: bands of 512 kB take 1.4 times as long on a
 * page of 50 MB, those of 5 MB on one of 5 MB, for the same reason. */
#define BAND_BYTES           262144
#define THREADS_BAND_BYTES   1048576
#define PROCESSES_BAND_BYTES 2097152

size_t rle127_band_bytes(const struct rle127_conversion *conversion)
{
    if (conversion->codec.threads <= 1)
        return BAND_BYTES;
    return conversion->row_pool == RLE127_ROWS_PROCESSES ? PROCESSES_BAND_BYTES
                                                         : THREADS_BAND_BYTES;
}

size_t rle127_input_buffer_bytes(const struct rle127_conversion *conversion)
{
    return conversion->is_decompression ? rle127_stream_buffer_bytes(conversion->codec.threads)
                                        : rle127_band_bytes(conversion);
}

static void add_to_hash(void *hasher, const void *bytes, size_t n_bytes)
{
    rle127_hasher_add(hasher, bytes, n_bytes);
}

static void open_sink(struct rle127_sink *sink, const struct rle127_output *output,
                      struct rle127_hasher *hasher)
{
    rle127_sink_open(sink, output->fd, output->is_temporary);
    if (!hasher)
        return;
    rle127_hasher_begin(hasher);
    sink->listen = add_to_hash;
    sink->listener = hasher;
}

/* What was written from its end to its start is read again. */
static bool take_hash(const struct rle127_sink *sink, struct rle127_hasher *hasher,
                      struct rle127_outcome *outcome)
{
    if (!hasher)
        return true;
    if (sink->is_in_order)
        outcome->output_hash = rle127_hasher_end(hasher);
    else if (!rle127_hash_file(sink->fd, &outcome->output_hash))
        return rle127_fail_output(outcome, "what was written cannot be read again");
    return true;
}

bool rle127_convert(struct rle127_input *input, struct rle127_output *output,
                    const struct rle127_conversion *conversion, struct rle127_outcome *outcome)
{
    struct rle127_sink sink;
    if (output)
        open_sink(&sink, output, conversion->hasher);
    struct rle127_sink *const to = output ? &sink : NULL;
    const bool is_done = conversion->is_decompression
                             ? rle127_decompress(&input->source, to, conversion, outcome)
                             : rle127_compress(&input->source, to, conversion, outcome);
    outcome->bytes_out = output ? sink.written_bytes : 0;
    /* a file that changed is most often also a file that looks damaged */
    if (rle127_input_is_unchanged(input, outcome) && is_done)
        return !output || take_hash(&sink, conversion->hasher, outcome);
    if (output && sink.error)
        rle127_fail_output_call(outcome, sink.error);
    return false;
}
