/*
 * rle127: run-length coding of 1-bit (black and white) images, in chunks of 127 pixels.
 *
 *     struct rle127_bitmap page = {.width = 2480, .height = 3508, .stride_bytes = 310,
 *                                  .bits = pixels, .one_is_black = true};
 *     size_t room = rle127_bound(page.width, page.height), size;
 *     void *file = malloc(room);
 *     enum rle127_status status = rle127_encode(&page, file, room, &size, NULL);
 *
 * The format
 * ----------
 *     offset 0   width    u16, little-endian, 1..65535 pixels
 *     offset 2   height   u16, little-endian, 1..65535 pixels
 *     offset 4   runs     row by row from the top, each row from the left
 *
 * Each row is cut into chunks of 127 pixels; the last chunk is what is left. A chunk is a
 * sequence of runs, one byte a run:
 *
 *       bit  7     6   5   4   3   2   1   0
 *         +------+---------------------------+
 *         |colour|     length in pixels      |     colour: 1 = white, 0 = black
 *         +------+---------------------------+     length: 1..127
 *
 * No run crosses the end of a chunk or of a row: the row 000011000 is 04 82 03, a white row of
 * 200 pixels is FF C9. There is no magic number and no checksum.
 *
 * The encoder makes every run as long as its chunk allows, so each image has exactly one
 * encoding: this is called canonical. The decoder takes any runs whose lengths meet every row
 * end exactly, and refuses a length of 0, a run past the row end, data that ends early, data
 * after the last row and a side of 0. A whole file therefore has
 *
 *     height * ceil(width / 127)  <=  size - 4  <=  width * height      bytes of runs.
 *
 * The library
 * -----------
 * It allocates nothing, prints nothing, reads no environment and keeps no state: every function
 * may be called from any thread, on any bytes. A null pointer where none is allowed is the
 * caller's mistake and is asserted; everything that data can do wrong is a status.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef RLE127_H
#define RLE127_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RLE127_VERSION "0.1.0"

#if defined(__GNUC__)
#define RLE127_API __attribute__((visibility("default")))
#else
#define RLE127_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The longest side of an image, in pixels, and the size of a file's header. */
#define RLE127_SIDE_MAX     65535
#define RLE127_HEADER_BYTES 4

enum rle127_status {
    RLE127_OK = 0,
    RLE127_BAD_SIDE,         /* a bitmap's width or height is 0 or above RLE127_SIDE_MAX */
    RLE127_UNKNOWN_LEVEL,    /* options.level names no level that this machine has */
    RLE127_NO_ROOM,          /* the destination is too small for the runs */
    RLE127_HEADER_TRUNCATED, /* fewer than 4 bytes */
    RLE127_ZERO_SIDE,        /* the header says that a side is 0 */
    RLE127_SIDES_DIFFER,     /* the header's sides are not the bitmap's */
    RLE127_ZERO_RUN,         /* a run of length 0 */
    RLE127_ROW_OVERRUN,      /* a run goes past the end of its row */
    RLE127_TRUNCATED,        /* the data ends before the last row does */
    RLE127_TRAILING_DATA     /* there is data after the last row */
};

/* A short text in lower case without a full stop, never NULL: "run of length 0". */
RLE127_API const char *rle127_status_text(enum rle127_status status);

/* The names of the kernel levels that this machine has, best first, NULL at the end. The last one
 * is "scalar", which every machine has. */
RLE127_API const char *const *rle127_levels(void);

/*
 * A packed bitmap in the caller's memory, 1 bit a pixel; encoding only reads it.
 *
 * 1. The most significant bit of a byte is its leftmost pixel.
 * 2. A row is the ceil(width / 8) bytes at bits + row * stride_bytes, with any alignment. Nothing
 *    else is read or written, so the rows of a PBM or BMP file can be coded where they lie.
 * 3. The padding bits after the last pixel of a row are ignored in a source and zero in a result.
 */
struct rle127_bitmap {
    uint32_t width, height; /* pixels */
    ptrdiff_t stride_bytes; /* from one row to the next; negative for bottom-up */
    uint8_t *bits;          /* first byte of the top row */
    bool one_is_black;      /* false: 1 = white as in .rle; true: 1 = black as in PBM */
};

/* NULL instead of a pointer to this means: the caller alone, the best level. */
struct rle127_options {
    unsigned threads;  /* 0 or 1: the caller alone; more: at the most so many and 64, by OpenMP */
    const char *level; /* one of rle127_levels(); NULL: the best */
};

/* The bytes of a packed row. */
static inline size_t rle127_row_bytes(uint32_t width)
{
    return ((size_t)width + 7) / 8;
}

