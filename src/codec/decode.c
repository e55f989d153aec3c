/*
 * Runs -> bitmap.
 */
#include <assert.h>
#include <string.h>

#include "bands.h"

struct decode_job {
    struct rle127_stream_bands stream;
    const struct rle127_bitmap *dst;
    size_t used_bytes[RLE127_BANDS_MAX];
    enum rle127_status statuses[RLE127_BANDS_MAX];
};

/* The last row of a band that was not a copy: what has just been stored is slow to load. */
struct original {
    const uint8_t *runs, *bits;
    size_t n_bytes; /* of its runs; 0: there is none */
};

/* A third of the rows of a usual page are like the one above, and so are their pixels. */
static bool is_copy(const struct original *original, const uint8_t *runs, size_t n_bytes)
{
    return original->n_bytes && original->n_bytes <= n_bytes &&
           memcmp(runs, original->runs, original->n_bytes) == 0;
}

static enum rle127_status decode_row(const struct decode_job *job, struct original *original,
                                     const uint8_t *runs, size_t n_bytes, uint8_t *bits,
                                     size_t spare_bytes, size_t *used_bytes)
{
    const struct rle127_bitmap *const dst = job->dst;
    if (is_copy(original, runs, n_bytes)) {
        memcpy(bits, original->bits, rle127_row_bytes(dst->width));
        *used_bytes = original->n_bytes;
        return RLE127_OK;
    }
    const uint8_t flip = dst->one_is_black ? RLE127_WHITE : 0;
    const enum rle127_status status = job->stream.kernels->decode_row(
        runs, n_bytes, dst->width, flip, bits, spare_bytes, used_bytes);
    *original = (struct original){.runs = runs, .bits = bits, .n_bytes = *used_bytes};
    return status;
}

/* The bytes behind a row that its band has still to fill. */
static size_t count_spare_bytes(const struct rle127_bitmap *dst, uint32_t n_rows_left)
{
    const size_t row_bytes = rle127_row_bytes(dst->width);
    return dst->stride_bytes == (ptrdiff_t)row_bytes ? n_rows_left * row_bytes : 0;
}

static void decode_band(void *data, unsigned band)
{
    struct decode_job *const job = data;
    const uint8_t *const runs = job->stream.runs + job->stream.starts[band];
    const size_t n_bytes = job->stream.starts[band + 1] - job->stream.starts[band];
    const uint32_t end_row = rle127_band_start(&job->stream.bands, band + 1);
    struct original original = {0};
    size_t used_bytes = 0;
    enum rle127_status status = RLE127_OK;
    for (uint32_t row = rle127_band_start(&job->stream.bands, band); row < end_row && !status;
         row++) {
        size_t row_bytes;
        status = decode_row(job, &original, runs + used_bytes, n_bytes - used_bytes,
                            rle127_row_at(job->dst, row),
                            count_spare_bytes(job->dst, end_row - row - 1), &row_bytes);
        used_bytes += row_bytes;
    }
    job->used_bytes[band] = used_bytes;
    job->statuses[band] = status;
}

/* Bands lie one behind the other in the stream, so the first one that failed has the first wrong
 * byte. */
static enum rle127_status join_bands(const struct decode_job *job, size_t *consumed_bytes)
{
    unsigned band = 0;
    while (job->statuses[band] == RLE127_OK && band + 1 < job->stream.bands.n_bands)
        band++;
    *consumed_bytes = job->stream.starts[band] + job->used_bytes[band];
    return job->statuses[band];
}

enum rle127_status rle127_decode_rows(const void *src, size_t src_bytes,
                                      const struct rle127_bitmap *dst, size_t *consumed_bytes,
                                      const struct rle127_options *options)
{
    assert((src || !src_bytes) && dst && dst->bits && consumed_bytes);
    *consumed_bytes = 0;
    struct decode_job job; /* 6 kB: not worth clearing for a small image */
    job.dst = dst;
    const enum rle127_status status =
        rle127_plan_stream(&job.stream, src, src_bytes, dst->width, dst->height, options);
    if (status != RLE127_OK)
        return status;
    rle127_run_stream_bands(&job.stream, decode_band);
    return join_bands(&job, consumed_bytes);
}

enum rle127_status rle127_decode(const void *src, size_t src_bytes, const struct rle127_bitmap *dst,
                                 const struct rle127_options *options)
{
    assert(dst);
    uint32_t width, height;
    enum rle127_status status = rle127_read_header(src, src_bytes, &width, &height);
    if (status != RLE127_OK)
        return status;
    if (width != dst->width || height != dst->height)
        return RLE127_SIDES_DIFFER;
    status = rle127_check_size(width, height, src_bytes);
    if (status != RLE127_OK)
        return status;
    const size_t runs_bytes = src_bytes - RLE127_HEADER_BYTES;
    size_t consumed_bytes;
    status = rle127_decode_rows((const uint8_t *)src + RLE127_HEADER_BYTES, runs_bytes, dst,
                                &consumed_bytes, options);
    if (status == RLE127_OK && consumed_bytes < runs_bytes)
        return RLE127_TRAILING_DATA;
    return status;
}
