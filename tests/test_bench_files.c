/*
 * bench/files/files.c: whole commands are measured beside others, what they write is proved,
 * and what is missing is said.
 */
#include "../bench/experiments/experiment.h"
#include "../bench/find_program.h"
#include "../src/batch/interrupt.h"
#include "bench_sections.h"
#include "command.h"
#include "scratch.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_RUNS   2
#define N_KINDS  3 /* of drawn pages */
#define N_CHARTS (2 * N_KINDS)

/* Of commands that every run has: cp and rle127. */
#define N_OWN_ROWS 2

struct run {
    struct rle127_experiment_options options;
    struct rle127_workspace workspace;
    struct rle127_image_set images;
    struct rle127_document *document;
    bool is_done;
    char *said; /* on standard error */
};

static char *usual_path;

static void prepare(struct run *run)
{
    *run = (struct run){
        .options = {.drawing = {.n_images = 1, .width = 333, .height = 210},
                    .patience = {.n_runs = N_RUNS},
                    .work_parent = scratch_path(),
                    .rle127 = command_path()},
        .images = {.is_drawn = true},
    };
}

static void measure(struct run *run)
{
    size_t n_bytes;
    run->document = rle127_document_create("test");
    assert_true(rle127_workspace_create(&run->workspace, run->options.work_parent));
    const struct rle127_experiment experiment = {&run->options, &run->workspace, &run->images,
                                                 run->document};
    const int before = dup(2), file = open("said", O_RDWR | O_CREAT | O_TRUNC, 0666);
    dup2(file, 2);
    run->is_done = rle127_measure_files(&experiment);
    dup2(before, 2);
    close(before);
    close(file);
    run->said = (char *)scratch_read("said", &n_bytes);
}

static void forget(struct run *run)
{
    assert_true(rle127_document_is_whole(run->document));
    rle127_document_free(run->document);
    rle127_workspace_remove(&run->workspace);
    free(run->said);
}

static const struct rle127_section *get_section(const struct run *run)
{
    assert_int_equal(run->document->n_sections, 1);
    assert_string_equal(run->document->sections[0]->kind, "files");
    return run->document->sections[0];
}

static const struct rle127_measurement *find(const struct run *run, const char *name)
{
    return bench_look_for(get_section(run), name);
}

static bool has_note(const struct run *run, const char *text)
{
    const struct rle127_section *const section = get_section(run);
    for (size_t i = 0; i < section->n_notes; i++)
        if (strstr(section->notes[i], text))
            return true;
    return false;
}

static void check_chart(const struct rle127_chart *chart, const char *id)
{
    assert_string_equal(chart->id, id);
    assert_int_equal(chart->kind, RLE127_CHART_POINTS);
    assert_true(chart->is_log_x && chart->is_log_y);
    assert_true(strstr(chart->x_name, "x cp") && strstr(chart->y_name, "x PBM"));
    assert_string_equal(chart->series[0]->name, "copy");
    assert_true(chart->series[0]->points[0].x == 1 && chart->series[0]->points[0].y == 1);
}

/* A directory that holds all that PATH has: cp, and what tests put there. */
static void narrow_path(void)
{
    char program[RLE127_WORK_PATH_BYTES], path[RLE127_WORK_PATH_BYTES];
    scratch_make_directory("bin");
    assert_true(rle127_find_program("cp", program));
    assert_int_equal(symlink(program, "bin/cp"), 0);
    snprintf(path, sizeof path, "%s/bin", scratch_path());
    setenv("PATH", path, 1);
}

static int enter(void **state)
{
    return scratch_enter(state);
}

static int leave(void **state)
{
    setenv("PATH", usual_path, 1);
    return scratch_leave(state);
}

#define FILES_TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

/* A program of the shell in PATH. */
static void put_program(const char *name, const char *script)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "bin/%s", name);
    snprintf(text, sizeof text, "#!/bin/sh\nPATH=%s\n%s\n", usual_path, script);
    scratch_write_text(path, text);
    assert_int_equal(chmod(path, 0777), 0);
}

