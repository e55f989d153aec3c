/*
 * The options of the experiments: what they mean, what is left alone, and what is refused before
 * anything is measured.
 */
#include "../bench/experiments/experiment_options.h"
#include "../bench/report/renderers.h"
#include "../src/pool/processors.h"
#include "tests.h"

#include <getopt.h>
#include <string.h>

static struct rle127_experiment_request request;

static bool parse(const char *const *arguments)
{
    char *argv[16] = {NULL};
    int argc = 0;
    for (; arguments[argc]; argc++)
        argv[argc] = (char *)arguments[argc];
    optind = 0; /* begin anew */
    return rle127_parse_experiment_options(argc, argv, &request);
}

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ACCEPT(...)    assert_true(parse(ARGUMENTS(__VA_ARGS__)))
#define REFUSE(...)    assert_false(parse(ARGUMENTS(__VA_ARGS__)))

static void check_workers(const unsigned *counts, size_t n)
{
    assert_int_equal(request.options.n_worker_counts, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(request.options.worker_counts[i], counts[i]);
}
#define CHECK_WORKERS(...)                         \
    check_workers((const unsigned[]){__VA_ARGS__}, \
                  sizeof((const unsigned[]){__VA_ARGS__}) / sizeof(unsigned))

static void sub_commands_choose_experiments(void **state)
{
    static const char *const names[] = {"matrix", "single", "io", "files", "book"};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        ACCEPT(names[i]);
        assert_int_equal(request.choice.n_entries, 1);
        assert_string_equal(request.choice.entries->name, names[i]);
    }
    ACCEPT("all");
    assert_int_equal(request.choice.n_entries, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(request.choice.entries[i].name, names[i]);
    REFUSE("matrices");
    REFUSE("");
}

static void defaults_are_the_books_images(void **state)
{
    (void)state;
    ACCEPT("all");
    const struct rle127_experiment_options *const options = &request.options;
    assert_null(options->directory);
    assert_int_equal(options->drawing.n_images, 8);
    assert_int_equal(options->drawing.width, 7200);
    assert_int_equal(options->drawing.height, 5600);
    assert_int_equal(options->drawing.kind, RLE127_DRAWN_TEXT);
    assert_int_equal(options->patience.n_runs, 10);
    assert_true(options->patience.seconds == 1);
    assert_true(options->is_thorough);
    assert_null(options->work_parent);
    assert_null(request.report.baseline_path);
    assert_false(request.report.fails_if_slower);
    for (int i = 0; i < RLE127_EXPORT_FORMATS; i++)
        assert_null(request.report.export_paths[i]);
}

static void workers_go_up_to_all_processors(void **state)
{
    const unsigned n_processors = rle127_usable_processors("");
    (void)state;
    ACCEPT("matrix");
    const struct rle127_experiment_options *const options = &request.options;
    for (size_t i = 0; i + 1 < options->n_worker_counts; i++)
        assert_int_equal(options->worker_counts[i], 1u << i);
    assert_int_equal(options->worker_counts[options->n_worker_counts - 1], n_processors);
    assert_true(options->n_worker_counts == 1 ||
                options->worker_counts[options->n_worker_counts - 2] * 2 >= n_processors);
}

/* 4 workers are never too many, whatever the machine. */
static void lists_of_workers_are_put_in_order(void **state)
{
    (void)state;
    ACCEPT("matrix", "-j", "4,1,2,4,1");
    CHECK_WORKERS(1, 2, 4);
    ACCEPT("matrix", "--workers=3");
    CHECK_WORKERS(3);
    ACCEPT("matrix", "-j4", "--workers=2,1");
    CHECK_WORKERS(1, 2);
    REFUSE("matrix", "-j", "");
    REFUSE("matrix", "-j", "0");
    REFUSE("matrix", "-j", "1,");
    REFUSE("matrix", "-j", ",1");
    REFUSE("matrix", "-j", "1,,2");
    REFUSE("matrix", "-j", "1 2");
    REFUSE("matrix", "-j", "-1");
    REFUSE("matrix", "-j", "auto");
    REFUSE("matrix", "-j", "4294967297");
    REFUSE("matrix", "-j", "99999999999999999999999");
    REFUSE("matrix", "-j", "1000000000");
    REFUSE("matrix", "-j", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17");
}

static void images_have_numbers_sizes_and_kinds(void **state)
{
    (void)state;
    ACCEPT("io", "--images=3", "--size=65535x1", "--kind=dither");
    assert_int_equal(request.options.drawing.n_images, 3);
    assert_int_equal(request.options.drawing.width, 65535);
    assert_int_equal(request.options.drawing.height, 1);
    assert_int_equal(request.options.drawing.kind, RLE127_DRAWN_DITHER);
    REFUSE("io", "--images=0");
    REFUSE("io", "--images=1000");
    static const char *const wrong[] = {"",
                                        "x",
                                        "1",
                                        "1x",
                                        "x1",
                                        "0x1",
                                        "1x0",
                                        "1x1x1",
                                        "1X1",
                                        "1x1 ",
                                        "65536x1",
                                        "1x65536",
                                        "-1x-1",
                                        "1 x 1",
                                        "1*1",
                                        "0x100",
                                        "00000000000000000001x1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        REFUSE("io", "--size", wrong[i]);
    REFUSE("io", "--kind=");
    REFUSE("io", "--kind=photo");
}

static void a_directory_excludes_drawing(void **state)
{
    (void)state;
    ACCEPT("files", "--dir=pages");
    assert_string_equal(request.options.directory, "pages");
    REFUSE("files", "--dir=pages", "--images=8");
    REFUSE("files", "--size=7200x5600", "--dir=pages");
    REFUSE("files", "--dir=pages", "--kind=text");
    REFUSE("files", "--dir=");
}

static void patience_is_runs_or_time(void **state)
{
    (void)state;
    ACCEPT("matrix", "--runs=3");
    assert_int_equal(request.options.patience.n_runs, 3);
    assert_true(request.options.patience.seconds == 0);
    assert_false(request.options.is_thorough);
    ACCEPT("matrix", "--runs=1000");
    assert_true(request.options.is_thorough);
    ACCEPT("matrix", "--time=2.5");
    assert_int_equal(request.options.patience.n_runs, 10);
    assert_true(request.options.patience.seconds == 2.5);
    assert_true(request.options.is_thorough);
    REFUSE("matrix", "--runs=0");
    REFUSE("matrix", "--runs=1001");
    REFUSE("matrix", "--time=0");
    REFUSE("matrix", "--time=-1");
    REFUSE("matrix", "--time=1s");
    REFUSE("matrix", "--time=inf");
    REFUSE("matrix", "--runs=10", "--time=1");
    REFUSE("matrix", "--time=1", "--runs=10");
}

static void exports_go_to_different_places(void **state)
{
    (void)state;
    ACCEPT("matrix", "--export-csv=a", "--export-markdown=-", "--export-html=b");
    assert_string_equal(request.report.export_paths[RLE127_EXPORT_CSV], "a");
    assert_string_equal(request.report.export_paths[RLE127_EXPORT_MARKDOWN], "-");
    assert_string_equal(request.report.export_paths[RLE127_EXPORT_HTML], "b");
    assert_null(request.report.export_paths[RLE127_EXPORT_JSON]);
    REFUSE("matrix", "--export-csv=-", "--export-html=-");
    REFUSE("matrix", "--export-markdown=a", "--export-html=a");
    REFUSE("matrix", "--export-csv=");
    REFUSE("matrix", "--export-csv");
    assert_int_equal(parse(ARGUMENTS("matrix", "--export-json=a")), rle127_can_print_json());
}

static void slower_is_a_percentage(void **state)
{
    (void)state;
    if (!rle127_can_print_json()) {
        REFUSE("matrix", "--baseline=a");
        return;
    }
    ACCEPT("matrix", "--baseline=a");
    assert_true(request.report.tolerated == 0.05);
    assert_false(request.report.fails_if_slower);
    ACCEPT("matrix", "--baseline=a", "--fail-if-slower=10%");
    assert_true(request.report.tolerated == 0.1);
    assert_true(request.report.fails_if_slower);
    ACCEPT("matrix", "--fail-if-slower", "2.5", "--baseline=a");
    assert_true(request.report.tolerated == 0.025);
    ACCEPT("matrix", "--fail-if-slower=0", "--baseline=a");
    assert_true(request.report.tolerated == 0);
    static const char *const wrong[] = {"",    "%",     "5%%",  "5 %", "x", "-5",
                                        "1e2", "1001%", "five", "5%x", "."};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        REFUSE("matrix", "--baseline=a", "--fail-if-slower", wrong[i]);
    REFUSE("matrix", "--fail-if-slower=5%");
}

static void options_without_use_are_refused(void **state)
{
    static const struct {
        const char *option;
        const char *takers; /* sub-commands */
    } cases[] = {
        {"--dir=a", "matrix single io files book all"},
        {"--images=1", "matrix single io files book all"},
        {"--size=1x1", "matrix single io files book all"},
        {"--kind=plan", "matrix single io files book all"},
        {"--workers=1", "matrix single io book all"},
        {"--rle127=a", "files all"},
        {"--python=a", "book all"},
        {"--work-dir=a", "matrix single io files book all"},
    };
    static const char *const names[] = {"matrix", "single", "io", "files", "book", "all"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
            assert_int_equal(parse(ARGUMENTS(names[j], cases[i].option)),
                             strstr(cases[i].takers, names[j]) != NULL);
    REFUSE("matrix", "--nonsense");
    REFUSE("matrix", "-x");
    REFUSE("matrix", "--help=a");
    REFUSE("matrix", "page.pbm");
    REFUSE("matrix", "--work-dir=");
}

static void help_and_version_are_asked_for(void **state)
{
    (void)state;
    ACCEPT("book", "--help");
    assert_true(request.asks_for_help);
    ACCEPT("book", "-h", "--nonsense");
    assert_true(request.asks_for_help);
    ACCEPT("book", "-V");
    assert_true(request.asks_for_version);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sub_commands_choose_experiments),
        cmocka_unit_test(defaults_are_the_books_images),
        cmocka_unit_test(workers_go_up_to_all_processors),
        cmocka_unit_test(lists_of_workers_are_put_in_order),
        cmocka_unit_test(images_have_numbers_sizes_and_kinds),
        cmocka_unit_test(a_directory_excludes_drawing),
        cmocka_unit_test(patience_is_runs_or_time),
        cmocka_unit_test(exports_go_to_different_places),
        cmocka_unit_test(slower_is_a_percentage),
        cmocka_unit_test(options_without_use_are_refused),
        cmocka_unit_test(help_and_version_are_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
