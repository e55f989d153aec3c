/*
 * Coding whole workloads.
 */
#include "trials.h"

#include <stdlib.h>
#include <string.h>

#include "../../src/batch/same_rows.h"

#define POISON 0xA5

/* What is slower than this, bytes a second there and back, does not depend on the memory's speed,
 * and would take minutes for a large set. That is known after half a second. */
#define SLOWEST_ON_SET 0.05e9
#define SECONDS_TO_SEE 0.5

static const char no_memory[] = "out of memory";

static bool encode_slot(const struct rle127_trial *trial, struct rle127_slot *slot)
{
    const struct rle127_row *const row = trial->row;
    slot->coded_bytes =
        row->codec->encode(row->state, &slot->source, slot->coded, trial->workload->coded_room);
    return slot->coded_bytes > 0;
}

static bool decode_slot(const struct rle127_trial *trial, struct rle127_slot *slot)
{
    const struct rle127_row *const row = trial->row;
    return row->codec->decode(row->state, slot->coded, slot->coded_bytes, &slot->decoded);
}

static void encode_all(void *subject)
{
    struct rle127_trial *const trial = subject;
    struct rle127_workload *const workload = trial->workload;
    for (size_t i = 0; i < workload->n_slots; i++)
        if (!encode_slot(trial, &workload->slots[i]))
            trial->has_failed = true;
}

static void decode_all(void *subject)
{
    struct rle127_trial *const trial = subject;
    struct rle127_workload *const workload = trial->workload;
    for (size_t i = 0; i < workload->n_slots; i++)
        if (!decode_slot(trial, &workload->slots[i]))
            trial->has_failed = true;
}

/* A decoder may leave the padding bits as they were; libtiff's for G4 does. */
static bool shows_source(const struct rle127_slot *slot)
{
    uint32_t x, y;
    return memcmp(slot->decoded.bits, slot->source.bits, rle127_packed_bytes(&slot->source)) == 0 ||
           rle127_rows_are_same(&slot->decoded, &slot->source, &x, &y);
}

static const char *prove_slot(const struct rle127_trial *trial, struct rle127_slot *slot)
{
    memset(slot->decoded.bits, POISON, rle127_packed_bytes(&slot->decoded));
    if (!encode_slot(trial, slot))
        return "cannot be encoded";
    if (!decode_slot(trial, slot))
        return "cannot be decoded";
    return shows_source(slot) ? NULL : "comes back with other pixels";
}

/* Never memcpy, which others are compared with: tiny pages take it long to prove, not to copy. */
static bool is_too_slow(const struct rle127_trial *trial, double n_bytes, double seconds)
{
    return trial->workload->kind == RLE127_LARGE_SET && trial->row->codec != &rle127_memcpy_codec &&
           seconds > SECONDS_TO_SEE && n_bytes < SLOWEST_ON_SET * seconds;
}

const char *rle127_prove_trial(struct rle127_trial *trial)
{
    struct rle127_workload *const workload = trial->workload;
    const double start = rle127_read_clock();
    double n_bytes = 0;
    trial->is_timed = true;
    for (size_t i = 0; i < workload->n_slots && trial->is_timed; i++) {
        const char *const reason = prove_slot(trial, &workload->slots[i]);
        if (reason)
            return reason;
        trial->coded_bytes += workload->slots[i].coded_bytes;
        n_bytes += (double)rle127_packed_bytes(&workload->slots[i].source);
        trial->is_timed = !is_too_slow(trial, n_bytes, rle127_read_clock() - start);
    }
    return NULL;
}

static void take_results(const struct rle127_timing *timing, struct rle127_trial *trial)
{
    trial->n_samples = timing->n_samples;
    for (int i = 0; i < RLE127_DIRECTIONS; i++) {
        trial->samples[i] = timing->samples[i];
        trial->seconds[i] = rle127_summarize_samples(timing->samples[i], timing->n_samples);
        trial->n_repeats[i] = timing->n_repeats[i];
    }
}

/* Decoding is the second step because it needs what its own encoder left in the slots. */
static size_t list_timings(struct rle127_timing *timings, struct rle127_trial *trials,
                           size_t n_trials)
{
    size_t n_timings = 0;
    for (size_t i = 0; i < n_trials; i++)
        if (trials[i].is_timed)
            timings[n_timings++] =
                (struct rle127_timing){.steps = {encode_all, decode_all},
                                       .subject = &trials[i],
                                       .is_restless = trials[i].row->options.threads > 1};
    return n_timings;
}

const char *rle127_time_trials(struct rle127_trial *trials, size_t n_trials,
                               const struct rle127_effort *effort)
{
    const char *reason = NULL;
    struct rle127_timing *const timings = malloc((n_trials + 1) * sizeof *timings);
    if (!timings)
        return no_memory;
    const size_t n_timings = list_timings(timings, trials, n_trials);
    if (!rle127_run_rounds(timings, n_timings, effort))
        reason = no_memory;
    for (size_t i = 0; i < n_timings; i++)
        take_results(&timings[i], timings[i].subject);
    free(timings);
    for (size_t i = 0; i < n_trials && !reason; i++)
        reason = trials[i].has_failed ? "failed while it was timed" : NULL;
    return reason;
}

void rle127_free_samples(struct rle127_trial *trials, size_t n_trials)
{
    for (size_t i = 0; i < n_trials; i++)
        for (int j = 0; j < RLE127_DIRECTIONS; j++)
            free(trials[i].samples[j]);
}
