/*
 * bench/: a trial proves its codec before it is timed, rounds take the samples that were asked for,
 * and what is derived from them is right.
 */
#include "../bench/kernels/kernels_figures.h"
#include "../bench/kernels/page_set.h"
#include "scratch.h"
#include "tests.h"

#include <math.h>
#include <string.h>

#define WIDTH  16u
#define HEIGHT 3u

/* How the codec under test goes wrong. */
enum mistake { RIGHT, ENCODES_NOTHING, DECODES_NOTHING, LEAVES_ROWS_OUT, CHANGES_A_BIT };
static enum mistake mistake;
static unsigned n_encodings, n_decodings;

static size_t encode(void *state, const struct rle127_bitmap *src, void *dst, size_t dst_bytes)
{
    (void)state;
    n_encodings++;
    assert_true(dst_bytes >= rle127_packed_bytes(src));
    memcpy(dst, src->bits, rle127_packed_bytes(src));
    return mistake == ENCODES_NOTHING ? 0 : rle127_packed_bytes(src);
}

static bool decode(void *state, const void *src, size_t src_bytes, const struct rle127_bitmap *dst)
{
    (void)state;
    n_decodings++;
    memcpy(dst->bits, src, mistake == LEAVES_ROWS_OUT ? src_bytes - 2 : src_bytes);
    if (mistake == CHANGES_A_BIT)
        dst->bits[1] ^= 1;
    return mistake != DECODES_NOTHING;
}

static const struct rle127_codec codec = {
    .name = "test", .bound = rle127_packed_bytes, .encode = encode, .decode = decode};

static size_t find_room(const struct rle127_bitmap *page, const void *context)
{
    (void)context;
    return rle127_packed_bytes(page);
}

struct subject {
    struct rle127_workload workload;
    struct rle127_row row;
    struct rle127_trial trial;
};

/* A black page, or as many copies of it as take least_bytes. */
static void make_subject(struct subject *s, size_t least_bytes)
{
    static uint8_t bits[] = {255, 255, 255, 255, 255, 255};
    const struct rle127_named_page page = {
        .bitmap = {.width = WIDTH, .height = HEIGHT, .stride_bytes = 2, .bits = bits}};
    assert_true(rle127_make_workload(&s->workload, RLE127_ONE_PAGE, &page, 1, least_bytes,
                                     find_room, NULL));
    s->row = (struct rle127_row){.name = "test", .codec = &codec, .options = {.threads = 1}};
    s->trial = (struct rle127_trial){.row = &s->row, .workload = &s->workload};
    mistake = RIGHT;
    n_encodings = n_decodings = 0;
}

static const char *prove(enum mistake kind)
{
    struct subject s;
    make_subject(&s, 0);
    mistake = kind;
    const char *const reason = rle127_prove_trial(&s.trial);
    rle127_free_workload(&s.workload);
    return reason;
}

static void wrong_codecs_are_found(void **state)
{
    (void)state;
    assert_null(prove(RIGHT));
    assert_string_equal(prove(ENCODES_NOTHING), "cannot be encoded");
    assert_string_equal(prove(DECODES_NOTHING), "cannot be decoded");
    assert_string_equal(prove(CHANGES_A_BIT), "comes back with other pixels");
}

/* What an earlier codec left in memory must not pass for the result of this one. */
static void rows_that_are_left_out_are_found(void **state)
{
    struct subject s;
    (void)state;
    make_subject(&s, 0);
    assert_null(rle127_prove_trial(&s.trial));
    mistake = LEAVES_ROWS_OUT;
    assert_string_equal(rle127_prove_trial(&s.trial), "comes back with other pixels");
    rle127_free_workload(&s.workload);
}

static void codecs_that_fail_later_are_found(void **state)
{
    struct subject s;
    const struct rle127_effort effort = {.n_rounds = 1};
    (void)state;
    make_subject(&s, 0);
    assert_null(rle127_prove_trial(&s.trial));
    mistake = DECODES_NOTHING;
    assert_non_null(rle127_time_trials(&s.trial, 1, &effort));
    rle127_free_samples(&s.trial, 1);
    rle127_free_workload(&s.workload);
}

/* Seven copies of 6 bytes are the first that take 40 or more. */
static void sets_have_copies_of_their_own(void **state)
{
    struct subject s;
    (void)state;
    make_subject(&s, 40);
    assert_int_equal(s.workload.n_slots, 7);
    assert_int_equal(s.workload.packed_bytes, 42);
    assert_null(rle127_prove_trial(&s.trial));
    assert_int_equal(s.trial.coded_bytes, 42);
    assert_int_equal(n_encodings, 7);
    for (size_t i = 1; i < s.workload.n_slots; i++) {
        const struct rle127_slot *const slot = &s.workload.slots[i];
        assert_true(slot->source.bits >= slot[-1].decoded.bits + 6);
        assert_true(slot->coded >= slot->source.bits + 6);
        assert_true(slot->decoded.bits >= slot->coded + 6);
    }
    rle127_free_workload(&s.workload);
}

