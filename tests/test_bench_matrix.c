/*
 * bench/: the matrix and the single image have all that is asked of them, what comes out wrong is
 * found, and what is said follows from the times.
 */
#include "../bench/experiments/experiment.h"
#include "../bench/kernels/page_set.h"
#include "../bench/matrix/break_even_report.h"
#include "../bench/matrix/coding_sample.h"
#include "../bench/matrix/pool_report.h"
#include "../bench/matrix/round_trip.h"
#include "bench_sections.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH  300
#define HEIGHT 200

/* A workspace in the scratch directory, with drawn images. */
struct stage {
    struct rle127_experiment_options options;
    struct rle127_workspace workspace;
    struct rle127_image_set images;
    struct rle127_document *document;
    struct rle127_experiment experiment;
};

static void enter(struct stage *stage, unsigned n_images)
{
    *stage = (struct stage){
        .options = {.drawing = {.n_images = n_images, .width = WIDTH, .height = HEIGHT},
                    .worker_counts = {1, 2},
                    .n_worker_counts = 2,
                    .patience = {.n_runs = RLE127_INTERVAL_SAMPLES}}};
    assert_true(rle127_workspace_create(&stage->workspace, scratch_path()));
    assert_true(
        rle127_draw_images(&stage->images, &stage->workspace, "images", &stage->options.drawing));
    stage->document = rle127_document_create("test");
    assert_non_null(stage->document);
    stage->experiment = (struct rle127_experiment){.options = &stage->options,
                                                   .workspace = &stage->workspace,
                                                   .images = &stage->images,
                                                   .document = stage->document};
}

static void leave(struct stage *stage)
{
    rle127_document_free(stage->document);
    rle127_free_images(&stage->images);
    rle127_workspace_remove(&stage->workspace);
}

static bool has_answer(const struct rle127_section *section, const char *part)
{
    for (size_t i = 0; i < section->n_answers; i++)
        if (strstr(section->answers[i], part))
            return true;
    return false;
}

static bool has_note(const struct rle127_section *section, const char *part)
{
    for (size_t i = 0; i < section->n_notes; i++)
        if (strstr(section->notes[i], part))
            return true;
    return false;
}

static void check_cell(const struct rle127_section *section, const char *direction,
                       const char *files, const char *rows, const char *workers)
{
    char name[96];
    snprintf(name, sizeof name, "%s %s/%s%s", direction, files, rows, workers);
    const struct rle127_measurement *const cell = bench_find(section, name);
    assert_int_equal(cell->n_samples, RLE127_INTERVAL_SAMPLES);
    assert_true(cell->seconds.median > 0 && cell->has_usage);
    assert_string_equal(bench_text_of(cell, "direction"), direction);
    assert_string_equal(bench_text_of(cell, "image_pool"), files);
    assert_string_equal(bench_text_of(cell, "row_pool"), rows);
    assert_int_equal(bench_number_of(cell, "workers"), *workers ? atoi(workers + 1) : 1);
    assert_int_equal(bench_number_of(cell, "images"), 3);
    assert_int_equal(bench_number_of(cell, "packed_bytes"), 3 * HEIGHT * ((WIDTH + 7) / 8));
    snprintf(name, sizeof name, "%s serial/serial", direction);
    const struct rle127_measurement *const serial = bench_find(section, name);
    assert_int_equal(bench_number_of(cell, "bytes_out"), bench_number_of(serial, "bytes_out"));
    assert_int_equal(bench_number_of(cell, "bytes_in"), bench_number_of(serial, "bytes_in"));
    assert_true(bench_number_of(cell, "speedup") == serial->seconds.median / cell->seconds.median);
    assert_true(bench_number_of(serial, "speedup") == 1);
}

