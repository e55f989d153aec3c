/*
 * src/batch/proof.h: right conversions pass, and whatever differs from right does not.
 */
#include "pages.h"
#include "patterns.h"
#include "proof.h"
#include "tests.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH  140u
#define HEIGHT 6u

/* A page of 140 x 6 pixels: each row has two chunks. */
struct subject {
    struct page page;
    const uint8_t *runs;
    size_t n_bytes;
    struct rle127_proof proof;
};

static struct subject make_subject(void)
{
    struct subject s = {.page = page_make(WIDTH, HEIGHT)};
    s.runs = s.page.rle.data + REFERENCE_HEADER_BYTES;
    s.n_bytes = s.page.rle.n - REFERENCE_HEADER_BYTES;
    return s;
}

static void free_subject(struct subject *s)
{
    rle127_proof_close(&s->proof);
    page_free(&s->page);
}

static uint8_t *copy_runs(const struct subject *s)
{
    uint8_t *const copy = pattern_allocate(s->n_bytes + 1);
    memcpy(copy, s->runs, s->n_bytes);
    return copy;
}

/* Both proofs of these runs against the subject's rows. */
static bool proves(struct subject *s, const uint8_t *runs, size_t n_bytes)
{
    const char *const encoded = rle127_prove_encoded(&s->proof, &s->page.bitmap, runs, n_bytes);
    const char *const decoded = rle127_prove_decoded(&s->proof, &s->page.bitmap, runs, n_bytes);
    assert_int_equal(encoded == NULL, decoded == NULL);
    return !encoded;
}

static void right_runs_are_proved(void **state)
{
    (void)state;
    struct subject s = make_subject();
    assert_true(proves(&s, s.runs, s.n_bytes));
    pattern_set_padding(&s.page.bitmap, true);
    assert_true(proves(&s, s.runs, s.n_bytes));
    free_subject(&s);
}

/* No single bit of the runs can change without a pixel or a row's end. */
static void every_wrong_bit_of_a_run_is_found(void **state)
{
    (void)state;
    struct subject s = make_subject();
    uint8_t *const runs = copy_runs(&s);
    for (size_t bit = 0; bit < 8 * s.n_bytes; bit++) {
        runs[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
        assert_false(proves(&s, runs, s.n_bytes));
        runs[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
    }
    assert_true(proves(&s, runs, s.n_bytes));
    free(runs);
    free_subject(&s);
}

static void every_wrong_pixel_is_found(void **state)
{
    (void)state;
    struct subject s = make_subject();
    const struct rle127_bitmap *const rows = &s.page.bitmap;
    for (uint32_t row = 0; row < HEIGHT; row++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            const bool is_white = reference_get_pixel(rows, x, row);
            reference_set_pixel(rows, x, row, !is_white);
            assert_false(proves(&s, s.runs, s.n_bytes));
            reference_set_pixel(rows, x, row, is_white);
        }
    assert_true(proves(&s, s.runs, s.n_bytes));
    free_subject(&s);
}

static void the_other_colours_are_found(void **state)
{
    (void)state;
    struct subject s = make_subject();
    s.page.bitmap.one_is_black = false;
    assert_false(proves(&s, s.runs, s.n_bytes));
    free_subject(&s);
}

/* Of fewer rows, cut within a row, none at all, and with a row or a byte too many. */
static void runs_of_other_lengths_are_found(void **state)
{
    (void)state;
    struct subject s = make_subject();
    for (size_t n_bytes = 0; n_bytes < s.n_bytes; n_bytes++)
        assert_false(proves(&s, s.runs, n_bytes));
    uint8_t *const runs = copy_runs(&s);
    for (unsigned more = 0; more < 256; more++) {
        runs[s.n_bytes] = (uint8_t)more;
        assert_false(proves(&s, runs, s.n_bytes + 1));
    }
    s.page.bitmap.height--;
    assert_false(proves(&s, s.runs, s.n_bytes));
    free(runs);
    free_subject(&s);
}

/* Each run in two parts: the pixels are right, and so is what was decoded from it. */
static void runs_that_are_not_canonical_are_proved(void **state)
{
    (void)state;
    struct subject s = make_subject();
    uint8_t *const runs = copy_runs(&s);
    for (size_t i = 0; i < s.n_bytes; i++) {
        memcpy(runs, s.runs, i + 1);
        memcpy(runs + i + 1, s.runs + i, s.n_bytes - i);
        if ((s.runs[i] & 0x7F) < 2)
            continue;
        runs[i] = (uint8_t)((s.runs[i] & 0x80) | 1);
        runs[i + 1]--;
        assert_true(proves(&s, runs, s.n_bytes + 1));
        runs[i] ^= 0x80;
        assert_false(proves(&s, runs, s.n_bytes + 1));
    }
    free(runs);
    free_subject(&s);
}

/* The memory of a proof grows where it must, and what an earlier band left in it does not count. */
static void a_proof_serves_bands_of_any_size(void **state)
{
    (void)state;
    static const uint32_t sides[][2] = {{9, 2}, {1000, 50}, {3, 3}, {50, 1000}, {65535, 2}};
    struct rle127_proof proof = {0};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct page page = page_make(sides[i][0], sides[i][1]);
        const uint8_t *const runs = page.rle.data + REFERENCE_HEADER_BYTES;
        const size_t n_bytes = page.rle.n - REFERENCE_HEADER_BYTES;
        assert_null(rle127_prove_encoded(&proof, &page.bitmap, runs, n_bytes));
        assert_null(rle127_prove_decoded(&proof, &page.bitmap, runs, n_bytes));
        page_free(&page);
    }
    rle127_proof_close(&proof);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_runs_are_proved),
        cmocka_unit_test(every_wrong_bit_of_a_run_is_found),
        cmocka_unit_test(every_wrong_pixel_is_found),
        cmocka_unit_test(the_other_colours_are_found),
        cmocka_unit_test(runs_of_other_lengths_are_found),
        cmocka_unit_test(runs_that_are_not_canonical_are_proved),
        cmocka_unit_test(a_proof_serves_bands_of_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