static void check_row(const struct run *run, const char *name)
{
    const struct rle127_measurement *const measurement = find(run, name);
    if (!measurement)
        fail_msg("no row %s", name);
    assert_int_equal(measurement->n_samples, N_RUNS);
    assert_true(measurement->has_usage);
    assert_true(measurement->seconds.median > 0);
    assert_true(bench_number_of(measurement, "coded_bytes") > 0);
    assert_true(bench_number_of(measurement, "times_cp") > 0);
    assert_true(bench_number_of(measurement, "gb_per_second") > 0);
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

static void check_rows_of(const struct run *run, const char *there, const char *back)
{
    static const char *const kinds[N_KINDS] = {"text", "plan", "dither"};
    char name[128];
    for (size_t i = 0; i < N_KINDS; i++) {
        snprintf(name, sizeof name, "compress, %s: %s", kinds[i], there);
        check_row(run, name);
        snprintf(name, sizeof name, "decompress, %s: %s", kinds[i], back);
        check_row(run, name);
    }
}

/* What is not installed, or cannot be given its input, is left out with a note. */
static void every_command_has_rows(void **state)
{
    struct run run;
    size_t n_present = 0;
    (void)state;
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    check_rows_of(&run, "cp", "cp");
    check_rows_of(&run, "rle127 compress", "rle127 decompress");
    for (size_t i = 0; i < N_ROWS; i++) {
        char note[128];
        snprintf(note, sizeof note, "%s is left out", rows[i].there);
        if (has_note(&run, note)) {
            print_message("not looked at: %s\n", rows[i].there);
            continue;
        }
        check_rows_of(&run, rows[i].there, rows[i].back);
        n_present++;
    }
    assert_int_equal(get_section(&run)->n_measurements, 2 * N_KINDS * (N_OWN_ROWS + n_present));
    forget(&run);
}

static void cp_comes_first_and_is_the_measure(void **state)
{
    struct run run;
    (void)state;
    narrow_path();
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    const struct rle127_section *const section = get_section(&run);
    assert_int_equal(section->n_tables, 1 + 2 * N_KINDS + 1);
    for (size_t i = 0; i + 1 < section->n_tables; i++) {
        assert_string_equal(section->tables[i]->rows[0]->cells[0], "cp");
        assert_int_equal(section->tables[i]->n_rows, N_OWN_ROWS);
    }
    const struct rle127_measurement *const copy = find(&run, "decompress, dither: cp");
    assert_true(bench_number_of(copy, "times_cp") == 1);
    assert_true(bench_number_of(copy, "size_ratio") == 1);
    assert_true(bench_number_of(copy, "pbm_bytes") > (333 + 7) / 8 * 210);
    const struct rle127_measurement *const own = find(&run, "compress, text: rle127 compress");
    assert_true(bench_number_of(own, "times_cp") ==
                own->seconds.median / find(&run, "compress, text: cp")->seconds.median);
    assert_true(bench_number_of(own, "size_ratio") ==
                bench_number_of(own, "coded_bytes") / bench_number_of(own, "pbm_bytes"));
    forget(&run);
}

static void charts_and_answers_are_there(void **state)
{
    static const char *const ids[N_CHARTS] = {"files-compress-text",   "files-compress-plan",
                                              "files-compress-dither", "files-decompress-text",
                                              "files-decompress-plan", "files-decompress-dither"};
    struct run run;
    (void)state;
    narrow_path();
    prepare(&run);
    measure(&run);
    const struct rle127_section *const section = get_section(&run);
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
    forget(&run);
}

static void what_is_missing_is_a_note(void **state)
{
    struct run run;
    (void)state;
    narrow_path();
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    for (size_t i = 0; i < N_ROWS; i++) {
        char note[128];
        snprintf(note, sizeof note, "%s is left out: it is not in PATH (Debian package %s)",
                 rows[i].there, rows[i].package);
        assert_true(has_note(&run, note));
    }
    assert_int_equal(get_section(&run)->n_measurements, 2 * N_KINDS * N_OWN_ROWS);
    forget(&run);
}

static void without_what_is_measured_there_is_a_note(void **state)
{
    struct run run;
    (void)state;
    prepare(&run);
    run.options.rle127 = "missing/rle127";
    measure(&run);
    assert_true(run.is_done);
    assert_true(has_note(&run, "the command rle127 was not found"));
    assert_int_equal(get_section(&run)->n_measurements, 0);
    forget(&run);
    setenv("PATH", scratch_path(), 1);
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    assert_true(has_note(&run, "there is no cp"));
    forget(&run);
}

/* The run, with this command, fails, and says so of the row. */
static void check_refused_own(const char *command, const char *row, const char *what)
{
    struct run run;
    char line[256];
    prepare(&run);
    run.options.rle127 = command;
    measure(&run);
    snprintf(line, sizeof line, "%s: %s", row, what);
    assert_false(run.is_done);
    if (!strstr(run.said, line))
        fail_msg("'%s' is not in '%s'", line, run.said);
    forget(&run);
}

static void check_refused(const char *row, const char *what)
{
    check_refused_own(command_path(), row, what);
}

#define FIND_ENDS        "for file; do from=$to; to=$file; done\n"
#define COPY             "cp \"$from\" \"$to\"\n"
#define COPY_ALMOST      "{ head -c 300 \"$from\"; printf '\\245'; tail -c +302 \"$from\"; } >\"$to\"\n"
#define IF_DECODING      "if [ \"$2\" = -d ]; then\n"
#define IF_VERSION_LEAVE "[ \"$1\" = --version ] && exit\n"

/* What does the same but codes nothing is right. */
static void copies_are_right(void **state)
{
    struct run run;
    (void)state;
    narrow_path();
    put_program("lz4", IF_VERSION_LEAVE FIND_ENDS COPY);
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    assert_true(bench_number_of(find(&run, "compress, plan: lz4"), "size_ratio") == 1);
    forget(&run);
}

static void commands_that_fail_are_refused(void **state)
{
    (void)state;
    narrow_path();
    put_program("rle127", "exit 3");
    check_refused_own("bin/rle127", "compress, text: rle127 compress", "the command has failed");
    put_program("lz4", "exit 0");
    check_refused("compress, text: lz4", "");
    put_program("lz4", FIND_ENDS COPY "echo >>runs\n[ $(wc -l <runs) -le 8 ] || exit 3");
    check_refused("lz4", "the command has failed");
    assert_int_equal(remove("bin/lz4") | remove("bin/cp"), 0);
    put_program("cp", "exit 3");
    check_refused("compress, text: cp", "the command has failed");
}

/* The one among the others; what comes behind it keeps its own figures. */
static void check_left_out(const char *row)
{
    struct run run;
    char note[256];
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    snprintf(note, sizeof note, "lz4 is left out: it failed when it was tried (%s).", row);
    assert_true(has_note(&run, note));
    assert_false(has_note(&run, "holes")); /* is said of lz4 and of zstd, which is missing */
    assert_int_equal(get_section(&run)->n_measurements, 2 * N_KINDS * (N_OWN_ROWS + 2));
    assert_int_equal(get_section(&run)->tables[2 * N_KINDS + 1]->n_rows, N_OWN_ROWS + 2);
    check_rows_of(&run, "cp", "cp");
    check_rows_of(&run, "rle127 compress", "rle127 decompress");
    check_rows_of(&run, "gzip", "gzip -d");
    check_rows_of(&run, "pbmtojbg -q", "jbgtopbm");
    assert_string_equal(bench_text_of(find(&run, "decompress, plan: gzip -d"), "command"),
                        "gzip -d -c IN >OUT");
    forget(&run);
}

static void peers_that_fail_are_left_out(void **state)
{
    (void)state;
    narrow_path();
    put_program("gzip", "for file; do :; done\ncat \"$file\"");
    put_program("pbmtojbg", FIND_ENDS COPY);
    put_program("jbgtopbm", FIND_ENDS COPY);
    put_program("lz4", "exit 3");
    check_left_out("compress, text: lz4");
    put_program("lz4", FIND_ENDS IF_DECODING "kill -9 $$\nelse\n" COPY "fi");
    check_left_out("decompress, text: lz4 -d");
    put_program("lz4", "echo >>runs\n[ $(wc -l <runs) -le 4 ] || exit 3\n" FIND_ENDS COPY);
    check_left_out("compress, dither: lz4");
    scratch_write("bin/lz4", "\177ELF, or so", 11);
    assert_int_equal(chmod("bin/lz4", 0777), 0);
    check_left_out("compress, text: lz4");
}

static void wrong_bytes_are_refused(void **state)
{
    (void)state;
    narrow_path();
    put_program("lz4", FIND_ENDS IF_DECODING COPY_ALMOST "else\n" COPY "fi");
    check_refused("decompress, text: lz4 -d", "does not give the image back as it was");
    put_program("lz4", FIND_ENDS IF_DECODING COPY "else\n" COPY_ALMOST "fi");
    check_refused("decompress, text: lz4 -d", "does not give the image back as it was");
}

/* A lone row too much, and a wrong byte. */
static void wrong_pixels_are_refused(void **state)
{
    (void)state;
    narrow_path();
    put_program("pbmtojbg", FIND_ENDS COPY);
    put_program("jbgtopbm", FIND_ENDS COPY_ALMOST);
    check_refused("decompress, text: jbgtopbm", "does not give the image back as it was");
    put_program("jbgtopbm", FIND_ENDS
                "{ printf 'P4\\n333 211\\n'; tail -c +12 \"$from\"; head -c 42 \"$from\"; } "
                ">\"$to\"");
    check_refused("decompress, text: jbgtopbm", "does not give the image back as it was");
}

static void wrong_tiff_pixels_are_refused(void **state)
{
    struct run run;
    (void)state;
    narrow_path();
    put_program("tiffcp", FIND_ENDS "[ \"$1\" = -h ] || " COPY);
    prepare(&run);
    measure(&run);
    assert_true(run.is_done);
    const bool has_tiff = find(&run, "compress, text: tiffcp -c g4") != NULL;
    forget(&run);
    if (!has_tiff)
        skip();
    put_program("tiffcp", FIND_ENDS COPY_ALMOST);
    check_refused("decompress, text: tiffcp of G4", "does not give the image back as it was");
    put_program("tiffcp", FIND_ENDS "head -c 300 \"$from\" >\"$to\"");
    check_refused("decompress, text: tiffcp of G4", "does not give the image back as it was");
}

/* Right when each page is proved, and another file later. */
static void later_mistakes_are_refused(void **state)
{
    (void)state;
    narrow_path();
    put_program("lz4", FIND_ENDS COPY IF_DECODING
                "exit\nfi\necho >>runs\n[ $(wc -l <runs) -le 3 ] || echo >>\"$to\"");
    check_refused("compress, text: lz4", "has not written the same file as before");
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
    struct run run;
    char *paths[] = {"in/a.pbm", "in/b.pbm", "in/c.pbm", "in/d/b.pbm"};
    (void)state;
    narrow_path();
    scratch_make_directory("in");
    scratch_make_directory("in/d");
    write_page(paths[0], 9, 9);
    write_page(paths[1], 64, 64);
    write_page(paths[2], 127, 128);
    write_page(paths[3], 64, 63);
    prepare(&run);
    run.options.directory = "in/";
    run.images = (struct rle127_image_set){.directory = "in/", .paths = paths, .n_images = 4};
    measure(&run);
    assert_true(run.is_done);
    assert_int_equal(get_section(&run)->n_measurements, 2 * 3 * N_OWN_ROWS);
    assert_null(find(&run, "compress, a.pbm: cp"));
    check_row(&run, "compress, b.pbm: cp");
    check_row(&run, "decompress, c.pbm: rle127 decompress");
    check_row(&run, "decompress, d/b.pbm: rle127 decompress");
    assert_true(has_note(&run, "Of 4 images, the largest files were taken: 3."));
    assert_int_equal(get_section(&run)->n_charts, N_CHARTS);
    check_chart(get_section(&run)->charts[0], "files-compress-1");
    check_chart(get_section(&run)->charts[5], "files-decompress-3");
    assert_non_null(strstr(get_section(&run)->charts[0]->title, "c.pbm"));
    forget(&run);
}

/* What all others are compared with comes from it. */
static void conversions_are_proved(void **state)
{
    struct run run;
    char *paths[] = {"in/a.pbm"};
    size_t n_bytes;
    char script[512];
    (void)state;
    narrow_path();
    scratch_make_directory("in");
    write_page(paths[0], 9, 9);
    snprintf(script, sizeof script, "echo \"$@\" >>calls\nexec '%s' \"$@\"", command_path());
    put_program("rle127", script);
    prepare(&run);
    run.options.directory = "in";
    run.options.rle127 = "bin/rle127";
    run.images = (struct rle127_image_set){.directory = "in", .paths = paths, .n_images = 1};
    measure(&run);
    assert_true(run.is_done);
    char *const calls = (char *)scratch_read("calls", &n_bytes);
    calls[strcspn(calls, "\n")] = '\0';
    assert_non_null(strstr(calls, "--verify"));
    assert_non_null(strstr(calls, " in/a.pbm"));
    free(calls);
    forget(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES_TEST(every_command_has_rows),
        FILES_TEST(cp_comes_first_and_is_the_measure),
        FILES_TEST(charts_and_answers_are_there),
        FILES_TEST(what_is_missing_is_a_note),
        FILES_TEST(without_what_is_measured_there_is_a_note),
        FILES_TEST(peers_that_fail_are_left_out),
        FILES_TEST(copies_are_right),
        FILES_TEST(commands_that_fail_are_refused),
        FILES_TEST(wrong_bytes_are_refused),
        FILES_TEST(wrong_pixels_are_refused),
        FILES_TEST(wrong_tiff_pixels_are_refused),
        FILES_TEST(later_mistakes_are_refused),
        FILES_TEST(the_largest_images_are_taken),
        FILES_TEST(conversions_are_proved),
    };
    const char *const path = getenv("PATH");
    usual_path = strdup(path ? path : "/usr/bin:/bin");
    rle127_catch_interrupts();
    rle127_defer_interrupts(false);
    const int n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(usual_path);
    return n_failed;
}
