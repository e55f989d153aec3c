/*
 * Rounds. What is short is repeated within a sample; what is long does not keep the others from
 * being measured often: once it has used its share of the time, it sits out.
 */
#include "rounds.h"

#include <stdlib.h>
#include <time.h>

/* A sample lasts at least this, a thousand times the clock's own cost. It is not longer because
 * branch predictors learn a page by heart: in samples of 1 ms LZ4 decodes pages of text by a third
 * faster. */
#define SAMPLE_SECONDS 0.00005

/* What lasts longer than this needs no run before that to fill the caches: it fills them itself. */
#define WARM_UP_SECONDS 0.02

/* Fewer samples make no median. */
#define SAMPLES_LEAST 3

#define REPEATS_MAX 1000000

/* How threads that spin are waited for: until they take next to nothing of the processor, which
 * OpenMP's libraries let them do for 5 to 200 ms. */
#define REST_NANOSECONDS 2000000
#define REST_SHARE       0.05
#define RESTS_MAX        500

static double read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double rle127_read_clock(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static double rest_once(void)
{
    const struct timespec pause = {.tv_nsec = REST_NANOSECONDS};
    const double start = read_clock(CLOCK_PROCESS_CPUTIME_ID);
    nanosleep(&pause, NULL);
    return read_clock(CLOCK_PROCESS_CPUTIME_ID) - start;
}

/* Threads that spin would slow down what is measured next. They do so on account of what they
 * belong to. */
static void rest(struct rle127_timing *restless)
{
    const double start = rle127_read_clock();
    for (int i = 0; i < RESTS_MAX; i++)
        if (rest_once() < REST_SHARE * 1e-9 * REST_NANOSECONDS)
            break;
    restless->spent_seconds += rle127_read_clock() - start;
}

static bool has_step(const struct rle127_timing *timing, int step)
{
    return step < RLE127_STEPS_MAX && timing->steps[step];
}

/* Seconds of one time. */
static double time_step(const struct rle127_timing *timing, int step, unsigned n_repeats)
{
    const double start = rle127_read_clock();
    for (unsigned i = 0; i < n_repeats; i++)
        timing->steps[step](timing->subject);
    return (rle127_read_clock() - start) / n_repeats;
}

static unsigned choose_repeats(double estimate)
{
    const double n = estimate > 0 ? SAMPLE_SECONDS / estimate : REPEATS_MAX;
    return n < REPEATS_MAX ? (unsigned)n + 1 : REPEATS_MAX;
}

static void sample_step(struct rle127_timing *timing, int step)
{
    double *const estimate = &timing->estimate[step];
    if (*estimate < WARM_UP_SECONDS)
        timing->steps[step](timing->subject);
    timing->n_repeats[step] = choose_repeats(*estimate);
    const double seconds = time_step(timing, step, timing->n_repeats[step]);
    timing->samples[step][timing->n_samples] = (struct rle127_sample){.seconds = seconds};
    if (seconds < *estimate)
        *estimate = seconds;
}

static void take_sample(struct rle127_timing *timing)
{
    const double start = rle127_read_clock();
    for (int step = 0; has_step(timing, step); step++)
        sample_step(timing, step);
    timing->n_samples++;
    timing->spent_seconds += rle127_read_clock() - start;
}

static bool wants_sample(const struct rle127_timing *timing, const struct rle127_effort *effort,
                         double share_seconds)
{
    if (effort->n_rounds)
        return timing->n_samples < effort->n_rounds;
    return timing->n_samples < SAMPLES_LEAST ||
           (timing->n_samples < RLE127_ROUNDS_MAX && timing->spent_seconds < share_seconds);
}

/* False where nothing wanted another sample. */
static bool make_round(struct rle127_timing *timings, size_t n_timings,
                       const struct rle127_effort *effort)
{
    struct rle127_timing *last = NULL;
    for (size_t i = 0; i < n_timings; i++) {
        if (!wants_sample(&timings[i], effort, effort->seconds / (double)n_timings))
            continue;
        if (last && last->is_restless && !timings[i].is_restless)
            rest(last);
        last = &timings[i];
        take_sample(last);
    }
    if (last && last->is_restless)
        rest(last);
    return last;
}

static bool prepare(struct rle127_timing *timing, const struct rle127_effort *effort)
{
    const size_t most = effort->n_rounds ? effort->n_rounds : RLE127_ROUNDS_MAX;
    timing->n_samples = 0;
    timing->spent_seconds = 0;
    for (int step = 0; has_step(timing, step); step++) {
        timing->samples[step] = malloc(most * sizeof *timing->samples[step]);
        if (!timing->samples[step])
            return false;
        timing->estimate[step] = time_step(timing, step, 1);
    }
    return true;
}

bool rle127_run_rounds(struct rle127_timing *timings, size_t n_timings,
                       const struct rle127_effort *effort)
{
    for (size_t i = 0; i < n_timings; i++)
        if (!prepare(&timings[i], effort))
            return false;
    while (make_round(timings, n_timings, effort))
        ;
    return true;
}
