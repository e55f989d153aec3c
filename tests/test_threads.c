/*
 * Any number of threads gives the same bytes, pixels, statuses, offsets and canonical answers as
 * the model: for good streams, for damaged ones and for streams of loose runs.
 */
#include "patterns.h"
#include "reference.h"
#include "streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed;

static const unsigned thread_counts[] = {1, 2, 3, 4, 7, 8, 16, 64, 1000};
#define THREAD_COUNTS (sizeof thread_counts / sizeof thread_counts[0])

/* Large enough that teams of threads start, in the shapes that cut badly into bands. */
static const uint32_t large_sides[][2] = {{4000, 3000}, {65535, 40}, {8, 65535},  {17, 65535},
                                          {65535, 9},   {1270, 999}, {127, 12000}};
#define LARGE_SIDES (sizeof large_sides / sizeof large_sides[0])

/* An image and its file in memory that has room for damage and for data behind. */
struct subject {
    struct rle127_bitmap image;
    struct rle127_bitmap expected; /* what the model decodes; only damage makes it differ */
    struct rle127_bitmap result;
    size_t n_bits; /* bytes of each bitmap */
    uint8_t *file;
    size_t n_bytes;
};

#define ROOM_BEHIND 64u

static struct subject new_subject(uint32_t width, uint32_t height, uint64_t *random)
{
    bool one_is_black = reference_random_below(random, 2) != 0;
    struct subject subject = {
        .image = pattern_new_bitmap(width, height, one_is_black),
        .expected = pattern_new_bitmap(width, height, one_is_black),
        .result = pattern_new_bitmap(width, height, one_is_black),
        .n_bits = pattern_row_bytes(width) * height,
        .file = pattern_allocate(rle127_bound(width, height) + ROOM_BEHIND),
    };
    pattern_draw_page(&subject.image, random);
    memcpy(subject.expected.bits, subject.image.bits, subject.n_bits);
    subject.n_bytes = reference_encode(&subject.image, subject.file);
    return subject;
}

static void free_subject(struct subject *subject)
{
    pattern_free_bitmap(&subject->image);
    pattern_free_bitmap(&subject->expected);
    pattern_free_bitmap(&subject->result);
    free(subject->file);
}

static void check_pixels(const struct subject *subject)
{
    assert_true(memcmp(subject->result.bits, subject->expected.bits, subject->n_bits) == 0);
    memset(subject->result.bits, 0xA5, subject->n_bits);
}

static void check_decode(const struct subject *subject, enum rle127_status truth,
                         const struct rle127_options *options)
{
    enum rle127_status expected = reference_decode_status(subject->file, subject->n_bytes, truth);
    assert_int_equal(rle127_decode(subject->file, subject->n_bytes, &subject->result, options),
                     expected);
    if (expected == RLE127_OK)
        check_pixels(subject);
}

static void check_verify(const struct subject *subject, const struct reference_verdict *truth,
                         const struct rle127_options *options)
{
    bool is_canonical = !truth->is_canonical;
    size_t bad_offset = SIZE_MAX;
    assert_int_equal(
        rle127_verify(subject->file, subject->n_bytes, &is_canonical, &bad_offset, options),
        truth->status);
    assert_int_equal(bad_offset, truth->bad_offset);
    assert_int_equal(is_canonical, truth->is_canonical);
}

/* decode_rows and verify_rows of the first rows; the stream may go on. */
static void check_rows(const struct subject *subject, uint32_t n_rows,
                       const struct reference_verdict *truth, const struct rle127_options *options)
{
    const uint8_t *runs = subject->file + 4;
    size_t n_runs = subject->n_bytes - 4, consumed_bytes = SIZE_MAX, bad_offset = SIZE_MAX;
    bool is_canonical = !truth->is_canonical;
    struct rle127_bitmap dst = subject->result;
    dst.height = n_rows;
    assert_int_equal(rle127_decode_rows(runs, n_runs, &dst, &consumed_bytes, options),
                     truth->status);
    assert_int_equal(consumed_bytes, truth->consumed_bytes);
    if (truth->status == RLE127_OK) {
        size_t n_bits = pattern_row_bytes(dst.width) * n_rows;
        assert_true(memcmp(dst.bits, subject->expected.bits, n_bits) == 0);
        memset(dst.bits, 0xA5, n_bits);
    }
    consumed_bytes = SIZE_MAX;
    assert_int_equal(rle127_verify_rows(runs, n_runs, dst.width, n_rows, &consumed_bytes,
                                        &is_canonical, &bad_offset, options),
                     truth->status);
    assert_int_equal(consumed_bytes, truth->consumed_bytes);
    assert_int_equal(bad_offset, truth->bad_offset);
    assert_int_equal(is_canonical, truth->is_canonical);
}

