/*
 * Contests of pools.
 */
#include "pool_contest.h"

#include <stdlib.h>

#include "../../src/cli/messages.h"

bool rle127_make_pool_contest(struct rle127_pool_contest *contest,
                              const struct rle127_round_trip *trip, const char *prefix,
                              const struct rle127_pool_choice *choices, size_t n_choices)
{
    *contest = (struct rle127_pool_contest){0};
    if (rle127_make_pool_results(&contest->results[RLE127_THERE], &trip->tasks[RLE127_THERE],
                                 prefix, choices, n_choices) &&
        rle127_make_pool_results(&contest->results[RLE127_BACK], &trip->tasks[RLE127_BACK], prefix,
                                 choices, n_choices))
        return true;
    rle127_say(NULL, "out of memory");
    rle127_free_pool_contest(contest);
    return false;
}

void rle127_free_pool_contest(struct rle127_pool_contest *contest)
{
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        rle127_free_pool_results(&contest->results[i]);
}

bool rle127_can_decide_contest(const struct rle127_pool_contest *contest)
{
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        if (!rle127_can_decide(&contest->results[i]))
            return false;
    return true;
}

static void add_facts(const struct rle127_pool_cell *cell, const char *direction)
{
    const struct rle127_pool_choice choice = rle127_find_out_choice(cell);
    const struct rle127_engine_findings *const findings = &cell->subject.findings;
    struct rle127_facts *const facts = &cell->measurement->facts;
    rle127_add_text_fact(facts, "direction", direction);
    rle127_add_text_fact(facts, "chosen_by", cell->subject.choice.is_auto ? "auto" : "option");
    rle127_add_text_fact(facts, "image_pool", rle127_image_pool_name(choice.image_pool));
    rle127_add_text_fact(facts, "row_pool", rle127_row_pool_name(choice.row_pool));
    rle127_add_fact(facts, "workers", choice.n_workers);
    rle127_add_fact(facts, "images", (double)findings->totals.n_converted);
    rle127_add_fact(facts, "bytes_in", (double)findings->totals.bytes_in);
    rle127_add_fact(facts, "bytes_out", (double)findings->totals.bytes_out);
    rle127_add_fact(facts, "packed_bytes", findings->packed_bytes);
    rle127_add_fact(facts, "gb_per_second",
                    findings->packed_bytes / cell->measurement->seconds.median / 1e9);
    rle127_add_fact(facts, "speedup", cell->gain.ratio);
    rle127_add_fact(facts, "speedup_low", cell->gain.low);
    rle127_add_fact(facts, "speedup_high", cell->gain.high);
}

/* What a run had to say, such as that there are fewer workers than asked for. */
static void add_note(struct rle127_section *section, const struct rle127_pool_cell *cell)
{
    if (*cell->subject.findings.note)
        rle127_section_note(section, "%s: %s.", cell->name, cell->subject.findings.note);
}

static void take_results(struct rle127_pool_results *results,
                         const struct rle127_contender *contenders, struct rle127_section *section)
{
    for (size_t i = 0; i < results->n_cells; i++)
        results->cells[i].measurement = rle127_add_measurement(
            section, results->cells[i].name, contenders[i].samples, contenders[i].n_samples, true);
    rle127_find_gains(results);
    for (size_t i = 0; i < results->n_cells; i++) {
        add_facts(&results->cells[i], rle127_direction_name(results->direction));
        add_note(section, &results->cells[i]);
    }
}

static void enter(struct rle127_pool_results *results, const struct rle127_patience *patience,
                  struct rle127_contender *contenders)
{
    for (size_t i = 0; i < results->n_cells; i++)
        contenders[i] = (struct rle127_contender){.name = results->cells[i].name,
                                                  .run = rle127_sample_engine,
                                                  .subject = &results->cells[i].subject,
                                                  .patience = *patience};
}

bool rle127_run_pool_contest(struct rle127_pool_contest *contest,
                             const struct rle127_patience *patience, struct rle127_section *section)
{
    const size_t n = contest->results[0].n_cells, n_all = RLE127_BOTH_DIRECTIONS * n;
    struct rle127_contender *const contenders = calloc(n_all, sizeof *contenders);
    if (!contenders) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS; i++)
        enter(&contest->results[i], patience, contenders + i * n);
    const bool is_done = rle127_run_contest(contenders, n_all);
    for (size_t i = 0; i < RLE127_BOTH_DIRECTIONS && is_done; i++)
        take_results(&contest->results[i], contenders + i * n, section);
    rle127_free_contest(contenders, n_all);
    free(contenders);
    return is_done;
}