static void check_direction(const struct rle127_section *section, const char *direction)
{
    static const char *const pools[] = {"process", "thread", "serial"};
    char name[96];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const bool is_serial = i == 2 && j == 2;
            check_cell(section, direction, pools[i], pools[j], is_serial ? "" : " 1");
            if (!is_serial)
                check_cell(section, direction, pools[i], pools[j], " 2");
        }
    snprintf(name, sizeof name, "%s auto", direction);
    const struct rle127_measurement *const chosen = bench_find(section, name);
    assert_string_equal(bench_text_of(chosen, "chosen_by"), "auto");
    assert_string_equal(bench_text_of(chosen, "image_pool"), "serial"); /* three small files */
    assert_string_equal(bench_text_of(chosen, "row_pool"), "serial");
}

static size_t count_best(const struct rle127_chart *chart)
{
    size_t n_best = 0;
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->series[i]->n_points; j++)
            n_best += chart->series[i]->points[j].is_best;
    return n_best;
}

static void check_matrix_charts(const struct rle127_section *section)
{
    static const char *const directions[] = {"compress", "decompress"};
    for (int i = 0; i < 2; i++) {
        char id[48];
        snprintf(id, sizeof id, "matrix-%s", directions[i]);
        const struct rle127_chart *const heat = bench_find_chart(section, id);
        assert_int_equal(heat->n_series, 3);
        assert_string_equal(heat->series[2]->name, "serial");
        assert_int_equal(heat->series[2]->n_points, 3);
        assert_string_equal(heat->series[2]->points[2].text, "1.00 x");
        assert_string_equal(heat->series[2]->points[2].note, "1 worker");
        assert_string_equal(heat->series[0]->points[2].note, "2 workers");
        assert_true(heat->are_best_annotated && count_best(heat) >= 1);
        snprintf(id, sizeof id, "workers-%s", directions[i]);
        const struct rle127_chart *const lines = bench_find_chart(section, id);
        assert_int_equal(lines->n_series, 8);
        assert_string_equal(lines->series[0]->name, "process/process");
        for (size_t j = 0; j < lines->n_series; j++) {
            assert_int_equal(lines->series[j]->n_points, 2);
            assert_true(lines->series[j]->points[1].x == 2);
        }
    }
}

static void the_matrix_has_all_cells(void **state)
{
    struct stage stage;
    (void)state;
    enter(&stage, 3);
    assert_true(rle127_measure_matrix(&stage.experiment));
    assert_true(rle127_document_is_whole(stage.document));
    assert_int_equal(stage.document->n_sections, 1);
    const struct rle127_section *const section = stage.document->sections[0];
    assert_string_equal(section->kind, "matrix");
    assert_int_equal(section->n_measurements, 2 * (8 * 2 + 2));
    check_direction(section, "compress");
    check_direction(section, "decompress");
    check_matrix_charts(section);
    assert_int_equal(section->n_tables, 4);
    assert_int_equal(section->tables[0]->n_rows, 3);
    assert_int_equal(section->tables[2]->n_rows, 18);
    assert_string_equal(section->tables[2]->rows[0]->cells[0], "process");
    assert_int_equal(section->n_answers, 8);
    assert_true(has_answer(section, "Compress: auto chose serial/serial ("));
    assert_true(has_answer(section, "Decompress, the four pairs of processes and threads: "));
    assert_true(section->n_notes >= 2);
    leave(&stage);
}

static void few_runs_decide_nothing(void **state)
{
    struct stage stage;
    (void)state;
    enter(&stage, 1);
    stage.options.patience.n_runs = RLE127_INTERVAL_SAMPLES - 1;
    assert_true(rle127_measure_matrix(&stage.experiment));
    const struct rle127_section *const section = stage.document->sections[0];
    assert_int_equal(section->n_answers, 1);
    assert_string_equal(section->answers[0], "Too few runs to tell which pools are the fastest: "
                                             "that takes at least 6 of each.");
    assert_int_equal(count_best(bench_find_chart(section, "matrix-compress")), 0);
    for (size_t i = 0; i < section->tables[2]->n_rows; i++)
        assert_false(section->tables[2]->rows[i]->is_best);
    assert_null(strchr(section->tables[0]->rows[0]->cells[1], '*'));
    leave(&stage);
}

