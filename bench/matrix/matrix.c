/*
 * The matrix: the pools for files against the pools for rows.
 */
#include "../experiments/experiment_settings.h"

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
    const bool have_several = rle127_find_fastest(results, is_at_work_in_both);
    rle127_answer_fastest(section, results, ", the four pairs of processes and threads",
                          have_several ? is_at_work_in_both : is_of_the_four);
    rle127_answer_fastest(section, results, ", all pairs", rle127_choose_fit(results));
    rle127_answer_gain(section, results);
    rle127_answer_auto(section, results);
}

static void add_notes(struct rle127_section *section, const struct rle127_experiment *experiment,
                      const struct rle127_pool_results *results)
{
    rle127_note_pools(section, experiment);
    if (rle127_find_fastest(results, is_at_work_in_both))
        rle127_section_note(section, "Answers and the heat map are of pools with several workers; "
                                     "those with one are in the tables of all runs.");
    rle127_section_note(section, "Each sample is a whole run in a new process, from looking for "
                                 "the files to giving the last output its name; every output is "
                                 "compared with that of serial/serial.");
}

static void report(const struct rle127_experiment *experiment, struct rle127_section *section,
                   const struct rle127_pool_contest *contest)
{
    rle127_add_set_settings(section, experiment);
    if (rle127_can_decide_contest(contest))
        for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
            add_answers(section, &contest->results[i]);
    else
        rle127_answer_too_few(section, "pools");
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_add_matrix_grid(section, &contest->results[i]);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++) {
        char title[64];
        snprintf(title, sizeof title, "%s: all runs",
                 rle127_direction_title(contest->results[i].direction));
        rle127_add_pool_table(section, &contest->results[i], title);
    }
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_add_matrix_chart(section, &contest->results[i]);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_add_workers_chart(section, &contest->results[i]);
    add_notes(section, experiment, &contest->results[RLE127_THERE]);
}

static bool run_matrix(const struct rle127_experiment *experiment,
                       const struct rle127_round_trip *trip)
{
    struct rle127_pool_choice choices[N_CHOICES_MAX];
    struct rle127_pool_contest contest;
    const size_t n_choices = list_choices(experiment->options, choices);
    if (!rle127_make_pool_contest(&contest, trip, "", choices, n_choices))
        return false;
    struct rle127_section *const section = rle127_add_section(
        experiment->document, "matrix", "Which pool for files, and which for rows?");
    const bool is_done = rle127_run_pool_contest(&contest, &experiment->options->patience, section);
    if (is_done)
        report(experiment, section, &contest);
    rle127_free_pool_contest(&contest);
    return is_done;
}

bool rle127_measure_matrix(const struct rle127_experiment *experiment)
{
    struct rle127_round_trip *const trip =
        rle127_make_round_trip(experiment->workspace, "matrix", experiment->images->directory);
    if (!trip)
        return false;
    const bool is_done = run_matrix(experiment, trip);
    return rle127_end_round_trip(trip) && is_done;
}
