/*
 * Rounds of samples.
 */
#define _POSIX_C_SOURCE 200809L /* isatty() */
#include "contest.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../samples/dice.h"
#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"

static bool wants_sample(const struct rle127_contender *contender)
{
    return contender->n_samples < contender->patience.n_runs ||
           (contender->spent_seconds < contender->patience.seconds &&
            contender->n_samples < RLE127_SAMPLES_MAX);
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

/* The numbers of those that want another sample. */
static size_t list_open(const struct rle127_contender *contenders, size_t n_contenders,
                        size_t *order)
{
    size_t n_open = 0;
    for (size_t i = 0; i < n_contenders; i++)
        if (wants_sample(&contenders[i]))
            order[n_open++] = i;
    return n_open;
}

static bool run_rounds(struct rle127_contender *contenders, size_t n_contenders, size_t *order)
{
    uint32_t dice = DICE_SEED;
    size_t n_open;
    while ((n_open = list_open(contenders, n_contenders, order)) > 0) {
        shuffle(order, n_open, &dice);
        for (size_t i = 0; i < n_open; i++)
            if (!take_sample(&contenders[order[i]], n_open - 1 - i))
                return false;
    }
    return true;
}

/* The warm-up's sample is written over by the first one that counts. */
static bool warm_up(struct rle127_contender *contenders, size_t n_contenders)
{
    for (size_t i = 0; i < n_contenders; i++) {
        if (!take_sample(&contenders[i], n_contenders - 1 - i))
            return false;
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
    size_t *const order = calloc(n_contenders + 1, sizeof *order);
    bool is_done = order && make_room(contenders, n_contenders);
    if (!is_done)
        rle127_say(NULL, "out of memory");
    is_done =
        is_done && warm_up(contenders, n_contenders) && run_rounds(contenders, n_contenders, order);
    if (isatty(STDERR_FILENO))
        rle127_show_last_line("");
    free(order);
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