static void the_single_image_has_all_parts(void **state)
{
    struct stage stage;
    (void)state;
    enter(&stage, 2);
    stage.options.patience.n_runs = RLE127_INTERVAL_SAMPLES / 2; /* of sizes twice as many */
    assert_true(rle127_measure_single(&stage.experiment));
    const struct rle127_section *const section = stage.document->sections[0];
    assert_string_equal(section->kind, "single");
    assert_int_equal(bench_number_of(bench_find(section, "compress serial/thread 2"), "images"), 1);
    assert_string_equal(bench_text_of(bench_find(section, "decompress auto"), "row_pool"),
                        "serial");
    for (size_t i = 0; i < section->n_measurements; i++)
        bench_find(section, section->measurements[i]->name);
    assert_int_equal(
        bench_number_of(bench_find(section, "memory 512x512 decode thread"), "packed_bytes"),
        512 * 512 / 8);
    assert_true(bench_number_of(bench_find(section, "file 512x512 compress auto"), "bytes_out") >
                0);
    assert_int_equal(bench_find_chart(section, "single-workers")->n_series, 4);
    assert_int_equal(bench_find_chart(section, "single-memory")->n_series, 6);
    assert_int_equal(bench_find_chart(section, "single-file")->n_series, 6);
    assert_true(has_answer(section, "Too few runs to tell which workers for its rows are the "));
    assert_true(has_answer(section, "In memory, decode: "));
    assert_true(has_answer(section, "Whole files, compress: auto is the fastest or within 10 % "));
    assert_int_equal(section->n_answers, 7);
    assert_true(has_note(section, "only some were measured, up to 4096 x 4096 pixels"));
    leave(&stage);
}

static bool compress(const struct rle127_round_trip *trip)
{
    struct rle127_sample sample;
    struct rle127_engine_subject subject = {.task = &trip->tasks[RLE127_THERE],
                                            .choice = {.image_pool = RLE127_POOL_PROCESSES,
                                                       .row_pool = RLE127_ROWS_THREADS,
                                                       .n_workers = 2}};
    return rle127_sample_engine(&subject, &sample);
}

static void change_a_byte(const char *directory, const char *name)
{
    char path[RLE127_WORK_PATH_BYTES + 32];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *const file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0);
    const int byte = fgetc(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0);
    assert_int_equal(fputc(byte ^ 1, file), byte ^ 1);
    assert_int_equal(fclose(file), 0);
}

static void outputs_that_are_not_as_they_have_to_be_are_found(void **state)
{
    struct stage stage;
    char path[RLE127_WORK_PATH_BYTES + 32];
    (void)state;
    enter(&stage, 2);
    struct rle127_round_trip *const trip =
        rle127_make_round_trip(&stage.workspace, "trip", stage.images.directory);
    assert_non_null(trip);
    assert_true(compress(trip));
    snprintf(path, sizeof path, "%s/more", trip->tasks[RLE127_THERE].reference);
    scratch_write_text(path, "");
    assert_false(compress(trip));
    assert_int_equal(remove(path), 0);
    assert_true(compress(trip));
    change_a_byte(trip->tasks[RLE127_THERE].reference, "000.rle");
    assert_false(compress(trip));
    assert_true(rle127_end_round_trip(trip));
    leave(&stage);
}

static void nothing_to_be_done_is_a_failure(void **state)
{
    struct stage stage;
    (void)state;
    enter(&stage, 1);
    assert_true(rle127_make_empty_directory(stage.images.directory));
    assert_null(rle127_make_round_trip(&stage.workspace, "trip", stage.images.directory));
    leave(&stage);
}

