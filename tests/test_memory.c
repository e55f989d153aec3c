/*
 * What the codec may touch: guard pages directly around rows, streams and destinations; every
 * alignment; strides of either sign; destinations that are exactly large enough or too small; and
 * canaries in all bytes that belong to the caller.
 */
#include "guarded.h"
#include "patterns.h"
#include "reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUARDED_WIDTHS 600u
#define N_ROWS         3u
#define ALIGNMENTS     64u
#define CANARY         0xC5

static uint64_t seed;

/* An image whose rows lie anywhere, and its encoding by the model. */
struct subject {
    struct rle127_bitmap plain; /* the same image without gaps */
    uint8_t *file;
    size_t n_file_bytes;
};

static struct subject new_subject(uint32_t width, uint32_t height, uint64_t *random)
{
    struct subject subject = {.plain =
                                  pattern_new_bitmap(width, height, reference_random(random) & 1)};
    subject.file = pattern_allocate(rle127_bound(width, height));
    pattern_draw(&subject.plain, &pattern_list[reference_random_below(random, pattern_count())],
                 random);
    subject.n_file_bytes = reference_encode(&subject.plain, subject.file);
    return subject;
}

static void free_subject(struct subject *subject)
{
    pattern_free_bitmap(&subject->plain);
    free(subject->file);
}

static struct rle127_bitmap lay_rows(const struct rle127_bitmap *plain, uint8_t *bits,
                                     ptrdiff_t stride_bytes)
{
    struct rle127_bitmap bitmap = *plain;
    bitmap.bits = bits;
    bitmap.stride_bytes = stride_bytes;
    return bitmap;
}

/* Copies whole bytes of rows, the padding inverted: a source's padding means nothing. */
static void fill_rows(const struct rle127_bitmap *plain, const struct rle127_bitmap *bitmap)
{
    for (uint32_t row = 0; row < plain->height; row++) {
        memcpy(bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes,
               plain->bits + (ptrdiff_t)row * plain->stride_bytes, pattern_row_bytes(plain->width));
    }
    pattern_set_padding(bitmap, true);
}

static void check_encode(const struct subject *subject, const struct rle127_bitmap *src,
                         uint8_t *dst, size_t dst_bytes, const char *level)
{
    struct rle127_options options = {.threads = 1, .level = level};
    size_t n_bytes = 0;
    assert_int_equal(rle127_encode(src, dst, dst_bytes, &n_bytes, &options), RLE127_OK);
    assert_int_equal(n_bytes, subject->n_file_bytes);
    assert_memory_equal(dst, subject->file, n_bytes);
}

static void check_decode(const struct subject *subject, const uint8_t *file,
                         const struct rle127_bitmap *dst, const char *level)
{
    struct rle127_options options = {.threads = 1, .level = level};
    assert_int_equal(rle127_decode(file, subject->n_file_bytes, dst, &options), RLE127_OK);
    assert_true(pattern_is_same_image(&subject->plain, dst));
}

/* Rows each in a page of its own, at its start or at its end, from the top or from the bottom. */
static void check_guarded_rows(const struct subject *subject, const struct guarded *rows,
                               const struct guarded *stream, bool at_end, const char *level)
{
    ptrdiff_t stride = (ptrdiff_t)guarded_row_stride();
    size_t n_bytes = subject->n_file_bytes;
    uint8_t *first = guarded_place(rows, pattern_row_bytes(subject->plain.width), at_end);
    struct rle127_bitmap down = lay_rows(&subject->plain, first, stride);
    struct rle127_bitmap up = lay_rows(&subject->plain, first + (N_ROWS - 1) * stride, -stride);
    uint8_t *file = guarded_place(stream, n_bytes, at_end);

    fill_rows(&subject->plain, &down);
    check_encode(subject, &down, file, n_bytes, level);
    check_decode(subject, file, &down, level);
    fill_rows(&subject->plain, &up);
    check_encode(subject, &up, file, n_bytes, level);
    check_decode(subject, file, &up, level);
}

