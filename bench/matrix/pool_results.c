/*
 * Results of pools.
 */
#include "pool_results.h"

#include <stdlib.h>

bool rle127_make_pool_results(struct rle127_pool_results *results,
                              const struct rle127_engine_task *task, const char *prefix,
                              const struct rle127_pool_choice *choices, size_t n_choices)
{
    char choice[RLE127_CHOICE_NAME_BYTES];
    results->direction = task->direction;
    results->cells = calloc(n_choices, sizeof *results->cells);
    results->n_cells = results->cells ? n_choices : 0;
    for (size_t i = 0; i < results->n_cells; i++) {
        struct rle127_pool_cell *const cell = &results->cells[i];
        cell->subject = (struct rle127_engine_subject){.task = task, .choice = choices[i]};
        snprintf(cell->name, sizeof cell->name, "%s%s %s", prefix,
                 rle127_direction_name(results->direction),
                 rle127_name_choice(&choices[i], choice));
    }
    return results->cells;
}

void rle127_free_pool_results(struct rle127_pool_results *results)
{
    free(results->cells);
    *results = (struct rle127_pool_results){0};
}

void rle127_find_gains(struct rle127_pool_results *results)
{
    const struct rle127_pool_cell *const serial = rle127_find_serial(results);
    for (size_t i = 0; i < results->n_cells; i++) {
        struct rle127_pool_cell *const cell = &results->cells[i];
        cell->gain = cell == serial ? (struct rle127_gain){1, 1, 1}
                                    : rle127_find_gain(&serial->measurement->seconds,
                                                       &cell->measurement->seconds);
    }
}

static bool is_serial(const struct rle127_pool_cell *cell)
{
    return rle127_is_serial_choice(&cell->subject.choice);
}

static bool is_auto(const struct rle127_pool_cell *cell)
{
    return cell->subject.choice.is_auto;
}

bool rle127_is_named(const struct rle127_pool_cell *cell)
{
    return !is_auto(cell);
}

bool rle127_is_concurrent(const struct rle127_pool_cell *cell)
{
    return !is_auto(cell) && !is_serial(cell) && cell->subject.choice.n_workers > 1;
}

/* Pools of one worker each are not what is asked for. */
static bool is_at_work(const struct rle127_pool_cell *cell)
{
    return !is_auto(cell) && (is_serial(cell) || cell->subject.choice.n_workers > 1);
}

rle127_cell_fits *rle127_choose_fit(const struct rle127_pool_results *results)
{
    return rle127_find_fastest(results, rle127_is_concurrent) ? is_at_work : rle127_is_named;
}

static const struct rle127_pool_cell *find_cell(const struct rle127_pool_results *results,
                                                rle127_cell_fits *fits)
{
    for (size_t i = 0; i < results->n_cells; i++)
        if (fits(&results->cells[i]))
            return &results->cells[i];
    return NULL;
}

const struct rle127_pool_cell *rle127_find_serial(const struct rle127_pool_results *results)
{
    return find_cell(results, is_serial);
}

const struct rle127_pool_cell *rle127_find_auto(const struct rle127_pool_results *results)
{
    return find_cell(results, is_auto);
}

static const struct rle127_pool_cell *faster_of(const struct rle127_pool_cell *a,
                                                const struct rle127_pool_cell *b)
{
    return !a || b->measurement->seconds.median < a->measurement->seconds.median ? b : a;
}

const struct rle127_pool_cell *rle127_find_fastest(const struct rle127_pool_results *results,
                                                   rle127_cell_fits *fits)
{
    const struct rle127_pool_cell *best = NULL;
    for (size_t i = 0; i < results->n_cells; i++)
        if (fits(&results->cells[i]))
            best = faster_of(best, &results->cells[i]);
    return best;
}

const struct rle127_pool_cell *rle127_find_fastest_pair(const struct rle127_pool_results *results,
                                                        const struct rle127_pool_choice *choice)
{
    rle127_cell_fits *const fits = rle127_choose_fit(results);
    const struct rle127_pool_cell *best = NULL;
    for (size_t i = 0; i < results->n_cells; i++)
        if (fits(&results->cells[i]) &&
            rle127_has_same_pools(&results->cells[i].subject.choice, choice))
            best = faster_of(best, &results->cells[i]);
    return best;
}

bool rle127_is_as_good(const struct rle127_pool_cell *cell, const struct rle127_pool_cell *best)
{
    const struct rle127_summary *const seconds = &cell->measurement->seconds;
    const struct rle127_summary *const least = &best->measurement->seconds;
    return rle127_have_intervals(seconds, least) && !rle127_can_tell_apart(seconds, least);
}

bool rle127_can_decide(const struct rle127_pool_results *results)
{
    const struct rle127_summary *const serial = &rle127_find_serial(results)->measurement->seconds;
    for (size_t i = 0; i < results->n_cells; i++)
        if (!rle127_have_intervals(&results->cells[i].measurement->seconds, serial))
            return false;
    return true;
}

static unsigned most(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

struct rle127_pool_choice rle127_find_out_choice(const struct rle127_pool_cell *cell)
{
    const struct rle127_totals *const totals = &cell->subject.findings.totals;
    struct rle127_pool_choice choice = cell->subject.choice;
    if (rle127_is_serial_choice(&choice))
        choice.n_workers = 1;
    if (!choice.is_auto)
        return choice;
    choice.image_pool = totals->pool;
    choice.row_pool = totals->n_row_workers > 1 ? RLE127_ROWS_THREADS : RLE127_ROWS_SERIAL;
    choice.n_workers = most(1, most(totals->n_workers, totals->n_row_workers));
    choice.is_auto = false;
    return choice;
}
