/*
 * bench/report: times beside each other, and figures in cells.
 */
#include "../bench/report/cells.h"
#include "../bench/report/comparison.h"
#include "tests.h"

static struct rle127_summary between(double low, double median, double high)
{
    return (struct rle127_summary){
        .low = low, .median = median, .high = high, .n_samples = RLE127_INTERVAL_SAMPLES};
}

static void ratios_have_three_digits(void **state)
{
    static const struct {
        double ratio;
        const char *text;
    } ratios[] = {{0.004, "0.00 x"}, {1, "1.00 x"},    {9.994, "9.99 x"},
                  {9.996, "10.0 x"}, {99.96, "100 x"}, {1234.4, "1234 x"}};
    char text[RLE127_RATIO_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++)
        assert_string_equal(rle127_format_ratio(ratios[i].ratio, text), ratios[i].text);
}

static void times_are_compared_by_their_intervals(void **state)
{
    const struct rle127_summary slow = between(9, 10, 11), fast = between(4, 5, 6),
                                wide = between(3, 8, 20);
    const struct rle127_gain gain = rle127_find_gain(&slow, &fast);
    char text[RLE127_COMPARISON_BYTES];
    (void)state;
    assert_true(rle127_is_faster(&fast, &slow) && !rle127_is_faster(&slow, &fast));
    assert_true(rle127_can_tell_apart(&slow, &fast));
    assert_false(rle127_can_tell_apart(&slow, &wide) || rle127_can_tell_apart(&wide, &fast));
    assert_true(gain.ratio == 2 && gain.low == 1.5 && gain.high == 11.0 / 4);
    assert_string_equal(rle127_format_gain(&gain, text), "2.00 x (1.50 to 2.75)");
    assert_string_equal(rle127_compare_times(&slow, &fast, "cp", text),
                        "takes 2.00 x the time of cp (1.50 to 2.75)");
    assert_string_equal(rle127_compare_times(&fast, &slow, "cp", text),
                        "takes 0.50 x the time of cp (0.36 to 0.67)");
    assert_string_equal(rle127_compare_times(&slow, &wide, "cp", text),
                        "cannot be told apart from cp");
}

static void few_runs_tell_nothing_apart(void **state)
{
    const struct rle127_summary slow = between(9, 10, 11);
    struct rle127_summary fast = between(4, 5, 6);
    char text[RLE127_COMPARISON_BYTES];
    (void)state;
    fast.n_samples = RLE127_INTERVAL_SAMPLES - 1;
    assert_false(rle127_have_intervals(&slow, &fast) || rle127_have_intervals(&fast, &slow));
    assert_false(rle127_is_faster(&fast, &slow) || rle127_can_tell_apart(&slow, &fast));
    assert_string_equal(rle127_compare_times(&slow, &fast, "cp", text),
                        "has too few runs to be told apart from cp");
}

static void cells_have_three_digits(void **state)
{
    static const char *const headings[] = {"<name", RLE127_TIME_HEADINGS, "ratio", "figure",
                                           "time"};
    struct rle127_document *const document = rle127_document_create("test");
    const struct rle127_summary seconds = between(0.000123, 0.00995, 0.1234);
    (void)state;
    assert_non_null(document);
    struct rle127_table *const table =
        rle127_add_table(rle127_add_section(document, "test", ""), "", headings, 6);
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_times(table, row, 1, &seconds);
    rle127_set_ratio(table, row, 3, 20.56);
    rle127_set_figure(table, row, 4, 0.02134);
    rle127_set_seconds(table, row, 5, 0.02134);
    assert_string_equal(row->cells[0], "");
    assert_string_equal(row->cells[1], "9.95");
    assert_string_equal(row->cells[2], "0.123 to 123");
    assert_string_equal(row->cells[3], "20.6 x");
    assert_string_equal(row->cells[4], "0.0213");
    assert_string_equal(row->cells[5], "21.3 ms");
    rle127_document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_have_three_digits),
        cmocka_unit_test(times_are_compared_by_their_intervals),
        cmocka_unit_test(few_runs_tell_nothing_apart),
        cmocka_unit_test(cells_have_three_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
