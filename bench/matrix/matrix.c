/*
 * The matrix: the pools for files against the pools for rows.
 */
#include "../experiments/experiment.h"

#include <stdlib.h>
#include <string.h>

#include "../../src/cli/messages.h"
#include "matrix_charts.h"
#include "pool_contest.h"
#include "pool_report.h"

/* The four pairs of the book first. */
static const struct rle127_pool_choice pairs[] = {
    {.image_pool = RLE127_POOL_PROCESSES, .row_pool = RLE127_ROWS_PROCESSES},
    {.image_pool = RLE127_POOL_PROCESSES, .row_pool = RLE127_ROWS_THREADS},
    {.image_pool = RLE127_POOL_THREADS, .row_pool = RLE127_ROWS_PROCESSES},
    {.image_pool = RLE127_POOL_THREADS, .row_pool = RLE127_ROWS_THREADS},
    {.image_pool = RLE127_POOL_PROCESSES, .row_pool = RLE127_ROWS_SERIAL},
    {.image_pool = RLE127_POOL_THREADS, .row_pool = RLE127_ROWS_SERIAL},
    {.image_pool = RLE127_POOL_SERIAL, .row_pool = RLE127_ROWS_PROCESSES},
    {.image_pool = RLE127_POOL_SERIAL, .row_pool = RLE127_ROWS_THREADS},
};
#define N_PAIRS       (sizeof pairs / sizeof pairs[0])
#define N_CHOICES_MAX (N_PAIRS * RLE127_WORKER_COUNTS_MAX + 2)

static size_t list_choices(const struct rle127_experiment_options *options,
                           struct rle127_pool_choice *choices)
{
    size_t n = 0;
    for (size_t i = 0; i < N_PAIRS; i++)
        for (size_t j = 0; j < options->n_worker_counts; j++) {
            choices[n] = pairs[i];
            choices[n++].n_workers = options->worker_counts[j];
        }
    choices[n++] = (struct rle127_pool_choice){.n_workers = 1};
    choices[n++] = (struct rle127_pool_choice){.is_auto = true};
    return n;
}

static bool is_of_the_four(const struct rle127_pool_cell *cell)
{
    const struct rle127_pool_choice *const choice = &cell->subject.choice;
    return !choice->is_auto && choice->image_pool != RLE127_POOL_SERIAL &&
           choice->row_pool != RLE127_ROWS_SERIAL;
}

static bool is_at_work_in_both(const struct rle127_pool_cell *cell)
{
    return is_of_the_four(cell) && cell->subject.choice.n_workers > 1;
}

/* Pools of one worker each are not what the question is about, unless there is nothing else. */
static void add_answers(struct rle127_section *section, const struct rle127_pool_results *results)
{
    if (rle127_find_fastest(results, is_at_work_in_both))
        rle127_answer_fastest(section, results,
                              ", of the four pairs of processes and threads with several workers",
                              is_at_work_in_both);
    else
        rle127_answer_fastest(section, results, ", of the four pairs of processes and threads",
                              is_of_the_four);
    rle127_answer_fastest(section, results, ", of all pairs", rle127_is_named);
    rle127_answer_gain(section, results);
    rle127_answer_auto(section, results);
}

static void add_settings(struct rle127_section *section, const struct rle127_experiment *experiment)
{
    const struct rle127_image_set *const images = experiment->images;
    const struct rle127_experiment_options *const options = experiment->options;
    struct rle127_facts *const facts = &section->settings;
    rle127_add_text_fact(facts, "directory", images->is_drawn ? "drawn" : images->directory);
    if (images->is_drawn) {
        rle127_add_text_fact(facts, "kind", rle127_drawn_kind_name(images->drawing.kind));
        rle127_add_fact(facts, "width", images->drawing.width);
        rle127_add_fact(facts, "height", images->drawing.height);
    }
    rle127_add_fact(facts, "images", (double)images->n_images);
    rle127_add_fact(facts, "file_bytes", images->file_bytes);
    rle127_add_fact(facts, "packed_bytes", images->packed_bytes);
    rle127_add_fact(facts, "runs", options->patience.n_runs);
    rle127_add_fact(facts, "seconds", options->patience.seconds);
    rle127_add_text_fact(facts, "file_system", experiment->workspace->file_system);
}

static void add_notes(struct rle127_section *section, const struct rle127_experiment *experiment)
{
    rle127_section_note(
        section, "Pools are named files/rows. A number of workers is that of each of the two "
                 "that is not serial, so N in both makes up to N x N.");
    rle127_section_note(
        section, "A speed-up is the median of serial/serial over the median; its interval is "
                 "that of the ends of both 95 %% intervals that are farthest apart. Each "
                 "sample is a whole run in a new process, from looking for the files to "
                 "giving the last output its name; every output is compared with that of "
                 "serial/serial.");
    if (!experiment->document->machine.has_openmp)
        rle127_section_note(section, "This build has no OpenMP: threads for rows are one thread.");
}

static void report(const struct rle127_experiment *experiment, struct rle127_section *section,
                   const struct rle127_pool_contest *contest)
{
    add_settings(section, experiment);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        add_answers(section, &contest->results[i]);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_add_matrix_grid(section, &contest->results[i]);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        char title[64];
        snprintf(title, sizeof title, "%s: all runs", contest->results[i].title);
        rle127_add_pool_table(section, &contest->results[i], title);
    }
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_add_matrix_chart(section, &contest->results[i]);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_add_workers_chart(section, &contest->results[i]);
    add_notes(section, experiment);
}

static bool run_matrix(const struct rle127_experiment *experiment,
                       const struct rle127_round_trip *trip)
{
    struct rle127_pool_choice choices[N_CHOICES_MAX];
    struct rle127_pool_contest contest;
    const size_t n_choices = list_choices(experiment->options, choices);
    if (!rle127_make_pool_contest(&contest, trip, "", choices, n_choices))
        return false;
    struct rle127_section *const section =
        rle127_add_section(experiment->document, "matrix", "Which pool for files, which for rows");
    const bool is_done = rle127_run_pool_contest(&contest, &experiment->options->patience, section);
    if (is_done)
        report(experiment, section, &contest);
    rle127_free_pool_contest(&contest);
    return is_done;
}

bool rle127_measure_matrix(const struct rle127_experiment *experiment)
{
    struct rle127_round_trip *const trip = malloc(sizeof *trip);
    if (!trip) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    const bool is_done = rle127_make_round_trip(trip, experiment->workspace, "matrix",
                                                experiment->images->directory) &&
                         run_matrix(experiment, trip) && rle127_clear_round_trip(trip);
    free(trip);
    return is_done;
}
