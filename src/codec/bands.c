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
                                               void (*run)(void *job, unsigned band), void *job)
{
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(bands->n_threads)
#endif
    for (unsigned band = 0; band < bands->n_bands; band++)
        run(job, band);
}

void rle127_run_bands(const struct rle127_bands *bands, void (*run)(void *job, unsigned band),
                      void *job)
{
    if (bands->n_threads > 1)
        run_team(bands, run, job);
    else
        for (unsigned band = 0; band < bands->n_bands; band++)
            run(job, band);
}

static bool find_starts(const struct rle127_bands *bands, const struct rle127_kernels *kernels,
                        const uint8_t *runs, size_t n_bytes, uint32_t width, size_t *starts)
{
    starts[0] = 0;
    for (unsigned band = 1; band < bands->n_bands; band++) {
        const uint32_t n_rows = rle127_band_start(bands, band) - rle127_band_start(bands, band - 1);
        const uint64_t n_pixels = (uint64_t)n_rows * width;
        const size_t from = starts[band - 1];
        uint64_t reached;
        starts[band] = from + kernels->skip_pixels(runs + from, n_bytes - from, n_pixels, &reached);
        if (reached != n_pixels)
            return false;
    }
    return true;
}

void rle127_find_bands(struct rle127_bands *bands, const struct rle127_kernels *kernels,
                       const uint8_t *runs, size_t n_bytes, uint32_t width, size_t *starts)
{
    if (!find_starts(bands, kernels, runs, n_bytes, width, starts))
        *bands = cut_bands(bands->n_rows, 0, 1);
    starts[bands->n_bands] = n_bytes;
}
