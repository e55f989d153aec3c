/*
 * One file: where it is and its output shall be, whether there is anything to be done, and doing
 * it.
 */
#include "file_job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "content_hash.h"
#include "journal.h"
#include "meant.h"
#include "names.h"
#include "open_at.h"
#include "stale.h"

static bool fail_open(struct rle127_outcome *outcome, int error)
{
    return rle127_fail(outcome, RLE127_FAILED, "%s", strerror(error));
}

void rle127_close_root(struct rle127_file_worker *w)
{
    rle127_beneath_close(&w->inputs);
    if (w->root_fd >= 0)
        close(w->root_fd);
    free(w->root);
    w->root = NULL;
    w->root_fd = -1;
}

static bool open_root(struct rle127_file_worker *w, const char *root)
{
    if (w->root && strcmp(w->root, root) == 0)
        return true;
    rle127_close_root(w);
    w->root_fd = rle127_open_at(AT_FDCWD, root, O_RDONLY | O_DIRECTORY, 0);
    w->root = strdup(root);
    rle127_beneath_init(&w->inputs, w->root_fd);
    return w->root_fd >= 0 && w->root;
}

static bool open_input(struct rle127_file_worker *w, const struct rle127_file_job *job,
                       struct rle127_input *input, struct rle127_outcome *outcome)
{
    const size_t buffer_bytes = rle127_input_buffer_bytes(&w->conversion);
    if (!job->root)
        return rle127_input_open(input, AT_FDCWD, job->input, true, buffer_bytes, outcome);
    const char *name;
    const int fd = open_root(w, job->root)
                       ? rle127_beneath_open_parent(&w->inputs, job->input, false, &name)
                       : -1;
    return fd < 0 ? fail_open(outcome, errno)
                  : rle127_input_open(input, fd, name, false, buffer_bytes, outcome);
}

/* Only what was named is to be converted whatever it is. */
static bool is_image(struct rle127_input *input, const char *path, struct rle127_outcome *outcome)
{
    bool is_meant;
    const char *const reason = rle127_find_out_meant(&input->source, path, &is_meant);
    if (reason)
        return rle127_fail(outcome, RLE127_FAILED, "%s", reason);
    return is_meant || rle127_fail(outcome, RLE127_SKIPPED, "not an image");
}

/* Opens the directory that the output shall be in. */
static bool open_target(struct rle127_file_worker *w, const struct rle127_file_job *job,
                        struct rle127_target *target, struct rle127_outcome *outcome)
{
    const bool is_dry = w->conversion.is_dry;
    const char *name;
    int fd = -1, error = 0;
    if (job->is_below && w->outputs.root_fd < 0)
        error = ENOENT;
    else if (job->is_below &&
             (fd = rle127_beneath_open_parent(&w->outputs, job->output, !is_dry, &name)) < 0)
        error = errno;
    else
        error = rle127_target_open(target, job->output, fd);
    if (error && is_dry && error == ENOENT) { /* it will be made when it is needed */
        *target = (struct rle127_target){.directory_fd = -1};
        return true;
    }
    return !error || rle127_fail_output_call(outcome, error);
}

