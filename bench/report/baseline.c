/*
 * Two runs' measurements side by side, and the table of that.
 */
#include "baseline.h"

#include <stdlib.h>

#include "../measure/gain.h"
#include "baseline_file.h"
#include "baseline_notes.h"
#include "figures.h"

enum verdict { SLOWER, FASTER, SAME, NOT_DECIDED, VERDICTS };

static const char *const verdict_names[VERDICTS] = {
    [SLOWER] = "slower", [FASTER] = "faster", [SAME] = "same", [NOT_DECIDED] = "not decided"};

struct comparison {
    const struct rle127_document *before;
    double tolerated;
    struct rle127_section *section; /* the result */
    struct rle127_table *table;     /* of it; NULL: not yet */
    size_t n_verdicts[VERDICTS];
    size_t n_compared, n_short; /* short: too few samples for an interval */
    size_t n_other_work;        /* those of one name that did not do the same */
};

void rle127_free_baseline(struct rle127_baseline *baseline)
{
    if (!baseline)
        return;
    rle127_document_free(baseline->document);
    free(baseline);
}

/* ratio: of this run's seconds to those of the earlier one. */
static enum verdict judge(const struct rle127_gain *ratio, double tolerated, bool has_intervals)
{
    const double most = 1 + tolerated, least = 1 / most;
    if (!has_intervals)
        return NOT_DECIDED;
    if (ratio->low > most)
        return SLOWER;
    if (ratio->high < least)
        return FASTER;
    return ratio->low >= least && ratio->high <= most ? SAME : NOT_DECIDED;
}

/* There is none where there is nothing to compare. */
static struct rle127_table *get_table(struct comparison *comparison)
{
    static const char *const headings[] = {"<section", "<measurement", "before",  "now",
                                           "ratio",    "interval",     "<verdict"};
    if (!comparison->table)
        comparison->table = rle127_add_table(comparison->section, "", headings,
                                             sizeof headings / sizeof headings[0]);
    return comparison->table;
}

static void add_row(struct comparison *comparison, const struct rle127_section *section,
                    const struct rle127_measurement *now, const struct rle127_measurement *before)
{
    char now_text[RLE127_FIGURE_BYTES], before_text[RLE127_FIGURE_BYTES];
    struct rle127_table *const table = get_table(comparison);
    const struct rle127_gain ratio = rle127_find_gain(&now->seconds, &before->seconds);
    const bool has_intervals = rle127_have_intervals(&now->seconds, &before->seconds);
    const enum verdict verdict = judge(&ratio, comparison->tolerated, has_intervals);
    struct rle127_row_of_cells *const row = rle127_add_row(table);
    rle127_set_cell(table, row, 0, "%s", section->kind);
    rle127_set_cell(table, row, 1, "%s", now->name);
    rle127_set_cell(table, row, 2, "%s",
                    rle127_format_seconds(before->seconds.median, before_text));
    rle127_set_cell(table, row, 3, "%s", rle127_format_seconds(now->seconds.median, now_text));
    rle127_set_cell(table, row, 4, "%.4g", ratio.ratio);
    rle127_set_cell(table, row, 5, "%.4g to %.4g", ratio.low, ratio.high);
    rle127_set_cell(table, row, 6, "%s", verdict_names[verdict]);
    comparison->n_verdicts[verdict]++;
    comparison->n_compared++;
    comparison->n_short += !has_intervals;
}

/* Facts of measurements, and of whole sections, that say how much there was to be done. */
static bool is_same_work(const struct rle127_facts *now, const struct rle127_facts *before)
{
    static const char *const names[] = {
        "width",        "height",        "pixels", "images",  "pages",  "kind",   "bytes_in",
        "packed_bytes", "bitmaps_bytes", "image",  "n_pages", "page_1", "page_2", "page_3"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct rle127_fact *const a = rle127_find_fact(now, names[i]);
        const struct rle127_fact *const b = rle127_find_fact(before, names[i]);
        if (a && b && !rle127_are_alike(a, b))
            return false;
    }
    return true;
}

static void compare_section(struct comparison *comparison, const struct rle127_section *now)
{
    const struct rle127_section *const before = rle127_find_section(comparison->before, now->kind);
    for (size_t i = 0; before && i < now->n_measurements; i++) {
        const struct rle127_measurement *const measurement = now->measurements[i];
        const struct rle127_measurement *const earlier =
            rle127_find_measurement(before, measurement->name);
        if (!earlier || measurement->seconds.low <= 0 || earlier->seconds.low <= 0)
            continue;
        if (is_same_work(&now->settings, &before->settings) &&
            is_same_work(&measurement->facts, &earlier->facts))
            add_row(comparison, now, measurement, earlier);
        else
            comparison->n_other_work++;
    }
}

static void add_answers(struct comparison *comparison)
{
    struct rle127_section *const section = comparison->section;
    const size_t *const n = comparison->n_verdicts;
    if (comparison->n_other_work)
        rle127_section_note(section,
                            "%zu measurements have the name of an earlier one that had other "
                            "images, and are not compared.",
                            comparison->n_other_work);
    if (!comparison->n_compared) {
        rle127_section_answer(section, "The two runs have no measurement in common.");
        return;
    }
    rle127_section_answer(section,
                          "Measurements that both runs have: %zu. Slower: %zu; faster: %zu; "
                          "the same: %zu; not decided: %zu.",
                          comparison->n_compared, n[SLOWER], n[FASTER], n[SAME], n[NOT_DECIDED]);
    rle127_section_note(section,
                        "The ratio is this run's median to the earlier one's. Slower and faster: "
                        "the whole interval of the ratio is more than %g %% away from 1; the "
                        "same: all of it is nearer than that; else it is not decided.",
                        100 * comparison->tolerated);
    if (comparison->n_short)
        rle127_section_note(
            section,
            "%zu of the %zu comparisons have fewer than %d runs on a side, which are too "
            "few for an interval of 95 %%: they decide nothing.",
            comparison->n_short, comparison->n_compared, RLE127_INTERVAL_SAMPLES);
}

size_t rle127_compare_with_baseline(struct rle127_document *document,
                                    const struct rle127_baseline *baseline, double tolerated)
{
    const size_t n_sections = document->n_sections;
    struct rle127_section *const section =
        rle127_add_section(document, "baseline", "How does this run compare with an earlier one?");
    struct comparison comparison = {
        .before = baseline->document, .tolerated = tolerated, .section = section};
    for (size_t i = 0; i < n_sections; i++)
        compare_section(&comparison, document->sections[i]);
    add_answers(&comparison);
    if (comparison.n_verdicts[SLOWER] && document->n_notes)
        rle127_section_note(section, "There are notes on the machine in this run: what is "
                                     "slower may be because of that.");
    rle127_note_differences(section, document, baseline);
    return comparison.n_verdicts[SLOWER];
}
