/*
 * src/cli/progress_text.h: progress as text, for any state and width.
 */
#include "../src/cli/progress_text.h"
#include "tests.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MB 1000000u

static const struct rle127_progress_state half_way = {
    .files_done = 320,
    .files_known = 640,
    .all_known = true,
    .n_failed = 3,
    .pixels = 12400000000,
    .bytes_in = 322 * MB,
    .bytes_out = 32 * MB,
    .bytes_known = 644 * MB,
    .bytes_done = 322 * MB,
};

static const char *draw(const struct rle127_progress_state *state, double seconds, unsigned columns)
{
    static char text[RLE127_PROGRESS_BYTES];
    rle127_format_progress_bar(state, seconds, columns, text);
    return text;
}

static const char *say(const struct rle127_progress_state *state, double seconds)
{
    static char text[RLE127_PROGRESS_BYTES];
    rle127_format_progress_line(state, seconds, text);
    return text;
}

static void a_wide_terminal_shows_all(void **state)
{
    (void)state;
    assert_string_equal(
        draw(&half_way, 2, 200),
        "320/640 files   [====================>                   ]   50 %  12.4 Gpx   322 MB -> "
        "32.0 MB   161 MB/s     0:02 left  3 failed");
}

static void a_narrow_terminal_shows_what_matters_most(void **state)
{
    (void)state;
    assert_string_equal(
        draw(&half_way, 2, 80),
        "320/640 files    50 %   322 MB -> 32.0 MB   161 MB/s     0:02 left  3 failed");
    assert_string_equal(draw(&half_way, 2, 60),
                        "320/640 files    50 %   161 MB/s     0:02 left  3 failed");
    assert_string_equal(draw(&half_way, 2, 25), "320/640 files   3 failed");
    assert_string_equal(draw(&half_way, 2, 10), "320/640 f");
    assert_string_equal(draw(&half_way, 2, 1), "");
    assert_string_equal(draw(&half_way, 2, 0), "");
}

static void an_open_end_has_neither_share_nor_time(void **state)
{
    (void)state;
    struct rle127_progress_state open_end = half_way;
    open_end.all_known = false;
    open_end.n_failed = 0;
    assert_string_equal(draw(&open_end, 2, 100),
                        "320/640+ files  12.4 Gpx   322 MB -> 32.0 MB   161 MB/s");
}

static void a_log_line_has_all_and_no_padding(void **state)
{
    (void)state;
    assert_string_equal(say(&half_way, 2), "320/640 files, 50 %, 12.4 Gpx, 322 MB -> 32.0 MB, "
                                           "161 MB/s, 0:02 left, 3 failed");
    const struct rle127_progress_state begun = {.files_known = 7};
    assert_string_equal(say(&begun, 10), "0/7+ files, 0 px, 0 B -> 0 B, 0 B/s");
}

static void three_digits_are_never_four(void **state)
{
    (void)state;
    struct rle127_progress_state s = {.bytes_in = 999499, .bytes_out = 999501};
    assert_non_null(strstr(say(&s, 1), "999 kB -> 1.00 MB"));
    s = (struct rle127_progress_state){.bytes_in = 9994, .bytes_out = 9996};
    assert_non_null(strstr(say(&s, 1), "9.99 kB -> 10.0 kB"));
    s = (struct rle127_progress_state){.bytes_in = 99949, .bytes_out = 99951};
    assert_non_null(strstr(say(&s, 1), "99.9 kB -> 100 kB"));
    s = (struct rle127_progress_state){.bytes_in = 999, .bytes_out = UINT64_MAX};
    assert_non_null(strstr(say(&s, 1), "999 B -> 18.4 EB"));
}

static const char *find_left(double seconds)
{
    struct rle127_progress_state state = {.files_done = 1, .files_known = 2, .all_known = true};
    const char *const text = strstr(say(&state, seconds), "50 %");
    return strstr(text, "B/s, ") + 5;
}

static void time_left_is_written_for_people(void **state)
{
    (void)state;
    assert_string_equal(find_left(0.2), "0:00 left");
    assert_string_equal(find_left(59.6), "1:00 left");
    assert_string_equal(find_left(3599.4), "59:59 left");
    assert_string_equal(find_left(3599.6), "1:00:00 left");
    assert_string_equal(find_left(35999), "9:59:59 left");
    assert_string_equal(find_left(36000), "10 h left");
    assert_string_equal(find_left(9e6), "2500 h left");
    assert_string_equal(find_left(1e9), "> 99 d left");
}