static bool code(const struct rle127_coding_page *page, bool is_decoding, enum rle127_row_pool pool)
{
    struct rle127_sample sample = {0};
    struct rle127_coding_subject subject = {
        .page = page, .is_decoding = is_decoding, .pool = pool, .n_workers = 2};
    const bool is_right = rle127_sample_coding(&subject, &sample);
    assert_true(!is_right || sample.seconds > 0);
    return is_right;
}

/* One bit more is black in the page than in its runs, and then one run is longer. */
static void codings_in_memory_are_checked(void **state)
{
    struct rle127_coding_page page;
    struct rle127_page_set pages;
    (void)state;
    assert_true(rle127_draw_windows(&pages, 400, 300));
    assert_true(rle127_make_coding_page(&page, &pages.pages[0].bitmap));
    for (int pool = 0; pool < RLE127_ROW_POOLS; pool++) {
        page.bitmap.bits[50] ^= 16;
        assert_false(code(&page, false, (enum rle127_row_pool)pool));
        assert_false(code(&page, true, (enum rle127_row_pool)pool));
        page.bitmap.bits[50] ^= 16;
        page.runs[page.n_bytes - 1] ^= 1;
        assert_false(code(&page, false, (enum rle127_row_pool)pool));
        assert_false(code(&page, true, (enum rle127_row_pool)pool));
        page.runs[page.n_bytes - 1] ^= 1;
        assert_true(code(&page, false, (enum rle127_row_pool)pool));
        assert_true(code(&page, true, (enum rle127_row_pool)pool));
    }
    rle127_free_coding_page(&page);
    rle127_free_pages(&pages);
}

static struct rle127_summary between(double low, double median, double high)
{
    return (struct rle127_summary){
        .low = low, .median = median, .high = high, .n_samples = RLE127_INTERVAL_SAMPLES};
}

/* Results of one serial cell, two with threads, and auto, with these times. */
struct told {
    struct rle127_document *document;
    struct rle127_section *section;
    struct rle127_measurement measurements[4];
    struct rle127_engine_task task;
    struct rle127_pool_results results;
};

static void tell(struct told *told, const struct rle127_summary seconds[4])
{
    static const struct rle127_pool_choice choices[4] = {
        {.n_workers = 1},
        {.image_pool = RLE127_POOL_THREADS, .n_workers = 2},
        {.row_pool = RLE127_ROWS_THREADS, .n_workers = 2},
        {.is_auto = true}};
    *told = (struct told){.document = rle127_document_create("test")};
    assert_non_null(told->document);
    told->section = rle127_add_section(told->document, "matrix", "");
    assert_true(rle127_make_pool_results(&told->results, &told->task, "", choices, 4));
    for (int i = 0; i < 4; i++) {
        told->measurements[i].seconds = seconds[i];
        told->results.cells[i].measurement = &told->measurements[i];
    }
    told->results.cells[3].subject.findings.totals =
        (struct rle127_totals){.pool = RLE127_POOL_THREADS, .n_workers = 3, .n_row_workers = 1};
    rle127_find_gains(&told->results);
    rle127_answer_fastest(told->section, &told->results, "", rle127_is_named);
    rle127_answer_gain(told->section, &told->results);
    rle127_answer_auto(told->section, &told->results);
    assert_int_equal(told->section->n_answers, 3);
}

static void untell(struct told *told)
{
    rle127_free_pool_results(&told->results);
    rle127_document_free(told->document);
}

static void what_is_faster_is_said(void **state)
{
    struct told told;
    (void)state;
    tell(&told, (struct rle127_summary[]){between(.9, 1, 1.1), between(.4, .5, .55),
                                          between(.56, .6, .7), between(.57, .58, .6)});
    assert_string_equal(
        told.section->answers[0],
        "Compress: thread/serial 2 is the fastest (500 ms); the next, serial/thread "
        "2, takes 1.20 x the time of thread/serial 2 (1.02 to 1.75).");
    assert_string_equal(told.section->answers[1],
                        "Compress: concurrency gains 2.00 x (1.64 to 2.75): thread/serial 2 takes "
                        "500 ms, serial/serial 1.00 s.");
    assert_string_equal(told.section->answers[2],
                        "Compress: auto chose thread/serial 3 (580 ms); whether that is within 10 "
                        "% of the fastest is not decided: between 1.04 x and "
                        "1.50 x the time of the fastest.");
    untell(&told);
}

