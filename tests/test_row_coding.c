/*
 * src/batch/row_coding.h: every row pool gives the bytes and pixels of the model, and the codec's
 * statuses, with any number of workers.
 */
#include "patterns.h"
#include "reference.h"
#include "row_coding.h"
#include "streams.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed;

static const unsigned worker_counts[] = {1, 2, 3, 7, 100};
#define WORKER_COUNTS (sizeof worker_counts / sizeof worker_counts[0])

static const enum rle127_row_pool pools[] = {RLE127_ROWS_SERIAL, RLE127_ROWS_THREADS,
                                             RLE127_ROWS_PROCESSES};

/* From sides that nobody shares to those that cut badly into pieces. */
static const uint32_t sides[][2] = {{4000, 3000}, {1, 1},     {9, 2},     {65535, 65}, {65535, 130},
                                    {72, 65535},  {65535, 1}, {1, 65535}, {1270, 7999}};
#define SIDES (sizeof sides / sizeof sides[0])

/* An image in rows that have gaps or go upwards, and its runs. */
struct subject {
    struct rle127_bitmap plain, image, result;
    size_t row_bytes;
    uint8_t *runs, *image_bytes, *result_bytes;
    size_t n_bytes;
};

static struct rle127_bitmap spread(const struct rle127_bitmap *plain, uint8_t *bytes)
{
    const ptrdiff_t stride = (ptrdiff_t)pattern_row_bytes(plain->width) + 3;
    struct rle127_bitmap bitmap = *plain;
    bitmap.bits = bytes;
    bitmap.stride_bytes = stride;
    if (plain->one_is_black) {
        bitmap.bits = bytes + (ptrdiff_t)(plain->height - 1) * stride;
        bitmap.stride_bytes = -stride;
    }
    return bitmap;
}

static struct subject new_subject(uint32_t width, uint32_t height, uint64_t *random)
{
    const size_t row_bytes = pattern_row_bytes(width);
    struct subject s = {.plain =
                            pattern_new_bitmap(width, height, reference_random_below(random, 2)),
                        .row_bytes = row_bytes,
                        .runs = pattern_allocate((size_t)width * height + 1),
                        .image_bytes = pattern_allocate((row_bytes + 3) * height),
                        .result_bytes = pattern_allocate((row_bytes + 3) * height)};
    pattern_draw_page(&s.plain, random);
    s.n_bytes = reference_encode_rows(&s.plain, s.runs);
    s.image = spread(&s.plain, s.image_bytes);
    s.result = spread(&s.plain, s.result_bytes);
    for (uint32_t row = 0; row < height; row++)
        memcpy(s.image.bits + (ptrdiff_t)row * s.image.stride_bytes,
               s.plain.bits + (ptrdiff_t)row * s.plain.stride_bytes, row_bytes);
    return s;
}

static void free_subject(struct subject *s)
{
    pattern_free_bitmap(&s->plain);
    free(s->runs);
    free(s->image_bytes);
    free(s->result_bytes);
}

static struct rle127_row_coder open_coder(enum rle127_row_pool pool, unsigned n_workers,
                                          const char *level)
{
    struct rle127_row_coder coder;
    const struct rle127_options codec = {.threads = n_workers, .level = level};
    rle127_row_coder_open(&coder, pool, &codec);
    return coder;
}

/* Each piece has the rows that its runs are of. */
static void check_encode(struct rle127_row_coder *coder, const struct subject *s)
{
    static struct rle127_encoded_band encoded;
    size_t at = 0;
    uint32_t row = 0;
    assert_null(rle127_row_coder_encode(coder, &s->image, &encoded));
    for (unsigned i = 0; i < encoded.n_pieces; i++) {
        const struct rle127_encoded_piece *const piece = &encoded.pieces[i];
        assert_ptr_equal(piece->rows.bits, s->image.bits + (ptrdiff_t)row * s->image.stride_bytes);
        assert_true(piece->n_bytes <= s->n_bytes - at);
        assert_memory_equal(piece->runs, s->runs + at, piece->n_bytes);
        at += piece->n_bytes;
        row += piece->rows.height;
    }
    assert_int_equal(at, s->n_bytes);
    assert_int_equal(row, s->image.height);
}

/* With a byte more behind the runs, which is not theirs. */
static void check_decode(struct rle127_row_coder *coder, const struct subject *s)
{
    size_t consumed_bytes = SIZE_MAX;
    memset(s->result_bytes, 0xA5, (s->row_bytes + 3) * s->plain.height);
    assert_int_equal(
        rle127_row_coder_decode(coder, s->runs, s->n_bytes + 1, &s->result, &consumed_bytes),
        RLE127_OK);
    assert_int_equal(consumed_bytes, s->n_bytes);
    assert_true(pattern_is_same_image(&s->plain, &s->result));
    for (uint32_t row = 0; row < s->plain.height; row++)
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(s->result_bytes[row * (s->row_bytes + 3) + s->row_bytes + i], 0xA5);
}

