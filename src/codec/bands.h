/*
 * Bands of rows: how an image is cut for several threads, and the one loop that runs them.
 */
#ifndef RLE127_BANDS_H
#define RLE127_BANDS_H

#include "kernels/kernels.h"

#define RLE127_BANDS_MAX 256

struct rle127_bands {
    uint32_t n_rows;
    unsigned n_bands, n_threads; /* 1 and 1: the caller alone */
};

/* What every call begins with: checks the sides, finds the level's kernels and cuts the rows for
 * the threads that were asked for. */
enum rle127_status rle127_plan_call(uint32_t width, uint32_t n_rows,
                                    const struct rle127_options *options,
                                    const struct rle127_kernels **kernels,
                                    struct rle127_bands *bands);

/* The first row of a band; that of band n_bands is n_rows. */
uint32_t rle127_band_start(const struct rle127_bands *bands, unsigned band);

/* Calls run(job, band) for every band, in any order and on the bands' threads. With one thread no
 * parallel region is entered, so that the process may fork afterwards. */
void rle127_run_bands(const struct rle127_bands *bands, void (*run)(void *job, unsigned band),
                      void *job);

/* Finds where the runs of each band begin and end: starts[0 .. n_bands]. Where no run begins at the
 * first pixel of some band, which only wrong or short data has, one band is left. */
void rle127_find_bands(struct rle127_bands *bands, const struct rle127_kernels *kernels,
                       const uint8_t *runs, size_t n_bytes, uint32_t width, size_t *starts);

#endif