static void what_cannot_be_told_apart_is_said(void **state)
{
    struct told told;
    (void)state;
    tell(&told, (struct rle127_summary[]){between(.9, 1, 1.1), between(.8, .98, 1.2),
                                          between(.9, 1.05, 1.3), between(.9, 1, 1.2)});
    assert_true(has_answer(told.section,
                           "thread/serial 2 is the fastest (980 ms); it cannot be told apart from "
                           "serial/serial, serial/thread 2."));
    assert_true(has_answer(told.section, "gains nothing that could be measured"));
    assert_true(has_answer(told.section, "auto chose thread/serial 3 (1.00 s); whether that is "
                                         "within 10 % of the fastest is not decided: "
                                         "between 0.75 x and 1.50 x the time of the fastest."));
    untell(&told);
    tell(&told, (struct rle127_summary[]){between(.9, 1, 1.1), between(1.8, 1.98, 2.2),
                                          between(1.9, 2.05, 2.3), between(.9, 1, 1.1)});
    assert_true(has_answer(told.section, "gains nothing: "));
    untell(&told);
}

/* The time of auto beside that of the fastest, which is 1 without any doubt. */
static void check_auto(struct rle127_summary seconds, const char *said)
{
    struct told told;
    tell(&told,
         (struct rle127_summary[]){between(1, 1, 1), between(2, 2, 2), between(2, 2, 2), seconds});
    if (!has_answer(told.section, said))
        fail_msg("not \"%s\" but: %s", said, told.section->answers[2]);
    untell(&told);
}

static void auto_is_judged_by_its_interval(void **state)
{
    (void)state;
    check_auto(between(.97, 1.02, 1.1), "it is the fastest or within 10 % of it: 1.02 x (0.97 to "
                                        "1.10) the time of the fastest.");
    check_auto(between(1.02, 1.05, 1.08), "it is the fastest or within 10 % of it: 1.05 x");
    check_auto(between(1.11, 1.12, 1.2), "it is more than 10 % behind the fastest: 1.12 x (1.11 to "
                                         "1.20) the time of the fastest.");
    check_auto(between(1.09, 1.12, 1.2), "whether that is within 10 % of the fastest is not "
                                         "decided: between 1.09 x and 1.20 x the time");
    check_auto(between(.5, 1, 1.11), "whether that is within 10 % of the fastest is not decided: "
                                     "between 0.50 x and 1.11 x the time");
}

/* Only threads with one worker are faster; with two they are as slow as all others. */
static void cells_with_several_workers_come_first(void **state)
{
    static const struct rle127_pool_choice choices[] = {
        {.n_workers = 1},
        {.image_pool = RLE127_POOL_THREADS, .n_workers = 1},
        {.image_pool = RLE127_POOL_THREADS, .n_workers = 2}};
    static const double medians[] = {1, .5, 2};
    struct rle127_engine_task task = {0};
    struct rle127_pool_results results;
    struct rle127_measurement measurements[3] = {0};
    (void)state;
    for (size_t n = 2; n <= 3; n++) {
        assert_true(rle127_make_pool_results(&results, &task, "", choices, n));
        for (size_t i = 0; i < n; i++) {
            measurements[i].seconds = between(medians[i], medians[i], medians[i]);
            results.cells[i].measurement = &measurements[i];
        }
        assert_ptr_equal(rle127_find_fastest_pair(&results, &choices[1]), &results.cells[n - 1]);
        assert_ptr_equal(rle127_find_fastest_pair(&results, &choices[0]), &results.cells[0]);
        assert_ptr_equal(rle127_find_fastest(&results, rle127_choose_fit(&results)),
                         &results.cells[n == 2]);
        rle127_free_pool_results(&results);
    }
}