static void rounds_take_the_samples_asked_for(void **state)
{
    struct subject s;
    const struct rle127_effort effort = {.n_rounds = 4};
    (void)state;
    make_subject(&s, 0);
    assert_null(rle127_prove_trial(&s.trial));
    assert_null(rle127_time_trials(&s.trial, 1, &effort));
    for (int i = 0; i < RLE127_DIRECTIONS; i++) {
        assert_int_equal(s.trial.seconds[i].n_samples, 4);
        for (size_t j = 0; j < 4; j++)
            assert_true(s.trial.samples[i][j].seconds >= s.trial.seconds[i].min);
        assert_true(s.trial.seconds[i].min > 0);
        assert_true(s.trial.seconds[i].min <= s.trial.seconds[i].median);
        assert_true(s.trial.n_repeats[i] > 1);
    }
    assert_int_equal(s.trial.n_samples, 4);
    assert_true(n_encodings > 4 && n_decodings > 4);
    rle127_free_samples(&s.trial, 1);
    rle127_free_workload(&s.workload);
}

static void threads_double_up_to_the_most(void **state)
{
    static const char *const names[] = {"memcpy", "rle127 scalar", "rle127 scalar -T2",
                                        "rle127 scalar -T4", "rle127 scalar -T5"};
    const struct rle127_row_choice choice = {
        .level = "scalar", .threads = 5, .only = (const char *const[]){"SCALAR"}, .n_only = 1};
    struct rle127_rows rows;
    (void)state;
    assert_true(rle127_make_rows(&rows, &choice));
    assert_int_equal(rows.n_rows, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(rows.rows[i].name, names[i]);
    assert_true(rle127_has_row(&rows, "-t4") && !rle127_has_row(&rows, "-t3"));
    rle127_free_rows(&rows);
}

/* memcpy, 1, 2, 4, ... 64. */
static void rows_have_no_more_threads_than_the_library(void **state)
{
    const struct rle127_row_choice choice = {
        .level = "scalar", .threads = 500, .only = (const char *const[]){"scalar"}, .n_only = 1};
    struct rle127_rows rows;
    (void)state;
    assert_true(rle127_make_rows(&rows, &choice));
    assert_int_equal(rows.n_rows, 8);
    assert_string_equal(rows.rows[7].name, "rle127 scalar -T64");
    rle127_free_rows(&rows);
}

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void samples_are_summarized(void **state)
{
    double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2};
    struct rle127_mean mean = {0};
    (void)state;
    assert_true(rle127_summarize(odd, 3).median == 3 && rle127_summarize(odd, 3).min == 1);
    assert_true(rle127_summarize(even, 4).median == 2.5);
    assert_true(rle127_summarize(NULL, 0).median == 0);
    assert_true(rle127_mean_value(&mean) == 0);
    rle127_add_to_mean(&mean, 2);
    rle127_add_to_mean(&mean, 8);
    assert_true(is_near(rle127_mean_value(&mean), 4));
}

/* 6 bytes: memcpy takes 2 us at best and mostly 3 us, the other row 3 us and 6 us; it wrote 3
 * bytes. */
static void figures_follow_from_seconds(void **state)
{
    struct subject s;
    struct rle127_row rows[2] = {{.codec = &rle127_memcpy_codec}, {.codec = &codec}};
    const struct rle127_rows both = {.rows = rows, .n_rows = 2};
    struct rle127_trial trials[2] = {{.row = &rows[0], .is_timed = true, .coded_bytes = 6},
                                     {.row = &rows[1], .is_timed = true, .coded_bytes = 3}};
    (void)state;
    make_subject(&s, 0);
    trials[0].workload = trials[1].workload = &s.workload;
    trials[0].seconds[RLE127_DECODE] = (struct rle127_summary){.min = 2e-6, .median = 3e-6};
    trials[1].seconds[RLE127_DECODE] = (struct rle127_summary){.min = 3e-6, .median = 6e-6};
    const struct rle127_results results = {
        .rows = &both, .workloads = &s.workload, .n_workloads = 1, .trials = trials};
    const double figures[RLE127_FIGURES] = {[RLE127_BEST_SPEED] = 2e-3,
                                            [RLE127_MEDIAN_SPEED] = 1e-3,
                                            [RLE127_TIMES_MEMCPY] = 0.5,
                                            [RLE127_CALL_US] = 6};
    for (int i = 0; i < RLE127_FIGURES; i++)
        assert_true(is_near(figures[i], rle127_figure_of(&results, &trials[1], RLE127_DECODE,
                                                         (enum rle127_figure)i)));
    assert_true(rle127_figure_of(&results, &trials[1], RLE127_ENCODE, RLE127_BEST_SPEED) == 0);
    assert_true(is_near(rle127_mean_size_ratio(&results, 1), 0.5));
    assert_true(is_near(rle127_mean_figure(&results, 1, RLE127_DECODE, RLE127_MEDIAN_SPEED), 1e-3));
    rle127_free_workload(&s.workload);
}

