/*
 * One image: workers for its rows, and the size from which they pay.
 */
#include "../experiments/experiment_settings.h"

#include <stdlib.h>
#include <string.h>

#include "../../src/batch/names.h"
#include "../../src/cli/messages.h"
#include "../../src/pool/processors.h"
#include "break_even_report.h"
#include "pool_contest.h"
#include "pool_report.h"

#define N_CHOICES_MAX (2 * RLE127_WORKER_COUNTS_MAX + 2)

/* Samples are short and many, and intervals of so many more are narrower. */
#define SIZE_RUNS_FACTOR 2

static bool find_largest(const struct rle127_experiment *experiment,
                         struct rle127_engine_findings *findings)
{
    char nowhere[RLE127_WORK_PATH_BYTES];
    struct rle127_sample sample;
    const struct rle127_engine_task task = {
        .is_dry = true,
        .inputs = &experiment->images->directory,
        .n_inputs = 1,
        .output = rle127_workspace_path(experiment->workspace, nowhere, "single-nothing")};
    struct rle127_engine_subject subject = {.task = &task, .choice = {.n_workers = 1}};
    const bool is_done = rle127_sample_engine(&subject, &sample);
    *findings = subject.findings;
    return is_done;
}

static size_t list_choices(const struct rle127_experiment_options *options,
                           struct rle127_pool_choice *choices)
{
    static const enum rle127_row_pool pools[] = {RLE127_ROWS_THREADS, RLE127_ROWS_PROCESSES};
    size_t n = 0;
    choices[n++] = (struct rle127_pool_choice){.n_workers = 1};
    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
        for (size_t j = 0; j < options->n_worker_counts; j++)
            choices[n++] = (struct rle127_pool_choice){.row_pool = pools[i],
                                                       .n_workers = options->worker_counts[j]};
    choices[n++] = (struct rle127_pool_choice){.is_auto = true};
    return n;
}

static void add_workers_series(struct rle127_chart *chart,
                               const struct rle127_pool_results *results, enum rle127_row_pool pool,
                               const char *pool_name)
{
    char name[64];
    snprintf(name, sizeof name, "%s, %s", rle127_direction_name(results->direction), pool_name);
    struct rle127_series *const series = rle127_add_series(chart, name);
    for (size_t i = 0; i < results->n_cells; i++) {
        const struct rle127_pool_cell *const cell = &results->cells[i];
        if (rle127_is_named(cell) && cell->subject.choice.row_pool == pool)
            rle127_add_point(series, cell->subject.choice.n_workers, cell->gain.ratio,
                             cell->gain.low, cell->gain.high, "", "");
    }
}

static void add_workers_chart(struct rle127_section *section,
                              const struct rle127_pool_contest *contest)
{
    struct rle127_chart *const chart = rle127_add_chart(
        section, RLE127_CHART_LINES, "single-workers", "One image: speed-up over workers");
    chart->x_name = "workers for its rows";
    chart->y_name = "speed-up over one worker alone";
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        add_workers_series(chart, &contest->results[i], RLE127_ROWS_THREADS, "threads");
        add_workers_series(chart, &contest->results[i], RLE127_ROWS_PROCESSES, "processes");
    }
}

static void report_image(struct rle127_section *section, const struct rle127_pool_contest *contest)
{
    if (!rle127_can_decide_contest(contest))
        rle127_answer_too_few(section, "workers for its rows");
    else
        for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
            rle127_answer_fastest(section, &contest->results[i], "",
                                  rle127_choose_fit(&contest->results[i]));
            rle127_answer_auto(section, &contest->results[i]);
        }
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        char title[64];
        snprintf(title, sizeof title, "%s: one image",
                 rle127_direction_title(contest->results[i].direction));
        rle127_add_pool_table(section, &contest->results[i], title);
    }
    add_workers_chart(section, contest);
}

