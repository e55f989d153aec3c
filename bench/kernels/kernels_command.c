/*
 * `rle127-bench kernels`: coding in memory, beside copying and beside other codecs.
 */
#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "../bench_commands.h"
#include "../bench_help.h"
#include "../measure/noise.h"
#include "../report/report_output.h"
#include "kernels_options.h"
#include "kernels_report.h"

#define SMALL_WIDTH  400 /* pixels */
#define SMALL_HEIGHT 300

/* All that a run holds; what is not there yet is zero. */
struct run {
    struct rle127_kernels_options options;
    struct rle127_rows rows;
    struct rle127_page_set pages;
    struct rle127_workload *workloads;
    size_t n_workloads;
    struct rle127_trial *trials;
    struct rle127_report_output output;
    struct rle127_document *document;
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

static size_t find_room(const struct rle127_bitmap *page, const void *context)
{
    const struct rle127_rows *const rows = context;
    size_t most = 0;
    for (size_t i = 0; i < rows->n_rows; i++) {
        const size_t n_bytes = rows->rows[i].codec->bound(page);
        most = n_bytes > most ? n_bytes : most;
    }
    return most;
}

static bool add_workload(struct run *run, enum rle127_workload_kind kind, const char *name,
                         const struct rle127_named_page *pages, size_t n_pages, size_t least_bytes)
{
    struct rle127_workload *const workload = &run->workloads[run->n_workloads];
    if (!rle127_make_workload(workload, kind, pages, n_pages, least_bytes, find_room, &run->rows))
        return refuse(name, "out of memory");
    snprintf(workload->name, sizeof workload->name, "%s", name);
    run->n_workloads++;
    return true;
}

/* A page that was named twice is measured once: measurements have names of their own. */
static bool has_workload(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->n_workloads; i++)
        if (strcmp(run->workloads[i].name, name) == 0)
            return true;
    return false;
}

static bool add_small_calls(struct run *run)
{
    struct rle127_page_set windows;
    char name[64];
    snprintf(name, sizeof name, "call %dx%d", SMALL_WIDTH, SMALL_HEIGHT);
    if (!rle127_draw_windows(&windows, SMALL_WIDTH, SMALL_HEIGHT))
        return false;
    const bool is_added =
        add_workload(run, RLE127_SMALL_CALLS, name, windows.pages, windows.n_pages, 0);
    rle127_free_pages(&windows);
    return is_added;
}

static bool add_large_set(struct run *run)
{
    char name[64];
    snprintf(name, sizeof name, "set of %lu MB", run->options.set_mb);
    return !run->options.set_mb || add_workload(run, RLE127_LARGE_SET, name, run->pages.pages,
                                                run->pages.n_pages, run->options.set_mb * 1000000);
}

static bool make_workloads(struct run *run)
{
    const struct rle127_kernels_options *const options = &run->options;
    if (!(options->n_paths ? rle127_load_pages(&run->pages, options->paths, options->n_paths)
                           : rle127_draw_pages(&run->pages)))
        return false;
    run->workloads = calloc(run->pages.n_pages + 2, sizeof *run->workloads);
    if (!run->workloads)
        return refuse(NULL, "out of memory");
    for (size_t i = 0; i < run->pages.n_pages; i++)
        if (!has_workload(run, run->pages.pages[i].name) &&
            !add_workload(run, RLE127_ONE_PAGE, run->pages.pages[i].name, &run->pages.pages[i], 1,
                          0))
            return false;
    return add_small_calls(run) && add_large_set(run);
}

/* Rows outside, pages inside: the same kernel meets another page each time. */
static bool prove_trials(struct run *run)
{
    const size_t n_trials = run->rows.n_rows * run->n_workloads;
    run->trials = calloc(n_trials, sizeof *run->trials);
    if (!run->trials)
        return refuse(NULL, "out of memory");
    for (size_t i = 0; i < n_trials; i++) {
        struct rle127_trial *const trial = &run->trials[i];
        trial->row = &run->rows.rows[i / run->n_workloads];
        trial->workload = &run->workloads[i % run->n_workloads];
        const char *const reason = rle127_prove_trial(trial);
        if (reason) {
            rle127_say(trial->workload->name, "%s: %s", trial->row->name, reason);
            return false;
        }
    }
    return true;
}

