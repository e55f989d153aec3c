/*
 * bench/files: whole commands are measured beside others, and what is missing is said.
 */
#include "bench_files_run.h"

#include "bench_sections.h"
#include "command.h"
#include "scratch.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void check_chart(const struct rle127_chart *chart, const char *id)
{
    assert_string_equal(chart->id, id);
    assert_int_equal(chart->kind, RLE127_CHART_POINTS);
    assert_true(chart->is_log_x && chart->is_log_y);
    assert_true(strstr(chart->x_name, "x cp") && strstr(chart->y_name, "x PBM"));
    assert_string_equal(chart->series[0]->name, "copy");
    assert_true(chart->series[0]->points[0].x == 1 && chart->series[0]->points[0].y == 1);
}

static const struct {
    const char *program, *there, *back, *package;
} rows[] = {
    {"lz4", "lz4", "lz4 -d", "lz4"},
    {"zstd", "zstd -1", "zstd -d", "zstd"},
    {"gzip", "gzip", "gzip -d", "gzip"},
    {"tiffcp", "tiffcp -c g4", "tiffcp of G4", "libtiff-tools"},
    {"tiffcp", "tiffcp -c packbits", "tiffcp of PackBits", "libtiff-tools"},
    {"pbmtojbg", "pbmtojbg -q", "jbgtopbm", "jbigkit-bin"},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

/* What is not installed, or cannot be given its input, is left out with a note. */
static void every_command_has_rows(void **state)
{
    struct bench_files_run run;
    size_t n_present = 0;
    (void)state;
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    bench_files_check_rows_of(&run, "cp", "cp");
    bench_files_check_rows_of(&run, "rle127 compress", "rle127 decompress");
    for (size_t i = 0; i < N_ROWS; i++) {
        char note[128];
        snprintf(note, sizeof note, "%s is left out", rows[i].there);
        if (bench_has_note(bench_files_section(&run), note)) {
            print_message("not looked at: %s\n", rows[i].there);
            continue;
        }
        bench_files_check_rows_of(&run, rows[i].there, rows[i].back);
        n_present++;
    }
    assert_int_equal(bench_files_section(&run)->n_measurements,
                     2 * N_KINDS * (N_OWN_ROWS + n_present));
    bench_files_forget(&run);
}

static void cp_comes_first_and_is_the_measure(void **state)
{
    struct bench_files_run run;
    (void)state;
    bench_files_narrow_path();
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    const struct rle127_section *const section = bench_files_section(&run);
    assert_int_equal(section->n_tables, 1 + 2 * N_KINDS + 1);
    for (size_t i = 0; i + 1 < section->n_tables; i++) {
        assert_string_equal(section->tables[i]->rows[0]->cells[0], "cp");
        assert_int_equal(section->tables[i]->n_rows, N_OWN_ROWS);
    }
    const struct rle127_measurement *const copy = bench_files_find(&run, "decompress, dither: cp");
    assert_true(bench_number_of(copy, "times_cp") == 1);
    assert_true(bench_number_of(copy, "size_ratio") == 1);
    assert_true(bench_number_of(copy, "pbm_bytes") > (333 + 7) / 8 * 210);
    const struct rle127_measurement *const own =
        bench_files_find(&run, "compress, text: rle127 compress");
    assert_true(bench_number_of(own, "times_cp") ==
                own->seconds.median / bench_files_find(&run, "compress, text: cp")->seconds.median);
    assert_true(bench_number_of(own, "size_ratio") ==
                bench_number_of(own, "coded_bytes") / bench_number_of(own, "pbm_bytes"));
    bench_files_forget(&run);
}

static void charts_and_answers_are_there(void **state)
{
    static const char *const ids[N_CHARTS] = {"files-compress-text",   "files-compress-plan",
                                              "files-compress-dither", "files-decompress-text",
                                              "files-decompress-plan", "files-decompress-dither"};
    struct bench_files_run run;
    (void)state;
    bench_files_narrow_path();
    bench_files_prepare(&run);
    bench_files_measure(&run);
    const struct rle127_section *const section = bench_files_section(&run);
    assert_int_equal(section->n_charts, N_CHARTS);
    for (size_t i = 0; i < N_CHARTS; i++)
        check_chart(section->charts[i], ids[i]);
    /* what a mean would hide: this page grows */
    assert_string_equal(section->charts[2]->series[1]->name, "rle127");
    assert_true(section->charts[2]->series[1]->points[0].y > 1);
    assert_true(section->charts[0]->series[1]->points[0].y < 1);
    assert_int_equal(section->n_answers, 2 * N_KINDS + 1); /* one page grows */
    assert_non_null(strstr(section->answers[0], "Compress, text: rle127 "));
    assert_non_null(
        strstr(section->answers[2 * N_KINDS], "Size, dither: rle127 makes it grow to "));
    bench_files_forget(&run);
}

static void what_is_missing_is_a_note(void **state)
{
    struct bench_files_run run;
    (void)state;
    bench_files_narrow_path();
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    for (size_t i = 0; i < N_ROWS; i++) {
        char note[128];
        snprintf(note, sizeof note, "%s is left out: it is not in PATH (Debian package %s)",
                 rows[i].there, rows[i].package);
        assert_true(bench_has_note(bench_files_section(&run), note));
    }
    assert_int_equal(bench_files_section(&run)->n_measurements, 2 * N_KINDS * N_OWN_ROWS);
    bench_files_forget(&run);
}

static void without_what_is_measured_there_is_a_note(void **state)
{
    struct bench_files_run run;
    (void)state;
    bench_files_prepare(&run);
    run.options.rle127 = "missing/rle127";
    bench_files_measure(&run);
    assert_true(run.is_done);
    assert_true(bench_has_note(bench_files_section(&run), "the command rle127 was not found"));
    assert_int_equal(bench_files_section(&run)->n_measurements, 0);
    bench_files_forget(&run);
    setenv("PATH", scratch_path(), 1);
    bench_files_prepare(&run);
    bench_files_measure(&run);
    assert_true(run.is_done);
    assert_true(bench_has_note(bench_files_section(&run), "there is no cp"));
    bench_files_forget(&run);
}

static void write_page(const char *path, unsigned width, unsigned height)
{
    char header[64];
    const int length = snprintf(header, sizeof header, "P4\n# a page\n%u %u\n", width, height);
    const size_t n_bytes = (size_t)length + (width + 7) / 8 * height;
    char *const bytes = calloc(n_bytes, 1);
    memcpy(bytes, header, (size_t)length);
    memset(bytes + length, 0x18, (width + 7) / 8 * height / 2);
    scratch_write(path, bytes, n_bytes);
    free(bytes);
}

static void the_largest_images_are_taken(void **state)
{
    struct bench_files_run run;
    char *paths[] = {"in/a.pbm", "in/b.pbm", "in/c.pbm", "in/d/b.pbm"};
    (void)state;
    bench_files_narrow_path();
    scratch_make_directory("in");
    scratch_make_directory("in/d");
    write_page(paths[0], 9, 9);
    write_page(paths[1], 64, 64);
    write_page(paths[2], 127, 128);
    write_page(paths[3], 64, 63);
    bench_files_prepare(&run);
    run.options.directory = "in/";
    run.images = (struct rle127_image_set){.directory = "in/", .paths = paths, .n_images = 4};
    bench_files_measure(&run);
    assert_true(run.is_done);
    assert_int_equal(bench_files_section(&run)->n_measurements, 2 * 3 * N_OWN_ROWS);
    assert_null(bench_files_find(&run, "compress, a.pbm: cp"));
    bench_files_check_row(&run, "compress, b.pbm: cp");
    bench_files_check_row(&run, "decompress, c.pbm: rle127 decompress");
    bench_files_check_row(&run, "decompress, d/b.pbm: rle127 decompress");
    assert_true(
        bench_has_note(bench_files_section(&run), "Of 4 images, the largest files were taken: 3."));
    assert_int_equal(bench_files_section(&run)->n_charts, N_CHARTS);
    check_chart(bench_files_section(&run)->charts[0], "files-compress-1");
    check_chart(bench_files_section(&run)->charts[5], "files-decompress-3");
    assert_non_null(strstr(bench_files_section(&run)->charts[0]->title, "c.pbm"));
    bench_files_forget(&run);
}

/* What all others are compared with comes from it. */
static void conversions_are_proved(void **state)
{
    struct bench_files_run run;
    char *paths[] = {"in/a.pbm"};
    size_t n_bytes;
    char script[512];
    (void)state;
    bench_files_narrow_path();
    scratch_make_directory("in");
    write_page(paths[0], 9, 9);
    snprintf(script, sizeof script, "echo \"$@\" >>calls\nexec '%s' \"$@\"", command_path());
    bench_files_put_program("rle127", script);
    bench_files_prepare(&run);
    run.options.directory = "in";
    run.options.rle127 = "bin/rle127";
    run.images = (struct rle127_image_set){.directory = "in", .paths = paths, .n_images = 1};
    bench_files_measure(&run);
    assert_true(run.is_done);
    char *const calls = (char *)scratch_read("calls", &n_bytes);
    calls[strcspn(calls, "\n")] = '\0';
    assert_non_null(strstr(calls, "--verify"));
    assert_non_null(strstr(calls, " in/a.pbm"));
    free(calls);
    bench_files_forget(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES_TEST(every_command_has_rows),
        FILES_TEST(cp_comes_first_and_is_the_measure),
        FILES_TEST(charts_and_answers_are_there),
        FILES_TEST(what_is_missing_is_a_note),
        FILES_TEST(without_what_is_measured_there_is_a_note),
        FILES_TEST(the_largest_images_are_taken),
        FILES_TEST(conversions_are_proved),
    };
    bench_files_begin();
    const int n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    bench_files_end();
    return n_failed;
}