/* Skipped files take no time: the other half of the bytes takes as long as what was converted. */
static void files_that_were_skipped_do_not_shorten_the_time_left(void **state)
{
    (void)state;
    struct rle127_progress_state resumed = half_way;
    resumed.bytes_in = 32200000;
    assert_non_null(strstr(say(&resumed, 2), "0:20 left"));
    resumed.bytes_in = 0;
    assert_non_null(strstr(say(&resumed, 2), "-:-- left"));
}

static void the_end_is_100_percent_and_no_time(void **state)
{
    (void)state;
    struct rle127_progress_state state_now = half_way;
    state_now.bytes_done = state_now.bytes_known - 1;
    assert_non_null(strstr(say(&state_now, 2), " 99 %"));
    state_now.bytes_done = state_now.bytes_known;
    assert_non_null(strstr(say(&state_now, 2), " 100 %"));
    assert_non_null(strstr(say(&state_now, 2), " 0:00 left"));
    assert_non_null(strstr(draw(&state_now, 2, 200), "=]"));
    state_now.bytes_in = 0; /* all were skipped */
    assert_non_null(strstr(say(&state_now, 2), " 0:00 left"));
    state_now.bytes_done += 5; /* a file has grown */
    assert_non_null(strstr(say(&state_now, 2), " 100 %"));
}

static uint64_t pick_number(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    const unsigned n_bits = *seed >> 26;
    *seed = *seed * 1664525u + 1013904223u;
    return ((uint64_t)*seed << 32 | *seed) >> n_bits;
}

static struct rle127_progress_state pick_state(unsigned *seed)
{
    struct rle127_progress_state state = {
        .files_done = pick_number(seed),
        .files_known = pick_number(seed),
        .all_known = pick_number(seed) & 1,
        .n_failed = pick_number(seed) & 1 ? pick_number(seed) : 0,
        .pixels = pick_number(seed),
        .bytes_in = pick_number(seed),
        .bytes_out = pick_number(seed),
        .bytes_known = pick_number(seed),
        .bytes_done = pick_number(seed),
    };
    return state;
}

static void check_text(const char *text, size_t length_max)
{
    assert_true(strlen(text) <= length_max);
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "inf"));
    const char *const left = strstr(text, " left"), *const minus = strchr(text, '-');
    if (minus && left) /* "->" and "-:--" alone */
        assert_true(minus[1] == '>' || minus[1] == ':');
    for (const char *at = text; *at; at++)
        assert_true(*at >= ' ' && *at <= '~');
}

static void any_state_fits_any_width(void **state)
{
    (void)state;
    static const double times[] = {0, 1e-9, 0.3, 77, 1e5, 1e12, -5, NAN, INFINITY};
    unsigned seed = 1;
    for (unsigned round = 0; round < 2000; round++) {
        const struct rle127_progress_state s = pick_state(&seed);
        const double seconds = times[round % (sizeof times / sizeof times[0])];
        check_text(say(&s, seconds), RLE127_PROGRESS_BYTES - 1);
        for (unsigned columns = 0; columns < 180; columns += 1 + columns / 8)
            check_text(draw(&s, seconds, columns), columns ? columns - 1 : 0);
        check_text(draw(&s, seconds, 100000), RLE127_PROGRESS_BYTES - 1);
    }
}

/* As a run goes on, each piece keeps its place. */
static void numbers_stay_in_their_columns(void **state)
{
    (void)state;
    struct rle127_progress_state s = half_way;
    const size_t length = strlen(draw(&s, 2, 120));
    const char *const text = draw(&s, 2, 120);
    const long left = strstr(text, " left") - text, rate = strstr(text, "B/s") - text;
    for (unsigned n = 0; n <= 640; n++) {
        s.files_done = n;
        s.bytes_done = s.bytes_in = (uint64_t)n * MB;
        s.bytes_out = (uint64_t)n * n * 997;
        s.pixels = (uint64_t)n * n * n * 99991;
        const char *const now = draw(&s, 0.001 + n * 0.37, 120);
        assert_int_equal(strlen(now), length);
        assert_int_equal(strstr(now, " left") - now, left);
        assert_true(labs(strstr(now, "B/s") - now - rate) <= 1); /* "B/s " has no prefix */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_terminal_shows_all),
        cmocka_unit_test(a_narrow_terminal_shows_what_matters_most),
        cmocka_unit_test(an_open_end_has_neither_share_nor_time),
        cmocka_unit_test(a_log_line_has_all_and_no_padding),
        cmocka_unit_test(three_digits_are_never_four),
        cmocka_unit_test(time_left_is_written_for_people),
        cmocka_unit_test(files_that_were_skipped_do_not_shorten_the_time_left),
        cmocka_unit_test(the_end_is_100_percent_and_no_time),
        cmocka_unit_test(any_state_fits_any_width),
        cmocka_unit_test(numbers_stay_in_their_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