/* Rows that end exactly are good ones, even where they are not the image's. */
static void expect_pixels(const struct subject *subject)
{
    uint32_t width = subject->image.width, height = subject->image.height;
    uint8_t *pixels = pattern_allocate((size_t)width * height);
    reference_decode(subject->file, subject->n_bytes, pixels);
    for (uint32_t row = 0; row < height; row++) {
        for (uint32_t x = 0; x < width; x++)
            reference_set_pixel(&subject->expected, x, row, pixels[(size_t)row * width + x] != 0);
    }
    free(pixels);
}

/* Everything that reads, with every number of threads, against one look by the model. */
static void check_stream(const struct subject *subject)
{
    struct reference_verdict truth = reference_check(subject->file, subject->n_bytes);
    struct reference_verdict rows = reference_check_rows(
        subject->file + 4, subject->n_bytes - 4, subject->image.width, subject->image.height);
    if (rows.status == RLE127_OK)
        expect_pixels(subject);
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        struct rle127_options options = {.threads = thread_counts[i], .level = NULL};
        check_decode(subject, truth.status, &options);
        check_verify(subject, &truth, &options);
        check_rows(subject, subject->image.height, &rows, &options);
    }
}

static void check_encode(const struct subject *subject, size_t dst_bytes, const char *level)
{
    uint8_t *dst = pattern_allocate(dst_bytes);
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        struct rle127_options options = {.threads = thread_counts[i], .level = level};
        size_t n_bytes = 0;
        memset(dst, 0x00, dst_bytes);
        enum rle127_status status =
            rle127_encode(&subject->image, dst, dst_bytes, &n_bytes, &options);
        if (dst_bytes < subject->n_bytes) {
            assert_int_equal(status, RLE127_NO_ROOM);
        } else {
            assert_int_equal(status, RLE127_OK);
            assert_int_equal(n_bytes, subject->n_bytes);
            assert_true(memcmp(dst, subject->file, n_bytes) == 0);
        }
    }
    free(dst);
}

static void any_number_of_threads_writes_the_models_bytes(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (size_t i = 0; i < LARGE_SIDES; i++) {
        uint32_t width = large_sides[i][0], height = large_sides[i][1];
        struct subject subject = new_subject(width, height, &random);
        for (const char *const *level = rle127_levels(); *level != NULL; level++)
            check_encode(&subject, rle127_bound(width, height), *level);
        check_encode(&subject, subject.n_bytes, NULL);
        check_encode(&subject, subject.n_bytes - 1, NULL);
        free_subject(&subject);
    }
}

static void any_number_of_threads_reads_good_streams_alike(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (size_t i = 0; i < LARGE_SIDES; i++) {
        struct subject subject = new_subject(large_sides[i][0], large_sides[i][1], &random);
        check_stream(&subject);
        free_subject(&subject);
    }
}

/* Where all runs have one length, runs begin at every place that a wrong count may lead to, so
 * nothing but the right count finds the bands. */
static void any_number_of_threads_reads_uniform_pages_alike(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject subject = new_subject(2001, 800, &random);
    for (const struct pattern *pattern = pattern_list; pattern->name != NULL; pattern++) {
        pattern_draw(&subject.image, pattern, &random);
        subject.n_bytes = reference_encode(&subject.image, subject.file);
        check_encode(&subject, rle127_bound(2001, 800), NULL);
        check_stream(&subject);
    }
    free_subject(&subject);
}

