/*
 * Runs of whole commands. What was there is removed before each run, outside its time, because
 * writing over a file costs some commands more than others.
 */
#include "file_trials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"
#include "peer_check.h"

const char *rle127_direction_name(enum rle127_direction direction)
{
    return direction == RLE127_THERE ? "compress" : "decompress";
}

static bool remove_file(const char *path)
{
    if (remove(path) == 0 || errno == ENOENT)
        return true;
    rle127_say(path, "%s", strerror(errno));
    return false;
}

/* Names the row, because the program alone does not tell with what it failed. */
static bool run_command(const struct rle127_file_trial *trial, struct rle127_sample *sample)
{
    struct rle127_peer_call call;
    if (!remove_file(trial->output_path))
        return false;
    rle127_make_peer_call(&call, trial->found, trial->direction, trial->input_path,
                          trial->output_path);
    const bool is_done = rle127_sample_program(&call.call, sample);
    if (!is_done && !rle127_is_interrupted())
        rle127_say(trial->name, "the command has failed");
    return is_done;
}

static bool run_trial(void *subject, struct rle127_sample *sample)
{
    const struct rle127_file_trial *const trial = subject;
    if (!run_command(trial, sample))
        return false;
    if (rle127_are_same_files(trial->output_path, trial->proved_path))
        return remove_file(trial->output_path);
    rle127_say(trial->name, "has not written the same file as before");
    return false;
}

static const char *name_page_file(const struct rle127_file_page *page,
                                  const struct rle127_peer *peer)
{
    return peer->form == RLE127_FORM_TIFF ? page->tiff_path : page->pbm_path;
}

/* What a command has coded is what it has to decode. */
static void name_files(struct rle127_file_trial *trial, const struct rle127_workspace *workspace,
                       size_t page, size_t peer)
{
    const struct rle127_peer *const kind = trial->found->peer;
    const char *const suffix = kind->form == RLE127_FORM_TIFF ? "tif" : "pbm";
    char coded[RLE127_WORK_PATH_BYTES];
    rle127_workspace_path(workspace, coded, "files/%zu-%zu.%s", page, peer, kind->suffix);
    if (trial->direction == RLE127_THERE) {
        memcpy(trial->input_path, name_page_file(trial->page, kind), sizeof trial->input_path);
        memcpy(trial->proved_path, coded, sizeof coded);
        rle127_workspace_path(workspace, trial->output_path, "files/output.%s", kind->suffix);
    } else {
        memcpy(trial->input_path, coded, sizeof coded);
        rle127_workspace_path(workspace, trial->proved_path, "files/%zu-%zu-back.%s", page, peer,
                              suffix);
        rle127_workspace_path(workspace, trial->output_path, "files/output-back.%s", suffix);
    }
}

static void make_trial(struct rle127_file_trials *trials, size_t page,
                       enum rle127_direction direction, size_t peer,
                       const struct rle127_experiment *experiment)
{
    const size_t number = rle127_file_trial_number(trials, page, direction, peer);
    struct rle127_file_trial *const trial = &trials->all[number];
    trial->found = &trials->peers->found[peer];
    trial->page = &trials->pages->all[page];
    trial->direction = direction;
    snprintf(trial->name, sizeof trial->name, "%s, %s: %s", rle127_direction_name(direction),
             trial->page->name, trial->found->peer->names[direction]);
    name_files(trial, experiment->workspace, page, peer);
    trials->contenders[number] =
        (struct rle127_contender){.name = trial->name,
                                  .run = run_trial,
                                  .subject = trial,
                                  .patience = experiment->options->patience};
}

bool rle127_make_file_trials(struct rle127_file_trials *trials,
                             const struct rle127_file_pages *pages,
                             const struct rle127_peer_list *peers,
                             const struct rle127_experiment *experiment)
{
    const size_t n = pages->n * RLE127_N_DIRECTIONS * peers->n_found;
    *trials = (struct rle127_file_trials){.pages = pages,
                                          .peers = peers,
                                          .all = calloc(n + 1, sizeof *trials->all),
                                          .contenders = calloc(n + 1, sizeof *trials->contenders),
                                          .n = n};
    if (!trials->all || !trials->contenders) {
        rle127_free_file_trials(trials);
        rle127_say(NULL, "out of memory");
        return false;
    }
    for (size_t page = 0; page < pages->n; page++)
        for (int direction = 0; direction < RLE127_N_DIRECTIONS; direction++)
            for (size_t peer = 0; peer < peers->n_found; peer++)
                make_trial(trials, page, (enum rle127_direction)direction, peer, experiment);
    return true;
}

void rle127_free_file_trials(struct rle127_file_trials *trials)
{
    if (trials->contenders)
        rle127_free_contest(trials->contenders, trials->n);
    free(trials->contenders);
    free(trials->all);
    *trials = (struct rle127_file_trials){0};
}

/* Fails where the command has written nothing, without saying so. */
static bool keep_output(const struct rle127_file_trial *trial, struct stat *status)
{
    if (stat(trial->output_path, status) == 0 &&
        rename(trial->output_path, trial->proved_path) == 0)
        return true;
    rle127_say(trial->name, "%s: %s", trial->output_path, strerror(errno));
    return false;
}

/* The coded file is proved by what is decoded from it. */
static bool prove_pair(struct rle127_file_trial *there, struct rle127_file_trial *back)
{
    struct rle127_sample sample;
    struct stat status;
    if (!run_command(there, &sample) || !keep_output(there, &status))
        return false;
    there->coded_bytes = back->coded_bytes = (double)status.st_size;
    return run_command(back, &sample) &&
           rle127_is_right_page(back->output_path, back->page, back->found->peer, back->name) &&
           keep_output(back, &status);
}

bool rle127_prove_file_trials(struct rle127_file_trials *trials)
{
    for (size_t page = 0; page < trials->pages->n; page++)
        for (size_t peer = 0; peer < trials->peers->n_found; peer++)
            if (!prove_pair(
                    &trials->all[rle127_file_trial_number(trials, page, RLE127_THERE, peer)],
                    &trials->all[rle127_file_trial_number(trials, page, RLE127_BACK, peer)]))
                return false;
    return true;
}
