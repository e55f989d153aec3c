/*
 * Rounds of samples.
 */
#define _POSIX_C_SOURCE 200809L /* isatty() */
#include "contest.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../samples/dice.h"
#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"
#include "rounds.h"

/* How many samples it still wants, as far as can be told from those that there are. */
static size_t count_wanted(const struct rle127_contender *contender)
{
    const struct rle127_patience *const patience = &contender->patience;
    const size_t n = contender->n_samples;
    const double typical = n ? contender->spent_seconds / (double)n : contender->warm_up_seconds;
    const double seconds_left = patience->seconds - contender->spent_seconds;
    size_t n_wanted = n < patience->n_runs ? patience->n_runs - n : 0;
    if (seconds_left > 0 && n < RLE127_SAMPLES_MAX) {
        const size_t most = RLE127_SAMPLES_MAX - n;
        const double by_time = typical > 0 ? ceil(seconds_left / typical) : (double)most;
        const size_t n_by_time = by_time < (double)most ? (size_t)by_time : most;
        n_wanted = n_by_time > n_wanted ? n_by_time : n_wanted;
    }
    return n_wanted;
}

static void show(const struct rle127_contender *contender, size_t n_left)
{
    char line[RLE127_LAST_LINE_BYTES];
    if (!isatty(STDERR_FILENO))
        return;
    snprintf(line, sizeof line, "run %zu, %zu to go in this round: %.40s", contender->n_samples + 1,
             n_left, contender->name);
    rle127_show_last_line(line);
}

static bool take_sample(struct rle127_contender *contender, size_t n_left)
{
    struct rle127_sample *const sample = &contender->samples[contender->n_samples];
    show(contender, n_left);
    if (rle127_is_interrupted() || !contender->run(contender->subject, sample))
        return false;
    contender->spent_seconds += sample->seconds;
    contender->n_samples++;
    return true;
}

static void shuffle(size_t *order, size_t n, uint32_t *dice)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = roll_dice(dice, (uint32_t)i), other = order[i - 1];
        order[i - 1] = order[j];
        order[j] = other;
    }
}

/* As many rounds as the one with the fewest runs needs, so that a quick one, which is run more
 * often, spreads its runs over the same time. At least one. */
static size_t count_rounds(const struct rle127_contender *contenders, size_t n_contenders)
{
    size_t n_rounds = SIZE_MAX;
    for (size_t i = 0; i < n_contenders; i++)
        if (contenders[i].patience.n_runs < n_rounds)
            n_rounds = contenders[i].patience.n_runs;
    return n_rounds ? n_rounds : 1;
}

/* The numbers of contenders, each as often as it is to be run in this round: its share of what it
 * wants, where so many rounds are left. */
static size_t *list_round(const struct rle127_contender *contenders, size_t n_contenders,
                          size_t n_rounds_left, size_t *n_entries)
{
    size_t n = 0;
    *n_entries = 0;
    for (size_t i = 0; i < n_contenders; i++)
        n += (count_wanted(&contenders[i]) + n_rounds_left - 1) / n_rounds_left;
    size_t *const order = calloc(n + 1, sizeof *order);
    for (size_t i = 0; order && i < n_contenders; i++) {
        const size_t share = (count_wanted(&contenders[i]) + n_rounds_left - 1) / n_rounds_left;
        for (size_t j = 0; j < share; j++)
            order[(*n_entries)++] = i;
    }
    if (!order)
        rle127_say(NULL, "out of memory");
    return order;
}

static bool run_round(struct rle127_contender *contenders, size_t *order, size_t n_entries,
                      uint32_t *dice)
{
    bool is_done = true;
    shuffle(order, n_entries, dice);
    for (size_t i = 0; is_done && i < n_entries; i++)
        is_done = take_sample(&contenders[order[i]], n_entries - 1 - i);
    return is_done;
}

/* Another order in each run, or what one contender leaves behind for the next would be the same in
 * all of them. */
static uint32_t seed_dice(void)
{
    const uint32_t seed = (uint32_t)(fmod(rle127_read_clock(), 4e3) * 1e6);
    return seed ? seed : DICE_SEED;
}

static bool run_rounds(struct rle127_contender *contenders, size_t n_contenders)
{
    uint32_t dice = seed_dice();
    size_t n_rounds = count_rounds(contenders, n_contenders), n_entries = 1;
    bool is_done = true;
    for (; is_done && n_entries; n_rounds -= n_rounds > 1) {
        size_t *const order = list_round(contenders, n_contenders, n_rounds, &n_entries);
        is_done = order && run_round(contenders, order, n_entries, &dice);
        free(order);
    }
    return is_done;
}

/* The warm-up's sample is written over by the first one that counts. */
static bool warm_up(struct rle127_contender *contenders, size_t n_contenders)
{
    for (size_t i = 0; i < n_contenders; i++) {
        if (!take_sample(&contenders[i], n_contenders - 1 - i))
            return false;
        contenders[i].warm_up_seconds = contenders[i].spent_seconds;
        contenders[i].n_samples = 0;
        contenders[i].spent_seconds = 0;
    }
    return true;
}

static bool make_room(struct rle127_contender *contenders, size_t n_contenders)
{
    for (size_t i = 0; i < n_contenders; i++) {
        struct rle127_contender *const contender = &contenders[i];
        const size_t n_runs = contender->patience.n_runs;
        contender->samples = calloc(n_runs > RLE127_SAMPLES_MAX ? n_runs : RLE127_SAMPLES_MAX,
                                    sizeof *contender->samples);
        contender->n_samples = 0;
        contender->spent_seconds = 0;
        if (!contender->samples)
            return false;
    }
    return true;
}

bool rle127_run_contest(struct rle127_contender *contenders, size_t n_contenders)
{
    bool is_done = make_room(contenders, n_contenders);
    if (!is_done)
        rle127_say(NULL, "out of memory");
    is_done = is_done && warm_up(contenders, n_contenders) && run_rounds(contenders, n_contenders);
    if (isatty(STDERR_FILENO))
        rle127_show_last_line("");
    return is_done;
}

void rle127_free_contest(struct rle127_contender *contenders, size_t n_contenders)
{
    for (size_t i = 0; i < n_contenders; i++) {
        free(contenders[i].samples);
        contenders[i].samples = NULL;
        contenders[i].n_samples = 0;
    }
}
