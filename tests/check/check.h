/*
 * One tool that compares each kernel of each level with the scalar one, and times it. Here: what is
 * being checked now, and the checks.
 */
#ifndef RLE127_CHECK_H
#define RLE127_CHECK_H

#include "../../src/codec/kernels/kernels.h"
#include "guard_room.h"
#include "run_streams.h"

struct rle127_places {
    unsigned src, dst;
};

#define RLE127_PLACES_MAX 64

/* A failure prints this, whoever finds it. */
struct rle127_check {
    uint64_t seed;
    bool is_quick;
    bool is_trial; /* of timing: one tiny round without a word, so that it is known to work */
    const struct rle127_kernels *kernels; /* which are checked */
    const struct rle127_kernels *truth;   /* which are right */
    const char *kernel;                   /* one of rle127_kernel_checks[] */
    volatile uint64_t n_cases;
    uint64_t random;

    uint32_t width;
    struct rle127_row_shape shape, truth_shape;
    const char *pattern;                            /* of the row */
    uint8_t *row;                                   /* its packed pixels */
    struct rle127_places places[RLE127_PLACES_MAX]; /* to be tried with each input */
    unsigned n_places;

    const char *cut, *damage, *tail; /* of the stream, where cut is not NULL; NULL: no damage */
    uint8_t *runs;                   /* the stream */
    size_t n_runs_bytes;
    uint8_t flip;
    uint64_t target_pixels; /* of skip_pixels */

    struct rle127_room src, dst;
};

/* A kernel's check on one row and all places. */
struct rle127_kernel_check {
    const char *name;
    void (*check_row)(struct rle127_check *check);
    /* Are the kernels of two levels one and the same? */
    bool (*is_same)(const struct rle127_kernels *a, const struct rle127_kernels *b);
};

extern const struct rle127_kernel_check rle127_kernel_checks[];
extern const size_t rle127_n_kernel_checks;

void rle127_check_count_row(struct rle127_check *check);
void rle127_check_encode_row(struct rle127_check *check);
void rle127_check_decode_row(struct rle127_check *check);
void rle127_check_verify_row(struct rle127_check *check);
void rle127_check_skip_pixels(struct rle127_check *check);

/* All widths, patterns and places for one kernel; kernels and truth are set. */
void rle127_check_kernel(struct rle127_check *check, const struct rle127_kernel_check *kernel);

/* The calls of the library on whole images; kernels is set. */
void rle127_check_images(struct rle127_check *check);
#define RLE127_IMAGES "image"

/* Ends the tool with a message: what is wrong and all that leads back to it. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3), noreturn))
#endif
void rle127_fail(const struct rle127_check *check, const char *what, ...);

/* The same for signals, and for a kernel that does not return. */
void rle127_watch(const struct rle127_check *check);

/* Lays the source or the result. They are random in what must not matter. */
const uint8_t *rle127_lay_row(struct rle127_check *check, unsigned place);
const uint8_t *rle127_lay_runs(struct rle127_check *check, unsigned place);
uint8_t *rle127_lay_result(struct rle127_check *check, size_t n_bytes, unsigned place);

/* Fails where a byte has changed that is none of the result's. */
void rle127_expect_intact(const struct rle127_check *check);
void rle127_expect_bytes(const struct rle127_check *check, const uint8_t *bytes,
                         const uint8_t *expected, size_t n_bytes);
void rle127_expect_number(const struct rle127_check *check, const char *what, uint64_t number,
                          uint64_t expected);

/* Times all kernels of all levels; level and kernel, where they are not NULL, choose one. */
void rle127_bench(struct rle127_check *check, const char *level, const char *kernel);

#endif
