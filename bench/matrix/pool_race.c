/*
 * Races of pools.
 */
#include "pool_race.h"

#include <stdlib.h>

#include "../../src/cli/messages.h"

bool rle127_make_race(struct rle127_pool_race *race, const struct rle127_round_trip *trip,
                      const char *prefix, const struct rle127_pool_choice *choices,
                      size_t n_choices)
{
    *race = (struct rle127_pool_race){0};
    if (rle127_make_lane(&race->lanes[0], &trip->compression, prefix, choices, n_choices) &&
        rle127_make_lane(&race->lanes[1], &trip->decompression, prefix, choices, n_choices))
        return true;
    rle127_say(NULL, "out of memory");
    rle127_free_race(race);
    return false;
}

void rle127_free_race(struct rle127_pool_race *race)
{
    for (size_t i = 0; i < RLE127_LANES; i++)
        rle127_free_lane(&race->lanes[i]);
}

static void add_facts(const struct rle127_pool_cell *cell, const char *direction)
{
    const struct rle127_pool_choice choice = rle127_find_out_choice(cell);
    const struct rle127_pool_findings *const findings = &cell->subject.findings;
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

static void take_results(struct rle127_pool_lane *lane, const struct rle127_contender *contenders,
                         struct rle127_section *section)
{
    for (size_t i = 0; i < lane->n_cells; i++)
        lane->cells[i].measurement = rle127_add_measurement(
            section, lane->cells[i].name, contenders[i].samples, contenders[i].n_samples, true);
    rle127_find_gains(lane);
    for (size_t i = 0; i < lane->n_cells; i++) {
        add_facts(&lane->cells[i], lane->name);
        add_note(section, &lane->cells[i]);
    }
}

static void enter(struct rle127_pool_lane *lane, const struct rle127_patience *patience,
                  struct rle127_contender *contenders)
{
    for (size_t i = 0; i < lane->n_cells; i++)
        contenders[i] = (struct rle127_contender){.name = lane->cells[i].name,
                                                  .run = rle127_sample_pools,
                                                  .subject = &lane->cells[i].subject,
                                                  .patience = *patience};
}

bool rle127_run_race(struct rle127_pool_race *race, const struct rle127_patience *patience,
                     struct rle127_section *section)
{
    const size_t n = race->lanes[0].n_cells, n_all = RLE127_LANES * n;
    struct rle127_contender *const contenders = calloc(n_all, sizeof *contenders);
    if (!contenders) {
        rle127_say(NULL, "out of memory");
        return false;
    }
    for (size_t i = 0; i < RLE127_LANES; i++)
        enter(&race->lanes[i], patience, contenders + i * n);
    const bool is_done = rle127_run_contest(contenders, n_all);
    for (size_t i = 0; i < RLE127_LANES && is_done; i++)
        take_results(&race->lanes[i], contenders + i * n, section);
    rle127_free_contest(contenders, n_all);
    free(contenders);
    return is_done;
}
