/*
 * Each run: the output is emptied, the cache made warm or cold, the work done in a process of its
 * own, and the output compared.
 */
#include "io_cases.h"

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

bool rle127_open_io_case(struct rle127_io_case *c)
{
    const bool is_pool = c->way == RLE127_IO_THREADS || c->way == RLE127_IO_PROCESSES;
    char workers[16] = "";
    if (is_pool)
        snprintf(workers, sizeof workers, " %u", c->n_workers);
    snprintf(c->name, sizeof c->name, "%s, %s cache, %s, %s%s%s%s",
             c->scope->is_decompression ? "decompress" : "compress", c->is_cold ? "cold" : "warm",
             c->scope->is_single ? "one file" : "directory", rle127_io_way_name(c->way), workers,
             c->is_durable ? ", durable" : "", c->clock ? ", clock on" : "");
    if (c->clock)
        c->shares = calloc(RLE127_SAMPLES_MAX + 1, sizeof *c->shares);
    if (c->clock && !c->shares)
        rle127_say(NULL, "out of memory");
    return !c->clock || c->shares;
}

void rle127_close_io_case(struct rle127_io_case *c)
{
    free(c->shares);
    c->shares = NULL;
}

static bool do_work(void *argument)
{
    const struct rle127_io_case *const c = argument;
    static const enum rle127_pool_kind pools[] = {[RLE127_IO_SERIAL] = RLE127_POOL_SERIAL,
                                                  [RLE127_IO_THREADS] = RLE127_POOL_THREADS,
                                                  [RLE127_IO_PROCESSES] = RLE127_POOL_PROCESSES};
    const struct rle127_io_scope *const scope = c->scope;
    const struct rle127_file_list list = {.is_decompression = scope->is_decompression,
                                          .inputs = scope->inputs,
                                          .outputs = scope->outputs,
                                          .n_files = scope->n_files};
    if (c->way == RLE127_IO_IN_TURN)
        return rle127_run_in_turn(&list);
    if (c->way == RLE127_IO_OVERLAPPED)
        return rle127_run_overlapped(&list);
    return rle127_do_io_run(&(struct rle127_io_run){
        .is_decompression = scope->is_decompression,
        .input = scope->input,
        .output = scope->output,
        .pool = pools[c->way],
        .n_workers = c->way == RLE127_IO_SERIAL ? 1 : c->n_workers,
        .durability = c->is_durable ? RLE127_DURABLE_BATCH : RLE127_DURABLE_NONE,
        .clock = c->clock});
}

static bool prepare(struct rle127_io_case *c)
{
    double share = 0;
    const bool is_ready =
        rle127_empty_output(c->scope) &&
        (!c->is_cold || rle127_drop_cached(c->scope->inputs, c->scope->n_files, &share));
    if (share > c->cached_share)
        c->cached_share = share;
    return is_ready;
}

static bool take_shares(struct rle127_io_case *c)
{
    if (!c->clock || c->n_shares > RLE127_SAMPLES_MAX)
        return true;
    if (rle127_find_time_shares(c->clock, &c->shares[c->n_shares++]))
        return true;
    rle127_say(NULL, "more threads than the clock of calls has room for");
    return false;
}

bool rle127_run_io_case(void *subject, struct rle127_sample *sample)
{
    struct rle127_io_case *const c = subject;
    return prepare(c) && rle127_sample_function(do_work, c, sample) && take_shares(c) &&
           rle127_check_output(c->scope);
}

static double part_of(const struct rle127_time_shares *shares, int of)
{
    if (of == RLE127_IO_MOVING)
        return shares->parts[RLE127_TIME_READING] + shares->parts[RLE127_TIME_WRITING] +
               shares->parts[RLE127_TIME_FILES];
    if (of == RLE127_IO_WORKING)
        return 1 - shares->parts[RLE127_TIME_DISK] - shares->parts[RLE127_TIME_WAITING];
    return shares->parts[of];
}

struct rle127_io_part rle127_find_io_part(const struct rle127_io_case *c, int of)
{
    const size_t n = c->n_shares > 1 ? c->n_shares - 1 : 0;
    double *const values = calloc(n + 1, sizeof *values);
    for (size_t i = 0; i < n && values; i++)
        values[i] = part_of(&c->shares[i + 1], of);
    const struct rle127_summary summary = rle127_summarize(values, values ? n : 0);
    free(values);
    return (struct rle127_io_part){summary.mean, summary.low, summary.high};
}