/* 9 x 2 pixels with padding bits set; the same as XBM, where a bit that is set is white and the
 * lowest one is the leftmost. */
static void pages_lie_as_in_a_pbm_file(void **state)
{
    static const char pbm[] = "P4\n9 2\n\xF0\xFF\x01\x7F";
    static const char xbm[] = "#define a_width 9\n#define a_height 2\n"
                              "static char a_bits[] = {0xF0, 0xFE, 0x7F, 0xFF};\n";
    char pbm_path[] = "a/page.pbm", xbm_path[] = "a/page.xbm";
    char *const paths[] = {pbm_path, xbm_path};
    struct rle127_page_set set;
    (void)state;
    scratch_make_directory("a");
    scratch_write(pbm_path, pbm, sizeof pbm - 1);
    scratch_write_text(xbm_path, xbm);
    assert_true(rle127_load_pages(&set, paths, 2));
    for (size_t i = 0; i < set.n_pages; i++) {
        const struct rle127_bitmap *const page = &set.pages[i].bitmap;
        assert_true(page->width == 9 && page->height == 2 && page->stride_bytes == 2);
        assert_true(page->one_is_black);
    }
    assert_string_equal(set.pages[0].name, "page.pbm");
    assert_string_equal(set.pages[1].name, "page.xbm");
    assert_memory_equal(set.pages[0].bitmap.bits, "\xF0\x80\x01\x00", 4);
    assert_memory_equal(set.pages[1].bitmap.bits, "\xF0\x80\x01\x00", 4);
    rle127_free_pages(&set);
}

/* A page's name is as short as tells it from the others. */
static void pages_of_one_name_show_their_directories(void **state)
{
    char first[] = "a/page.pbm", second[] = "b/page.pbm", other[] = "b/other.pbm";
    char *const paths[] = {first, second, other};
    struct rle127_page_set set;
    (void)state;
    scratch_make_directory("a");
    scratch_make_directory("b");
    for (size_t i = 0; i < 3; i++)
        scratch_write_text(paths[i], "P1\n1 1\n1\n");
    assert_true(rle127_load_pages(&set, paths, 3));
    assert_string_equal(set.pages[0].name, first);
    assert_string_equal(set.pages[1].name, second);
    assert_string_equal(set.pages[2].name, "other.pbm");
    rle127_free_pages(&set);
}

static size_t count_black(const struct rle127_bitmap *page)
{
    size_t n = 0;
    for (size_t i = 0; i < rle127_packed_bytes(page); i++)
        for (unsigned byte = page->bits[i]; byte; byte &= byte - 1)
            n++;
    return n;
}

/* Text covers between a fiftieth and a third of the paper. */
static void windows_show_text(void **state)
{
    struct rle127_page_set set;
    (void)state;
    assert_true(rle127_draw_windows(&set, 400, 300));
    assert_true(set.n_pages >= 16);
    for (size_t i = 0; i < set.n_pages; i++) {
        const size_t n_black = count_black(&set.pages[i].bitmap);
        assert_true(n_black > 400 * 300 / 50 && n_black < 400 * 300 / 3);
    }
    rle127_free_pages(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_codecs_are_found),
        cmocka_unit_test(rows_that_are_left_out_are_found),
        cmocka_unit_test(codecs_that_fail_later_are_found),
        cmocka_unit_test(sets_have_copies_of_their_own),
        cmocka_unit_test(rounds_take_the_samples_asked_for),
        cmocka_unit_test(threads_double_up_to_the_most),
        cmocka_unit_test(rows_have_no_more_threads_than_the_library),
        cmocka_unit_test(samples_are_summarized),
        cmocka_unit_test(figures_follow_from_seconds),
        SCRATCH_TEST(pages_lie_as_in_a_pbm_file),
        SCRATCH_TEST(pages_of_one_name_show_their_directories),
        cmocka_unit_test(windows_show_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