static bool measure_image(const struct rle127_experiment *experiment,
                          const struct rle127_round_trip *trip, struct rle127_section *section)
{
    struct rle127_pool_choice choices[N_CHOICES_MAX];
    struct rle127_pool_contest contest;
    const size_t n_choices = list_choices(experiment->options, choices);
    if (!rle127_make_pool_contest(&contest, trip, "", choices, n_choices))
        return false;
    const bool is_done = rle127_run_pool_contest(&contest, &experiment->options->patience, section);
    if (is_done)
        report_image(section, &contest);
    rle127_free_pool_contest(&contest);
    return is_done;
}

static bool run_image(const struct rle127_experiment *experiment, const char *path,
                      struct rle127_section *section)
{
    struct rle127_round_trip *const trip =
        rle127_make_round_trip(experiment->workspace, "single", path);
    if (!trip)
        return false;
    const bool is_done = measure_image(experiment, trip, section);
    return rle127_end_round_trip(trip) && is_done;
}

static void note_space(struct rle127_section *section, const struct rle127_break_even *result)
{
    if (result->most_bytes < rle127_largest_size_bytes(result->has_all_sizes))
        rle127_section_note(section,
                            "Images above %.0f MB packed were left out of the series of "
                            "sizes: there is no room for them.",
                            result->most_bytes / 1e6);
}

static void note_sizes(struct rle127_section *section, const struct rle127_break_even *result)
{
    const unsigned last = (unsigned)result->sizes[result->n_sizes - 1].side;
    if (!result->has_all_sizes)
        rle127_section_note(section,
                            "Of the series of sizes only some were measured, up to %u x %u "
                            "pixels, to be quick.",
                            last, last);
    rle127_section_note(section,
                        "Workers pay from a size on where they are measurably faster than "
                        "one worker at it and at all larger sizes of the series, which "
                        "ends at %u x %u pixels.",
                        last, last);
    rle127_section_note(
        section,
        "In memory each sample is one call of the row coder in a new process, with all that it "
        "takes: starting threads or forking, and touching fresh memory. Bands of few rows are "
        "coded by the caller alone, whichever pool is asked for; there all are equal.");
}

static bool run_sizes(const struct rle127_experiment *experiment, struct rle127_section *section)
{
    const struct rle127_experiment_options *const options = experiment->options;
    const unsigned n_processors = rle127_usable_processors("");
    const struct rle127_patience patience = {.n_runs = SIZE_RUNS_FACTOR * options->patience.n_runs};
    struct rle127_break_even result = {.n_workers = n_processors > 1 ? n_processors : 2,
                                       .kind = options->drawing.kind,
                                       .has_all_sizes = options->is_thorough,
                                       .most_bytes = rle127_find_most_bytes(experiment->workspace)};
    rle127_add_text_fact(&section->settings, "sizes_kind", rle127_drawn_kind_name(result.kind));
    rle127_add_fact(&section->settings, "sizes_workers", result.n_workers);
    rle127_add_fact(&section->settings, "sizes_runs", patience.n_runs);
    if (!rle127_measure_sizes(&result, experiment->workspace, &patience, section))
        return false;
    rle127_report_break_even(section, &result);
    note_space(section, &result);
    if (result.n_sizes)
        note_sizes(section, &result);
    return true;
}

static void add_settings(struct rle127_section *section, const struct rle127_experiment *experiment,
                         const struct rle127_engine_findings *largest)
{
    struct rle127_facts *const facts = &section->settings;
    rle127_add_text_fact(facts, "image", rle127_last_component(largest->largest_image));
    if (experiment->images->is_drawn)
        rle127_add_text_fact(facts, "kind",
                             rle127_drawn_kind_name(experiment->images->drawing.kind));
    rle127_add_fact(facts, "width", largest->largest_width);
    rle127_add_fact(facts, "height", largest->largest_height);
    rle127_add_run_settings(section, experiment);
}

bool rle127_measure_single(const struct rle127_experiment *experiment)
{
    struct rle127_engine_findings largest;
    if (!find_largest(experiment, &largest))
        return false;
    struct rle127_section *const section =
        rle127_add_section(experiment->document, "single",
                           "One image: from which size on do workers for its rows pay?");
    add_settings(section, experiment, &largest);
    rle127_note_pools(section, experiment);
    return run_image(experiment, largest.largest_image, section) && run_sizes(experiment, section);
}