static void nothing_outside_rows_stream_and_destination_is_touched(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct guarded rows = guarded_new_rows(N_ROWS);
    struct guarded stream = guarded_new(rle127_bound(GUARDED_WIDTHS, N_ROWS));
    for (uint32_t width = 1; width <= GUARDED_WIDTHS; width++) {
        for (int repeat = 0; repeat < 4; repeat++) {
            struct subject subject = new_subject(width, N_ROWS, &random);
            for (const char *const *level = rle127_levels(); *level != NULL; level++) {
                check_guarded_rows(&subject, &rows, &stream, false, *level);
                check_guarded_rows(&subject, &rows, &stream, true, *level);
            }
            free_subject(&subject);
        }
    }
    guarded_free(&rows);
    guarded_free(&stream);
}

/* A kernel that reads ahead must not do so behind the end of data that is cut short, and one that
 * writes ahead must not do so behind the end of the bitmap. */
static void check_cut(const struct subject *subject, size_t n_bytes, const struct guarded *stream,
                      const struct rle127_bitmap *dst, const struct rle127_options *options)
{
    uint8_t *file = guarded_place(stream, n_bytes, true);
    size_t bad_offset = 0, consumed_bytes = 0;
    memcpy(file, subject->file, n_bytes);
    assert_int_equal(rle127_verify(file, n_bytes, NULL, &bad_offset, options), RLE127_TRUNCATED);
    assert_int_equal(bad_offset, n_bytes);
    assert_int_equal(rle127_decode(file, n_bytes, dst, options), RLE127_TRUNCATED);
    assert_int_equal(rle127_decode_rows(file + 4, n_bytes - 4, dst, &consumed_bytes, options),
                     RLE127_TRUNCATED);
    assert_int_equal(consumed_bytes, n_bytes - 4);
}

static void data_cut_at_any_byte_is_not_read_behind_its_end(void **state)
{
    (void)state;
    uint64_t random = seed;
    struct guarded rows = guarded_new(N_ROWS * pattern_row_bytes(GUARDED_WIDTHS));
    struct guarded stream = guarded_new(rle127_bound(GUARDED_WIDTHS, N_ROWS));
    for (uint32_t width = 1; width <= GUARDED_WIDTHS; width++) {
        struct subject subject = new_subject(width, N_ROWS, &random);
        size_t row_bytes = pattern_row_bytes(width);
        uint8_t *bits = guarded_place(&rows, N_ROWS * row_bytes, true);
        struct rle127_bitmap dst = lay_rows(&subject.plain, bits, (ptrdiff_t)row_bytes);
        size_t step = 1 + subject.n_file_bytes / 100;
        for (size_t n_bytes = 4; n_bytes < subject.n_file_bytes; n_bytes += step) {
            for (const char *const *level = rle127_levels(); *level != NULL; level++) {
                struct rle127_options options = {.threads = 1, .level = *level};
                check_cut(&subject, n_bytes, &stream, &dst, &options);
            }
        }
        free_subject(&subject);
    }
    guarded_free(&rows);
    guarded_free(&stream);
}

static bool is_canary(const uint8_t *bytes, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++) {
        if (bytes[i] != CANARY)
            return false;
    }
    return true;
}

static void check_alignments(const struct subject *subject, const char *level)
{
    size_t row_bytes = pattern_row_bytes(subject->plain.width);
    size_t n_bits = row_bytes * subject->plain.height, n_file = subject->n_file_bytes;
    struct guarded bits = guarded_new(n_bits + ALIGNMENTS), file = guarded_new(n_file + ALIGNMENTS);
    for (size_t i = 0; i < ALIGNMENTS * ALIGNMENTS; i++) {
        uint8_t *dst = file.room + i / ALIGNMENTS;
        struct rle127_bitmap src =
            lay_rows(&subject->plain, bits.room + i % ALIGNMENTS, (ptrdiff_t)row_bytes);
        fill_rows(&subject->plain, &src);
        memset(file.room, CANARY, n_file + ALIGNMENTS);
        check_encode(subject, &src, dst, n_file, level);
        assert_true(is_canary(file.room, i / ALIGNMENTS));
        assert_true(is_canary(dst + n_file, ALIGNMENTS - i / ALIGNMENTS));
        memset(bits.room, CANARY, n_bits + ALIGNMENTS);
        check_decode(subject, dst, &src, level);
        assert_true(is_canary(bits.room, i % ALIGNMENTS));
        assert_true(is_canary(src.bits + n_bits, ALIGNMENTS - i % ALIGNMENTS));
    }
    guarded_free(&bits);
    guarded_free(&file);
}

