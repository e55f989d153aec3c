/*
 * Codecs that are compared: one file each, all of the same signature.
 *
 * They code packed bitmaps without gaps between rows, 1 = black, padding bits 0, as in a PBM file.
 * Must not know: clocks, reports, other codecs.
 */
#ifndef RLE127_BENCH_CODECS_H
#define RLE127_BENCH_CODECS_H

#include "../packed.h"

struct rle127_codec {
    const char *name;             /* as in the reports: "LZ4" */
    const char *(*version)(void); /* of the library, "liblz4 1.9.4"; NULL where there is none */
    bool has_options;             /* levels and threads make a difference */

    /* The most bytes that a page can become. */
    size_t (*bound)(const struct rle127_bitmap *page);

    /* What calls have in common and a caller makes once; NULL where there is no memory. */
    void *(*open)(const struct rle127_options *options);
    void (*close)(void *state);

    /* Returns the size of the result, which has room for bound() bytes; 0 where it failed. */
    size_t (*encode)(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes);
    bool (*decode)(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst);
};

/* The codecs of this build: memcpy first, rle127 second; NULL at the end. */
extern const struct rle127_codec *const rle127_codecs[];

extern const struct rle127_codec rle127_memcpy_codec, rle127_own_codec, rle127_lz4_codec,
    rle127_zstd_codec, rle127_packbits_codec, rle127_g4_codec, rle127_jbig_codec;

/* The codec that others are compared with, besides memcpy; NULL where this build lacks it. */
extern const struct rle127_codec *const rle127_lz4_reference;

/* For codecs whose calls have nothing in common. */
void *rle127_open_nothing(const struct rle127_options *options);
void rle127_close_nothing(void *state);

#endif
