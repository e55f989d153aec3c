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

typedef void rle127_band_step(void *job, unsigned band);

/* Calls work(job, band) for every band, in any order and on the bands' threads. With one thread no
 * parallel region is entered, so that the process may fork afterwards. */
void rle127_run_bands(const struct rle127_bands *bands, rle127_band_step *work, void *job);

/* The same with a step that is done for one band after the other, from the first one on, and one
 * before or after it that runs beside those of other bands. */
struct rle127_band_steps {
    rle127_band_step *before; /* may be NULL */
    rle127_band_step *in_turn;
    rle127_band_step *after; /* may be NULL */
};
void rle127_run_bands_in_turn(const struct rle127_bands *bands,
                              const struct rle127_band_steps *steps, void *job);

/* Bands whose runs lie one behind the other: where each begins is known from the one before. */
struct rle127_stream_bands {
    struct rle127_bands bands;
    const struct rle127_kernels *kernels;
    const uint8_t *runs;
    size_t n_bytes;
    uint32_t width;
    uint32_t first_rows[RLE127_BANDS_MAX + 1]; /* the next band's first row ends a band */
    size_t starts[RLE127_BANDS_MAX + 1];       /* likewise */
};

enum rle127_status rle127_plan_stream(struct rle127_stream_bands *stream, const void *runs,
                                      size_t n_bytes, uint32_t width, uint32_t n_rows,
                                      const struct rle127_options *options);

/* Whether a band has rows. Where no run ends with a band's last row, which only wrong or short data
 * has, that band goes on to the end and those after it have none. */
bool rle127_is_band(const struct rle127_stream_bands *stream, unsigned band);

/* Finds the bands and calls work(stream, band) for each. */
void rle127_run_stream_bands(struct rle127_stream_bands *stream, rle127_band_step *work);

#endif