/* Rows as long as rows can be, but for those by which an encoder may judge the page. */
static void any_number_of_threads_writes_a_page_that_deceives(void **state)
{
    (void)state;
    struct subject subject = new_subject(2000, 800, &(uint64_t){seed});
    for (uint32_t row = 0; row < 800; row++)
        memset(subject.image.bits + row * subject.image.stride_bytes, row % 50 ? 0x55 : 0x00,
               pattern_row_bytes(2000));
    subject.n_bytes = reference_encode(&subject.image, subject.file);
    check_encode(&subject, rle127_bound(2000, 800), NULL);
    free_subject(&subject);
}

/* From one loose run in the whole stream to nothing but loose runs. */
static void any_number_of_threads_finds_the_first_loose_run(void **state)
{
    (void)state;
    uint64_t random = seed;
    const unsigned loose_permille[] = {1, 20, 300, 1000};
    for (size_t i = 0; i < LARGE_SIDES; i++) {
        struct subject subject = new_subject(large_sides[i][0], large_sides[i][1], &random);
        for (size_t j = 0; j < 4; j++) {
            subject.n_bytes = 4 + stream_write_loose(&subject.image, loose_permille[j],
                                                     subject.file + 4, &random);
            check_stream(&subject);
        }
        free_subject(&subject);
    }
}

/* Splits one run of a canonical stream, or nothing where it has one pixel. */
static void split_run(struct subject *subject, size_t offset)
{
    uint8_t *run = subject->file + offset;
    if ((*run & 0x7F) < 2)
        return;
    memmove(run + 1, run, subject->n_bytes - offset);
    run[0] = (uint8_t)((run[0] & 0x80) | 1);
    run[1]--;
    subject->n_bytes++;
}

static void a_single_loose_run_is_found_in_whatever_row_it_is(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject subject = new_subject(2400, 900, &random);
    uint8_t *good = pattern_allocate(subject.n_bytes);
    size_t n_good = subject.n_bytes;
    memcpy(good, subject.file, n_good);
    for (size_t i = 0; i <= 24; i++) {
        size_t offset = 4 + (n_good - 5) * i / 24;
        memcpy(subject.file, good, n_good);
        subject.n_bytes = n_good;
        split_run(&subject, offset);
        check_stream(&subject);
    }
    free(good);
    free_subject(&subject);
}

/* The rows that matter: the first, the last and those between, in different bands. */
static uint32_t row_of_damage(unsigned place, uint32_t height)
{
    const uint32_t rows[] = {0, 1, height / 3, height / 2, height - 2, height - 1};
    return rows[place % 6];
}

static size_t run_of_row(const size_t *starts, uint32_t row, uint64_t *random)
{
    return starts[row] + reference_random_below(random, (uint32_t)(starts[row + 1] - starts[row]));
}

static void check_damages(uint32_t width, uint32_t height, unsigned loose_permille,
                          unsigned n_damages, uint64_t *random)
{
    struct subject subject = new_subject(width, height, random);
    size_t *starts = pattern_allocate((height + 1) * sizeof *starts);
    size_t n_runs = stream_write_loose(&subject.image, loose_permille, subject.file + 4, random);
    uint8_t *good = pattern_allocate(n_runs);
    memcpy(good, subject.file + 4, n_runs);
    stream_find_rows(good, width, height, starts);
    for (unsigned i = 0; i < 6 * STREAM_DAMAGES; i++) {
        size_t offset = run_of_row(starts, row_of_damage(i, height), random);
        memcpy(subject.file + 4, good, n_runs);
        subject.n_bytes = 4 + stream_damage_run(subject.file + 4, n_runs, offset, i / 6);
        for (unsigned more = 1; more < n_damages && subject.n_bytes > 4; more++) {
            offset = 4 + reference_random_below(random, (uint32_t)subject.n_bytes - 4);
            subject.file[offset] = (uint8_t)reference_random(random);
        }
        check_stream(&subject);
    }
    free(good);
    free(starts);
    free_subject(&subject);
}

static void every_damage_in_any_row_is_reported_where_it_is(void **state)
{
    (void)state;
    uint64_t random = seed;
    check_damages(2400, 900, 0, 1, &random);
    check_damages(1270, 999, 50, 1, &random);
}

