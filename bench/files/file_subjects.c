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

static bool run_command(const struct rle127_file_subject *subject, struct rle127_sample *sample)
{
    struct rle127_peer_call call;
    if (!remove_file(subject->output_path))
        return false;
    rle127_make_peer_call(&call, subject->found, subject->direction, subject->input_path,
                          subject->output_path);
    return rle127_sample_program(&call.call, sample);
}

/* Names the row, because the program alone does not tell with what it failed. */
static void say_that_it_failed(const struct rle127_file_subject *subject)
{
    if (!rle127_is_interrupted())
        rle127_say(subject->name, "the command has failed");
}

static bool run_subject(void *argument, struct rle127_sample *sample)
{
    const struct rle127_file_subject *const subject = argument;
    if (!run_command(subject, sample)) {
        say_that_it_failed(subject);
        return false;
    }
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
}

bool rle127_make_file_subjects(struct rle127_file_subjects *subjects,
                               const struct rle127_file_pages *pages,
                               struct rle127_peer_list *peers,
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

enum proof { PROVED, FAILED, WRONG };

static enum proof prove_output(const struct rle127_file_subject *subject, struct stat *status)
{
    struct rle127_sample sample;
    if (!run_command(subject, &sample))
        return FAILED;
    if (subject->direction == RLE127_BACK &&
        !rle127_is_right_page(subject->output_path, subject->page, subject->found->peer,
                              subject->name))
        return WRONG;
    return keep_output(subject, status) ? PROVED : WRONG;
}

/* The coded file is proved by what is decoded from it. *failed is the one that is not. */
static enum proof prove_pair(struct rle127_file_subject *there, struct rle127_file_subject *back,
                             const struct rle127_file_subject **failed)
{
    struct stat status;
    *failed = there;
    enum proof proof = prove_output(there, &status);
    if (proof != PROVED)
        return proof;
    there->coded_bytes = back->coded_bytes = (double)status.st_size;
    *failed = back;
    return prove_output(back, &status);
}

static enum proof prove_peer(struct rle127_file_subjects *subjects, size_t peer,
                             const struct rle127_file_subject **failed)
{
    struct rle127_file_subject *const all = subjects->all;
    enum proof proof = PROVED;
    for (size_t page = 0; proof == PROVED && page < subjects->pages->n; page++)
        proof =
            prove_pair(&all[rle127_file_subject_number(subjects, page, RLE127_THERE, peer)],
                       &all[rle127_file_subject_number(subjects, page, RLE127_BACK, peer)], failed);
    return proof;
}

/* Those behind it move up, in the list and in each page's rows. */
static void drop_peer(struct rle127_file_subjects *subjects, size_t peer)
{
    struct rle127_peer_list *const list = subjects->peers;
    size_t n_kept = 0;
    for (size_t i = 0; i < subjects->n; i++) {
        struct rle127_file_subject *const subject = &subjects->all[i];
        if (i % list->n_found == peer)
            continue;
        subject->found -= i % list->n_found > peer;
        subjects->all[n_kept++] = *subject;
    }
    subjects->n = n_kept;
    list->n_found--;
    memmove(&list->found[peer], &list->found[peer + 1],
            (list->n_found - peer) * sizeof *list->found);
}

static bool may_be_left_out(const struct rle127_peer *peer)
{
    return peer->family != RLE127_FAMILY_COPY && peer->family != RLE127_FAMILY_OWN;
}

/* A command that says itself that it failed is none to compare with; one that claims to be done has
 * to be right. */
static bool prove_all(struct rle127_file_subjects *subjects, struct rle127_section *section)
{
    for (size_t peer = 0; peer < subjects->peers->n_found;) {
        const struct rle127_peer *const kind = subjects->peers->found[peer].peer;
        const struct rle127_file_subject *failed;
        const enum proof proof = prove_peer(subjects, peer, &failed);
        if (proof == PROVED) {
            peer++;
        } else if (proof == FAILED && may_be_left_out(kind) && !rle127_is_interrupted()) {
            rle127_section_note(section, "%s is left out: it failed when it was tried (%s).",
                                kind->names[RLE127_THERE], failed->name);
            drop_peer(subjects, peer);
        } else {
            if (proof == FAILED)
                say_that_it_failed(failed);
            return false;
        }
    }
    return true;
}

bool rle127_prove_file_subjects(struct rle127_file_subjects *subjects,
                                const struct rle127_experiment *experiment,
                                struct rle127_section *section)
{
    if (!prove_all(subjects, section))
        return false;
    for (size_t i = 0; i < subjects->n; i++)
        subjects->contenders[i] =
            (struct rle127_contender){.name = subjects->all[i].name,
                                      .run = run_subject,
                                      .subject = &subjects->all[i],
                                      .patience = experiment->options->patience};
    return true;
}
