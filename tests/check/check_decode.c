/*
 * Runs -> bitmap, and what is asked of runs alone: decode_row, verify_row and skip_pixels on valid
 * streams, canonical or not, and on damaged ones.
 */
#include "check.h"

#include <string.h>

#include "check_random.h"

/* A number that no kernel sets, so that one that sets nothing is found. */
#define NOT_SET ((size_t)0x5EA1ED5EA1ED)

/* Below this width every way to cut and every damage is tried with every row. */
#define ALL_STREAMS_WIDTH 64

typedef void try_stream(struct rle127_check *check);

static void expect_status(const struct rle127_check *check, enum rle127_status status,
                          enum rle127_status expected)
{
    if (status != expected)
        rle127_fail(check, "\"%s\" instead of \"%s\"", rle127_status_text(status),
                    rle127_status_text(expected));
}

static void try_decode(struct rle127_check *check)
{
    static uint8_t expected[RLE127_SIDE_MAX / 8 + 1];
    const size_t row_bytes = rle127_row_bytes(check->width);
    size_t expected_used = NOT_SET;
    const enum rle127_status expected_status = check->truth->decode_row(
        check->runs, check->n_runs_bytes, check->width, check->flip, expected, 0, &expected_used);
    for (unsigned i = 0; i < check->n_places; i++) {
        const uint8_t *const runs = rle127_lay_runs(check, check->places[i].src);
        const size_t spare_bytes = rle127_random_below(&check->random, 2) * RLE127_SPARE_BYTES;
        uint8_t *const bits =
            rle127_lay_result(check, row_bytes + spare_bytes, check->places[i].dst);
        size_t used = ~NOT_SET;
        const enum rle127_status status = check->kernels->decode_row(
            runs, check->n_runs_bytes, check->width, check->flip, bits, spare_bytes, &used);
        expect_status(check, status, expected_status);
        rle127_expect_number(check, "used bytes", used, expected_used);
        if (status == RLE127_OK)
            rle127_expect_bytes(check, bits, expected, row_bytes);
        rle127_expect_intact(check);
        check->n_cases++;
    }
}

static void try_verify(struct rle127_check *check)
{
    size_t expected_used = NOT_SET, expected_loose = NOT_SET;
    const enum rle127_status expected_status = check->truth->verify_row(
        check->runs, check->n_runs_bytes, check->width, &expected_used, &expected_loose);
    for (unsigned i = 0; i < check->n_places; i++) {
        const uint8_t *const runs = rle127_lay_runs(check, check->places[i].src);
        size_t used = ~NOT_SET, loose = ~NOT_SET;
        const enum rle127_status status =
            check->kernels->verify_row(runs, check->n_runs_bytes, check->width, &used, &loose);
        expect_status(check, status, expected_status);
        rle127_expect_number(check, "used bytes", used, expected_used);
        rle127_expect_number(check, "as the first loose run", loose, expected_loose);
        check->n_cases++;
    }
}

/* From none to more than there are, and the ends of runs and the pixels beside them. */
static uint64_t choose_target(struct rle127_check *check)
{
    uint64_t sum = 0;
    const uint32_t n = rle127_random_below(&check->random, (uint32_t)check->n_runs_bytes + 1);
    for (uint32_t i = 0; i < n; i++)
        sum += check->runs[i] & RLE127_LENGTH_MASK;
    switch (rle127_random_below(&check->random, 8)) {
    case 0:
        return 0;
    case 1:
        return UINT64_C(1) << 40;
    case 2:
        return check->width;
    case 3:
        return sum + 1;
    case 4:
        return sum ? sum - 1 : UINT64_MAX;
    default:
        return sum;
    }
}

static void try_skip(struct rle127_check *check)
{
    check->target_pixels = choose_target(check);
    const size_t expected =
        check->truth->skip_pixels(check->runs, check->n_runs_bytes, check->target_pixels);
    for (unsigned i = 0; i < check->n_places; i++) {
        const uint8_t *const runs = rle127_lay_runs(check, check->places[i].src);
        rle127_expect_number(
            check, "runs",
            check->kernels->skip_pixels(runs, check->n_runs_bytes, check->target_pixels), expected);
        check->n_cases++;
    }
}

static void add_tail(struct rle127_check *check, size_t i)
{
    check->tail = rle127_tails[i].name;
    check->n_runs_bytes = rle127_tails[i].apply(check->runs, check->n_runs_bytes, &check->random);
}

/* One way to cut the row, and sometimes a damage; runs behind it as often as not. */
static void make_stream(struct rle127_check *check, const struct rle127_cut *cut,
                        const struct rle127_change *damage)
{
    check->cut = cut->name;
    check->damage = damage ? damage->name : NULL;
    check->n_runs_bytes =
        rle127_write_stream(check->row, check->width, cut, check->runs, &check->random);
    if (damage)
        check->n_runs_bytes = damage->apply(check->runs, check->n_runs_bytes, &check->random);
    add_tail(check, rle127_random_below(&check->random, (uint32_t)rle127_n_tails));
    check->flip = rle127_random_below(&check->random, 2) ? RLE127_WHITE : 0;
}

static const struct rle127_cut *choose_cut(struct rle127_check *check)
{
    return rle127_cuts + rle127_random_below(&check->random, (uint32_t)rle127_n_cuts);
}

static const struct rle127_change *choose_damage(struct rle127_check *check)
{
    return rle127_damages + rle127_random_below(&check->random, (uint32_t)rle127_n_damages);
}

static void check_all_streams(struct rle127_check *check, try_stream *try)
{
    for (size_t i = 0; i < rle127_n_cuts; i++) {
        make_stream(check, rle127_cuts + i, NULL);
        try(check);
    }
    for (size_t i = 0; i < rle127_n_damages; i++) {
        make_stream(check, choose_cut(check), rle127_damages + i);
        try(check);
    }
}

/* Canonical ones, which are what the kernels are made for, always. */
static void check_some_streams(struct rle127_check *check, try_stream *try)
{
    for (unsigned i = 0; i < 3; i++) {
        make_stream(check, i == 0 ? rle127_cuts : choose_cut(check), NULL);
        try(check);
        make_stream(check, i == 0 ? rle127_cuts : choose_cut(check), choose_damage(check));
        try(check);
    }
}

static void check_raw(struct rle127_check *check, try_stream *try)
{
    check->damage = NULL;
    check->tail = "nothing behind";
    check->n_runs_bytes = rle127_write_raw(check->runs, &check->random, &check->cut);
    try(check);
}

static void check_streams(struct rle127_check *check, try_stream *try)
{
    if (check->width < ALL_STREAMS_WIDTH)
        check_all_streams(check, try);
    else
        check_some_streams(check, try);
    check_raw(check, try);
}

void rle127_check_decode_row(struct rle127_check *check)
{
    check_streams(check, try_decode);
}

void rle127_check_verify_row(struct rle127_check *check)
{
    check_streams(check, try_verify);
}

void rle127_check_skip_pixels(struct rle127_check *check)
{
    check_streams(check, try_skip);
}
