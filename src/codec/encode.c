/*
 * Bitmap -> runs.
 */
#include <assert.h>
#include <string.h>

#include "bands.h"

struct encode_job {
    const struct rle127_bitmap *src;
    const struct rle127_kernels *kernels;
    struct rle127_bands bands;
    struct rle127_row_shape shape;
    uint8_t *dst;
    size_t dst_bytes;
    bool is_crowded;                      /* bands were not written, for want of room */
    size_t offsets[RLE127_BANDS_MAX + 1]; /* of each band's runs in dst, and of their end */
    size_t sizes[RLE127_BANDS_MAX];
};

/* A third of the rows of a usual page are like the one above: such a row's runs are a copy. */
static bool is_like_above(const struct encode_job *job, uint32_t first_row, uint32_t row)
{
    return row > first_row && memcmp(rle127_row_at(job->src, row), rle127_row_at(job->src, row - 1),
                                     rle127_row_bytes(job->src->width)) == 0;
}

/* Encodes a band's rows where there is room for them. Copies are made from the last row that was
 * none, because what has just been stored is slow to load. */
static size_t encode_band(const struct encode_job *job, uint32_t first_row, uint32_t end_row,
                          uint8_t *dst)
{
    const uint8_t flip = job->src->one_is_black ? RLE127_WHITE : 0;
    uint8_t *out = dst;
    const uint8_t *original = NULL;
    size_t n_runs = 0;
    for (uint32_t row = first_row; row < end_row; row++, out += n_runs) {
        if (is_like_above(job, first_row, row)) {
            memcpy(out, original, n_runs);
            continue;
        }
        original = out;
        n_runs = job->kernels->encode_row(rle127_row_at(job->src, row), &job->shape, flip, out);
    }
    return (size_t)(out - dst);
}

static size_t count_band(const struct encode_job *job, uint32_t first_row, uint32_t end_row)
{
    size_t n_bytes = 0, n_runs = 0;
    for (uint32_t row = first_row; row < end_row; row++, n_bytes += n_runs)
        if (!is_like_above(job, first_row, row))
            n_runs = job->kernels->count_row(rle127_row_at(job->src, row), &job->shape);
    return n_bytes;
}

static void count_one(void *data, unsigned band)
{
    struct encode_job *job = data;
    job->offsets[band + 1] = count_band(job, rle127_band_start(&job->bands, band),
                                        rle127_band_start(&job->bands, band + 1));
}

static void encode_one(void *data, unsigned band)
{
    const struct encode_job *job = data;
    encode_band(job, rle127_band_start(&job->bands, band), rle127_band_start(&job->bands, band + 1),
                job->dst + job->offsets[band]);
}

/* Exact sizes first: every band is written where it belongs, and nothing where they do not fit. */
static enum rle127_status encode_counted(struct encode_job *job)
{
    rle127_run_bands(&job->bands, count_one, job);
    for (unsigned band = 0; band < job->bands.n_bands; band++)
        job->offsets[band + 1] += job->offsets[band];
    if (job->offsets[job->bands.n_bands] > job->dst_bytes)
        return RLE127_NO_ROOM;
    rle127_run_bands(&job->bands, encode_one, job);
    return RLE127_OK;
}

/* The most bytes that the runs of one band can take. */
static size_t band_bound(const struct encode_job *job)
{
    return ((size_t)job->src->height / job->bands.n_bands + 1) * job->src->width;
}

/* A thread encodes its bands in a place of its own at the end of dst. */
static uint8_t *own_place(const struct encode_job *job, unsigned thread)
{
    return job->dst + job->dst_bytes - (thread + 1) * band_bound(job);
}

static void encode_apart(void *data, unsigned band, unsigned thread)
{
    struct encode_job *job = data;
    job->sizes[band] =
        encode_band(job, rle127_band_start(&job->bands, band),
                    rle127_band_start(&job->bands, band + 1), own_place(job, thread));
}

/* Moves a band behind the one before, as long as that does not reach the threads' places. */
static void gather_one(void *data, unsigned band, unsigned thread)
{
    struct encode_job *job = data;
    const size_t offset = job->offsets[band], size = job->sizes[band];
    const uint8_t *const limit = own_place(job, job->bands.n_threads - 1);
    job->offsets[band + 1] = offset + size;
    if (offset + size <= (size_t)(limit - job->dst))
        memcpy(job->dst + offset, own_place(job, thread), size);
    else
        job->is_crowded = true;
}

/* Runs are much shorter than the bitmap, so that to move them, while others are encoded, costs less
 * than to count them before; but not where colours change every few pixels, as some rows from all
 * over the image tell. */
static bool is_dense(const struct encode_job *job)
{
    const uint32_t n_samples = job->src->height < 16 ? job->src->height : 16;
    size_t n_bytes = 0;
    for (uint32_t i = 0; i < n_samples; i++) {
        const uint32_t row = (uint32_t)((uint64_t)job->src->height * i / n_samples);
        n_bytes += job->kernels->count_row(rle127_row_at(job->src, row), &job->shape);
    }
    return n_bytes > n_samples * rle127_row_bytes(job->src->width) / 2;
}

/* True where that was the better way, and there was room enough for it. */
static bool encode_gathered(struct encode_job *job)
{
    if (job->dst_bytes < (job->bands.n_threads + 1) * band_bound(job) || is_dense(job))
        return false;
    rle127_run_bands_in_turn(&job->bands, encode_apart, gather_one, job);
    return !job->is_crowded;
}

static enum rle127_status encode_bands(struct encode_job *job)
{
    const bool has_room_for_all = job->dst_bytes >= (uint64_t)job->src->width * job->src->height;
    job->offsets[0] = 0;
    job->is_crowded = false;
    if (job->bands.n_bands == 1 && has_room_for_all) {
        job->offsets[1] = encode_band(job, 0, job->src->height, job->dst);
        return RLE127_OK;
    }
    if (job->bands.n_threads > 1 && encode_gathered(job))
        return RLE127_OK;
    return encode_counted(job);
}

enum rle127_status rle127_encode_rows(const struct rle127_bitmap *src, void *dst, size_t dst_bytes,
                                      size_t *encoded_bytes, const struct rle127_options *options)
{
    assert(src && src->bits && (dst || !dst_bytes) && encoded_bytes);
    struct encode_job job; /* 12 kB: not worth clearing for a small image */
    job.src = src;
    job.dst = dst;
    job.dst_bytes = dst_bytes;
    enum rle127_status status =
        rle127_plan_call(src->width, src->height, options, &job.kernels, &job.bands);
    if (status != RLE127_OK)
        return status;
    rle127_shape_row(&job.shape, src->width, job.kernels);
    status = encode_bands(&job);
    if (status == RLE127_OK)
        *encoded_bytes = job.offsets[job.bands.n_bands];
    return status;
}

enum rle127_status rle127_encode(const struct rle127_bitmap *src, void *dst, size_t dst_bytes,
                                 size_t *encoded_bytes, const struct rle127_options *options)
{
    assert(src && (dst || !dst_bytes) && encoded_bytes);
    if (dst_bytes < RLE127_HEADER_BYTES)
        return RLE127_NO_ROOM;
    uint8_t *const bytes = dst;
    size_t runs_bytes;
    const enum rle127_status status = rle127_encode_rows(
        src, bytes + RLE127_HEADER_BYTES, dst_bytes - RLE127_HEADER_BYTES, &runs_bytes, options);
    if (status != RLE127_OK)
        return status;
    rle127_write_header(bytes, src->width, src->height);
    *encoded_bytes = RLE127_HEADER_BYTES + runs_bytes;
    return RLE127_OK;
}
