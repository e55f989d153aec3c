/*
 * The setup of a run, by what the command takes where nothing is asked for.
 */
#include "io_run.h"

#include "../../src/cli/messages.h"

static void hear_file(void *context, const struct rle127_event *event)
{
    (void)context;
    if (event->outcome->verdict != RLE127_CONVERTED && event->outcome->verdict != RLE127_SKIPPED)
        rle127_say(event->path, "%s", event->outcome->reason);
}

static void hear_note(void *context, const char *text)
{
    (void)context;
    rle127_say(NULL, "%s", text);
}

static struct rle127_run_setup make_setup(const struct rle127_io_run *run, char *const *inputs)
{
    return (struct rle127_run_setup){
        .task = run->is_decompression ? RLE127_TASK_DECOMPRESS : RLE127_TASK_COMPRESS,
        .conversion = {.is_decompression = run->is_decompression,
                       .codec = {.threads = 1},
                       .row_pool = RLE127_ROWS_SERIAL,
                       .format = run->is_decompression ? rle127_find_writer("pbm") : NULL},
        .naming = {.writes = true,
                   .output_directory = run->output,
                   .suffix = run->is_decompression ? "pbm" : "rle"},
        .inputs = inputs,
        .n_inputs = 1,
        .pool = run->pool,
        .n_workers = run->n_workers,
        .n_row_workers = 1,
        .durability = run->durability,
        .listener = {.file = hear_file, .note = hear_note}};
}

bool rle127_do_io_run(const struct rle127_io_run *run)
{
    char *const inputs[] = {(char *)(uintptr_t)run->input}; /* which nobody changes */
    const struct rle127_run_setup setup = make_setup(run, inputs);
    struct rle127_totals totals;
    struct rle127_trouble trouble;
    if (run->clock)
        rle127_call_clock_start(run->clock);
    const enum rle127_run_end end = rle127_run(&setup, &totals, &trouble);
    if (run->clock)
        rle127_call_clock_stop();
    if (trouble.reason)
        rle127_say(trouble.path, "%s", trouble.reason);
    return end == RLE127_RUN_DONE && totals.n_failed == 0 && totals.n_converted > 0;
}
