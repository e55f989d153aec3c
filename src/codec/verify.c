/*
 * Checking runs without writing pixels, and counting what they say.
 */
#include <assert.h>

#include "bands.h"

struct verify_job {
    struct rle127_stream_bands stream;
    size_t used_bytes[RLE127_BANDS_MAX];
    size_t loose_runs[RLE127_BANDS_MAX]; /* of each band: its first run that is not canonical */
    enum rle127_status statuses[RLE127_BANDS_MAX];
};

static void verify_band(void *data, unsigned band)
{
    struct verify_job *const job = data;
    const struct rle127_stream_bands *const stream = &job->stream;
    const size_t end = stream->starts[band + 1];
    size_t at = stream->starts[band], loose_run = SIZE_MAX;
    enum rle127_status status = RLE127_OK;
    const uint32_t end_row = rle127_band_start(&stream->bands, band + 1);
    for (uint32_t row = rle127_band_start(&stream->bands, band); row < end_row && !status; row++) {
        size_t row_bytes, row_loose_run;
        status = stream->kernels->verify_row(stream->runs + at, end - at, stream->width, &row_bytes,
                                             &row_loose_run);
        if (loose_run == SIZE_MAX && row_loose_run != SIZE_MAX)
            loose_run = at + row_loose_run;
        at += row_bytes;
    }
    job->used_bytes[band] = at - stream->starts[band];
    job->loose_runs[band] = loose_run;
    job->statuses[band] = status;
}

static enum rle127_status join_bands(const struct verify_job *job, size_t *consumed_bytes,
                                     size_t *loose_run)
{
    unsigned band = 0;
    *loose_run = job->loose_runs[0];
    while (job->statuses[band] == RLE127_OK && band + 1 < job->stream.bands.n_bands) {
        band++;
        if (*loose_run == SIZE_MAX)
            *loose_run = job->loose_runs[band];
    }
    *consumed_bytes = job->stream.starts[band] + job->used_bytes[band];
    return job->statuses[band];
}

static void set_results(enum rle127_status status, size_t end, size_t loose_run, bool *is_canonical,
                        size_t *bad_offset)
{
    const bool is_loose = status == RLE127_OK && loose_run != SIZE_MAX;
    if (is_canonical)
        *is_canonical = status == RLE127_OK && !is_loose;
    if (bad_offset)
        *bad_offset = is_loose ? loose_run : end;
}

enum rle127_status rle127_verify_rows(const void *src, size_t src_bytes, uint32_t width,
                                      uint32_t n_rows, size_t *consumed_bytes, bool *is_canonical,
                                      size_t *bad_offset, const struct rle127_options *options)
{
    assert((src || !src_bytes) && consumed_bytes);
    *consumed_bytes = 0;
    set_results(RLE127_BAD_SIDE, 0, SIZE_MAX, is_canonical, bad_offset);
    struct verify_job job; /* 8 kB: not worth clearing for a small image */
    enum rle127_status status =
        rle127_plan_stream(&job.stream, src, src_bytes, width, n_rows, options);
    if (status != RLE127_OK)
        return status;
    rle127_run_stream_bands(&job.stream, verify_band);
    size_t loose_run;
    status = join_bands(&job, consumed_bytes, &loose_run);
    set_results(status, *consumed_bytes, loose_run, is_canonical, bad_offset);
    return status;
}

enum rle127_status rle127_verify(const void *src, size_t src_bytes, bool *is_canonical,
                                 size_t *bad_offset, const struct rle127_options *options)
{
    uint32_t width = 0, height = 0;
    size_t end = src_bytes, loose_run = SIZE_MAX;
    enum rle127_status status = rle127_read_header(src, src_bytes, &width, &height);
    if (status == RLE127_ZERO_SIDE)
        end = width ? 2 : 0; /* where that side stands */
    if (status == RLE127_OK) {
        bool rows_are_canonical = true;
        const uint8_t *const runs = (const uint8_t *)src + RLE127_HEADER_BYTES;
        status = rle127_verify_rows(runs, src_bytes - RLE127_HEADER_BYTES, width, height, &end,
                                    &rows_are_canonical, &loose_run, options);
        end += RLE127_HEADER_BYTES;
        loose_run = rows_are_canonical ? SIZE_MAX : loose_run + RLE127_HEADER_BYTES;
        if (status == RLE127_OK && end < src_bytes)
            status = RLE127_TRAILING_DATA;
    }
    set_results(status, end, loose_run, is_canonical, bad_offset);
    return status;
}

size_t rle127_skip_rows(const void *src, size_t src_bytes, uint32_t width, uint32_t n_rows)
{
    assert(src || !src_bytes);
    if (!src_bytes)
        return 0;
    return rle127_find_kernels(NULL)->skip_pixels(src, src_bytes, (uint64_t)width * n_rows);
}

uint64_t rle127_count_black(const void *runs, size_t n_bytes)
{
    assert(runs || !n_bytes);
    const uint8_t *const bytes = runs;
    uint64_t black_pixels = 0;
    for (size_t i = 0; i < n_bytes; i++)
        black_pixels += bytes[i] & RLE127_WHITE ? 0 : bytes[i];
    return black_pixels;
}
