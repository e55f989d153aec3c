/*
 * Results in sentences. Differences are said only where the intervals say so.
 */
#include <stdio.h>
#include <string.h>

#include "../report/comparison.h"
#include "../report/figures.h"
#include "auto_verdict.h"
#include "pool_report.h"

#define LIST_BYTES 512

/* The others beside the fastest. */
struct rivals {
    char equals[LIST_BYTES];             /* "thread/thread 2, thread/process 2" */
    const struct rle127_pool_cell *next; /* the fastest one that can be told apart; NULL: none */
};

/* The fastest one of those with its pools that fit stands for all of them. */
static bool stands_for_pair(const struct rle127_pool_results *results,
                            const struct rle127_pool_cell *cell, rle127_cell_fits *fits)
{
    for (size_t i = 0; i < results->n_cells; i++) {
        const struct rle127_pool_cell *const other = &results->cells[i];
        const double median = other->measurement->seconds.median;
        if (fits(other) && rle127_has_same_pools(&other->subject.choice, &cell->subject.choice) &&
            (median < cell->measurement->seconds.median ||
             (median == cell->measurement->seconds.median && other < cell)))
            return false;
    }
    return fits(cell);
}

static void add_rival(struct rivals *rivals, const struct rle127_pool_cell *best,
                      const struct rle127_pool_cell *cell)
{
    char name[RLE127_CHOICE_NAME_BYTES];
    const struct rle127_summary *const seconds = &cell->measurement->seconds;
    const size_t length = strlen(rivals->equals);
    if (!rle127_can_tell_apart(&best->measurement->seconds, seconds))
        snprintf(rivals->equals + length, sizeof rivals->equals - length, "%s%s",
                 length ? ", " : "", rle127_name_choice(&cell->subject.choice, name));
    else if (!rivals->next || seconds->median < rivals->next->measurement->seconds.median)
        rivals->next = cell;
}

static struct rivals find_rivals(const struct rle127_pool_results *results,
                                 const struct rle127_pool_cell *best, rle127_cell_fits *fits)
{
    struct rivals rivals = {.next = NULL};
    for (size_t i = 0; i < results->n_cells; i++) {
        const struct rle127_pool_cell *const cell = &results->cells[i];
        if (cell != best && stands_for_pair(results, cell, fits))
            add_rival(&rivals, best, cell);
    }
    return rivals;
}

static const struct rle127_summary *seconds_of(const struct rle127_pool_cell *cell)
{
    return &cell->measurement->seconds;
}

/* "; it cannot be told apart from serial/thread 2", "; the next, serial/thread 2, takes 1.20 x the
 * time of thread/serial 2 (1.02 to 1.75)" */
static void describe_rivals(char *text, size_t room, const struct rle127_pool_cell *best,
                            const struct rivals *rivals)
{
    char name[RLE127_CHOICE_NAME_BYTES], next_name[RLE127_CHOICE_NAME_BYTES];
    char comparison[RLE127_COMPARISON_BYTES];
    *text = '\0';
    if (*rivals->equals)
        snprintf(text, room, "; it cannot be told apart from %s", rivals->equals);
    else if (rivals->next)
        snprintf(text, room, "; the next, %s, %s",
                 rle127_name_choice(&rivals->next->subject.choice, next_name),
                 rle127_compare_times(seconds_of(rivals->next), seconds_of(best),
                                      rle127_name_choice(&best->subject.choice, name), comparison));
}

void rle127_answer_too_few(struct rle127_section *section, const char *what)
{
    rle127_section_answer(section,
                          "Too few runs to tell which %s are the fastest: that takes at least %d "
                          "of each.",
                          what, RLE127_INTERVAL_SAMPLES);
}

void rle127_answer_fastest(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *of_what,
                           rle127_cell_fits *fits)
{
    char name[RLE127_CHOICE_NAME_BYTES], time[RLE127_FIGURE_BYTES], others[LIST_BYTES + 64];
    const struct rle127_pool_cell *const best = rle127_find_fastest(results, fits);
    if (!best)
        return;
    const struct rivals rivals = find_rivals(results, best, fits);
    describe_rivals(others, sizeof others, best, &rivals);
    rle127_section_answer(section, "%s%s: %s is the fastest (%s)%s.",
                          rle127_direction_title(results->direction), of_what,
                          rle127_name_choice(&best->subject.choice, name),
                          rle127_format_seconds(seconds_of(best)->median, time), others);
}

void rle127_answer_gain(struct rle127_section *section, const struct rle127_pool_results *results)
{
    char gain[RLE127_GAIN_BYTES], name[RLE127_CHOICE_NAME_BYTES];
    char time[RLE127_FIGURE_BYTES], serial_time[RLE127_FIGURE_BYTES];
    const struct rle127_pool_cell *const serial = rle127_find_serial(results);
    const struct rle127_pool_cell *const best = rle127_find_fastest(results, rle127_is_concurrent);
    if (!best)
        return;
    rle127_section_answer(section, "%s: concurrency gains %s: %s takes %s, serial/serial %s.",
                          rle127_direction_title(results->direction),
                          rle127_is_faster(seconds_of(best), seconds_of(serial))
                              ? rle127_format_gain(&best->gain, gain)
                          : rle127_is_faster(seconds_of(serial), seconds_of(best))
                              ? "nothing"
                              : "nothing that could be measured",
                          rle127_name_choice(&best->subject.choice, name),
                          rle127_format_seconds(seconds_of(best)->median, time),
                          rle127_format_seconds(seconds_of(serial)->median, serial_time));
}

void rle127_answer_auto(struct rle127_section *section, const struct rle127_pool_results *results)
{
    char name[RLE127_CHOICE_NAME_BYTES], time[RLE127_FIGURE_BYTES];
    char comparison[RLE127_AUTO_TEXT_BYTES];
    const struct rle127_pool_cell *const cell = rle127_find_auto(results);
    const struct rle127_pool_cell *const best =
        rle127_find_fastest(results, rle127_choose_fit(results));
    if (!cell || !best)
        return;
    const struct rle127_pool_choice choice = rle127_find_out_choice(cell);
    const struct rle127_gain ratio = rle127_find_gain(seconds_of(cell), seconds_of(best));
    const enum rle127_auto_verdict verdict = rle127_judge_auto(&ratio);
    rle127_section_answer(
        section, "%s: auto chose %s (%s); %s%s: %s.", rle127_direction_title(results->direction),
        rle127_name_choice(&choice, name), rle127_format_seconds(seconds_of(cell)->median, time),
        verdict == RLE127_AUTO_IS_NOT_DECIDED ? "whether that is within 10 % of the fastest is "
                                              : "it is ",
        rle127_auto_verdict_name(verdict), rle127_describe_auto(&ratio, comparison));
}

void rle127_note_pools(struct rle127_section *section, const struct rle127_experiment *experiment)
{
    rle127_section_note(section, "Pools are named files/rows. Behind them stands the number of "
                                 "workers of each of the two that is not serial.");
    rle127_section_note(section, "A speed-up is how many times as fast as serial/serial something "
                                 "is, by the medians; its interval is that of the ends of both "
                                 "95 %% intervals that are farthest apart.");
    rle127_section_note(section, "Peak memory contains what rle127-bench itself holds when a run "
                                 "begins: some MB.");
    if (!experiment->document->machine.has_openmp)
        rle127_section_note(section, "This build has no OpenMP: threads for rows are one thread.");
}
