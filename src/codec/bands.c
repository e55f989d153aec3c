/*
 * Bands of rows. The only file of the codec that knows of OpenMP.
 */
#include "bands.h"

/* Below this many packed bytes a team of threads is not worth it. Measured on pages of text, two
 * threads: entering a region that has a team costs 2 us with gcc's library and 40 us with LLVM's,
 * so that they gain from 20 kB and from 150 kB on; starting the team costs 150 us or more, once. */
#define TEAM_WORTH_BYTES 65536

/* More bands than threads, because the bands of a page are not equally full. */
#define BANDS_A_THREAD 4

static struct rle127_bands cut_bands(uint32_t n_rows, size_t row_bytes, unsigned threads)
{
    struct rle127_bands bands = {.n_rows = n_rows, .n_bands = 1, .n_threads = 1};
    if (threads <= 1 || n_rows <= 1 || n_rows * (uint64_t)row_bytes < TEAM_WORTH_BYTES)
        return bands;
    if (threads > RLE127_BANDS_MAX / BANDS_A_THREAD)
        threads = RLE127_BANDS_MAX / BANDS_A_THREAD;
    bands.n_bands = threads * BANDS_A_THREAD;
    if (bands.n_bands > n_rows)
        bands.n_bands = n_rows;
    bands.n_threads = threads < bands.n_bands ? threads : bands.n_bands;
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

/* Not inlined, because clang's library is started where a function with a parallel region begins,
 * and not only where the region is entered. */
__attribute__((noinline)) static void run_team(const struct rle127_bands *bands,
                                               rle127_band_step *work, void *job)
{
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(bands->n_threads)
#endif
    for (unsigned band = 0; band < bands->n_bands; band++)
        work(job, band);
}

void rle127_run_bands(const struct rle127_bands *bands, rle127_band_step *work, void *job)
{
    if (bands->n_threads > 1)
        run_team(bands, work, job);
    else
        for (unsigned band = 0; band < bands->n_bands; band++)
            work(job, band);
}

__attribute__((noinline)) static void
run_team_in_turn(const struct rle127_bands *bands, const struct rle127_band_steps *steps, void *job)
{
#ifdef _OPENMP
#pragma omp parallel for ordered schedule(dynamic, 1) num_threads(bands->n_threads)
#endif
    for (unsigned band = 0; band < bands->n_bands; band++) {
        if (steps->before)
            steps->before(job, band);
#ifdef _OPENMP
#pragma omp ordered
#endif
        steps->in_turn(job, band);
        if (steps->after)
            steps->after(job, band);
    }
}

void rle127_run_bands_in_turn(const struct rle127_bands *bands,
                              const struct rle127_band_steps *steps, void *job)
{
    if (bands->n_threads > 1) {
        run_team_in_turn(bands, steps, job);
        return;
    }
    for (unsigned band = 0; band < bands->n_bands; band++) {
        if (steps->before)
            steps->before(job, band);
        steps->in_turn(job, band);
        if (steps->after)
            steps->after(job, band);
    }
}

bool rle127_is_band(const struct rle127_stream_bands *stream, unsigned band)
{
    return stream->first_rows[band] < stream->bands.n_rows;
}

/* The size of a band's runs; 0 if no run ends where its last row does. */
static size_t measure_band(const struct rle127_stream_bands *stream, unsigned band,
                           uint32_t end_row)
{
    const size_t start = stream->starts[band];
    const uint64_t n_pixels = (uint64_t)(end_row - stream->first_rows[band]) * stream->width;
    uint64_t reached;
    const size_t size = stream->kernels->skip_pixels(stream->runs + start, stream->n_bytes - start,
                                                     n_pixels, &reached);
    return reached == n_pixels ? size : 0;
}

/* A band whose end cannot be found goes on to the end of all, where its kernels meet what is wrong;
 * none comes after it. */
static void find_end(void *job, unsigned band)
{
    struct rle127_stream_bands *const stream = job;
    const uint32_t end_row = rle127_band_start(&stream->bands, band + 1);
    size_t size = 0;
    if (end_row < stream->bands.n_rows && rle127_is_band(stream, band))
        size = measure_band(stream, band, end_row);
    stream->first_rows[band + 1] = size ? end_row : stream->bands.n_rows;
    stream->starts[band + 1] = size ? stream->starts[band] + size : stream->n_bytes;
}

enum rle127_status rle127_plan_stream(struct rle127_stream_bands *stream, const void *runs,
                                      size_t n_bytes, uint32_t width, uint32_t n_rows,
                                      const struct rle127_options *options)
{
    static const uint8_t nothing[1]; /* a null pointer cannot be counted from */
    stream->runs = n_bytes ? runs : nothing;
    stream->n_bytes = n_bytes;
    stream->width = width;
    stream->first_rows[0] = 0;
    stream->starts[0] = 0;
    return rle127_plan_call(width, n_rows, options, &stream->kernels, &stream->bands);
}

void rle127_run_stream_bands(struct rle127_stream_bands *stream, rle127_band_step *work)
{
    const struct rle127_band_steps steps = {.in_turn = find_end, .after = work};
    rle127_run_bands_in_turn(&stream->bands, &steps, stream);
}
