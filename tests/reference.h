/*
 * The model that the codec is compared with, written pixel by pixel from the format page alone.
 * It is plain on purpose: it knows nothing of words, kernels, bands or threads, and shares no code
 * with the codec. Here are also the two things every test needs: single pixels of a packed
 * bitmap, and random numbers that can be repeated.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <rle127.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The format page's number, written down a second time: a wrong one in the codec must show. */
#define REFERENCE_CHUNK_PIXELS 127u
#define REFERENCE_HEADER_BYTES 4u

/* Sanitizers make everything several times slower, so the longest tests check a share there. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define REFERENCE_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define REFERENCE_IS_SANITIZED 1
#endif
#endif
#ifndef REFERENCE_IS_SANITIZED
#define REFERENCE_IS_SANITIZED 0
#endif

/* What is true of a stream; the results of rle127_verify_rows() and, with offsets from the start
 * of the file, of rle127_verify(). */
struct reference_verdict {
    enum rle127_status status;
    size_t consumed_bytes; /* size of the rows' runs or, after an error, the first wrong byte */
    bool is_canonical;     /* false after an error */
    size_t bad_offset;     /* error: the first wrong byte; else the first loose run or the end */
};

/* The state between two runs of a stream. It is copied where a tree of streams is searched. */
struct reference_walk {
    uint32_t width, height; /* pixels */
    uint8_t *pixels;        /* width * height bytes of the caller, 1 = white; NULL: not wanted */
    uint32_t x, row;        /* the next pixel; row == height: all rows are complete */
    size_t n_bytes;         /* runs taken, those after the last row included */
    size_t end_bytes;       /* runs of the rows; valid where row == height */
    size_t loose_offset;    /* the first run that is not canonical; SIZE_MAX: none */
    size_t error_offset;    /* valid where status is not RLE127_OK */
    enum rle127_status status;
    bool previous_is_white; /* the run before this one; valid where x > 0 */
};

void reference_walk_start(struct reference_walk *walk, uint32_t width, uint32_t height,
                          uint8_t *pixels);
void reference_walk_step(struct reference_walk *walk, uint8_t run);

/* If the stream ended here: as rows with more data behind, and as the whole runs of a file
 * (offsets from the start of the file). */
struct reference_verdict reference_walk_rows_verdict(const struct reference_walk *walk);
struct reference_verdict reference_walk_file_verdict(const struct reference_walk *walk);

struct reference_verdict reference_check_rows(const uint8_t *runs, size_t n_bytes, uint32_t width,
                                              uint32_t height);
struct reference_verdict reference_check(const uint8_t *file, size_t n_bytes);

/* Decodes a file that reference_check() accepts into one byte a pixel, 1 = white. */
void reference_decode(const uint8_t *file, size_t n_bytes, uint8_t *pixels);

/* The status that rle127_decode() owes to a file of which `truth` is true and whose sides are the
 * bitmap's: sizes that no image of these sides has are refused before any run is looked at. */
enum rle127_status reference_decode_status(const uint8_t *file, size_t n_bytes,
                                           enum rle127_status truth);

/* Both return the size in bytes; dst has room for rle127_bound() bytes. */
size_t reference_encode_rows(const struct rle127_bitmap *src, uint8_t *dst);
size_t reference_encode(const struct rle127_bitmap *src, uint8_t *dst);

/* One pixel of a packed bitmap; true is white, whatever the bitmap's polarity. */
bool reference_get_pixel(const struct rle127_bitmap *bitmap, uint32_t x, uint32_t row);
void reference_set_pixel(const struct rle127_bitmap *bitmap, uint32_t x, uint32_t row, bool white);

/* Takes the seed from argv[1], else from RLE127_TEST_SEED, else a fixed one, and prints it. */
uint64_t reference_seed(int argc, char **argv);

/* The exit status for a number of failed tests; repeats the seed where there are any. */
int reference_exit_status(int n_failed, uint64_t seed);

/* splitmix64: the next number of a sequence. */
uint64_t reference_random(uint64_t *state);

/* A random number of 0..limit - 1. */
uint32_t reference_random_below(uint64_t *state, uint32_t limit);

#endif
