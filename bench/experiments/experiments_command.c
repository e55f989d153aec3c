/*
 * `rle127-bench matrix`, `single`, `io`, `files`, `book` and `all`: what is ready before anything
 * is measured, the experiments one after the other, what is shown of them, and what is taken away.
 */
#include <stdlib.h>
#include <string.h>

#include "../../src/batch/interrupt.h"
#include "../bench_commands.h"
#include "../bench_help.h"
#include "../find_program.h"
#include "../measure/noise.h"
#include "../measure/spawner.h"
#include "../report/report_output.h"
#include "experiment_help.h"
#include "experiment_images.h"

/* All that a run holds; what is not there yet is zero. */
struct run {
    struct rle127_experiment_request request;
    struct rle127_report_output output;
    struct rle127_workspace workspace;
    struct rle127_image_set images;
    struct rle127_document *document;
    bool has_failed; /* one of the experiments */
};

static bool find_program(const char *option, const char *name)
{
    char path[RLE127_WORK_PATH_BYTES];
    if (!name || rle127_find_program(name, path))
        return true;
    rle127_say(NULL, "%s: there is no program '%s'", option, name);
    return false;
}

static enum rle127_exit prepare(struct run *run, const char *command)
{
    const struct rle127_experiment_request *const request = &run->request;
    const struct rle127_experiment_options *const options = &request->options;
    if (!find_program("--rle127", options->rle127) || !find_program("--python", options->python))
        return RLE127_EXIT_FAILED;
    const enum rle127_exit code = rle127_open_output(&run->output, &request->report);
    if (code != RLE127_EXIT_OK)
        return code;
    run->document = rle127_document_create(command);
    if (!run->document) {
        rle127_say(NULL, "out of memory");
        return RLE127_EXIT_FAILED;
    }
    if (!rle127_workspace_create(&run->workspace, options->work_parent))
        return RLE127_EXIT_FAILED;
    return rle127_ready_images(&run->images, request, &run->workspace);
}

/* Where one has failed, what it has begun to tell is left out, and the others go on. */
static void run_experiment(struct run *run, const struct rle127_experiment_entry *entry)
{
    const struct rle127_experiment experiment = {.options = &run->request.options,
                                                 .workspace = &run->workspace,
                                                 .images = &run->images,
                                                 .document = run->document};
    const size_t n_before = run->document->n_sections;
    if (entry->run(&experiment) && !rle127_is_interrupted())
        return;
    run->has_failed = true;
    run->document->n_sections = n_before;
    rle127_document_note(run->document, "The experiment %s failed, and is left out.", entry->name);
}

static void run_experiments(struct run *run)
{
    const struct rle127_experiment_choice *const choice = &run->request.choice;
    struct rle127_noise noise;
    rle127_begin_noise(&noise);
    for (size_t i = 0; i < choice->n_entries && !rle127_is_interrupted(); i++) {
        if (i)
            rle127_probe_noise(&noise);
        run_experiment(run, &choice->entries[i]);
    }
    rle127_end_noise(&noise, run->document);
    rle127_note_spread(run->document);
}

static enum rle127_exit report(struct run *run)
{
    if (!run->document->n_sections) /* all have failed: old reports stay */
        return RLE127_EXIT_FAILED;
    const enum rle127_exit code = rle127_show_report(&run->output, run->document);
    return run->has_failed ? RLE127_EXIT_FAILED : code;
}

/* The workspace is gone before anything is shown, which whoever reads it may take a long time for.
 */
static enum rle127_exit measure(struct run *run)
{
    run_experiments(run);
    rle127_free_images(&run->images);
    rle127_workspace_remove(&run->workspace);
    return rle127_is_interrupted() ? RLE127_EXIT_STOPPED : report(run);
}

static enum rle127_exit clear(struct run *run, enum rle127_exit code)
{
    rle127_free_images(&run->images);
    rle127_workspace_remove(&run->workspace);
    rle127_document_free(run->document);
    return rle127_close_output(&run->output, code);
}

static enum rle127_exit answer(const struct rle127_experiment_request *request)
{
    if (request->asks_for_help)
        rle127_print_experiment_help(stdout, &request->choice);
    else
        rle127_print_bench_version(stdout);
    return rle127_finish_stdout(RLE127_EXIT_OK);
}

enum rle127_exit rle127_bench_experiments(int argc, char **argv, const char *command)
{
    struct run run = {.document = NULL};
    if (!rle127_parse_experiment_options(argc, argv, &run.request))
        return RLE127_EXIT_USAGE;
    if (run.request.asks_for_help || run.request.asks_for_version)
        return answer(&run.request);
    rle127_catch_interrupts();
    rle127_defer_interrupts(true);
    enum rle127_exit code = rle127_start_spawner() ? prepare(&run, command) : RLE127_EXIT_FAILED;
    if (code == RLE127_EXIT_OK)
        code = measure(&run);
    code = clear(&run, code);
    rle127_stop_spawner();
    rle127_end_by_interrupt();
    return rle127_finish_stdout(code);
}
