/*
 * Bands of rows. The only file of the codec that knows of OpenMP.
 */
#include "bands.h"

#include <assert.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* Below this many packed bytes a team of threads is not worth it. Measured with two threads on
 * pages of text that their caller has just written: with gcc's library they gain from 64 kB on (a
 * tenth or more), with LLVM's from 64 kB (decoding) and 512 kB (encoding); to start the team costs
 * 150 microseconds or more, once. */
#define TEAM_WORTH_BYTES 131072

/* More bands than threads, because the bands of a page are not equally full; and, up to 32 MB, so
 * small that what a thread has just written of one is still in its cache when it is moved. */
#define BANDS_A_THREAD 4
#define BAND_BYTES     131072

static struct rle127_bands cut_bands(uint32_t n_rows, size_t row_bytes, unsigned threads)
{
    struct rle127_bands bands = {.n_rows = n_rows, .n_bands = 1, .n_threads = 1};
    const uint64_t n_bytes = n_rows * (uint64_t)row_bytes;
#ifdef _OPENMP
    if (threads <= 1 || n_rows <= 1 || n_bytes < TEAM_WORTH_BYTES)
        return bands;
    if (threads > RLE127_BANDS_MAX / BANDS_A_THREAD)
        threads = RLE127_BANDS_MAX / BANDS_A_THREAD;
    bands.n_bands = threads * BANDS_A_THREAD;
    if (bands.n_bands < n_bytes / BAND_BYTES)
        bands.n_bands = (unsigned)(n_bytes / BAND_BYTES);
    if (bands.n_bands > RLE127_BANDS_MAX)
        bands.n_bands = RLE127_BANDS_MAX;
    if (bands.n_bands > n_rows)
        bands.n_bands = n_rows;
    bands.n_threads = threads < bands.n_bands ? threads : bands.n_bands;
#else
    (void)n_bytes;
    (void)threads;
#endif
    return bands;
}

enum rle127_status rle127_plan_call(uint32_t width, uint32_t n_rows,
                                    const struct rle127_options *options,
                                    const struct rle127_kernels **kernels,
                                    struct rle127_bands *bands)
{
    if (!rle127_is_side(width) || !rle127_is_side(n_rows))
        return RLE127_BAD_SIDE;
    *kernels = rle127_find_kernels(options ? options->level : NULL);
    if (!*kernels)
        return RLE127_UNKNOWN_LEVEL;
    *bands = cut_bands(n_rows, rle127_row_bytes(width), options ? options->threads : 1);
    return RLE127_OK;
}

uint32_t rle127_band_start(const struct rle127_bands *bands, unsigned band)
{
    return (uint32_t)((uint64_t)bands->n_rows * band / bands->n_bands);
}

/* The functions with a parallel region are not inlined, because clang's library is started where
 * such a function begins, and not only where the region is entered. */
#ifdef _OPENMP
#define APART __attribute__((noinline)) static

APART void run_team(const struct rle127_bands *bands, rle127_band_step *work, void *job)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(bands->n_threads)
    for (unsigned band = 0; band < bands->n_bands; band++)
        work(job, band);
}

/* gcc's library lets the next ordered region begin only after the iteration: it has to be last. */
APART void run_team_in_turn(const struct rle127_bands *bands, rle127_thread_step *work,
                            rle127_thread_step *in_turn, void *job)
{
#pragma omp parallel for ordered schedule(dynamic, 1) num_threads(bands->n_threads)
    for (unsigned band = 0; band < bands->n_bands; band++) {
        const unsigned thread = (unsigned)omp_get_thread_num();
        work(job, band, thread);
#pragma omp ordered
        in_turn(job, band, thread);
    }
}
#endif

void rle127_run_bands(const struct rle127_bands *bands, rle127_band_step *work, void *job)
{
#ifdef _OPENMP
    if (bands->n_threads > 1) {
        run_team(bands, work, job);
        return;
    }
#endif
    for (unsigned band = 0; band < bands->n_bands; band++)
        work(job, band);
}

void rle127_run_bands_in_turn(const struct rle127_bands *bands, rle127_thread_step *work,
                              rle127_thread_step *in_turn, void *job)
{
    assert(bands->n_threads > 1);
#ifdef _OPENMP
    run_team_in_turn(bands, work, in_turn, job);
#else
    (void)bands, (void)work, (void)in_turn, (void)job;
#endif
}

/* In wrong data a band's last row may end within a run. Then that band's kernels meet what is
 * wrong, and what is done with those after it does not matter. */
static void find_end(struct rle127_stream_bands *stream, unsigned band)
{
    const struct rle127_bands *const bands = &stream->bands;
    const uint32_t n_rows = rle127_band_start(bands, band + 1) - rle127_band_start(bands, band);
    const size_t start = stream->starts[band];
    stream->starts[band + 1] =
        band + 1 == bands->n_bands
            ? stream->n_bytes
            : start + stream->kernels->skip_pixels(stream->runs + start, stream->n_bytes - start,
                                                   (uint64_t)n_rows * stream->width);
}

enum rle127_status rle127_plan_stream(struct rle127_stream_bands *stream, const void *runs,
                                      size_t n_bytes, uint32_t width, uint32_t n_rows,
                                      const struct rle127_options *options)
{
    static const uint8_t nothing[1]; /* a null pointer cannot be counted from */
    stream->runs = n_bytes ? runs : nothing;
    stream->n_bytes = n_bytes;
    stream->width = width;
    stream->starts[0] = 0;
    return rle127_plan_call(width, n_rows, options, &stream->kernels, &stream->bands);
}

#ifdef _OPENMP
/* One thread at a time takes a band, which is to find where it ends, while others work. */
APART void run_team_on_stream(struct rle127_stream_bands *stream, rle127_band_step *work)
{
    omp_lock_t lock;
    unsigned n_taken = 0;
    omp_init_lock(&lock);
#pragma omp parallel num_threads(stream->bands.n_threads)
    for (;;) {
        omp_set_lock(&lock);
        const unsigned band = n_taken;
        const bool is_left = band < stream->bands.n_bands;
        if (is_left)
            find_end(stream, n_taken++);
        omp_unset_lock(&lock);
        if (!is_left)
            break;
        work(stream, band);
    }
    omp_destroy_lock(&lock);
}
#endif

void rle127_run_stream_bands(struct rle127_stream_bands *stream, rle127_band_step *work)
{
#ifdef _OPENMP
    if (stream->bands.n_threads > 1) {
        run_team_on_stream(stream, work);
        return;
    }
#endif
    for (unsigned band = 0; band < stream->bands.n_bands; band++) {
        find_end(stream, band);
        work(stream, band);
    }
}
