/*
 * Streams of runs: those of a row as the encoder writes them and in other ways, damaged ones, and
 * what may follow a row. Knows the format, nothing of kernels.
 */
#ifndef RLE127_RUN_STREAMS_H
#define RLE127_RUN_STREAMS_H

#include <stddef.h>
#include <stdint.h>

/* The most bytes of a stream with what follows it. */
#define RLE127_STREAM_BYTES_MAX (65535 + 4096)

/* Ways to cut a row into runs. The first one is canonical. */
struct rle127_cut {
    const char *name;
    /* The length of the run at pixel x, where `left` pixels of one colour are left. */
    uint32_t (*choose_length)(uint32_t x, uint32_t left, uint32_t place, uint64_t *random);
};

extern const struct rle127_cut rle127_cuts[];
extern const size_t rle127_n_cuts;

/* Writes a row's runs, 1..width bytes, and returns their number. A 1 in the row is white. */
size_t rle127_write_stream(const uint8_t *bits, uint32_t width, const struct rle127_cut *cut,
                           uint8_t *runs, uint64_t *random);

/* Changes to a stream of n_bytes. They return its new size and have room for 4096 bytes more. */
struct rle127_change {
    const char *name;
    size_t (*apply)(uint8_t *runs, size_t n_bytes, uint64_t *random);
};

extern const struct rle127_change rle127_damages[], rle127_tails[];
extern const size_t rle127_n_damages, rle127_n_tails;

/* Writes 0..65535 bytes that are not the runs of a row, but for chance. */
size_t rle127_write_raw(uint8_t *runs, uint64_t *random, const char **name);

#endif
