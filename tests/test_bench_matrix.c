/*
 * bench/: the matrix and the single image have all that is asked of them, and what comes out wrong
 * is found.
 */
#include "../bench/experiments/experiment.h"
#include "../bench/kernels/page_set.h"
#include "../bench/matrix/break_even.h"
#include "../bench/matrix/coding_sample.h"
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
    assert_true(bench_has_note(section, "only some were measured, up to 4096 x 4096 pixels"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_matrix_has_all_cells),
        SCRATCH_TEST(few_runs_decide_nothing),
        SCRATCH_TEST(the_single_image_has_all_parts),
        SCRATCH_TEST(outputs_that_are_not_as_they_have_to_be_are_found),
        SCRATCH_TEST(nothing_to_be_done_is_a_failure),
        cmocka_unit_test(codings_in_memory_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
