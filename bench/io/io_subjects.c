/*
 * Each run: the output is emptied, the cache made warm or cold, the work done in a process of its
 * own, and the output compared.
 */
#include "io_subjects.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../src/cli/messages.h"
#include "../measure/child.h"
#include "file_pipeline.h"
#include "page_cache.h"

const char *rle127_io_way_name(enum rle127_io_way way)
{
    static const char *const names[RLE127_IO_WAYS] = {"serial", "pool of threads",
                                                      "pool of processes", "one thread in turn",
                                                      "one thread overlapped"};
    return names[way];
}

const char *rle127_io_cache_name(const struct rle127_io_subject *s)
{
    return s->is_cold ? "cold" : "warm";
}

const char *rle127_io_input_name(const struct rle127_io_subject *s)
{
    return s->input->is_single ? "one file" : "directory";
}

static bool is_pool(const struct rle127_io_subject *s)
{
    return s->way == RLE127_IO_THREADS || s->way == RLE127_IO_PROCESSES;
}

static bool is_pipeline(const struct rle127_io_subject *s)
{
    return s->way == RLE127_IO_IN_TURN || s->way == RLE127_IO_OVERLAPPED;
}

const char *rle127_describe_io_way(const struct rle127_io_subject *s, char *text)
{
    char workers[16] = "";
    if (is_pool(s))
        snprintf(workers, sizeof workers, " %u", s->n_workers);
    snprintf(text, RLE127_IO_BY_BYTES, "%s%s%s", rle127_io_way_name(s->way), workers,
             s->is_durable ? ", durable" : "");
    return text;
}

static void set_engine(struct rle127_io_subject *s)
{
    static const enum rle127_pool_kind pools[RLE127_IO_WAYS] = {
        [RLE127_IO_SERIAL] = RLE127_POOL_SERIAL,
        [RLE127_IO_THREADS] = RLE127_POOL_THREADS,
        [RLE127_IO_PROCESSES] = RLE127_POOL_PROCESSES};
    s->task = (struct rle127_engine_task){.direction = s->input->direction,
                                          .inputs = &s->input->path,
                                          .n_inputs = 1,
                                          .output = s->input->output,
                                          .durability = s->is_durable ? RLE127_DURABLE_BATCH
                                                                      : RLE127_DURABLE_NONE,
                                          .clock = s->clock};
    s->engine = (struct rle127_engine_subject){
        .task = &s->task, .choice = {.image_pool = pools[s->way], .n_workers = s->n_workers}};
}

bool rle127_open_io_subject(struct rle127_io_subject *s)
{
    char by[RLE127_IO_BY_BYTES];
    snprintf(s->name, sizeof s->name, "%s, %s cache, %s, %s%s",
             rle127_direction_name(s->input->direction), rle127_io_cache_name(s),
             rle127_io_input_name(s), rle127_describe_io_way(s, by), s->clock ? ", clock on" : "");
    if (!is_pipeline(s))
        set_engine(s);
    if (s->clock)
        s->shares = calloc(RLE127_SAMPLES_MAX + 1, sizeof *s->shares);
    if (s->clock && !s->shares)
        rle127_say(NULL, "out of memory");
    return !s->clock || s->shares;
}

void rle127_close_io_subject(struct rle127_io_subject *s)
{
    free(s->shares);
    s->shares = NULL;
}

static bool run_pipeline(void *subject)
{
    const struct rle127_io_subject *const s = subject;
    const struct rle127_file_list list = {.is_decompression = s->input->direction == RLE127_BACK,
                                          .inputs = s->input->files,
                                          .outputs = s->input->outputs,
                                          .n_files = s->input->n_files};
    return s->way == RLE127_IO_IN_TURN ? rle127_run_in_turn(&list) : rle127_run_overlapped(&list);
}

static bool prepare(struct rle127_io_subject *s)
{
    double share = 0;
    const bool is_ready =
        rle127_empty_output(s->input) &&
        (!s->is_cold || rle127_drop_cached(s->input->files, s->input->n_files, &share));
    if (share > s->cached_share)
        s->cached_share = share;
    return is_ready;
}

static bool take_shares(struct rle127_io_subject *s)
{
    if (!s->clock || s->n_shares > RLE127_SAMPLES_MAX)
        return true;
    if (rle127_find_time_shares(s->clock, &s->shares[s->n_shares++]))
        return true;
    rle127_say(NULL, "more threads than the clock of calls has room for");
    return false;
}

static bool run(struct rle127_io_subject *s, struct rle127_sample *sample)
{
    return is_pipeline(s) ? rle127_sample_function(run_pipeline, s, sample)
                          : rle127_run_engine(&s->engine, sample);
}

bool rle127_run_io_subject(void *subject, struct rle127_sample *sample)
{
    struct rle127_io_subject *const s = subject;
    return prepare(s) && run(s, sample) && take_shares(s) && rle127_check_output(s->input);
}

static double part_of(const struct rle127_time_shares *shares, int of)
{
    if (of == RLE127_IO_MOVING)
        return shares->parts[RLE127_TIME_READING] + shares->parts[RLE127_TIME_WRITING] +
               shares->parts[RLE127_TIME_FILES];
    if (of == RLE127_IO_WORKING)
        return part_of(shares, RLE127_IO_MOVING) + shares->parts[RLE127_TIME_CODING] +
               shares->parts[RLE127_TIME_POOL];
    return shares->parts[of];
}

struct rle127_io_part rle127_find_io_part(const struct rle127_io_subject *s, int of)
{
    const size_t n = s->n_shares > 1 ? s->n_shares - 1 : 0;
    double *const values = calloc(n + 1, sizeof *values);
    for (size_t i = 0; i < n && values; i++)
        values[i] = part_of(&s->shares[i + 1], of);
    const struct rle127_summary summary = rle127_summarize(values, values ? n : 0);
    free(values);
    return (struct rle127_io_part){summary.mean, summary.low, summary.high};
}
