/*
 * Runs of whole commands. What was there is removed before each run, outside its time, because
 * writing over a file costs some commands more than others.
 */
#include "file_subjects.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/batch/interrupt.h"
#include "../../src/cli/messages.h"
#include "peer_check.h"

static bool remove_file(const char *path)
{
    if (remove(path) == 0 || errno == ENOENT)
        return true;
    rle127_say(path, "%s", strerror(errno));
    return false;
}

/* Names the row, because the program alone does not tell with what it failed. */
static bool run_command(const struct rle127_file_subject *subject, struct rle127_sample *sample)
{
    struct rle127_peer_call call;
    if (!remove_file(subject->output_path))
        return false;
    rle127_make_peer_call(&call, subject->found, subject->direction, subject->input_path,
                          subject->output_path);
    const bool is_done = rle127_sample_program(&call.call, sample);
    if (!is_done && !rle127_is_interrupted())
        rle127_say(subject->name, "the command has failed");
    return is_done;
}

static bool run_subject(void *argument, struct rle127_sample *sample)
{
    const struct rle127_file_subject *const subject = argument;
    if (!run_command(subject, sample))
        return false;
    if (rle127_are_same_files(subject->output_path, subject->proved_path))
        return remove_file(subject->output_path);
    rle127_say(subject->name, "has not written the same file as before");
    return false;
}

static const char *name_page_file(const struct rle127_file_page *page,
                                  const struct rle127_peer *peer)
{
    return peer->form == RLE127_FORM_TIFF ? page->tiff_path : page->pbm_path;
}

/* What a command has coded is what it has to decode. */
static void name_files(struct rle127_file_subject *subject,
                       const struct rle127_workspace *workspace, size_t page, size_t peer)
{
    const struct rle127_peer *const kind = subject->found->peer;
    const char *const suffix = kind->form == RLE127_FORM_TIFF ? "tif" : "pbm";
    char coded[RLE127_WORK_PATH_BYTES];
    rle127_workspace_path(workspace, coded, "files/%zu-%zu.%s", page, peer, kind->suffix);
    if (subject->direction == RLE127_THERE) {
        memcpy(subject->input_path, name_page_file(subject->page, kind),
               sizeof subject->input_path);
        memcpy(subject->proved_path, coded, sizeof coded);
        rle127_workspace_path(workspace, subject->output_path, "files/output.%s", kind->suffix);
    } else {
        memcpy(subject->input_path, coded, sizeof coded);
        rle127_workspace_path(workspace, subject->proved_path, "files/%zu-%zu-back.%s", page, peer,
                              suffix);
        rle127_workspace_path(workspace, subject->output_path, "files/output-back.%s", suffix);
    }
}

static void make_subject(struct rle127_file_subjects *subjects, size_t page,
                         enum rle127_coding_direction direction, size_t peer,
                         const struct rle127_experiment *experiment)
{
    const size_t number = rle127_file_subject_number(subjects, page, direction, peer);
    struct rle127_file_subject *const subject = &subjects->all[number];
    subject->found = &subjects->peers->found[peer];
    subject->page = &subjects->pages->all[page];
    subject->direction = direction;
    snprintf(subject->name, sizeof subject->name, "%s, %s: %s", rle127_direction_name(direction),
             subject->page->name, subject->found->peer->names[direction]);
    name_files(subject, experiment->workspace, page, peer);
    subjects->contenders[number] =
        (struct rle127_contender){.name = subject->name,
                                  .run = run_subject,
                                  .subject = subject,
                                  .patience = experiment->options->patience};
}

bool rle127_make_file_subjects(struct rle127_file_subjects *subjects,
                               const struct rle127_file_pages *pages,
                               const struct rle127_peer_list *peers,
                               const struct rle127_experiment *experiment)
{
    const size_t n = pages->n * RLE127_BOTH_DIRECTIONS * peers->n_found;
    *subjects =
        (struct rle127_file_subjects){.pages = pages,
                                      .peers = peers,
                                      .all = calloc(n + 1, sizeof *subjects->all),
                                      .contenders = calloc(n + 1, sizeof *subjects->contenders),
                                      .n = n};
    if (!subjects->all || !subjects->contenders) {
        rle127_free_file_subjects(subjects);
        rle127_say(NULL, "out of memory");
        return false;
    }
    for (size_t page = 0; page < pages->n; page++)
        for (int direction = 0; direction < RLE127_BOTH_DIRECTIONS; direction++)
            for (size_t peer = 0; peer < peers->n_found; peer++)
                make_subject(subjects, page, (enum rle127_coding_direction)direction, peer,
                             experiment);
    return true;
}

void rle127_free_file_subjects(struct rle127_file_subjects *subjects)
{
    if (subjects->contenders)
        rle127_free_contest(subjects->contenders, subjects->n);
    free(subjects->contenders);
    free(subjects->all);
    *subjects = (struct rle127_file_subjects){0};
}

/* Fails where the command has written nothing, without saying so. */
static bool keep_output(const struct rle127_file_subject *subject, struct stat *status)
{
    if (stat(subject->output_path, status) == 0 &&
        rename(subject->output_path, subject->proved_path) == 0)
        return true;
    rle127_say(subject->name, "%s: %s", subject->output_path, strerror(errno));
    return false;
}

/* The coded file is proved by what is decoded from it. */
static bool prove_pair(struct rle127_file_subject *there, struct rle127_file_subject *back)
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

bool rle127_prove_file_subjects(struct rle127_file_subjects *subjects)
{
    for (size_t page = 0; page < subjects->pages->n; page++)
        for (size_t peer = 0; peer < subjects->peers->n_found; peer++)
            if (!prove_pair(
                    &subjects->all[rle127_file_subject_number(subjects, page, RLE127_THERE, peer)],
                    &subjects->all[rle127_file_subject_number(subjects, page, RLE127_BACK, peer)]))
                return false;
    return true;
}