/* One coder for large and small images in turn: what it keeps must fit all. */
static void every_pool_gives_the_models_bytes_and_pixels(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject subjects[SIDES];
    for (size_t i = 0; i < SIDES; i++)
        subjects[i] = new_subject(sides[i][0], sides[i][1], &random);
    for (size_t pool = 0; pool < 3; pool++) {
        for (size_t k = 0; k < WORKER_COUNTS; k++) {
            struct rle127_row_coder coder = open_coder(pools[pool], worker_counts[k], NULL);
            for (size_t i = 0; i < SIDES; i++) {
                check_encode(&coder, &subjects[i]);
                check_decode(&coder, &subjects[i]);
            }
            rle127_row_coder_close(&coder);
        }
    }
    for (size_t i = 0; i < SIDES; i++)
        free_subject(&subjects[i]);
}

static void every_level_works_in_every_pool(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject s = new_subject(2999, 1500, &random);
    for (const char *const *level = rle127_levels(); *level; level++) {
        for (size_t pool = 0; pool < 3; pool++) {
            struct rle127_row_coder coder = open_coder(pools[pool], 2, *level);
            check_encode(&coder, &s);
            check_decode(&coder, &s);
            rle127_row_coder_close(&coder);
        }
    }
    free_subject(&s);
}

/* A large band is cut for processes, so that the tests above are about them. */
static void processes_share_a_large_band(void **state)
{
    (void)state;
    uint64_t random = seed;
    static struct rle127_encoded_band encoded;
    struct subject s = new_subject(4000, 3000, &random);
    struct rle127_row_coder coder = open_coder(RLE127_ROWS_PROCESSES, 3, NULL);
    assert_null(rle127_row_coder_encode(&coder, &s.image, &encoded));
    assert_true(encoded.n_pieces >= 3);
    rle127_row_coder_close(&coder);
    free_subject(&s);
}

/* Whatever is in the worst of pages: a run for each pixel. */
static void a_checkerboard_fits(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject s = new_subject(4000, 3000, &random);
    for (uint32_t row = 0; row < 3000; row++)
        memset(s.image.bits + (ptrdiff_t)row * s.image.stride_bytes, row % 2 ? 0x55 : 0xAA,
               s.row_bytes);
    s.n_bytes = reference_encode_rows(&s.image, s.runs);
    assert_int_equal(s.n_bytes, 4000 * 3000);
    struct rle127_row_coder coder = open_coder(RLE127_ROWS_PROCESSES, 2, NULL);
    check_encode(&coder, &s);
    rle127_row_coder_close(&coder);
    free_subject(&s);
}

static void check_status(const struct subject *s, size_t n_bytes)
{
    size_t consumed_bytes;
    const struct reference_verdict truth =
        reference_check_rows(s->runs, n_bytes, s->plain.width, s->plain.height);
    for (size_t pool = 0; pool < 3; pool++) {
        for (unsigned n_workers = 2; n_workers <= 3; n_workers++) {
            struct rle127_row_coder coder = open_coder(pools[pool], n_workers, NULL);
            assert_int_equal(
                rle127_row_coder_decode(&coder, s->runs, n_bytes, &s->result, &consumed_bytes),
                truth.status);
            if (truth.status == RLE127_OK)
                assert_int_equal(consumed_bytes, truth.consumed_bytes);
            rle127_row_coder_close(&coder);
        }
    }
}

static void damaged_runs_have_the_same_status_in_every_pool(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject s = new_subject(3001, 1600, &random);
    uint8_t *const good = pattern_allocate(s.n_bytes);
    memcpy(good, s.runs, s.n_bytes);
    for (unsigned i = 0; i < 8 * STREAM_DAMAGES; i++) {
        memcpy(s.runs, good, s.n_bytes);
        const size_t offset = reference_random_below(&random, (uint32_t)s.n_bytes);
        check_status(&s, stream_damage_run(s.runs, s.n_bytes, offset, i % STREAM_DAMAGES));
    }
    memset(s.runs, 0x00, s.n_bytes);
    check_status(&s, s.n_bytes);
    memset(s.runs, 0xFF, s.n_bytes);
    check_status(&s, s.n_bytes);
    check_status(&s, 0);
    free(good);
    free_subject(&s);
}

static void a_coder_that_has_coded_nothing_can_be_closed(void **state)
{
    (void)state;
    for (size_t pool = 0; pool < 3; pool++) {
        struct rle127_row_coder coder = open_coder(pools[pool], 2, NULL);
        rle127_row_coder_close(&coder);
    }
}

int main(int argc, char **argv)
{
    seed = reference_seed(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pool_gives_the_models_bytes_and_pixels),
        cmocka_unit_test(every_level_works_in_every_pool),
        cmocka_unit_test(processes_share_a_large_band),
        cmocka_unit_test(a_checkerboard_fits),
        cmocka_unit_test(damaged_runs_have_the_same_status_in_every_pool),
        cmocka_unit_test(a_coder_that_has_coded_nothing_can_be_closed),
    };
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
