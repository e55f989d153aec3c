/*
 * Thresholds and sentences. What is looked for between runs is a difference of 10 %, and so what
 * can hardly make one of 5 % is not worth a sentence.
 */
#include "noise.h"

#include <string.h>

#include "../../samples/dice.h"
#include "../../src/batch/clock.h"

/* Of the time of all CPUs that may be used. With two of them, a twentieth is a tenth of one: as
 * much as makes a run with both that much slower. What is stolen comes in bursts, each of which
 * spoils a sample. */
#define OTHERS_SHARE 0.05
#define STOLEN_SHARE 0.01

/* The system counts in hundredths of a second; a shorter time has too few of them. */
#define COUNTED_SECONDS 0.5

/* Processes for each CPU, in the mean of a minute: a quarter of the processors was in use, and what
 * used them may be about to go on. An idle desktop stays below a tenth. */
#define LOAD_A_CPU 0.25

/* The longest probe is so many times the shortest one. */
#define SPEED_RANGE 1.05

/* A probe is the best of some tries: others may have the processor in one of them, and a clock that
 * has been slow needs some milliseconds to become fast. Each takes about 2 ms. */
#define PROBE_TRIES 5
#define PROBE_ROLLS 1000000

/* Every roll waits for the one before it, so that this depends on the clock alone. */
static double time_rolls(void)
{
    const double start = rle127_read_clock();
    uint32_t dice = DICE_SEED;
    for (int i = 0; i < PROBE_ROLLS; i++)
        roll_dice(&dice, 2);
    volatile uint32_t result = dice;
    (void)result;
    return rle127_read_clock() - start;
}

void rle127_probe_noise(struct rle127_noise *noise)
{
    double best = time_rolls();
    for (int i = 1; i < PROBE_TRIES; i++) {
        const double seconds = time_rolls();
        best = seconds < best ? seconds : best;
    }
    if (best < noise->shortest_probe || noise->shortest_probe == 0)
        noise->shortest_probe = best;
    if (best > noise->longest_probe)
        noise->longest_probe = best;
}

void rle127_begin_noise_of(struct rle127_noise *noise, const char *root)
{
    *noise = (struct rle127_noise){.root = root};
    rle127_probe_noise(noise);
    rle127_read_noise_counters(&noise->at_begin, root);
}

void rle127_begin_noise(struct rle127_noise *noise)
{
    rle127_begin_noise_of(noise, "");
}

static void note_shares(const struct rle127_noise_counters *begin,
                        const struct rle127_noise_counters *end, struct rle127_document *document)
{
    const double wall = end->wall_seconds - begin->wall_seconds;
    const double own = end->own_seconds - begin->own_seconds;
    const double all = wall * begin->n_cpus;
    if (wall < COUNTED_SECONDS || !begin->n_cpus || begin->n_cpus != end->n_cpus)
        return;
    const double others = (end->busy_seconds - begin->busy_seconds - own) / all;
    const double stolen = (end->stolen_seconds - begin->stolen_seconds) / all;
    if (others > OTHERS_SHARE)
        rle127_document_note(document,
                             "Other processes and the kernel used %.0f %% of the time of the %u "
                             "CPUs while this was measured.",
                             100 * others, begin->n_cpus);
    if (stolen > STOLEN_SHARE)
        rle127_document_note(document,
                             "The hypervisor gave %.1f %% of the time of the %u CPUs to others "
                             "while this was measured.",
                             100 * stolen, begin->n_cpus);
}

static void note_events(const struct rle127_noise_counters *begin,
                        const struct rle127_noise_counters *end, struct rle127_document *document)
{
    const double n_throttled = end->n_throttled - begin->n_throttled;
    const double n_too_hot = end->n_too_hot - begin->n_too_hot;
    if (n_throttled > 0)
        rle127_document_note(document,
                             "The control group's quota of processor time was used up while this "
                             "was measured; everything stood still then.");
    if (n_too_hot > 0)
        rle127_document_note(document,
                             "The processor became too hot and slowed itself down %.0f times while "
                             "this was measured.",
                             n_too_hot);
}

static void note_speed(const struct rle127_noise *noise, struct rle127_document *document)
{
    if (noise->longest_probe > SPEED_RANGE * noise->shortest_probe)
        rle127_document_note(document,
                             "The processor's speed varied: the same computation took %.2f ms at "
                             "one time and %.2f ms at another.",
                             1e3 * noise->shortest_probe, 1e3 * noise->longest_probe);
}

static void note_build(struct rle127_document *document)
{
    const struct rle127_machine *const machine = &document->machine;
    if (!machine->is_optimized)
        rle127_document_note(document, "This program was compiled without optimization: its speeds "
                                       "are not those of rle127.");
    if (machine->is_sanitized)
        rle127_document_note(document, "This program was compiled with sanitizers: its speeds are "
                                       "not those of rle127.");
}

static void note_machine(struct rle127_document *document)
{
    const struct rle127_machine *const machine = &document->machine;
    if (machine->quota_cpus && machine->quota_cpus < machine->n_cpus)
        rle127_document_note(document,
                             "%u CPUs may be used, but the control group's quota is the time of "
                             "%u.",
                             machine->n_cpus, machine->quota_cpus);
    if (*machine->governor && strcmp(machine->governor, "performance") != 0)
        rle127_document_note(document,
                             "The governor of the processor's clock is \"%s\", not "
                             "\"performance\": what is short may be measured at a slower clock.",
                             machine->governor);
    if (machine->load > LOAD_A_CPU * machine->n_cpus)
        rle127_document_note(document,
                             "When this began, %.1f processes on average had used or wanted a CPU "
                             "for the last minute.",
                             machine->load);
}

void rle127_end_noise(struct rle127_noise *noise, struct rle127_document *document)
{
    struct rle127_noise_counters end;
    rle127_read_noise_counters(&end, noise->root);
    rle127_probe_noise(noise);
    note_build(document);
    note_machine(document);
    note_shares(&noise->at_begin, &end, document);
    note_events(&noise->at_begin, &end, document);
    note_speed(noise, document);
}
