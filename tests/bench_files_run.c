/*
 * The experiment in this process; what it says goes to a file.
 */
#include "bench_files_run.h"

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

static char *usual_path;

void bench_files_prepare(struct bench_files_run *run)
{
    *run = (struct bench_files_run){
        .options = {.drawing = {.n_images = 1, .width = 333, .height = 210},
                    .patience = {.n_runs = N_RUNS},
                    .work_parent = scratch_path(),
                    .rle127 = command_path()},
        .images = {.is_drawn = true},
    };
}

void bench_files_measure(struct bench_files_run *run)
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

void bench_files_forget(struct bench_files_run *run)
{
    assert_true(rle127_document_is_whole(run->document));
    rle127_document_free(run->document);
    rle127_workspace_remove(&run->workspace);
    free(run->said);
}

const struct rle127_section *bench_files_section(const struct bench_files_run *run)
{
    assert_int_equal(run->document->n_sections, 1);
    assert_string_equal(run->document->sections[0]->kind, "files");
    return run->document->sections[0];
}

const struct rle127_measurement *bench_files_find(const struct bench_files_run *run,
                                                  const char *name)
{
    return bench_look_for(bench_files_section(run), name);
}

void bench_files_narrow_path(void)
{
    char program[RLE127_WORK_PATH_BYTES], path[RLE127_WORK_PATH_BYTES];
    scratch_make_directory("bin");
    assert_true(rle127_find_program("cp", program));
    assert_int_equal(symlink(program, "bin/cp"), 0);
    snprintf(path, sizeof path, "%s/bin", scratch_path());
    setenv("PATH", path, 1);
}

int bench_files_enter(void **state)
{
    return scratch_enter(state);
}

int bench_files_leave(void **state)
{
    setenv("PATH", usual_path, 1);
    return scratch_leave(state);
}

void bench_files_put_program(const char *name, const char *script)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "bin/%s", name);
    snprintf(text, sizeof text, "#!/bin/sh\nPATH=%s\n%s\n", usual_path, script);
    scratch_write_text(path, text);
    assert_int_equal(chmod(path, 0777), 0);
}

void bench_files_check_row(const struct bench_files_run *run, const char *name)
{
    const struct rle127_measurement *const measurement = bench_files_find(run, name);
    if (!measurement)
        fail_msg("no row %s", name);
    assert_int_equal(measurement->n_samples, N_RUNS);
    assert_true(measurement->has_usage);
    assert_true(measurement->seconds.median > 0);
    assert_true(bench_number_of(measurement, "coded_bytes") > 0);
    assert_true(bench_number_of(measurement, "times_cp") > 0);
    assert_true(bench_number_of(measurement, "gb_per_second") > 0);
}

void bench_files_check_rows_of(const struct bench_files_run *run, const char *there,
                               const char *back)
{
    static const char *const kinds[N_KINDS] = {"text", "plan", "dither"};
    char name[128];
    for (size_t i = 0; i < N_KINDS; i++) {
        snprintf(name, sizeof name, "compress, %s: %s", kinds[i], there);
        bench_files_check_row(run, name);
        snprintf(name, sizeof name, "decompress, %s: %s", kinds[i], back);
        bench_files_check_row(run, name);
    }
}

void bench_files_begin(void)
{
    const char *const path = getenv("PATH");
    usual_path = strdup(path ? path : "/usr/bin:/bin");
    rle127_catch_interrupts();
    rle127_defer_interrupts(false);
}

void bench_files_end(void)
{
    free(usual_path);
}
