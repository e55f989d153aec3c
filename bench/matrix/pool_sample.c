/*
 * The run goes on in a child, and what it tells comes back through shared memory.
 */
#include "pool_sample.h"

#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"
#include "../../src/pool/row_processes.h"
#include "../measure/child.h"

/* What the child is given. */
struct assignment {
    const struct rle127_pool_subject *subject;
    struct rle127_pool_findings *findings; /* shared */
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

static void note_size(struct rle127_pool_findings *findings, const struct rle127_event *event)
{
    const uint32_t width = event->outcome->width, height = event->outcome->height;
    findings->packed_bytes += (double)rle127_row_bytes(width) * height;
    if ((uint64_t)width * height <= (uint64_t)findings->largest_width * findings->largest_height)
        return;
    findings->largest_width = width;
    findings->largest_height = height;
    snprintf(findings->largest_image, sizeof findings->largest_image, "%s", event->path);
}

static void hear_file(void *context, const struct rle127_event *event)
{
    struct rle127_pool_findings *const findings = context;
    const struct rle127_outcome *const outcome = event->outcome;
    if (outcome->verdict == RLE127_CONVERTED) {
        note_size(findings, event);
        snprintf(findings->last_output, sizeof findings->last_output, "%s",
                 event->output ? event->output : "");
    } else if (outcome->verdict != RLE127_SKIPPED) {
        rle127_say(event->path, "%s", outcome->reason);
    }
}

static void hear_note(void *context, const char *text)
{
    struct rle127_pool_findings *const findings = context;
    snprintf(findings->note, sizeof findings->note, "%s", text);
}

static bool run_pools(void *argument)
{
    const struct assignment *const assignment = argument;
    const struct rle127_pool_task *const task = assignment->subject->task;
    struct rle127_pool_findings *const findings = assignment->findings;
    char *inputs[] = {(char *)(uintptr_t)task->input};
    struct rle127_trouble trouble;
    struct rle127_run_setup setup = {
        .task = task->is_decompression ? RLE127_TASK_DECOMPRESS : RLE127_TASK_COMPRESS,
        .conversion = {.is_decompression = task->is_decompression,
                       .format = rle127_find_writer("pbm"),
                       .is_dry = task->is_dry,
                       .proves = task->proves},
        .naming = {.writes = true,
                   .output_directory = task->output,
                   .suffix = task->is_decompression ? "pbm" : "rle"},
        .inputs = inputs,
        .n_inputs = 1,
        .listener = {.context = findings, .file = hear_file, .note = hear_note}};
    rle127_apply_choice(&assignment->subject->choice, &setup);
    const enum rle127_run_end end = rle127_run(&setup, &findings->totals, &trouble);
    if (trouble.reason)
        rle127_say(trouble.path, "%s", trouble.reason);
    return end == RLE127_RUN_DONE && findings->totals.n_failed == 0;
}

static bool is_right(const struct rle127_pool_task *task,
                     const struct rle127_pool_findings *findings)
{
    if (!findings->totals.n_converted)
        return refuse(task->input, "there is nothing to be converted");
    return !task->reference || rle127_are_same_trees(task->output, task->reference);
}

bool rle127_sample_pools(void *subject, struct rle127_sample *sample)
{
    struct rle127_pool_subject *const s = subject;
    struct assignment assignment = {.subject = s,
                                    .findings = rle127_shared_map(sizeof *assignment.findings)};
    if (!assignment.findings)
        return refuse(NULL, "out of memory");
    const bool is_done = (s->task->is_dry || rle127_make_empty_directory(s->task->output)) &&
                         rle127_sample_function(run_pools, &assignment, sample);
    s->findings = *assignment.findings;
    rle127_shared_unmap(assignment.findings, sizeof *assignment.findings);
    return is_done && is_right(s->task, &s->findings);
}
