/*
 * What charts are made of: texts that may be any bytes, numbers, ticks, places for names.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream() */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../bench/report/chart_numbers.h"
#include "../bench/report/chart_scale.h"
#include "../bench/report/html_text.h"
#include "../bench/report/label_places.h"
#include "tests.h"

#define N_LABELS 40

static void assert_html(const char *text, const char *wanted, double room)
{
    char *printed;
    size_t n_bytes;
    FILE *const file = open_memstream(&printed, &n_bytes);
    if (room > 0)
        rle127_print_fitted_text(file, text, room);
    else
        rle127_print_html_text(file, text);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(printed, wanted);
    free(printed);
}

static void test_texts(void **state)
{
    (void)state;
    assert_html("<a href=\"x\">'&", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;", 0);
    assert_html("\xC3\xA4\xFF\xE2\x82", "\u00E4\uFFFD\uFFFD\uFFFD", 0);
    assert_html("a\nb\tc\x01\x7F\xC2\x85", "a\nb\tc\uFFFD\uFFFD\uFFFD", 0);
    assert_html("\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", 0); /* a surrogate */
    assert_html("short", "short", 5);
    assert_html("much too long", "much\u2026", 4);
    assert_html("<<<<<<<<", "&lt;&lt;\u2026", 3.5);
}

static void test_numbers(void **state)
{
    static const struct {
        double number;
        const char *figure, *tick; /* of a logarithmic axis */
    } cases[] = {{0, "0", "0"},
                 {1, "1", "1"},
                 {0.0123456, "0.0123", "0.012346"},
                 {1000, "1000", "1k"},
                 {12345, "12345", "12.345k"},
                 {1e6, "10\u2076", "1M"},
                 {-2.5e-9, "-2.5\u00D710\u207B\u2079", "-2.5\u00D710\u207B\u2079"},
                 {1e240, "10\u00B2\u2074\u2070", "10\u00B2\u2074\u2070"}};
    char text[RLE127_NUMBER_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(rle127_format_figure(cases[i].number, text), cases[i].figure);
        assert_string_equal(rle127_format_tick(cases[i].number, 0, 0, text), cases[i].tick);
    }
    assert_string_equal(rle127_format_tick(5000, 5000, 20000, text), "5k");
    assert_string_equal(rle127_format_tick(500, 500, 2000, text), "500");
    assert_string_equal(rle127_format_figure(NAN, text), "\u2013");
}

static struct rle127_scale make_scale(double low, double high, bool is_log)
{
    struct rle127_scale scale = {.is_empty = true, .is_log = is_log};
    rle127_scale_add(&scale, low);
    rle127_scale_add(&scale, high);
    rle127_scale_add(&scale, NAN);
    rle127_scale_widen(&scale, 0.05);
    scale.from = 0;
    scale.to = 100;
    return scale;
}

/* Whatever a scale spans, its ticks are ascending, within, apart, and not too many. */
static void test_ticks(void **state)
{
    (void)state;
    for (int i = -240; i <= 240; i += 3) {
        for (int j = i; j <= 240; j += 7) {
            for (int is_log = 0; is_log < 2; is_log++) {
                const struct rle127_scale scale = make_scale(pow(10, i), 3 * pow(10, j), is_log);
                const struct rle127_ticks ticks = rle127_choose_ticks(&scale, 7);
                assert_true(ticks.n >= 2 && ticks.n <= 8);
                double last = -5;
                for (size_t k = 0; k < ticks.n; k++) {
                    const double place = rle127_scale_place(&scale, ticks.values[k]);
                    assert_true(place > last + 4 && place < 100.001);
                    last = place;
                }
            }
        }
    }
}

static void test_known_ticks(void **state)
{
    static const double decades[] = {0.1, 1, 10, 100};
    (void)state;
    struct rle127_scale scale = make_scale(0, 8, false);
    struct rle127_ticks ticks = rle127_choose_ticks(&scale, 10);
    assert_int_equal(ticks.n, 9);
    assert_true(ticks.values[0] == 0 && ticks.values[8] == 8 && ticks.step == 1);
    scale = make_scale(0.1, 100, true);
    ticks = rle127_choose_ticks(&scale, 5);
    assert_int_equal(ticks.n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(fabs(ticks.values[i] / decades[i] - 1) < 1e-9);
    scale = make_scale(5, 5, false);
    assert_true(scale.low < 5 && scale.high > 5);
}

static bool overlap(const struct rle127_box *a, const struct rle127_box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static void test_label_places(void **state)
{
    const struct rle127_box area = {0, 0, 600, 400};
    struct rle127_label labels[N_LABELS] = {0};
    size_t n_placed = 0, n_far = 0;
    (void)state;
    for (int i = 0; i < N_LABELS; i++) /* a narrow spiral */
        labels[i] = (struct rle127_label){.x = 300 + 15 * sqrt(i) * cos(2.4 * i),
                                          .y = 200 + 15 * sqrt(i) * sin(2.4 * i),
                                          .width = i == 3 ? 0 : 50};
    rle127_place_labels(labels, N_LABELS, &area);
    assert_false(labels[3].has_place);
    for (size_t i = 0; i < N_LABELS; i++) {
        const struct rle127_box *const box = &labels[i].box;
        if (!labels[i].has_place)
            continue;
        n_placed++;
        n_far += labels[i].is_far;
        assert_true(box->left >= 0 && box->right <= 600 && box->top >= 0 && box->bottom <= 400);
        assert_true(fabs(box->right - box->left - 50) < 1e-9);
        for (size_t j = 0; j < N_LABELS; j++) {
            const struct rle127_label *const other = &labels[j];
            assert_false(j != i && other->has_place && overlap(box, &other->box));
            assert_false(other->x > box->left && other->x < box->right && other->y > box->top &&
                         other->y < box->bottom);
        }
    }
    assert_true(n_placed > N_LABELS / 2 && n_far > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts), cmocka_unit_test(test_numbers), cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_known_ticks), cmocka_unit_test(test_label_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
