/*
 * bench/measure/statistics.h: medians, their intervals, means and deviations.
 */
#include "../bench/measure/statistics.h"
#include "tests.h"

#include <math.h>
#include <stdbool.h>

#define SAMPLES_MAX 1001

/* The samples 0, 1, 2 ... n - 1, the last one first. */
static struct rle127_summary summarize_numbers(size_t n)
{
    static double samples[SAMPLES_MAX];
    assert_true(n <= SAMPLES_MAX);
    for (size_t i = 0; i < n; i++)
        samples[i] = (double)(n - 1 - i);
    return rle127_summarize(samples, n);
}

/* Ranks of the table of the binomial distribution: the lower end of the interval, counted from 0;
 * the upper end lies as far from the other end. */
static void the_interval_of_the_median_has_its_ranks(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double low;
    } ranks[] = {{1, 0},   {2, 0},   {5, 0},   {6, 0},    {8, 0},    {9, 1},     {10, 1},
                 {11, 1},  {12, 2},  {15, 3},  {20, 5},   {25, 7},   {30, 9},    {40, 13},
                 {50, 17}, {60, 21}, {99, 39}, {100, 39}, {101, 40}, {1001, 469}};
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        const struct rle127_summary summary = summarize_numbers(ranks[i].n);
        if (summary.low != ranks[i].low || summary.high != (double)ranks[i].n - 1 - ranks[i].low)
            fail_msg("of %zu samples: from %g to %g", ranks[i].n, summary.low, summary.high);
    }
}

/* Tosses coins: for each number of samples the interval holds the median in 95 % of all cases, and
 * would not if it were one sample narrower at each end. */
static double chance_of_interval(size_t n, size_t low)
{
    double chance = 0;
    for (size_t k = low + 1; k + low + 1 <= n; k++) {
        double term = 1;
        for (size_t i = 0; i < n; i++)
            term *= (i < k ? (double)(n - i) / (double)(i + 1) : 1) / 2;
        chance += term;
    }
    return chance;
}

static void the_interval_is_as_narrow_as_its_chance_allows(void **state)
{
    (void)state;
    for (size_t n = 6; n <= 200; n++) {
        const size_t low = (size_t)summarize_numbers(n).low;
        assert_true(chance_of_interval(n, low) >= 0.95);
        assert_true(chance_of_interval(n, low + 1) < 0.95);
    }
}

static void a_median_lies_between_its_ends(void **state)
{
    (void)state;
    for (size_t n = 1; n <= SAMPLES_MAX; n += 7) {
        const struct rle127_summary summary = summarize_numbers(n);
        assert_int_equal(summary.n_samples, n);
        assert_true(summary.min == 0 && summary.max == (double)n - 1);
        assert_true(summary.median == ((double)n - 1) / 2);
        assert_true(summary.low <= summary.median && summary.median <= summary.high);
    }
}

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void means_and_deviations_are_those_of_samples(void **state)
{
    (void)state;
    double one[] = {3}, equal[] = {2, 2, 2, 2}, some[] = {4, 2, 5, 5, 4, 7, 4, 9};
    struct rle127_summary summary = rle127_summarize(one, 1);
    assert_true(summary.mean == 3 && summary.deviation == 0);
    summary = rle127_summarize(equal, 4);
    assert_true(summary.mean == 2 && summary.deviation == 0);
    summary = rle127_summarize(some, 8);
    assert_true(is_near(summary.mean, 5));
    assert_true(is_near(summary.deviation, sqrt(32.0 / 7)));
}

static void no_samples_come_to_nothing(void **state)
{
    (void)state;
    const struct rle127_summary summary = rle127_summarize(NULL, 0);
    assert_true(summary.median == 0 && summary.low == 0 && summary.high == 0);
    assert_true(summary.mean == 0 && summary.deviation == 0 && summary.n_samples == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_of_the_median_has_its_ranks),
        cmocka_unit_test(the_interval_is_as_narrow_as_its_chance_allows),
        cmocka_unit_test(a_median_lies_between_its_ends),
        cmocka_unit_test(means_and_deviations_are_those_of_samples),
        cmocka_unit_test(no_samples_come_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