static void all_64_x_64_alignments_of_bitmap_and_stream_work(void **state)
{
    (void)state;
    uint64_t random = seed;
    const uint32_t widths[] = {1, 7, 8, 9, 63, 64, 65, 126, 127, 128, 129, 253, 254, 255, 300};
    size_t n_widths = sizeof widths / sizeof widths[0];
    for (size_t i = 0; i < n_widths + 15; i++) {
        uint32_t width = i < n_widths ? widths[i] : 1 + reference_random_below(&random, 300);
        struct subject subject = new_subject(width, 2, &random);
        for (const char *const *level = rle127_levels(); *level != NULL; level++)
            check_alignments(&subject, *level);
        free_subject(&subject);
    }
}

/* Too small a destination is a status, and no byte outside it is written even then. */
static void check_room(const struct subject *subject, size_t dst_bytes, uint8_t *memory,
                       const struct rle127_options *options)
{
    size_t n_bytes = SIZE_MAX, n_behind = subject->n_file_bytes + ALIGNMENTS - dst_bytes;
    uint8_t *dst = memory + ALIGNMENTS;
    bool fits = dst_bytes >= subject->n_file_bytes;
    memset(memory, CANARY, subject->n_file_bytes + 2 * ALIGNMENTS);
    assert_int_equal(rle127_encode(&subject->plain, dst, dst_bytes, &n_bytes, options),
                     fits ? RLE127_OK : RLE127_NO_ROOM);
    assert_int_equal(n_bytes, fits ? subject->n_file_bytes : SIZE_MAX);
    assert_true(is_canary(memory, ALIGNMENTS));
    assert_true(is_canary(dst + dst_bytes, n_behind));
    size_t rows_room = dst_bytes >= 4 ? dst_bytes - 4 : 0;
    n_bytes = SIZE_MAX;
    assert_int_equal(rle127_encode_rows(&subject->plain, dst, rows_room, &n_bytes, options),
                     fits ? RLE127_OK : RLE127_NO_ROOM);
    assert_int_equal(n_bytes, fits ? subject->n_file_bytes - 4 : SIZE_MAX);
    assert_true(is_canary(dst + dst_bytes, n_behind));
}

static void a_destination_works_from_the_exact_size_on_and_never_below(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (int i = 0; i < 300; i++) {
        uint32_t width = 1 + reference_random_below(&random, i % 10 == 0 ? 5000 : 400);
        struct subject subject = new_subject(width, 1 + (uint32_t)i % 4, &random);
        uint8_t *memory = pattern_allocate(subject.n_file_bytes + 2 * ALIGNMENTS);
        size_t step = 1 + subject.n_file_bytes / 60;
        for (const char *const *level = rle127_levels(); *level != NULL; level++) {
            struct rle127_options options = {.threads = 1, .level = *level};
            for (size_t n_bytes = 0; n_bytes + 1 < subject.n_file_bytes; n_bytes += step)
                check_room(&subject, n_bytes, memory, &options);
            check_room(&subject, subject.n_file_bytes - 1, memory, &options);
            check_room(&subject, subject.n_file_bytes, memory, &options);
            check_room(&subject, subject.n_file_bytes + 1, memory, &options);
        }
        free(memory);
        free_subject(&subject);
    }
}