/* Whether the output is what a journal says of it and of the input. */
static bool is_done_before(const struct rle127_file_worker *w, const struct rle127_file_job *job,
                           const struct rle127_target *target, const struct rle127_input *input)
{
    struct rle127_journal_facts facts = {.input_bytes = (uint64_t)input->opened.st_size,
                                         .modified = input->opened.st_mtim,
                                         .options = w->work->options};
    const int fd =
        rle127_open_at(target->directory_fd, target->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    struct stat found;
    if (fd < 0)
        return false;
    const bool is_done = fstat(fd, &found) == 0 && S_ISREG(found.st_mode) &&
                         rle127_hash_file(fd, &facts.output_hash) &&
                         rle127_journal_proof(&facts) == job->proof;
    close(fd);
    return is_done;
}

/* Whether there is nothing to be done for this output any more. */
static bool is_there(const struct rle127_file_worker *w, const struct rle127_file_job *job,
                     const struct rle127_target *target, const struct rle127_input *input,
                     struct rle127_held *held)
{
    struct rle127_outcome *const outcome = &held->result.outcome;
    if (!target->name || held->is_repeated)
        return false;
    if (job->has_proof && is_done_before(w, job, target, input))
        return !rle127_fail(outcome, RLE127_SKIPPED, "done before");
    if (w->work->setup->updates &&
        rle127_output_is_newer(target->directory_fd, target->name, &input->opened))
        return !rle127_fail(outcome, RLE127_SKIPPED, "is up to date");
    return false;
}

/* Looks, but writes nothing. */
static void try_dry(const struct rle127_file_worker *w, const struct rle127_file_job *job,
                    const struct rle127_target *target, struct rle127_input *input,
                    struct rle127_outcome *outcome)
{
    bool is_device;
    const bool is_allowed = (target->directory_fd < 0 && target->name) ||
                            rle127_target_allows(target->directory_fd, target->name, job->mode,
                                                 &input->opened, &is_device, outcome);
    if (is_allowed && !rle127_convert(input, NULL, &w->conversion, outcome))
        rle127_blame_interrupt(outcome);
}

bool rle127_outputs_wait(const struct rle127_file_worker *w)
{
    const struct rle127_run_setup *const setup = w->work->setup;
    return setup->durability == RLE127_DURABLE_BATCH && setup->timeout_seconds <= 0;
}

/* Converts into an output that has to be committed then. */
static bool convert(const struct rle127_file_worker *w, const struct rle127_file_job *job,
                    const struct rle127_target *target, struct rle127_input *input,
                    struct rle127_held *held)
{
    struct rle127_outcome *const outcome = &held->result.outcome;
    struct rle127_output *const output = &held->output;
    const bool may_be_ours = held->is_repeated && job->mode == RLE127_OUTPUT_NEW;
    const enum rle127_output_mode mode = may_be_ours ? RLE127_OUTPUT_COMPARE : job->mode;
    if (!rle127_output_open(output, target->directory_fd, target->name, mode,
                            rle127_outputs_wait(w), &input->opened, outcome))
        return false;
    const bool is_done = rle127_convert(input, output, &w->conversion, outcome) &&
                         rle127_output_finish(output, w->work->setup->durability, outcome);
    if (!is_done) {
        rle127_blame_interrupt(outcome);
        rle127_output_discard(output);
        return false;
    }
    held->result.has_hash = w->conversion.hasher && output->is_temporary;
    return true;
}

void rle127_commit_held(const struct rle127_file_worker *w, struct rle127_held *const held[],
                        size_t n_held)
{
    struct rle127_output *outputs[RLE127_HELD_MAX] = {0};
    struct rle127_outcome *outcomes[RLE127_HELD_MAX] = {0};
    for (size_t i = 0; i < n_held; i++) {
        outputs[i] = &held[i]->output;
        outcomes[i] = &held[i]->result.outcome;
        held[i]->has_output = false;
    }
    rle127_output_commit(outputs, n_held, w->work->setup->durability, outcomes);
    for (size_t i = 0; i < n_held; i++) /* the same is there: the worker that died has made it */
        if (held[i]->is_repeated && outcomes[i]->verdict == RLE127_SKIPPED)
            outcomes[i]->verdict = RLE127_CONVERTED;
}

/* Removes what workers or runs that died have left beside the output. */
static void tidy(struct rle127_file_worker *w, int directory_fd)
{
    struct stat found;
    if (fstat(directory_fd, &found) != 0 ||
        (found.st_ino == w->tidied_inode && found.st_dev == w->tidied_device))
        return;
    rle127_remove_stale(directory_fd);
    w->tidied_inode = found.st_ino;
    w->tidied_device = found.st_dev;
}

static void convert_input(struct rle127_file_worker *w, const struct rle127_file_job *job,
                          struct rle127_input *input, struct rle127_held *held)
{
    struct rle127_outcome *const outcome = &held->result.outcome;
    struct rle127_target target;
    if (!open_target(w, job, &target, outcome))
        return;
    if (is_there(w, job, &target, input, held))
        ;
    else if (w->conversion.is_dry)
        try_dry(w, job, &target, input, outcome);
    else {
        if (held->is_repeated || (job->mode == RLE127_OUTPUT_REPLACE && !job->is_below))
            tidy(w, target.directory_fd);
        held->has_output = convert(w, job, &target, input, held);
    }
    if (held->has_output && !rle127_outputs_wait(w))
        rle127_commit_held(w, &held, 1);
    rle127_target_close(&target);
}

static void inspect_input(const struct rle127_file_worker *w, struct rle127_input *input,
                          struct rle127_file_result *result)
{
    struct rle127_findings *const found = &result->findings;
    struct rle127_outcome *const outcome = &result->outcome;
    rle127_inspect(input, &w->conversion.codec, found, outcome);
    if (outcome->verdict == RLE127_CONVERTED && w->work->setup->must_be_canonical &&
        !found->is_canonical)
        rle127_fail(outcome, RLE127_FAILED,
                    "not canonical: not the longest runs at byte %llu, in row %u of %u",
                    (unsigned long long)found->loose_offset, (unsigned)found->loose_row,
                    (unsigned)outcome->height);
}

/* A stream that was begun to be read, or written, cannot be begun again. */
static bool can_be_repeated(const struct rle127_file_job *job, const struct rle127_run_setup *setup)
{
    return job->input && (job->output || !setup->naming.writes);
}

void rle127_do_file_job(struct rle127_file_worker *w, const struct rle127_file_job *job,
                        struct rle127_held *held)
{
    const struct rle127_run_setup *const setup = w->work->setup;
    struct rle127_file_result *const result = &held->result;
    struct rle127_outcome *const outcome = &result->outcome;
    struct rle127_input input;
    if (held->is_repeated && !can_be_repeated(job, setup)) {
        rle127_fail(outcome, RLE127_FAILED,
                    "its worker ended (a crash, or --timeout), and a stream cannot be begun again");
        return;
    }
    if (!open_input(w, job, &input, outcome)) {
        if (outcome->verdict == RLE127_SKIPPED && setup->insists)
            outcome->verdict = RLE127_FAILED;
        return;
    }
    result->input_bytes = (uint64_t)input.opened.st_size;
    result->modified = input.opened.st_mtim;
    if (setup->task == RLE127_TASK_VERIFY)
        inspect_input(w, &input, result);
    else if (setup->task == RLE127_TASK_DECOMPRESS || !job->root ||
             is_image(&input, job->input, outcome))
        convert_input(w, job, &input, held);
    outcome->bytes_in = rle127_input_bytes(&input);
    rle127_input_close(&input);
}