static void of_several_damages_the_first_in_the_stream_is_reported(void **state)
{
    (void)state;
    uint64_t random = seed;
    check_damages(2400, 900, 0, 3, &random);
    check_damages(65535, 20, 0, 9, &random);
}

/* Runs of length 0 change no sum of pixels, so a search for the start of a band may step over them.
 * With 256 rows and many threads, each row is the start of a band. */
static void a_run_of_length_0_between_two_rows_is_found(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject subject = new_subject(4093, 256, &random);
    size_t starts[257], n_good = subject.n_bytes;
    uint8_t *good = pattern_allocate(n_good);
    memcpy(good, subject.file, n_good);
    stream_find_rows(good + 4, 4093, 256, starts);
    for (uint32_t row = 0; row <= 256; row += 1 + row % 7) {
        size_t n_zeros = row % 2 == 0 ? 1 : ROOM_BEHIND, offset = 4 + starts[row];
        memcpy(subject.file, good, offset);
        memset(subject.file + offset, row % 4 < 2 ? 0x00 : 0x80, n_zeros);
        memcpy(subject.file + offset + n_zeros, good + offset, n_good - offset);
        subject.n_bytes = n_good + n_zeros;
        check_stream(&subject);
    }
    free(good);
    free_subject(&subject);
}

/* Each number of rows, with the rest of the stream or with rubbish behind them. */
static void rows_may_have_any_data_behind_them(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject subject = new_subject(2400, 900, &random);
    size_t *starts = pattern_allocate(901 * sizeof *starts);
    stream_find_rows(subject.file + 4, 2400, 900, starts);
    const uint8_t behind[] = {0x00, 0x80, 0x01, 0x7F, 0xFF, 0x81};
    for (uint32_t i = 0; i < 12; i++) {
        uint32_t n_rows = i == 0 ? 1 : i * 75;
        struct reference_verdict truth = {RLE127_OK, starts[n_rows], true, starts[n_rows]};
        memset(subject.file + 4 + starts[n_rows], behind[i % 6], ROOM_BEHIND);
        subject.n_bytes = 4 + starts[n_rows] + (i % 2 == 0 ? ROOM_BEHIND : 1);
        for (size_t j = 0; j < THREAD_COUNTS; j++) {
            struct rle127_options options = {.threads = thread_counts[j], .level = NULL};
            check_rows(&subject, n_rows, &truth, &options);
        }
        subject.n_bytes = reference_encode(&subject.image, subject.file);
    }
    free(starts);
    free_subject(&subject);
}

static void bytes_after_the_last_row_and_missing_ones_are_reported(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct subject subject = new_subject(2400, 900, &random);
    size_t n_good = subject.n_bytes;
    memset(subject.file + n_good, 0x81, ROOM_BEHIND);
    for (size_t n_more = 1; n_more <= ROOM_BEHIND; n_more *= 8) {
        subject.n_bytes = n_good + n_more;
        check_stream(&subject);
        subject.n_bytes = n_good - n_more;
        check_stream(&subject);
    }
    free_subject(&subject);
}

int main(int argc, char **argv)
{
    seed = reference_seed(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_writes_the_models_bytes),
        cmocka_unit_test(any_number_of_threads_reads_good_streams_alike),
        cmocka_unit_test(any_number_of_threads_reads_uniform_pages_alike),
        cmocka_unit_test(any_number_of_threads_writes_a_page_that_deceives),
        cmocka_unit_test(any_number_of_threads_finds_the_first_loose_run),
        cmocka_unit_test(a_single_loose_run_is_found_in_whatever_row_it_is),
        cmocka_unit_test(every_damage_in_any_row_is_reported_where_it_is),
        cmocka_unit_test(of_several_damages_the_first_in_the_stream_is_reported),
        cmocka_unit_test(a_run_of_length_0_between_two_rows_is_found),
        cmocka_unit_test(rows_may_have_any_data_behind_them),
        cmocka_unit_test(bytes_after_the_last_row_and_missing_ones_are_reported),
    };
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