static void assert_gaps_are_canaries(const struct rle127_bitmap *bitmap, const uint8_t *memory,
                                     size_t n_bytes)
{
    uint8_t *copy = pattern_allocate(n_bytes);
    memcpy(copy, memory, n_bytes);
    for (uint32_t row = 0; row < bitmap->height; row++) {
        const uint8_t *first = bitmap->bits + (ptrdiff_t)row * bitmap->stride_bytes;
        memset(copy + (first - memory), CANARY, pattern_row_bytes(bitmap->width));
    }
    bool is_clean = is_canary(copy, n_bytes);
    free(copy);
    assert_true(is_clean);
}

/* Decodes first the good file and then the same file with a damaged byte: whatever the status,
 * the bytes that belong to no row stay. */
static void check_gaps(struct subject *subject, const struct rle127_bitmap *dst, uint8_t *memory,
                       size_t n_memory, uint64_t *random)
{
    for (const char *const *level = rle127_levels(); *level != NULL; level++) {
        memset(memory, CANARY, n_memory);
        check_decode(subject, subject->file, dst, *level);
        assert_gaps_are_canaries(dst, memory, n_memory);
        struct rle127_options options = {.threads = 1, .level = *level};
        uint32_t n_runs = (uint32_t)subject->n_file_bytes - 4;
        uint8_t *run = &subject->file[4 + reference_random_below(random, n_runs)];
        uint8_t good_run = *run;
        *run = (uint8_t)reference_random(random);
        size_t consumed_bytes;
        (void)rle127_decode_rows(subject->file + 4, n_runs, dst, &consumed_bytes, &options);
        assert_gaps_are_canaries(dst, memory, n_memory);
        *run = good_run;
    }
}

static void strides_of_either_sign_and_any_oddness_leave_the_gaps_alone(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (int i = 0; i < 1000; i++) {
        uint32_t height = 1 + reference_random_below(&random, 6);
        struct subject subject =
            new_subject(1 + reference_random_below(&random, 700), height, &random);
        size_t stride = pattern_row_bytes(subject.plain.width) + (size_t)i % 19;
        size_t n_memory = stride * height + 2 * ALIGNMENTS;
        uint8_t *memory = pattern_allocate(n_memory);
        struct rle127_bitmap dst = lay_rows(&subject.plain, memory + ALIGNMENTS, (ptrdiff_t)stride);
        check_gaps(&subject, &dst, memory, n_memory, &random);
        dst.bits += (height - 1) * stride;
        dst.stride_bytes = -dst.stride_bytes;
        check_gaps(&subject, &dst, memory, n_memory, &random);
        free(memory);
        free_subject(&subject);
    }
}

static void encoding_leaves_its_source_alone(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (int i = 0; i < 500; i++) {
        struct subject subject = new_subject(1 + reference_random_below(&random, 700), 5, &random);
        size_t n_bits = 5 * pattern_row_bytes(subject.plain.width);
        uint8_t *copy = pattern_allocate(n_bits);
        pattern_set_padding(&subject.plain, i % 2 == 0);
        memcpy(copy, subject.plain.bits, n_bits);
        for (const char *const *level = rle127_levels(); *level != NULL; level++)
            check_encode(&subject, &subject.plain, subject.file, subject.n_file_bytes, *level);
        assert_memory_equal(copy, subject.plain.bits, n_bits);
        free(copy);
        free_subject(&subject);
    }
}

int main(int argc, char **argv)
{
    seed = reference_seed(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_outside_rows_stream_and_destination_is_touched),
        cmocka_unit_test(data_cut_at_any_byte_is_not_read_behind_its_end),
        cmocka_unit_test(all_64_x_64_alignments_of_bitmap_and_stream_work),
        cmocka_unit_test(a_destination_works_from_the_exact_size_on_and_never_below),
        cmocka_unit_test(strides_of_either_sign_and_any_oddness_leave_the_gaps_alone),
        cmocka_unit_test(encoding_leaves_its_source_alone),
    };
    return reference_exit_status(cmocka_run_group_tests(tests, NULL, NULL), seed);
}