static bool time_trials(struct run *run)
{
    struct rle127_noise noise;
    rle127_begin_noise(&noise);
    if (!prove_trials(run))
        return false;
    const char *const reason =
        rle127_time_trials(run->trials, run->rows.n_rows * run->n_workloads, &run->options.effort);
    rle127_end_noise(&noise, run->document);
    return !reason || refuse(NULL, reason);
}

static void add_settings(struct rle127_facts *facts, const struct rle127_kernels_options *options)
{
    const struct rle127_effort *const effort = &options->effort;
    if (effort->n_rounds)
        rle127_add_fact(facts, "rounds", effort->n_rounds);
    else
        rle127_add_fact(facts, "time_seconds", effort->seconds);
    rle127_add_fact(facts, "most_threads", options->choice.threads);
    if (options->set_mb)
        rle127_add_fact(facts, "set_mb", (double)options->set_mb);
}

static void report(const struct run *run)
{
    const struct rle127_results results = {.rows = &run->rows,
                                           .workloads = run->workloads,
                                           .n_workloads = run->n_workloads,
                                           .trials = run->trials};
    struct rle127_section *const section = rle127_add_section(
        run->document, "kernels", "Coding in memory, beside memcpy and other codecs");
    add_settings(&section->settings, &run->options);
    rle127_report_kernels(section, &results);
    rle127_add_kernels_tables(section, &results, !run->options.is_summary);
}

static enum rle127_exit measure(struct run *run, const char *command)
{
    run->document = rle127_document_create(command);
    if (!run->document)
        refuse(NULL, "out of memory");
    if (!run->document || !time_trials(run))
        return RLE127_EXIT_FAILED;
    report(run);
    return rle127_show_report(&run->output, run->document);
}

static void clear(struct run *run)
{
    for (size_t i = 0; i < run->n_workloads; i++)
        rle127_free_workload(&run->workloads[i]);
    free(run->workloads);
    if (run->trials)
        rle127_free_samples(run->trials, run->rows.n_rows * run->n_workloads);
    free(run->trials);
    rle127_document_free(run->document);
    rle127_free_pages(&run->pages);
    rle127_free_rows(&run->rows);
}

static enum rle127_exit run_kernels(struct run *run, const char *command)
{
    enum rle127_exit code = RLE127_EXIT_FAILED;
    if (make_workloads(run))
        code = rle127_open_output(&run->output, &run->options.report);
    if (code == RLE127_EXIT_OK)
        code = measure(run, command);
    return rle127_finish_stdout(rle127_close_output(&run->output, code));
}

static bool choose_rows(struct run *run)
{
    struct rle127_row_choice *const choice = &run->options.choice;
    const struct rle127_row_choice all = {.threads = choice->threads, .level = choice->level};
    if (!rle127_make_rows(&run->rows, &all))
        return refuse(NULL, "out of memory");
    for (size_t i = 0; i < choice->n_only; i++) {
        if (!rle127_has_row(&run->rows, choice->only[i])) {
            rle127_say(NULL, "no row's name contains '%s' (--list names them)", choice->only[i]);
            return false;
        }
    }
    rle127_free_rows(&run->rows);
    return rle127_make_rows(&run->rows, choice) || refuse(NULL, "out of memory");
}

static enum rle127_exit answer(struct run *run)
{
    if (run->options.asks_for_help)
        rle127_print_kernels_help(stdout);
    else if (run->options.asks_for_version)
        rle127_print_bench_version(stdout);
    else
        for (size_t i = 0; i < run->rows.n_rows; i++)
            puts(run->rows.rows[i].name);
    return rle127_finish_stdout(RLE127_EXIT_OK);
}

enum rle127_exit rle127_bench_kernels(int argc, char **argv, const char *command)
{
    struct run run = {0};
    enum rle127_exit code = RLE127_EXIT_USAGE;
    if (!rle127_parse_kernels_options(argc, argv, &run.options))
        return code;
    if (run.options.asks_for_help || run.options.asks_for_version)
        return answer(&run);
    if (choose_rows(&run))
        code = run.options.asks_for_list ? answer(&run) : run_kernels(&run, command);
    clear(&run);
    return code;
}