/* The most bytes that the whole file of an image of these sides takes; 0 where a side is not
 * 1..RLE127_SIDE_MAX. */
RLE127_API size_t rle127_bound(uint32_t width, uint32_t height);

/*
 * Encodes a bitmap as a whole file. The result is canonical and the same bytes for every level
 * and number of threads. *encoded_bytes is set only where the status is OK.
 * Cannot fail with RLE127_NO_ROOM where dst_bytes >= rle127_bound(); otherwise it fails just if
 * the file is larger than dst_bytes. Several threads may use all of dst_bytes on their way.
 */
RLE127_API enum rle127_status rle127_encode(const struct rle127_bitmap *src, void *dst,
                                            size_t dst_bytes, size_t *encoded_bytes,
                                            const struct rle127_options *options);

/* Reads the sides, in pixels, from the first 4 bytes of a file. They are also set where one of them
 * is 0, which is an error. */
RLE127_API enum rle127_status rle127_read_header(const void *src, size_t src_bytes, uint32_t *width,
                                                 uint32_t *height);

/* Whether a file of file_bytes bytes can hold an image of these sides, by the bounds above:
 * RLE127_OK, RLE127_BAD_SIDE, RLE127_HEADER_TRUNCATED, RLE127_TRUNCATED or RLE127_TRAILING_DATA. To
 * be asked before anything is allocated. */
RLE127_API enum rle127_status rle127_check_size(uint32_t width, uint32_t height,
                                                uint64_t file_bytes);

/* Decodes a whole file into dst, whose sides must be the header's. A size that cannot be right is
 * told before any run is looked at. After an error the content of dst's rows is undefined. */
RLE127_API enum rle127_status rle127_decode(const void *src, size_t src_bytes,
                                            const struct rle127_bitmap *dst,
                                            const struct rle127_options *options);

/*
 * Checks a whole file without writing pixels. The last two results may be NULL.
 * *is_canonical: the file is what rle127_encode() writes for its image; false after an error.
 * *bad_offset: where the status is not OK, the offset of the first wrong byte (src_bytes where
 * data is missing); where it is OK, that of the first run that is not canonical, or src_bytes.
 */
RLE127_API enum rle127_status rle127_verify(const void *src, size_t src_bytes, bool *is_canonical,
                                            size_t *bad_offset,
                                            const struct rle127_options *options);

/*
 * The same for the runs of some rows without a header: for streaming in bands, for threads and
 * for processes. Rows are independent of each other, so the runs of bands are simply joined.
 */

/* Writes the RLE127_HEADER_BYTES bytes that stand before the runs; sides of 1..RLE127_SIDE_MAX. */
RLE127_API void rle127_write_header(void *dst, uint32_t width, uint32_t height);

/* Encodes src->height rows; at the most src->width * src->height bytes. */
RLE127_API enum rle127_status rle127_encode_rows(const struct rle127_bitmap *src, void *dst,
                                                 size_t dst_bytes, size_t *encoded_bytes,
                                                 const struct rle127_options *options);

/* Decodes dst->height rows from the start of src, which may go on after them. *consumed_bytes is
 * the size of their runs or, after an error, the offset of the first wrong byte. */
RLE127_API enum rle127_status rle127_decode_rows(const void *src, size_t src_bytes,
                                                 const struct rle127_bitmap *dst,
                                                 size_t *consumed_bytes,
                                                 const struct rle127_options *options);

/* Checks n_rows rows of width pixels at the start of src, which may go on after them. Results as
 * of rle127_decode_rows() and rle127_verify(); the first non-canonical run is at *bad_offset,
 * which is *consumed_bytes where all are canonical. The last two results may be NULL. */
RLE127_API enum rle127_status rle127_verify_rows(const void *src, size_t src_bytes, uint32_t width,
                                                 uint32_t n_rows, size_t *consumed_bytes,
                                                 bool *is_canonical, size_t *bad_offset,
                                                 const struct rle127_options *options);

/* The bytes that the runs of n_rows rows take at the start of src, which is not looked at closely:
 * for cutting a stream into bands that are then decoded. In wrong data it is some number up to
 * src_bytes, and whoever decodes the bands meets what is wrong; src_bytes, too, where rows are
 * missing. */
RLE127_API size_t rle127_skip_rows(const void *src, size_t src_bytes, uint32_t width,
                                   uint32_t n_rows);

/* The number of black pixels in n_bytes runs that have been verified. */
RLE127_API uint64_t rle127_count_black(const void *runs, size_t n_bytes);

#ifdef __cplusplus
}
#endif

#endif
