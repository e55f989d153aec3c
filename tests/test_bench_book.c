/*
 * bench/book: both programs write the same with all pools, and what is wrong with a
 * Python is said in a line, or noted where there is none.
 */
#include "../bench/experiments/experiment.h"
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

/* What is run, and what has come of it. */
struct stage {
    char *paths[6];
    struct rle127_image_set images;
    struct rle127_experiment_options options;
    struct rle127_document *document;
    const struct rle127_section *section;
    bool is_right;
    char *errors; /* what was said */
};

/* A PBM file of so many columns and 40 rows, each unlike the others. */
static void write_image(const char *path, unsigned width)
{
    const unsigned stride = (width + 7) / 8;
    char bytes[32 + 40 * 64];
    size_t n = (size_t)snprintf(bytes, sizeof bytes, "P4\n%u 40\n", width);
    for (unsigned i = 0; i < 40 * stride; i++)
        bytes[n++] = (char)(i * i / 7 * width);
    scratch_write(path, bytes, n);
}

static void add_image(struct stage *stage, const char *path, unsigned width)
{
    write_image(path, width);
    stage->paths[stage->images.n_images++] = (char *)path;
    stage->images.paths = stage->paths;
}

static void begin(struct stage *stage)
{
    *stage = (struct stage){.images = {.is_drawn = true},
                            .options = {.patience = {.n_runs = 1}},
                            .document = rle127_document_create("test")};
    assert_non_null(stage->document);
}

