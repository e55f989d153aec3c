/*
 * Finding a Python, and running the program in it.
 */
#include "book_python.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "../measure/child.h"

extern const char rle127_book_program[]; /* bench/book/book.py */

#define REPORT_BYTES 4096

/* Says "yes" where its argument is a Python that has what the program needs. */
#define CHECK "if \"$0\" -c 'import bitarray, PIL.Image' >/dev/null 2>&1; then echo yes; fi"

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

static bool read_report(const struct rle127_book_python *python, char *text)
{
    FILE *const file = fopen(python->report, "re");
    if (!file)
        return refuse(python->report, strerror(errno));
    text[fread(text, 1, REPORT_BYTES - 1, file)] = '\0';
    fclose(file);
    return true;
}

static bool try_interpreter(struct rle127_book_python *python, const char *interpreter)
{
    char *const argv[] = {"/bin/sh", "-c", CHECK, (char *)interpreter, NULL};
    const struct rle127_program_call call = {.argv = argv, .output_path = python->report};
    struct rle127_sample sample;
    char text[REPORT_BYTES];
    if (!rle127_sample_program(&call, &sample) || !read_report(python, text))
        return false;
    if (strcmp(text, "yes\n") == 0)
        python->interpreter = interpreter;
    return true;
}

static bool write_program(const char *path)
{
    FILE *const file = fopen(path, "we");
    if (!file)
        return refuse(path, strerror(errno));
    const bool is_written = fputs(rle127_book_program, file) >= 0;
    return (fclose(file) == 0 && is_written) || refuse(path, strerror(errno));
}

bool rle127_find_book_python(struct rle127_book_python *python, const char *wanted,
                             const struct rle127_workspace *workspace)
{
    const char *const candidates[] = {wanted ? wanted : "python3", "/usr/bin/python3"};
    const size_t n_candidates = wanted ? 1 : sizeof candidates / sizeof candidates[0];
    *python = (struct rle127_book_python){0};
    rle127_workspace_path(workspace, python->program, "book.py");
    rle127_workspace_path(workspace, python->report, "book.json");
    for (size_t i = 0; i < n_candidates && !python->interpreter; i++)
        if (!try_interpreter(python, candidates[i]))
            return false;
    return !python->interpreter || write_program(python->program);
}

/* What stands behind a text, or NULL where it does not occur. */
static const char *find_behind(const char *text, const char *wanted)
{
    const char *const found = strstr(text, wanted);
    return found ? found + strlen(wanted) : NULL;
}

static void take_version(const char *report, const char *mark, char version[32])
{
    const char *const found = find_behind(report, mark);
    if (!found || sscanf(found, "%31[^\"]", version) != 1)
        *version = '\0';
}

static bool take_report(struct rle127_book_python *python, double *inner_seconds)
{
    char report[REPORT_BYTES];
    if (!read_report(python, report))
        return false;
    const char *const seconds = find_behind(report, "\"seconds\": [");
    *inner_seconds = seconds ? strtod(seconds, NULL) : 0;
    take_version(report, "\"python\": \"", python->python_version);
    take_version(report, "\"pillow\": \"", python->pillow_version);
    take_version(report, "\"bitarray\": \"", python->bitarray_version);
    return *inner_seconds > 0 ||
           refuse(python->interpreter, "ran book.py, which does not say how long it took");
}

bool rle127_run_book_program(struct rle127_book_python *python, const struct rle127_book_call *call,
                             struct rle127_sample *sample, double *inner_seconds)
{
    char image_pool[32], row_pool[32], workers[32], seconds_max[32];
    char *const options[] = {(char *)python->interpreter,
                             python->program,
                             image_pool,
                             row_pool,
                             workers,
                             seconds_max,
                             "-O",
                             (char *)call->directory,
                             "--"};
    const size_t n_options = sizeof options / sizeof options[0];
    char *argv[sizeof options / sizeof options[0] + RLE127_BOOK_PATHS_MAX + 1] = {NULL};
    const struct rle127_program_call program = {.argv = argv, .output_path = python->report};
    snprintf(image_pool, sizeof image_pool, "--image-pool=%s", call->image_pool);
    snprintf(row_pool, sizeof row_pool, "--row-pool=%s", call->row_pool);
    snprintf(workers, sizeof workers, "--workers=%u", call->n_workers);
    snprintf(seconds_max, sizeof seconds_max, "--seconds-max=%u", call->seconds_max);
    memcpy(argv, options, sizeof options);
    memcpy(&argv[n_options], call->paths, call->n_paths * sizeof *argv);
    return rle127_sample_program(&program, sample) && take_report(python, inner_seconds);
}
