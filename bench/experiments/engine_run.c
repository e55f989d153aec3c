/*
 * The run goes on in a child, and what it tells comes back through shared memory.
 */
#include "engine_run.h"

#include "../../src/cli/messages.h"
#include "../../src/pool/row_processes.h"
#include "../io/call_clock.h"
#include "../measure/child.h"

/* What the child is given. */
struct assignment {
    const struct rle127_engine_subject *subject;
    struct rle127_engine_findings *findings; /* shared */
};

static bool refuse(const char *path, const char *reason)
{
    rle127_say(path, "%s", reason);
    return false;
}

static void note_size(struct rle127_engine_findings *findings, const struct rle127_event *event)
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
    struct rle127_engine_findings *const findings = context;
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
    struct rle127_engine_findings *const findings = context;
    snprintf(findings->note, sizeof findings->note, "%s", text);
}

static struct rle127_run_setup make_setup(const struct assignment *assignment)
{
    const struct rle127_engine_task *const task = assignment->subject->task;
    const bool is_decompression = task->direction == RLE127_BACK;
    struct rle127_run_setup setup = {
        .task = is_decompression ? RLE127_TASK_DECOMPRESS : RLE127_TASK_COMPRESS,
        .conversion = {.is_decompression = is_decompression,
                       .format = rle127_find_writer("pbm"),
                       .is_dry = task->is_dry,
                       .proves = task->proves},
        .naming = {.writes = true,
                   .output_directory = task->output,
                   .suffix = is_decompression ? "pbm" : "rle"},
        .inputs = task->inputs,
        .n_inputs = task->n_inputs,
        .durability = task->durability,
        .listener = {.context = assignment->findings, .file = hear_file, .note = hear_note}};
    rle127_apply_choice(&assignment->subject->choice, &setup);
    return setup;
}

static bool run(void *argument)
{
    const struct assignment *const assignment = argument;
    struct rle127_call_clock *const clock = assignment->subject->task->clock;
    struct rle127_totals *const totals = &assignment->findings->totals;
    const struct rle127_run_setup setup = make_setup(assignment);
    struct rle127_trouble trouble;
    if (clock)
        rle127_call_clock_start(clock);
    const enum rle127_run_end end = rle127_run(&setup, totals, &trouble);
    if (clock)
        rle127_call_clock_stop();
    if (trouble.reason)
        rle127_say(trouble.path, "%s", trouble.reason);
    return end == RLE127_RUN_DONE && totals->n_failed == 0;
}

bool rle127_run_engine(struct rle127_engine_subject *subject, struct rle127_sample *sample)
{
    struct assignment assignment = {.subject = subject,
                                    .findings = rle127_shared_map(sizeof *assignment.findings)};
    if (!assignment.findings)
        return refuse(NULL, "out of memory");
    const bool is_done = rle127_sample_function(run, &assignment, sample);
    subject->findings = *assignment.findings;
    rle127_shared_unmap(assignment.findings, sizeof *assignment.findings);
    return is_done && (subject->findings.totals.n_converted ||
                       refuse(subject->task->inputs[0], "there is nothing to be converted"));
}

bool rle127_sample_engine(void *subject, struct rle127_sample *sample)
{
    const struct rle127_engine_task *const task = ((struct rle127_engine_subject *)subject)->task;
    return (task->is_dry || rle127_make_empty_directory(task->output)) &&
           rle127_run_engine(subject, sample) &&
           (!task->reference || rle127_are_same_trees(task->output, task->reference));
}
