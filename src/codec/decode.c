/*
 * Runs -> bitmap.
 */
#include <assert.h>

#include "bands.h"

struct decode_job {
    const struct rle127_bitmap *dst;
    const struct rle127_kernels *kernels;
    struct rle127_bands bands;
    const uint8_t *runs;
    size_t starts[RLE127_BANDS_MAX + 1];
    size_t used_bytes[RLE127_BANDS_MAX];
    enum rle127_status statuses[RLE127_BANDS_MAX];
};

static void run_decode(void *data, unsigned band)
{
    struct decode_job *job = data;
    const uint8_t flip = job->dst->one_is_black ? RLE127_WHITE : 0;
    const uint32_t end_row = rle127_band_start(&job->bands, band + 1);
    const uint8_t *const runs = job->runs + job->starts[band];
    const size_t n_bytes = job->starts[band + 1] - job->starts[band];
    size_t used_bytes = 0;
    enum rle127_status status = RLE127_OK;
    for (uint32_t row = rle127_band_start(&job->bands, band); row < end_row && !status; row++) {
        size_t row_bytes;
        status = job->kernels->decode_row(runs + used_bytes, n_bytes - used_bytes, job->dst->width,
                                          flip, rle127_row_at(job->dst, row), &row_bytes);
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
    while (band + 1 < job->bands.n_bands && job->statuses[band] == RLE127_OK)
        band++;
    *consumed_bytes = job->starts[band] + job->used_bytes[band];
    return job->statuses[band];
}

enum rle127_status rle127_decode_rows(const void *src, size_t src_bytes,
                                      const struct rle127_bitmap *dst, size_t *consumed_bytes,
                                      const struct rle127_options *options)
{
    assert((src || !src_bytes) && dst && dst->bits && consumed_bytes);
    static const uint8_t nothing[1];
    *consumed_bytes = 0;
    if (!src_bytes)
        src = nothing;     /* a null pointer cannot be counted from */
    struct decode_job job; /* 5 kB: not worth clearing for a small image */
    job.dst = dst;
    job.runs = src;
    const enum rle127_status status =
        rle127_plan_call(dst->width, dst->height, options, &job.kernels, &job.bands);
    if (status != RLE127_OK)
        return status;
    rle127_find_bands(&job.bands, job.kernels, src, src_bytes, dst->width, job.starts);
    rle127_run_bands(&job.bands, run_decode, &job);
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
