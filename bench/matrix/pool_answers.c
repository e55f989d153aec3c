/*
 * A results in sentences. Differences are said only where the intervals say so.
 */
#include <stdio.h>
#include <string.h>

#include "pool_report.h"

#define LIST_BYTES 512

const char *rle127_format_time(double seconds, char *text)
{
    const double scale = seconds < 0.9995e-3 ? 1e6 : seconds < 0.9995 ? 1e3 : 1;
    const double number = seconds * scale;
    const int places = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    snprintf(text, RLE127_TIME_BYTES, "%.*f %s", places, number,
             scale > 1e3 ? "us"
             : scale > 1 ? "ms"
                         : "s");
    return text;
}

/* The others of a results, beside the fastest. */
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

static void describe_next(char *text, size_t room, const struct rle127_pool_cell *best,
                          const struct rle127_pool_cell *next)
{
    char name[RLE127_CHOICE_NAME_BYTES];
    *text = '\0';
    if (!next)
        return;
    const struct rle127_gain gain =
        rle127_find_gain(&next->measurement->seconds, &best->measurement->seconds);
    snprintf(text, room, " The next, %s, takes %.2f times as long (%.2f to %.2f).",
             rle127_name_choice(&next->subject.choice, name), gain.ratio, gain.low, gain.high);
}

void rle127_answer_fastest(struct rle127_section *section,
                           const struct rle127_pool_results *results, const char *of_what,
                           rle127_cell_fits *fits)
{
    char name[RLE127_CHOICE_NAME_BYTES], text[RLE127_CHOICE_TEXT_BYTES], time[RLE127_TIME_BYTES];
    char next[128];
    const struct rle127_pool_cell *const best = rle127_find_fastest(results, fits);
    if (!best)
        return;
    const struct rivals rivals = find_rivals(results, best, fits);
    describe_next(next, sizeof next, best, rivals.next);
    rle127_section_answer(
        section, "%s%s: %s (%s) is the fastest with %s.%s%s%s%s", results->title, of_what,
        rle127_name_choice(&best->subject.choice, name), rle127_describe_cell(best, text),
        rle127_format_time(best->measurement->seconds.median, time),
        *rivals.equals ? " No difference that could be measured between it and " : "",
        rivals.equals, *rivals.equals ? "." : "", next);
}

void rle127_answer_gain(struct rle127_section *section, const struct rle127_pool_results *results)
{
    char text[RLE127_CHOICE_TEXT_BYTES], time[RLE127_TIME_BYTES], alone[RLE127_TIME_BYTES];
    const struct rle127_pool_cell *const serial = rle127_find_serial(results);
    const struct rle127_pool_cell *const best = rle127_find_fastest(results, rle127_is_concurrent);
    if (!best)
        return;
    const struct rle127_summary *const seconds = &best->measurement->seconds;
    const struct rle127_summary *const base = &serial->measurement->seconds;
    const struct rle127_gain *const gain = &best->gain;
    rle127_describe_cell(best, text);
    rle127_format_time(seconds->median, time);
    rle127_format_time(base->median, alone);
    if (rle127_is_faster(seconds, base))
        rle127_section_answer(section,
                              "%s: concurrency gains a factor of %.2f (%.2f to %.2f): %s takes "
                              "%s, one worker alone %s.",
                              results->title, gain->ratio, gain->low, gain->high, text, time,
                              alone);
    else
        rle127_section_answer(
            section,
            "%s: concurrency gains nothing%s: its fastest, %s, takes %s, one worker alone %s.",
            results->title, rle127_is_faster(base, seconds) ? "" : " that could be measured", text,
            time, alone);
}

void rle127_answer_auto(struct rle127_section *section, const struct rle127_pool_results *results)
{
    char name[RLE127_CHOICE_NAME_BYTES], text[RLE127_CHOICE_TEXT_BYTES], time[RLE127_TIME_BYTES];
    char other[RLE127_TIME_BYTES];
    const struct rle127_pool_cell *const cell = rle127_find_auto(results);
    const struct rle127_pool_cell *const best = rle127_find_fastest(results, rle127_is_named);
    if (!cell || !best)
        return;
    const struct rle127_summary *const seconds = &cell->measurement->seconds;
    const double ratio = seconds->median / best->measurement->seconds.median;
    rle127_section_answer(
        section, "%s: auto chose %s and takes %s, %.2f times the time of the fastest, %s (%s): %s.",
        results->title, rle127_describe_cell(cell, text), rle127_format_time(seconds->median, time),
        ratio, rle127_name_choice(&best->subject.choice, name),
        rle127_format_time(best->measurement->seconds.median, other),
        !rle127_can_tell_apart(seconds, &best->measurement->seconds)
            ? "no difference that could be measured"
        : ratio <= RLE127_AUTO_RATIO_MAX ? "within 10 %"
                                         : "more than 10 % behind");
}
