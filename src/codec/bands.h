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

/* What is done with a band; a thread's number is 0 .. n_threads - 1. */
typedef void rle127_band_step(void *job, unsigned band);
typedef void rle127_thread_step(void *job, unsigned band, unsigned thread);

/* Calls work() for every band, in any order. With one thread no parallel region is entered, so that
 * the process may fork afterwards. */
void rle127_run_bands(const struct rle127_bands *bands, rle127_band_step *work, void *job);

/* The same with several threads: after a band's work, and by the same thread, in_turn() is called
 * for it, for one band after the other from the first one on. */
void rle127_run_bands_in_turn(const struct rle127_bands *bands, rle127_thread_step *work,
                              rle127_thread_step *in_turn, void *job);

/* Bands whose runs lie one behind the other: where each begins is known from the one before. */
struct rle127_stream_bands {
    struct rle127_bands bands;
    const struct rle127_kernels *kernels;
    const uint8_t *runs;
    size_t n_bytes;
    uint32_t width;
    size_t starts[RLE127_BANDS_MAX + 1]; /* of each band's runs, and the end of the last one's */
};

enum rle127_status rle127_plan_stream(struct rle127_stream_bands *stream, const void *runs,
                                      size_t n_bytes, uint32_t width, uint32_t n_rows,
                                      const struct rle127_options *options);

/* Finds the bands and calls work(stream, band) for each. */
void rle127_run_stream_bands(struct rle127_stream_bands *stream, rle127_band_step *work);

#endif