static bool break_even_says(const struct rle127_break_even *result, const char *said)
{
    struct rle127_document *const document = rle127_document_create("test");
    assert_non_null(document);
    struct rle127_section *const section = rle127_add_section(document, "single", "");
    rle127_report_break_even(section, result);
    const bool is_said = has_answer(section, said);
    rle127_document_free(document);
    return is_said;
}

static void auto_is_judged_at_all_sizes(void **state)
{
    struct rle127_break_even result = {.n_workers = 2, .n_sizes = 3};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct rle127_size_times *const times = &result.sizes[i];
        times->side = 100 * (i + 1);
        for (int j = 0; j < RLE127_PLACES * RLE127_BOTH_DIRECTIONS; j++)
            for (int pool = 0; pool < RLE127_ROW_POOLS; pool++)
                times->seconds[j / 2][j % 2][pool] = between(1, 1, 1);
        times->auto_seconds[RLE127_THERE] = between(.8 + .2 * i, 1 + .2 * i, 1 + .2 * i);
        times->auto_seconds[RLE127_BACK] = between(1, 1, 1);
    }
    assert_true(break_even_says(
        &result, "compress: auto is the fastest or within 10 % of it at 1 of 3 sizes; more than "
                 "10 % behind the fastest at 1: 1.40 x (1.20 to 1.40) the time of the fastest, at "
                 "300 x 300 pixels; not decided at 1: between 1.00 x and 1.20 x the time of the "
                 "fastest, at 200 x 200 pixels."));
    assert_true(break_even_says(&result, "decompress: auto is the fastest or within 10 % of it at "
                                         "3 of 3 sizes."));
    result.sizes[1].seconds[RLE127_IN_MEMORY][RLE127_BACK][RLE127_ROWS_THREADS].n_samples = 5;
    assert_true(break_even_says(&result, "Too few runs to tell from which size on workers pay"));
    assert_false(break_even_says(&result, "auto is"));
}

/* Threads are faster at the sizes whose bits are set. */
static size_t break_even_of(unsigned faster)
{
    struct rle127_break_even result = {.n_workers = 2, .n_sizes = 5};
    for (unsigned i = 0; i < result.n_sizes; i++) {
        struct rle127_summary *const seconds =
            result.sizes[i].seconds[RLE127_IN_FILES][RLE127_BACK];
        seconds[RLE127_ROWS_SERIAL] = between(9, 10, 11);
        seconds[RLE127_ROWS_THREADS] = faster & 1u << i ? between(7, 8, 8.9) : between(7, 8, 9.1);
    }
    return rle127_find_break_even(&result, RLE127_IN_FILES, RLE127_BACK, RLE127_ROWS_THREADS);
}

static void break_even_is_where_it_stays_so(void **state)
{
    (void)state;
    assert_int_equal(break_even_of(0), 5);
    assert_int_equal(break_even_of(1 + 4), 5);
    assert_int_equal(break_even_of(2 + 8 + 16), 3);
    assert_int_equal(break_even_of(31), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_matrix_has_all_cells),
        SCRATCH_TEST(few_runs_decide_nothing),
        SCRATCH_TEST(the_single_image_has_all_parts),
        SCRATCH_TEST(outputs_that_are_not_as_they_have_to_be_are_found),
        SCRATCH_TEST(nothing_to_be_done_is_a_failure),
        cmocka_unit_test(codings_in_memory_are_checked),
        cmocka_unit_test(what_is_faster_is_said),
        cmocka_unit_test(what_cannot_be_told_apart_is_said),
        cmocka_unit_test(auto_is_judged_by_its_interval),
        cmocka_unit_test(auto_is_judged_at_all_sizes),
        cmocka_unit_test(cells_with_several_workers_come_first),
        cmocka_unit_test(break_even_is_where_it_stays_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
