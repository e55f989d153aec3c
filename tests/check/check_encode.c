/*
 * Bitmap -> runs: count_row and encode_row.
 */
#include "check.h"

void rle127_check_count_row(struct rle127_check *check)
{
    const size_t expected = check->truth->count_row(check->row, &check->truth_shape);
    for (unsigned i = 0; i < check->n_places; i++) {
        const uint8_t *const bits = rle127_lay_row(check, check->places[i].src);
        rle127_expect_number(check, "runs", check->kernels->count_row(bits, &check->shape),
                             expected);
        check->n_cases++;
    }
}

static void check_flip(struct rle127_check *check, uint8_t flip)
{
    static uint8_t expected[RLE127_SIDE_MAX];
    const size_t n_runs = check->truth->encode_row(check->row, &check->truth_shape, flip, expected);
    check->flip = flip;
    for (unsigned i = 0; i < check->n_places; i++) {
        const uint8_t *const bits = rle127_lay_row(check, check->places[i].src);
        uint8_t *const runs = rle127_lay_result(check, n_runs, check->places[i].dst);
        rle127_expect_number(check, "runs",
                             check->kernels->encode_row(bits, &check->shape, flip, runs), n_runs);
        rle127_expect_bytes(check, runs, expected, n_runs);
        rle127_expect_intact(check);
        check->n_cases++;
    }
}

void rle127_check_encode_row(struct rle127_check *check)
{
    check_flip(check, 0);
    check_flip(check, RLE127_WHITE);
}