/* Standard error goes to a file meanwhile. */
static void run(struct stage *stage)
{
    struct rle127_workspace workspace;
    size_t n_bytes;
    assert_true(rle127_workspace_create(&workspace, scratch_path()));
    const struct rle127_experiment experiment = {.options = &stage->options,
                                                 .workspace = &workspace,
                                                 .images = &stage->images,
                                                 .document = stage->document};
    const int before = dup(2), file = open("errors", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(before >= 0 && file >= 0 && dup2(file, 2) == 2);
    stage->is_right = rle127_measure_book(&experiment);
    assert_int_equal(dup2(before, 2), 2);
    close(before);
    close(file);
    rle127_workspace_remove(&workspace);
    stage->errors = (char *)scratch_read("errors", &n_bytes);
    assert_int_equal(stage->document->n_sections, 1);
    stage->section = stage->document->sections[0];
    assert_string_equal(stage->section->kind, "book");
}

static void end(struct stage *stage)
{
    assert_true(rle127_document_is_whole(stage->document));
    rle127_document_free(stage->document);
    free(stage->errors);
}

static bool is_one_line(const char *text)
{
    const char *const end = strchr(text, '\n');
    return end && !end[1];
}

static void assert_refused(const struct stage *stage, const char *reason)
{
    if (stage->is_right || !is_one_line(stage->errors) || !strstr(stage->errors, reason))
        fail_msg("not refused with '%s' but: %s", reason, stage->errors);
    assert_int_equal(stage->section->n_measurements, 0);
}

/* The section is there, has nothing but a note, and that tells why. */
static void assert_noted(const struct stage *stage, const char *reason)
{
    assert_true(stage->is_right && stage->section->n_notes == 1);
    assert_true(bench_has_note(stage->section, reason));
    assert_true(stage->section->n_measurements == 0 && stage->section->n_tables == 0);
}

/* A Python that imports what it is asked for, and does this with a program. */
static void make_python(struct stage *stage, const char *action)
{
    char script[1024];
    snprintf(script, sizeof script, "#!/bin/sh\n[ \"$1\" = -c ] && exit 0\n%s\n", action);
    scratch_write_text("python", script);
    assert_int_equal(chmod("python", 0700), 0);
    stage->options.python = "./python";
}

static void check_python(const struct stage *stage, const char *name)
{
    const struct rle127_measurement *const python = bench_find(stage->section, name);
    assert_int_equal(python->n_samples, 1);
    assert_true(python->seconds.median > 0);
    assert_true(bench_number_of(python, "program_seconds") > python->seconds.median);
    assert_true(bench_number_of(python, "bytes_out") > 4);
}

static void check_factor(const struct stage *stage, const char *python_name, const char *own_name)
{
    const struct rle127_measurement *const python = bench_find(stage->section, python_name);
    const struct rle127_measurement *const own = bench_find(stage->section, own_name);
    const double factor = python->seconds.median / own->seconds.median;
    assert_true(bench_number_of(own, "factor") > 0.999 * factor &&
                bench_number_of(own, "factor") < 1.001 * factor);
    assert_true(bench_number_of(own, "factor_low") <= factor &&
                factor <= bench_number_of(own, "factor_high"));
    assert_true(bench_number_of(own, "bytes_in") == bench_number_of(python, "bytes_in"));
    check_python(stage, python_name);
}

static void check_shown(const struct rle127_section *section)
{
    assert_int_equal(section->n_tables, 1);
    assert_int_equal(section->tables[0]->n_rows, 9);
    assert_string_equal(section->tables[0]->rows[1]->cells[3], "34 s");
    assert_string_equal(section->tables[0]->rows[2]->cells[3], "53 s");
    assert_int_equal(section->n_charts, 1);
    assert_string_equal(section->charts[0]->id, "book-factors");
    assert_int_equal(section->charts[0]->n_series, 2);
    assert_int_equal(section->charts[0]->series[1]->n_points, 2);
    assert_string_equal(section->charts[0]->series[1]->name, "thread");
    assert_string_equal(section->charts[0]->series[1]->points[0].label, "process");
    assert_int_equal(section->n_answers, 3);
}

/* "12.3 x (11 to 14)": as many as it names. */
static unsigned count_intervals(const char *answer)
{
    unsigned n = 0;
    double number;
    for (const char *at = answer; (at = strstr(at, " x (")); at++)
        n += sscanf(at, " x (%lf to %lf)", &number, &number) == 2;
    return n;
}

static void check_answers(const struct rle127_section *section)
{
    assert_int_equal(count_intervals(section->answers[0]), 2);
    assert_int_equal(count_intervals(section->answers[1]), 1);
    assert_int_equal(count_intervals(section->answers[2]), 1);
}

static void both_programs_write_the_same(void **state)
{
    static const char *const pairs[][2] = {
        {"python process/process", "rle127 process/process"},
        {"python process/thread", "rle127 process/thread"},
        {"python thread/process", "rle127 thread/process"},
        {"python thread/thread", "rle127 thread/thread"},
        {"python one image process", "rle127 one image process"},
        {"python one image thread", "rle127 one image thread"},
        {"python one image serial", "rle127 one image serial"},
    };
    static const char *const names[] = {"a.pbm", "b.pbm", "c.pbm", "d.pbm", "e.pbm"};
    struct stage stage;
    (void)state;
    begin(&stage);
    for (unsigned i = 0; i < 5; i++)
        add_image(&stage, names[i], 100 + 60 * i);
    stage.options.worker_counts[0] = 1;
    stage.options.worker_counts[1] = 3;
    stage.options.n_worker_counts = 2;
    run(&stage);
    if (stage.section->n_measurements == 0 && stage.is_right) {
        print_message("skipped: %s\n", stage.section->notes[0]);
        end(&stage);
        skip();
    }
    assert_string_equal(stage.errors, "");
    assert_true(stage.is_right);
    assert_int_equal(stage.section->n_measurements, 16);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        check_factor(&stage, pairs[i][0], pairs[i][1]);
    assert_true(bench_number_of(bench_find(stage.section, "rle127 auto"), "images") == 4);
    assert_true(bench_number_of(bench_find(stage.section, "rle127 one image auto"), "images") == 1);
    assert_true(rle127_find_fact(&stage.section->settings, "pillow")->text[0] != '\0');
    assert_true(rle127_find_fact(&stage.section->settings, "workers")->number == 3);
    assert_true(bench_has_note(stage.section, "Of 5 images, 1 is left out: Python takes long"));
    check_shown(stage.section);
    check_answers(stage.section);
    end(&stage);
}

static void refuses_a_python_that_fails(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    make_python(&stage, "exit 3");
    run(&stage);
    assert_refused(&stage, "./python: exit 3");
    end(&stage);
}

static void refuses_a_python_without_a_report(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    make_python(&stage, "echo '{\"seconds\": []}'");
    run(&stage);
    assert_refused(&stage, "how long it took");
    end(&stage);
}

static void refuses_other_bytes(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    make_python(&stage, "echo wrong >$7/a.rle; echo '{\"seconds\": [1.5]}'");
    run(&stage);
    assert_refused(&stage, "a.rle: is not as ");
    end(&stage);
}

static void notes_a_missing_python(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    stage.options.python = "./missing";
    run(&stage);
    assert_noted(&stage, "python3-pil");
    assert_string_equal(stage.errors, "");
    end(&stage);
}

static void forgives_images_of_users(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    stage.images.is_drawn = false;
    make_python(&stage, "exit 3");
    run(&stage);
    assert_noted(&stage, "one of the programs failed");
    assert_true(is_one_line(stage.errors));
    end(&stage);
}

/* Neither JPEG, nor two that would have one output. */
static void leaves_images_out(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    scratch_make_directory("d");
    add_image(&stage, "a.JPG", 10);
    add_image(&stage, "b.pbm", 10);
    add_image(&stage, "d/b.pbm", 20);
    add_image(&stage, "d/b.c.pbm", 30);
    make_python(&stage, "shift 7; echo \"$@\" >said; exit 3");
    run(&stage);
    assert_refused(&stage, "exit 3");
    assert_file_text("said", "-- b.pbm d/b.c.pbm\n");
    assert_true(bench_has_note(stage.section, "Of 4 images, 1 is left out: decoders of JPEG"));
    assert_true(bench_has_note(stage.section,
                               "Of 4 images, 1 is left out: the output would have the name"));
    assert_int_equal(stage.section->n_notes, 2);
    end(&stage);
}

/* The largest of the list, and a limit that hangs do not outlast. */
static void hands_workers_and_a_limit_on(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    stage.options.worker_counts[0] = 1;
    stage.options.worker_counts[1] = 7;
    stage.options.n_worker_counts = 2;
    make_python(&stage, "echo $4 $5 >said; exit 3");
    run(&stage);
    assert_refused(&stage, "exit 3");
    assert_file_text("said", "--workers=7 --seconds-max=120\n");
    end(&stage);
}

/* A Python that does what it is asked for, and says that it took so many seconds. */
static void run_honest_python(struct stage *stage, const char *seconds)
{
    char action[512];
    begin(stage);
    add_image(stage, "a.pbm", 10);
    stage->options.patience = (struct rle127_patience){.n_runs = 5, .seconds = 1.0 / 16};
    snprintf(action, sizeof action,
             "out=$7; shift 7; '%s' compress -q -O \"$out\" \"$@\"; echo '{\"seconds\": [%s]}'",
             command_path(), seconds);
    make_python(stage, action);
    run(stage);
    assert_string_equal(stage->errors, "");
    assert_true(stage->is_right);
    assert_true(bench_find(stage->section, "rle127 thread/process")->n_samples >= 5);
    assert_true(bench_has_note(stage->section, "has at least 3 runs, and rle127 5"));
}

static void short_runs_are_many(void **state)
{
    struct stage stage;
    (void)state;
    run_honest_python(&stage, "0.0078125");
    assert_int_equal(bench_find(stage.section, "python thread/process")->n_samples, 8);
    end(&stage);
}

static void long_runs_are_few(void **state)
{
    struct stage stage;
    (void)state;
    run_honest_python(&stage, "1.5");
    assert_int_equal(bench_find(stage.section, "python thread/process")->n_samples, 3);
    end(&stage);
}

/* Without PATH neither a shell nor a Python is found by name: at the worst, there is a note. */
static void needs_no_path(void **state)
{
    struct stage stage;
    const char *const value = getenv("PATH");
    char *const before = value ? strdup(value) : NULL;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.pbm", 10);
    setenv("PATH", "missing", 1);
    stage.options.python = "python3";
    run(&stage);
    if (before)
        setenv("PATH", before, 1);
    free(before);
    assert_noted(&stage, "python3 cannot import");
    assert_string_equal(stage.errors, "");
    end(&stage);
}

static void notes_that_all_are_jpeg(void **state)
{
    struct stage stage;
    (void)state;
    begin(&stage);
    add_image(&stage, "a.jpeg", 10);
    stage.images.is_drawn = false;
    make_python(&stage, "exit 3");
    run(&stage);
    assert_noted(&stage, "JPEG");
    end(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(both_programs_write_the_same),
        SCRATCH_TEST(refuses_a_python_that_fails),
        SCRATCH_TEST(refuses_a_python_without_a_report),
        SCRATCH_TEST(refuses_other_bytes),
        SCRATCH_TEST(notes_a_missing_python),
        SCRATCH_TEST(forgives_images_of_users),
        SCRATCH_TEST(leaves_images_out),
        SCRATCH_TEST(hands_workers_and_a_limit_on),
        SCRATCH_TEST(short_runs_are_many),
        SCRATCH_TEST(long_runs_are_few),
        SCRATCH_TEST(needs_no_path),
        SCRATCH_TEST(notes_that_all_are_jpeg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
